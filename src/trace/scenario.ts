/** Scenarios as differences from the one everything is described from, and back again from text nobody vouches for. */
import { releaseOf } from '../../models/controllers/releases.ts';
import type { Scenario } from '../../models/scenario.ts';
import { baseScenario, scenario, type ScenarioChanges } from '../scopes.ts';
import { MAX_THINGS } from './limits.ts';

/** The least changes that make `given` of the base scenario. */
export function differencesFromBase(given: Scenario): ScenarioChanges {
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, value]) => {
      const base = baseScenario[key as keyof Scenario] as unknown;
      if (same(base, value)) return [];
      if (!isObject(value) || !isObject(base)) return [[key, value]];
      return [[key, Object.fromEntries(Object.entries(value).filter(([name, part]) => !same(part, base[name])))]];
    }),
  ) as ScenarioChanges;
}

/**
 * The scenario that is the base with these changes.
 *
 * @throws RangeError that names the first thing that no scenario has
 */
export function fromDifferences(changes: unknown): Scenario {
  const made = scenario(objectAt('scenario', changes) as ScenarioChanges);
  checkShape('scenario', scenarioShape, made);
  if (Math.max(made.set.replicas, made.scale.max) > MAX_THINGS) throw new RangeError(`scenario.set.replicas is more than ${MAX_THINGS}`);
  const { claims, retention, volumes } = made.facets;
  if (claims && made.set.claimTemplates.length === 0) throw new RangeError('scenario.facets.claims is true, and the set has no claimTemplates');
  if (!claims && (retention || volumes)) throw new RangeError(`scenario.facets.${retention ? 'retention' : 'volumes'} is true without claims, which it stands on`);
  try {
    releaseOf(made.kubernetes);
  } catch {
    throw new RangeError('scenario.kubernetes is no release that is known here');
  }
  return made;
}

type Shape = 'text' | 'number' | 'flag' | readonly string[] | { readonly list: Shape } | { readonly fields: Readonly<Record<string, Shape>>; readonly optional?: readonly string[] } | ((value: unknown) => boolean);

const partitioned: Shape = { fields: { partition: 'number', maxUnavailable: (value) => typeof value === 'number' || typeof value === 'string' }, optional: ['maxUnavailable'] };

const retention: Shape = ['Retain', 'Delete'];

const scenarioShape: Shape = {
  fields: {
    set: {
      fields: {
        name: 'text',
        replicas: 'number',
        start: 'number',
        policy: ['OrderedReady', 'Parallel'],
        strategy: { fields: { type: ['RollingUpdate', 'OnDelete', 'Recreate'], rollingUpdate: (value) => value === null || fits(partitioned, value) } },
        minReadySeconds: 'number',
        retention: { fields: { whenDeleted: retention, whenScaled: retention } },
        claimTemplates: { list: 'text' },
        revisionHistoryLimit: (value) => Number.isInteger(value),
      },
    },
    kubernetes: 'text',
    assume: ['lag', 'crashes'],
    from: ['fresh', 'converged'],
    templates: { list: { fields: { broken: 'flag' } } },
    edits: { fields: { template: 'number', scale: 'number', partition: 'number', deleteClaim: 'number', deleteSet: { list: ['background', 'foreground', 'orphan'] } } },
    scale: { fields: { min: 'number', max: 'number' } },
    disturbances: 'number',
    lag: { fields: { pods: 'number', sets: 'number', claims: 'number', revisions: 'number' } },
    volumes: { list: 'text' },
    facets: { fields: { claims: 'flag', revisions: 'flag', volumes: 'flag', status: 'flag', availability: 'flag', retention: 'flag', nodes: 'flag' } },
    reductions: { fields: { fuseDelivery: 'flag', mergeContinuations: 'flag' } },
  },
};

function checkShape(path: string, shape: Shape, value: unknown): void {
  const refuse = (expected: string): never => {
    throw new RangeError(`${path} is not ${expected}`);
  };
  if (shape === 'text') {
    if (typeof value !== 'string' || value.length > 253) refuse('a text');
  } else if (shape === 'number') {
    if (!Number.isInteger(value) || (value as number) < 0 || (value as number) >= 2 ** 31) refuse('a number of things');
  } else if (shape === 'flag') {
    if (typeof value !== 'boolean') refuse('true or false');
  } else if (typeof shape === 'function') {
    if (!shape(value)) refuse('what it must be');
  } else if ('list' in shape) {
    if (!Array.isArray(value) || value.length > MAX_THINGS) refuse(`a list of at most ${MAX_THINGS}`);
    (value as unknown[]).forEach((item, index) => checkShape(`${path}[${index}]`, shape.list, item));
  } else if ('fields' in shape) {
    const object = objectAt(path, value);
    for (const key of Object.keys(object)) if (!Object.hasOwn(shape.fields, key)) throw new RangeError(`${path} has no field ${JSON.stringify(key.slice(0, 40))}`);
    for (const [key, field] of Object.entries(shape.fields)) {
      if (object[key] === undefined && shape.optional?.includes(key)) continue;
      checkShape(`${path}.${key}`, field, object[key]);
    }
  } else if (!(shape as readonly unknown[]).includes(value)) refuse(`one of ${(shape as readonly string[]).join(', ')}`);
}

function fits(shape: Shape, value: unknown): boolean {
  try {
    checkShape('', shape, value);
    return true;
  } catch {
    return false;
  }
}

function objectAt(path: string, value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new RangeError(`${path} is not an object`);
  return value;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
