/** Strategy Recreate: all old pods go before any new one comes (SC-RCR). */
import type { Conversation } from '../controller.ts';
import { inBatches, type Failed, type Outcome, type Pass } from './pass.ts';
import type { Pod } from './pods.ts';
import { deletePod } from './replicas.ts';
import type { Revisions } from './revisions.ts';
import type { WorkLists } from './worklists.ts';

/**
 * Deletes every pod that is not at the update revision, in batches, whatever the policy (SC-RCR-2). `waiting`: there
 * were such pods, terminating ones included, so nothing may be created yet (SC-RCR-3).
 *
 * Follows `recreateDeleteAndWait`.
 */
export function* deleteOldPods(
  pass: Pass,
  { update }: Revisions,
  { slots, condemned }: WorkLists,
): Conversation<'done' | 'waiting' | Failed> {
  // Placeholders are among the items, and take their place in the batches.
  const pods = [...slots, ...condemned];
  const isOld = (pod: Pod): boolean => pod.created && pod.revision !== update;
  const outcome = yield* inBatches(pods, function* (pod): Conversation<Outcome> {
    if (!isOld(pod) || pod.terminating) return 'go on';
    const error = yield* deletePod(pass, pod);
    return error === undefined ? 'go on' : { error };
  });
  if (typeof outcome === 'object') return outcome;
  return pods.some(isOld) ? 'waiting' : 'done';
}
