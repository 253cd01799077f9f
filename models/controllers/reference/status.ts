/** Status: counted anew in every pass, and written when it differs from the cached one (SC-ST). */
import type { Condition, Conversation, SetStatus } from '../controller.ts';
import { attempt, type Pass } from './pass.ts';
import type { Pod } from './pods.ts';
import type { Revisions } from './revisions.ts';

/**
 * The status of these pods (SC-ST-2 to SC-ST-7). Placeholders are not counted, also after their creation.
 *
 * Follows `updateStatus` and `computeReplicaStatus`.
 */
export function countPods(
  { profile, set }: Pass,
  { current, update, collisionCount }: Revisions,
  pods: readonly Pod[],
): SetStatus {
  const count = (matches: (pod: Pod) => boolean): number => pods.filter((pod) => pod.created && matches(pod)).length;
  return {
    observedGeneration: set.generation,
    replicas: count(() => true),
    ready: count((pod) => pod.runningReady),
    available: count((pod) => pod.runningReady && pod.available),
    current: count((pod) => !pod.terminating && pod.revision === current),
    updated: count((pod) => !pod.terminating && pod.revision === update),
    currentRevision: current,
    updateRevision: update,
    collisionCount,
    // Up to 1.36 a status write erases conditions, those of others too (SC-ST-11).
    conditions: profile.keepsConditions ? set.status.conditions : [],
  };
}

/** The condition that tells how far a Recreate update is (SC-ST-14). */
type Progressing = Omit<Condition, 'type'>;

const DELETING_OLD_PODS: Progressing = {
  status: 'True',
  reason: 'RecreateInProgress',
  message: 'Deleting old revision pods',
};
const CREATING_NEW_PODS: Progressing = {
  status: 'True',
  reason: 'RecreateInProgress',
  message: 'Waiting for new-revision pods to be created',
};
const RECREATED: Progressing = {
  status: 'False',
  reason: 'RecreateCompleted',
  message: 'All pods recreated successfully',
};

/** Where a Recreate update stands. */
export type RecreateStage = 'deleting old pods' | 'creating new pods';

/** The status with the condition of a Recreate update that is under way. */
export function recreating(status: SetStatus, stage: RecreateStage): SetStatus {
  return withProgressing(status, stage === 'deleting old pods' ? DELETING_OLD_PODS : CREATING_NEW_PODS);
}

/** Follows `setStatefulSetCondition`: replaced in place, and kept as it is when nothing in it changes. */
function withProgressing(status: SetStatus, progressing: Progressing): SetStatus {
  const condition: Condition = { type: 'Progressing', ...progressing };
  const { conditions } = status;
  const index = conditions.findIndex(({ type }) => type === 'Progressing');
  return { ...status, conditions: index < 0 ? [...conditions, condition] : conditions.with(index, condition) };
}

/**
 * The status after a rollout, if it is complete: every pod updated and ready; available they need not be (SC-ST-8).
 * The partition is not looked at, so a set of 0 replicas is always complete (GAP-16).
 *
 * Follows `completeUpdate`, up to 1.36 `completeRollingUpdate`.
 */
export function completed({ profile, set }: Pass, status: SetStatus): SetStatus {
  if (profile.promotes === 'RollingUpdate' && set.strategy.type !== 'RollingUpdate') return status;
  const all = profile.completionCounts === 'spec.replicas' ? set.replicas : status.replicas;
  if (status.updated !== all || status.ready !== all || status.replicas !== all) return status;
  const promoted = { ...status, current: status.updated, currentRevision: status.updateRevision };
  const tells = profile.recreate === 'followed' && set.strategy.type === 'Recreate';
  const wasTold = status.conditions.some(({ type }) => type === 'Progressing');
  return tells && wasTold ? withProgressing(promoted, RECREATED) : promoted;
}

/** Attempts of a status update that meets Conflicts. */
const STATUS_ATTEMPTS = 5;

/**
 * Writes the status unless the cached set has it already. A Conflict is retried with the same status (SC-ST-9,
 * SC-ST-10).
 *
 * Follows `updateStatefulSetStatus` and `UpdateStatefulSetStatus`. Deviation: upstream takes the resource version of a
 * retry from a cache that may have advanced; here it is the driver's business which version a retry carries.
 */
export function* writeStatus(pass: Pass, status: SetStatus): Conversation<string | undefined> {
  const { name } = pass.set;
  if (!differs(pass, status)) return undefined;
  for (let attempts = 1; ; attempts++) {
    const error = yield* attempt({ op: 'updateStatus', name, status });
    if (error !== 'Conflict' || attempts === STATUS_ATTEMPTS) return error;
  }
}

const COMPARED = ['replicas', 'ready', 'available', 'current', 'updated', 'currentRevision', 'updateRevision'] as const;

/** Follows `inconsistentStatus`: a new collision count alone is not written (SC-ST-9). */
function differs({ profile, set }: Pass, status: SetStatus): boolean {
  const cached = set.status;
  return (
    status.observedGeneration > cached.observedGeneration ||
    COMPARED.some((field) => status[field] !== cached[field]) ||
    (profile.keepsConditions && !sameConditions(status.conditions, cached.conditions))
  );
}

function sameConditions(a: readonly Condition[], b: readonly Condition[]): boolean {
  return (
    a === b ||
    (a.length === b.length &&
      a.every((condition, index) => {
        const other = b[index]!;
        return (
          condition.type === other.type &&
          condition.status === other.status &&
          condition.reason === other.reason &&
          (condition.message ?? '') === (other.message ?? '')
        );
      }))
  );
}
