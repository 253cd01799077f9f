/**
 * Kubernetes releases as data: what the StatefulSet controller of a release does differently from its neighbours.
 *
 * A {@link Profile} is a row of switches that the reference controller reads. Releases that behave alike share one;
 * patch releases that changed something have their own. Feature gates are switches too, see {@link withGates}.
 */
import type { PodPhase } from './controller.ts';

/** Feature gates that change what a pass does. */
export type Gate =
  | 'MaxUnavailableStatefulSet'
  | 'StaleControllerConsistencyStatefulSet'
  | 'StatefulSetAutoDeletePVC'
  | 'StatefulSetRecreateStrategy'
  | 'StatefulSetSemanticRevisionComparison'
  | 'StatefulSetStartOrdinal';

export interface Profile {
  /** `r1.37`; gates that were switched are appended, as in `r1.37+recreate`. */
  readonly name: string;
  /** What the gates of a rollout and `firstUnfit` ask of a pod (SC-PRD-5). */
  readonly health: 'ready' | 'available';
  /** A pod is available once its Ready condition is *older than* minReadySeconds, or already *as old as* (SC-PRD-4). */
  readonly availability: 'older' | 'as-old';
  /** Phases in which a pod is deleted to be replaced (SC-REP-1). */
  readonly terminalPhases: readonly PodPhase[];
  /** A terminal pod's replacement is created in the pass that deletes it (SC-REP-2). */
  readonly recreatesInSamePass: boolean;
  /** The update path with a budget: absent, one budget for all pods, or two phases for Parallel (SC-MXU). */
  readonly maxUnavailable: 'off' | 'single-budget' | 'two-phase';
  /** The number of pods that a complete rollout has (SC-ST-8). */
  readonly completionCounts: 'status.replicas' | 'spec.replicas';
  /** Strategies under which a complete rollout moves currentRevision (SC-ST-8, SC-OND-3). */
  readonly promotes: 'RollingUpdate' | 'every-strategy';
  /** Status conditions are carried over and compared, instead of erased (SC-ST-9, SC-ST-11). */
  readonly keepsConditions: boolean;
  /** Strategy Recreate: unknown and taken for a rolling update, refused, or followed (SC-RCR). */
  readonly recreate: 'unknown' | 'refused' | 'followed';
  /** A pass waits until the caches show the controller's own writes (SC-RD-6). */
  readonly ownWriteGuard: boolean;
  /** Deleting a pod that is gone succeeds in every phase, not only in the update phase (SC-ERR-6). */
  readonly missingPodIsDeleted: boolean;
  /** A stored revision that differs in bytes only is recognised (SC-REV-6). */
  readonly semanticRevisions: boolean;
  /** When a pass plans the next one by time (SC-Q-7). */
  readonly delayedEnqueue: 'until-all-are-available' | 'while-ready-pods-wait';
  /** What references put on claims look like; none when retention policies are ignored (SC-RET). */
  readonly claimReferences: 'none' | 'plain' | 'controller';
  /** `spec.ordinals.start` is honoured. */
  readonly startOrdinal: boolean;
  /** Gates that this release knows; others cannot be set. */
  readonly gates: readonly Gate[];
}

const R1_33: Profile = {
  name: 'r1.33',
  health: 'ready',
  availability: 'older',
  terminalPhases: ['Failed', 'Succeeded'],
  recreatesInSamePass: false,
  maxUnavailable: 'off',
  completionCounts: 'spec.replicas',
  promotes: 'RollingUpdate',
  keepsConditions: false,
  recreate: 'unknown',
  ownWriteGuard: false,
  missingPodIsDeleted: false,
  semanticRevisions: false,
  delayedEnqueue: 'until-all-are-available',
  claimReferences: 'controller',
  startOrdinal: true,
  gates: ['MaxUnavailableStatefulSet'],
};

