/**
 * Where a controller is compared with the reference: a set called web, in every policy and strategy, and in each of them
 * the things that can happen to it, a few at a time. Facets multiply each other, and what a pass decides rarely depends
 * on three of them, so each has a scenario of its own (docs/decisions/0006-small-scopes.md).
 */
import type { RetentionPolicy } from '../../models/controllers/controller.ts';
import { releaseOf, type Profile } from '../../models/controllers/releases.ts';
import type { Scenario } from '../../models/scenario.ts';
import { scenario, type ScenarioChanges, type SetSpec } from '../scopes.ts';

export type ConformScope = 'small' | 'standard';

export interface ConformOptions {
  readonly kubernetes: string;
  readonly scope: ConformScope;
  /** Absent: all that the release has. */
  readonly policy?: SetSpec['policy'];
  readonly update?: SetSpec['strategy']['type'];
}

/** A scenario under a name that says what is special about it. */
export interface ConformScenario {
  /** `OrderedReady RollingUpdate, partition 1: everyday`. */
  readonly name: string;
  readonly about: string;
  readonly scenario: Scenario;
}

interface Subject {
  readonly about: string;
  readonly changes: ScenarioChanges;
  /** Also in the small scope. */
  readonly isSmall?: true;
}

const onePod: ScenarioChanges = { set: { replicas: 1 }, scale: { min: 0, max: 1 } };
const withClaims = (whenDeleted: RetentionPolicy, whenScaled: RetentionPolicy): NonNullable<ScenarioChanges['set']> => ({ claimTemplates: ['data'], retention: { whenDeleted, whenScaled } });

const subjects = {
  everyday: { isSmall: true, about: 'one pod, a template edit, a scale, a disturbance', changes: { ...onePod, edits: { template: 1, scale: 1 }, disturbances: 1, facets: { revisions: true } } },
  update: { about: 'a template edit and a disturbance', changes: { edits: { template: 1 }, disturbances: 1 } },
  rollback: { about: 'a broken template and its revert', changes: { templates: [{ broken: false }, { broken: true }], edits: { template: 2 }, facets: { revisions: true } } },
  history: { about: 'one pod, and no revision is kept longer than it is used', changes: { set: { replicas: 1, revisionHistoryLimit: 0 }, scale: { min: 1, max: 1 }, templates: [{ broken: false }, { broken: true }, { broken: false }], edits: { template: 2 }, facets: { revisions: true } } },
  status: { about: 'the status counters and a template edit', changes: { edits: { template: 1 }, facets: { status: true } } },
  'status writes': { about: 'one pod, and a disturbance of status writes', changes: { ...onePod, edits: { template: 1, scale: 1 }, disturbances: 1, facets: { status: true } } },
  scale: { isSmall: true, about: 'a converged set with ordinals from 5 is scaled twice, a disturbance', changes: { from: 'converged', set: { start: 5 }, scale: { min: 0, max: 2 }, edits: { scale: 2 }, disturbances: 1 } },
  claims: { about: 'claims, one of them deleted by a user, and a template edit', changes: { set: withClaims('Retain', 'Retain'), edits: { template: 1, deleteClaim: 1 }, facets: { claims: true } } },
  'whenScaled: Delete': { about: 'one pod, claims go with the scale', changes: { ...onePod, set: { replicas: 1, ...withClaims('Retain', 'Delete') }, edits: { scale: 2 }, disturbances: 1, facets: { claims: true, retention: true } } },
  'whenDeleted: Delete': { about: 'one pod, claims go with the set', changes: { ...onePod, set: { replicas: 1, ...withClaims('Delete', 'Retain') }, edits: { scale: 1, deleteSet: ['background'] }, facets: { claims: true, retention: true } } },
  'Delete and Delete': { isSmall: true, about: 'claims go with scale and set', changes: { set: withClaims('Delete', 'Delete'), edits: { scale: 1 }, facets: { claims: true, retention: true } } },
  availability: { about: 'minReadySeconds, a template edit and a disturbance', changes: { set: { minReadySeconds: 10 }, edits: { template: 1 }, disturbances: 1, facets: { availability: true } } },
  partition: { about: 'the partition moves, and a template edit', changes: { edits: { template: 1, partition: 1 } } },
  rollout: { isSmall: true, about: 'three pods that run, and a template edit', changes: { from: 'converged', set: { replicas: 3 }, scale: { min: 3, max: 3 }, edits: { template: 1 } } },
  budget: { about: 'three pods, a template edit and a broken template', changes: { from: 'converged', set: { replicas: 3 }, scale: { min: 3, max: 3 }, templates: [{ broken: false }, { broken: true }, { broken: false }], edits: { template: 2 } } },
  deletion: { about: 'the set is deleted, with its pods or without', changes: { edits: { deleteSet: ['background', 'foreground', 'orphan'] }, facets: { revisions: true } } },
} as const satisfies Readonly<Record<string, Subject>>;

