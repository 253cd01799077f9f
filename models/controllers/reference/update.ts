/** Rolling update: pods of old revisions are deleted, to be re-created at the update revision (SC-ROL, SC-MXU). */
import type { Conversation } from '../controller.ts';
import type { Pass } from './pass.ts';
import type { Pod } from './pods.ts';
import { deletePod } from './replicas.ts';
import type { Revisions } from './revisions.ts';
import type { WorkLists } from './worklists.ts';

/** What the update phase did. */
export interface Update {
  /** Pods deleted, each of which lowers the status' currentReplicas, whatever its revision was (SC-ST-5). */
  readonly deleted: number;
  readonly error?: string;
}

/**
 * Reached when all wanted pods are in order, as far as the policy asks (SC-ROL-1).
 *
 * Follows the end of `updateStatefulSet`.
 */
export function* rollOut(pass: Pass, revisions: Revisions, { slots }: WorkLists): Conversation<Update> {
  const { profile, set, burst } = pass;
  // The partition is an offset from the start ordinal, not an ordinal (SC-ROL-2).
  const movable = slots.slice(set.strategy.rollingUpdate?.partition ?? 0).reverse();
  const isOld = (pod: Pod): boolean => pod.revision !== revisions.update && !pod.terminating;

  if (profile.maxUnavailable === 'off') return yield* deletePods(pass, nextOne(movable, isOld));

  const unfit = slots.filter((pod) => pod.unfit);
  const budget = maxUnavailable(pass) - unfit.length;
  if (burst && profile.maxUnavailable === 'two-phase') {
    if (budget <= 0 && !unfit.some(isOld)) return { deleted: 0 };
    const broken = movable.filter((pod) => isOld(pod) && !pod.available);
    const healthy = movable.filter((pod) => isOld(pod) && pod.available);
    return yield* deletePods(pass, [...broken, ...healthy.slice(0, Math.max(0, budget))]);
  }
  return yield* deletePods(pass, movable.filter(isOld).slice(0, Math.max(0, budget)));
}

/**
 * The classic path: the highest old pod, unless an unfit one comes before it. What is wrong below does not hold it
 * back (SC-ROL-4, SC-ROL-6).
 */
function nextOne(movable: readonly Pod[], isOld: (pod: Pod) => boolean): readonly Pod[] {
  const first = movable.find((pod) => isOld(pod) || pod.unfit);
  return first !== undefined && isOld(first) ? [first] : [];
}

/**
 * Number of pods that may be unfit; a percentage is of all replicas, rounded down, and at least 1 (SC-MXU-2, SC-MXU-3).
 *
 * Follows `getStatefulSetMaxUnavailable`.
 */
function maxUnavailable({ set }: Pass): number {
  const limit = set.strategy.rollingUpdate?.maxUnavailable ?? 1;
  const pods = typeof limit === 'number' ? limit : Math.floor((parseInt(limit, 10) * set.replicas) / 100);
  return Math.max(1, pods);
}

/** Deletes pods one after the other, up to the first error. One that is gone counts, in every release (SC-ERR-6). */
function* deletePods(pass: Pass, pods: readonly Pod[]): Conversation<Update> {
  let deleted = 0;
  for (const pod of pods) {
    const error = yield* deletePod(pass, pod);
    if (error !== undefined && error !== 'NotFound') return { deleted, error };
    deleted++;
  }
  return { deleted };
}