/** Retention policies can still be switched off; from 1.32 on that gate is locked. */
const R1_31: Profile = { ...R1_33, name: 'r1.31', gates: [...R1_33.gates, 'StatefulSetAutoDeletePVC'] };

/** So can start ordinals, until 1.31. */
const R1_30_4: Profile = { ...R1_31, name: 'r1.30.4', gates: [...R1_31.gates, 'StatefulSetStartOrdinal'] };

/** 1.29.0 (#123809 and controller references on claims came with later patches). */
const R1_29_0: Profile = { ...R1_30_4, name: 'r1.29.0', recreatesInSamePass: true, claimReferences: 'plain' };

/** 1.29.6: waits for a terminal pod to go, but still writes plain references. */
const R1_29_6: Profile = { ...R1_29_0, name: 'r1.29.6', recreatesInSamePass: false };

/** 1.28.4: #120731, but not #121389 yet. */
const R1_28_4: Profile = { ...R1_29_0, name: 'r1.28.4', terminalPhases: ['Failed'] };

const R1_28: Profile = { ...R1_28_4, name: 'r1.28', completionCounts: 'status.replicas' };

const R1_34: Profile = {
  ...R1_33,
  name: 'r1.34',
  health: 'available',
  availability: 'as-old',
  semanticRevisions: true,
  gates: ['MaxUnavailableStatefulSet', 'StatefulSetSemanticRevisionComparison'],
};

/** 1.34.0 and 1.34.1: spurious rollouts on upgrade (GAP-28). */
const R1_34_0: Profile = {
  ...R1_34,
  name: 'r1.34.0',
  semanticRevisions: false,
  gates: ['MaxUnavailableStatefulSet'],
};

const R1_35_0: Profile = {
  ...R1_34,
  name: 'r1.35.0',
  maxUnavailable: 'single-budget',
  gates: ['MaxUnavailableStatefulSet', 'StatefulSetSemanticRevisionComparison'],
};

/** 1.35.1 to 1.35.3: one time stamp per pass, and no more periodic passes. */
const R1_35_1: Profile = { ...R1_35_0, name: 'r1.35.1', delayedEnqueue: 'while-ready-pods-wait' };

const R1_35_4: Profile = { ...R1_35_1, name: 'r1.35.4', maxUnavailable: 'off' };

const R1_36: Profile = {
  ...R1_35_4,
  name: 'r1.36',
  ownWriteGuard: true,
  missingPodIsDeleted: true,
  gates: [
    'MaxUnavailableStatefulSet',
    'StaleControllerConsistencyStatefulSet',
    'StatefulSetSemanticRevisionComparison',
  ],
};

const R1_37: Profile = {
  ...R1_36,
  name: 'r1.37',
  maxUnavailable: 'two-phase',
  promotes: 'every-strategy',
  keepsConditions: true,
  recreate: 'refused',
  gates: [...R1_36.gates, 'StatefulSetRecreateStrategy'],
};

/**
 * The lines and, within a line, the patch from which a profile holds. The first row of a line is patch 0.
 *
 * 1.28 by complete diffs of its patches, each to the next and to those of 1.29; 1.28.10 was not to be had.
 */
const LINES: ReadonlyMap<string, readonly (readonly [fromPatch: number, Profile])[]> = new Map([
  ['1.28', [[0, R1_28], [4, R1_28_4], [5, R1_29_0], [11, R1_29_6], [13, R1_30_4]]],
  ['1.29', [[0, R1_29_0], [6, R1_29_6], [8, R1_30_4]]],
  ['1.30', [[0, R1_29_0], [4, R1_30_4]]],
  ['1.31', [[0, R1_31]]],
  ['1.32', [[0, R1_33]]],
  ['1.33', [[0, R1_33]]],
  ['1.34', [[0, R1_34_0], [2, R1_34]]],
  ['1.35', [[0, R1_35_0], [1, R1_35_1], [4, R1_35_4]]],
  ['1.36', [[0, R1_36]]],
  ['1.37', [[0, R1_37]]],
] as const);