type SubjectName = keyof typeof subjects;

interface StrategyCase {
  readonly words: string;
  readonly strategy: SetSpec['strategy'];
  /** What the scenarios of this strategy are about; the others have shown the rest. */
  readonly subjects: readonly SubjectName[];
  readonly isKnownIn: (profile: Profile) => boolean;
}

const always = (): boolean => true;
const knowsMaxUnavailable = ({ gates }: Profile): boolean => gates.includes('MaxUnavailableStatefulSet');
const rolling = (rollingUpdate: SetSpec['strategy']['rollingUpdate']): SetSpec['strategy'] => ({ type: 'RollingUpdate', rollingUpdate });

const strategies: readonly StrategyCase[] = [
  {
    words: 'RollingUpdate',
    strategy: rolling({ partition: 0 }),
    subjects: ['everyday', 'update', 'rollback', 'history', 'status', 'status writes', 'scale', 'claims', 'whenScaled: Delete', 'whenDeleted: Delete', 'Delete and Delete', 'availability', 'deletion'],
    isKnownIn: always,
  },
  { words: 'RollingUpdate, no block', strategy: rolling(null), subjects: ['status writes', 'status', 'rollout'], isKnownIn: always },
  { words: 'RollingUpdate, partition 1', strategy: rolling({ partition: 1 }), subjects: ['partition', 'update', 'rollout'], isKnownIn: always },
  { words: 'RollingUpdate, maxUnavailable 2', strategy: rolling({ partition: 0, maxUnavailable: 2 }), subjects: ['rollout', 'budget', 'update', 'availability'], isKnownIn: knowsMaxUnavailable },
  { words: 'RollingUpdate, maxUnavailable 70%', strategy: rolling({ partition: 0, maxUnavailable: '70%' }), subjects: ['rollout'], isKnownIn: knowsMaxUnavailable },
  { words: 'OnDelete', strategy: { type: 'OnDelete', rollingUpdate: null }, subjects: ['everyday', 'status', 'Delete and Delete'], isKnownIn: always },
  {
    words: 'Recreate',
    strategy: { type: 'Recreate', rollingUpdate: null },
    subjects: ['everyday', 'update', 'rollback', 'status', 'availability'],
    isKnownIn: ({ gates }) => gates.includes('StatefulSetRecreateStrategy'),
  },
];

const policies = ['OrderedReady', 'Parallel'] as const satisfies readonly SetSpec['policy'][];

/** The scenarios of a release, in a fixed order. */
export function conformScenarios({ kubernetes, scope, policy, update }: ConformOptions): readonly ConformScenario[] {
  const profile = releaseOf(kubernetes);
  const known = strategies.filter(({ isKnownIn, strategy }) => isKnownIn(profile) && (update === undefined || update === strategy.type));
  return policies.filter((each) => policy === undefined || policy === each).flatMap((each) =>
    known.flatMap(({ words, strategy, subjects: names }) =>
      names.flatMap((name): readonly ConformScenario[] => {
        const { about, changes, isSmall }: Subject = subjects[name];
        if (scope === 'small' && !isSmall) return [];
        return [{ name: `${each} ${words}: ${name}`, about, scenario: scenarioOf(kubernetes, each, strategy, changes) }];
      }),
    ),
  );
}

function scenarioOf(kubernetes: string, policy: SetSpec['policy'], strategy: SetSpec['strategy'], changes: ScenarioChanges): Scenario {
  const made = scenario({ set: { policy, strategy } }, scenario({ ...changes, kubernetes }));
  // Without the block the controller reads a status counter (SC-BLD-5), so the counters must be there.
  return strategy.type === 'RollingUpdate' && strategy.rollingUpdate === null ? scenario({ facets: { status: true } }, made) : made;
}
