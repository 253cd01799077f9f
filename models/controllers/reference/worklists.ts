/** Sorting the set's pods into the lists that the phases of a pass work on (SC-BLD). */
import type { Pass } from './pass.ts';
import { isWanted, placeholder, type Pod } from './pods.ts';
import type { Revisions } from './revisions.ts';

export interface WorkLists {
  /**
   * One pod per wanted ordinal, ascending; empty slots hold placeholders. The replica phase replaces a pod here where
   * a release re-creates it in the same pass (SC-REP-2).
   */
  readonly slots: Pod[];
  /** Pods of ordinals that are not wanted, highest first (SC-BLD-6). */
  readonly condemned: readonly Pod[];
  /** The first unfit pod among slots and condemned, each ascending; slots come first (SC-BLD-7). */
  readonly firstUnfit: Pod | undefined;
}

/**
 * Every pod goes to its slot or is condemned; one without a usable ordinal is ignored. Of two pods with the same
 * ordinal the one listed last takes the slot, and the other is nowhere (SC-BLD-2, SC-BLD-3).
 *
 * Follows the beginning of `updateStatefulSet`.
 */
export function buildWorkLists(pass: Pass, revisions: Revisions, pods: readonly Pod[]): WorkLists {
  const { set, start } = pass;
  const filled: (Pod | undefined)[] = Array.from({ length: set.replicas });
  const condemned: Pod[] = [];
  for (const pod of pods) {
    if (isWanted(pass, pod.ordinal)) filled[pod.ordinal - start] = pod;
    else if (pod.ordinal >= 0) condemned.push(pod);
  }
  condemned.sort((a, b) => b.ordinal - a.ordinal);
  const slots = filled.map((pod, index) => pod ?? emptySlot(pass, revisions, start + index));
  const firstUnfit = slots.find((pod) => pod.unfit) ?? condemned.findLast((pod) => pod.unfit);
  return { slots, condemned, firstUnfit };
}

/**
 * The placeholder of an ordinal, at the revision it will be created with.
 *
 * With a rollingUpdate block the partition decides, whatever the strategy's type; with partition 0 that is the update
 * revision, however far a rollout has come (SC-BLD-4). Without a block, a rolling update keeps as many ordinals at the
 * current revision as the cached status counts (SC-BLD-5).
 *
 * Follows `newVersionedStatefulSetPod`.
 */
export function emptySlot(pass: Pass, revisions: Revisions, ordinal: number): Pod {
  const { strategy, status } = pass.set;
  const rolling = strategy.type === 'RollingUpdate';
  const keptAtCurrent = strategy.rollingUpdate?.partition ?? (rolling ? status.current : 0);
  const revision = ordinal < pass.start + keptAtCurrent ? revisions.current : revisions.update;
  return placeholder(pass, ordinal, revision);
}