/** The Kubernetes lines that can be asked for, oldest first: `1.28`, … */
export const releaseLines: readonly string[] = [...LINES.keys()];

/** How a switched gate shows in the name of a profile. */
const SHORT_NAMES: Readonly<Record<Gate, string>> = {
  MaxUnavailableStatefulSet: 'maxUnavailable',
  StaleControllerConsistencyStatefulSet: 'guard',
  StatefulSetAutoDeletePVC: 'retention',
  StatefulSetRecreateStrategy: 'recreate',
  StatefulSetSemanticRevisionComparison: 'semantic',
  StatefulSetStartOrdinal: 'startOrdinal',
};

/** Names under which recorded passes ask for a profile: `r1.28`, …, `r1.37+recreate`. */
export const profiles: ReadonlyMap<string, Profile> = new Map(
  [
    ...new Set([...LINES.values()].flat().map(([, profile]) => profile)),
    withGates(R1_37, { StatefulSetRecreateStrategy: true }),
  ].map((profile) => [profile.name, profile]),
);

/**
 * The profile of a Kubernetes version: `1.37`, `1.35.2` or `v1.36.3`. A line without a patch means its latest patch.
 *
 * @throws RangeError naming the known lines, when the version is not one of them or cannot be read.
 */
export function releaseOf(version: string): Profile {
  const match = /^v?(\d+\.\d+)(?:\.(\d+))?$/.exec(version);
  const rows = match?.[1] === undefined ? undefined : LINES.get(match[1]);
  if (rows === undefined) {
    throw new RangeError(
      `There is no Kubernetes release "${version}" here.\n` +
        `Known are ${releaseLines.join(', ')}, with or without a patch, as in 1.35.2 or v1.36.3.`,
    );
  }
  const patch = match?.[2] === undefined ? Infinity : Number(match[2]);
  const row = rows.findLast(([fromPatch]) => fromPatch <= patch);
  // Every line begins with patch 0.
  return row![1];
}

/**
 * The profile of a release with feature gates switched away from their defaults.
 *
 * @throws RangeError naming the gates of the release, when it does not know one of `gates`.
 */
export function withGates(profile: Profile, gates: Readonly<Partial<Record<Gate, boolean>>>): Profile {
  return Object.entries(gates).reduce((switched, [gate, on]) => withGate(switched, gate as Gate, on), profile);
}

function withGate(profile: Profile, gate: Gate, on: boolean): Profile {
  if (!profile.gates.includes(gate)) {
    throw new RangeError(`Release ${profile.name} has no feature gate "${gate}". It has ${profile.gates.join(', ')}.`);
  }
  const change = changeOf(profile, gate, on);
  const changes = Object.entries(change).some(([key, value]) => profile[key as keyof Profile] !== value);
  return changes ? { ...profile, ...change, name: `${profile.name}${on ? '+' : '-'}${SHORT_NAMES[gate]}` } : profile;
}

function changeOf(profile: Profile, gate: Gate, on: boolean): Partial<Profile> {
  switch (gate) {
    case 'MaxUnavailableStatefulSet': {
      // The second phase came with the release that brought Recreate.
      const path = profile.gates.includes('StatefulSetRecreateStrategy') ? 'two-phase' : 'single-budget';
      return { maxUnavailable: on ? path : 'off' };
    }
    case 'StaleControllerConsistencyStatefulSet':
      return { ownWriteGuard: on };
    case 'StatefulSetAutoDeletePVC':
      return on ? {} : { claimReferences: 'none' };
    case 'StatefulSetRecreateStrategy':
      return { recreate: on ? 'followed' : 'refused' };
    case 'StatefulSetSemanticRevisionComparison':
      return { semanticRevisions: on };
    case 'StatefulSetStartOrdinal':
      return { startOrdinal: on };
  }
}
