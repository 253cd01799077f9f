/** What a story can do without: the universe it is told in, made smaller. */
import type { Facets, Scenario } from '../../models/scenario.ts';
import { baseScenario as base, scenario, withReplicas, type ScenarioChanges } from '../scopes.ts';
import { coherent } from './scenarios.ts';

/** A smaller scenario in which a story with these keys might still be told. */
type Simplification = (given: Scenario, keys: readonly string[]) => Scenario;

/** What has another name there. */
type Renaming = (key: string) => string;

/** Edits that the story does not make. */
const unusedEdits: Simplification = (given, keys) => {
  const used = (family: string): number => keys.filter((key) => key.startsWith(`user/${family} `)).length;
  const { edits } = given;
  return scenario(
    {
      edits: {
        template: Math.min(edits.template, used('template')),
        scale: Math.min(edits.scale, used('scale')),
        partition: Math.min(edits.partition, used('partition')),
        deleteClaim: Math.min(edits.deleteClaim, used('delete-claim')),
        deleteSet: edits.deleteSet.filter((cascade) => keys.includes(`user/delete-set ${cascade}`)),
      },
    },
    given,
  );
};

const oneDisturbanceLess: Simplification = (given) => ({ ...given, disturbances: Math.max(0, given.disturbances - 1) });

const lessLag = (kind: keyof Scenario['lag']): Simplification => (given) => scenario({ lag: { [kind]: Math.max(0, given.lag[kind] - 1) } }, given);

const oneReplicaLess: Simplification = (given) => {
  const most = Math.max(given.set.replicas, given.scale.max) - 1;
  if (most < 1) return given;
  const set = withReplicas(given.set, Math.min(given.set.replicas, most));
  return { ...given, set, scale: { min: Math.min(given.scale.min, most), max: Math.min(given.scale.max, most) } };
};

const asItIs: Renaming = (key) => key;

/** `user/scale 4→2`: 3→1. */
const scalesLower: Renaming = (key) => (key.startsWith('user/scale ') ? key.replace(/\d+/g, (replicas) => String(Number(replicas) - 1)) : key);

/** The same, and what happened to web-3 happens to web-2: the pod that is gone is the first one. */
const firstPodGone: Renaming = (key) => scalesLower(key).replace(/-(\d+)(?=$| )/, (_, ordinal) => `-${Number(ordinal) - 1}`);

const withoutFacet = (facet: keyof Facets): Simplification => (given) => scenario({ facets: { [facet]: false }, ...(facet === 'availability' ? { set: { minReadySeconds: 0 } } : {}) }, given);

const plain = (changes: ScenarioChanges): Simplification => (given) => scenario(changes, given);

const withoutUnusedClaims: Simplification = (given) => scenario({ set: { claimTemplates: given.facets.claims ? given.set.claimTemplates : [] } }, given);

/** Who does not scale needs no room for it. */
const withoutUnusedScales: Simplification = (given) => (given.edits.scale > 0 ? given : { ...given, scale: { min: given.set.replicas, max: Math.max(1, given.set.replicas) } });

/** From what costs the most to what only makes the story easier to read. */
const all: readonly (readonly [Simplification, Renaming])[] = [
  [unusedEdits, asItIs],
  [oneDisturbanceLess, asItIs],
  [oneReplicaLess, asItIs],
  [oneReplicaLess, scalesLower],
  [oneReplicaLess, firstPodGone],
  ...[
    ...(['nodes', 'availability', 'status', 'volumes', 'retention', 'claims', 'revisions'] as const).map(withoutFacet),
    plain({ assume: 'lag' }),
    plain({ templates: base.templates }),
    plain({ set: { retention: base.set.retention } }),
    plain({ set: { strategy: base.set.strategy } }),
    plain({ set: { policy: base.set.policy } }),
    withoutUnusedClaims,
    withoutUnusedScales,
    ...(['pods', 'sets', 'claims', 'revisions'] as const).map(lessLag),
  ].map((simplification) => [simplification, asItIs] as const),
];

/** How many things can be made simpler. */
export const SIMPLIFICATIONS = all.length;

/** A smaller scenario, and what the steps of a story are called there. */
export interface Simplified {
  readonly scenario: Scenario;
  readonly keys: readonly string[];
}

/**
 * The scenario with one thing made simpler; `undefined` where it is as simple as can be, or fixed by the caller.
 *
 * @param which 0 to {@link SIMPLIFICATIONS} - 1
 */
export function simplified(given: Scenario, keys: readonly string[], which: number, fixed: ScenarioChanges): Simplified | undefined {
  const [simplification, renaming] = all[which]!;
  const simpler = coherent(simplification(given, keys));
  const isFixed = !same(scenario(fixed, simpler), simpler);
  return isFixed || same(simpler, given) ? undefined : { scenario: simpler, keys: keys.map(renaming) };
}

/** The scenario with no more edits than the story makes. Stories of it are stories of the given one. */
export function withoutUnusedEdits(given: Scenario, keys: readonly string[]): Scenario {
  return unusedEdits(given, keys);
}

function same(one: Scenario, other: Scenario): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
