/** Which universes random stories are told in. */
import { releaseOf } from '../../models/controllers/releases.ts';
import type { Scenario } from '../../models/scenario.ts';
import { baseScenario, scenario, type ScenarioChanges, type SetSpec } from '../scopes.ts';
import { MAX_CONCURRENT_PODS } from './limits.ts';

type Axis = (value: number) => ScenarioChanges;

const replicas: Axis = (value) => ({ set: { replicas: [2, 3, 1, 4, 5][value]! } });

const strategies: readonly SetSpec['strategy'][] = [
  { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
  { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
  { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 2 } },
  { type: 'OnDelete', rollingUpdate: null },
  { type: 'Recreate', rollingUpdate: null },
];
const strategy: Axis = (value) => ({ set: { strategy: strategies[value]! } });

const deleting = { whenDeleted: 'Delete', whenScaled: 'Delete' } as const;
const retaining = { whenDeleted: 'Retain', whenScaled: 'Retain' } as const;
const facetSets: readonly ScenarioChanges[] = [
  { facets: { revisions: true } },
  { facets: { claims: true, revisions: true, volumes: true }, set: { claimTemplates: ['data'], retention: retaining } },
  { facets: { claims: true, retention: true }, set: { claimTemplates: ['data'], retention: deleting } },
  { facets: { revisions: true, status: true } },
  { facets: { availability: true, nodes: true }, set: { minReadySeconds: 10 } },
];
const facets: Axis = (value) => facetSets[value]!;

const policy: Axis = (value) => ({ set: { policy: value % 2 === 0 ? 'OrderedReady' : 'Parallel' } });
const from: Axis = (value) => ({ from: value % 2 === 0 ? 'fresh' : 'converged' });
const templates: Axis = (value) => ({ templates: [{ broken: false }, { broken: value % 2 === 1 }] });

/** At most {@link LEVELS} + 1 of them. */
const axes: readonly Axis[] = [replicas, strategy, facets, policy, from, templates];

/** Values of an axis: a prime number. */
const LEVELS = 5;

/** What may happen in each: a walk that wants less of it leaves it out. */
const generous: ScenarioChanges = {
  edits: { template: 2, scale: 2, partition: 1, deleteClaim: 1, deleteSet: ['background', 'foreground', 'orphan'] },
  disturbances: 3,
};

/**
 * The universes that walks are drawn from, with what the caller fixes: one where everything is fixed.
 *
 * They are few and generous. To open a universe and to teach it what follows from what costs as much as a thousand
 * walks, so they are kept and used again, and it is the sampler that varies which edits and disturbances a walk knows.
 * Which ones: an orthogonal array of strength 2, so that each value of each axis meets each value of every other one
 * (one pair of lines over a prime field goes through each pair of values once). What two axes do to each other is met,
 * and few bugs need three.
 */
export function generousScenarios(fixed: ScenarioChanges = {}): readonly Scenario[] {
  const found = new Map<string, Scenario>();
  for (let run = 0; run < LEVELS ** 2; run++) {
    const first = Math.floor(run / LEVELS);
    const second = run % LEVELS;
    const levels = axes.map((_, index) => (index === 0 ? first : (second + (index - 1) * first) % LEVELS));
    const drawn = scenario(fixed, axes.reduce((base, axis, index) => scenario(axis(levels[index]!), base), scenario(generous)));
    const pods = fixed.set?.replicas ?? Math.min(drawn.set.replicas, isConcurrent(drawn) ? MAX_CONCURRENT_PODS : Number.POSITIVE_INFINITY);
    const made = coherent(scenario({ set: { replicas: pods }, scale: { min: 0, max: pods, ...fixed.scale } }, drawn));
    found.set(JSON.stringify(made), made);
  }
  return [...found.values()];
}

/** Its passes ask several things for each pod, and for all pods at once: what can follow from one view multiplies. */
function isConcurrent({ set, facets: { claims } }: Scenario): boolean {
  return set.policy === 'Parallel' && claims && set.claimTemplates.length > 0;
}

/** Without what does not go together: facets without what they stand on, edits of what is not there. */
export function coherent(given: Scenario): Scenario {
  const { set, edits } = given;
  const hasClaims = given.facets.claims && set.claimTemplates.length > 0;
  const recreates = set.strategy.type === 'Recreate' && !releaseOf(given.kubernetes).gates.includes('StatefulSetRecreateStrategy');
  const type = recreates ? baseScenario.set.strategy : set.strategy;
  const rolls = type.rollingUpdate !== null && type.type === 'RollingUpdate';
  return {
    ...given,
    set: { ...set, strategy: type },
    edits: { ...edits, partition: rolls ? edits.partition : 0, deleteClaim: hasClaims ? edits.deleteClaim : 0 },
    scale: { min: Math.min(given.scale.min, set.replicas), max: Math.max(given.scale.max, 1) },
    facets: {
      ...given.facets,
      claims: hasClaims,
      volumes: hasClaims && given.facets.volumes,
      retention: hasClaims && given.facets.retention,
      availability: set.minReadySeconds > 0,
      // Without the block the controller reads a status counter.
      status: given.facets.status || (type.type === 'RollingUpdate' && type.rollingUpdate === null),
    },
  };
}
