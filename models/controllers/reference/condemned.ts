/** Pods that are no longer wanted: scale-down, highest ordinal first (SC-CON). */
import type { Conversation } from '../controller.ts';
import { applyRetention, claimsMatchRetention } from './claims.ts';
import { forEach, type Outcome, type Pass } from './pass.ts';
import type { Pod } from './pods.ts';
import { deletePod } from './replicas.ts';
import type { WorkLists } from './worklists.ts';

/**
 * First the claims of all condemned pods get the owners that the policy wants, so that none is deleted before its
 * claim is marked (SC-CON-2); then the pods go.
 *
 * Follows the second half of `updateStatefulSet`.
 */
export function* processCondemned(pass: Pass, { condemned, firstUnfit }: WorkLists): Conversation<Outcome> {
  const marked = yield* forEach(pass.burst, condemned, (pod) => markClaims(pass, pod));
  if (marked !== 'go on') return marked;
  return yield* forEach(pass.burst, condemned, (pod) => removePod(pass, pod, firstUnfit));
}

function* markClaims(pass: Pass, pod: Pod): Conversation<Outcome> {
  if (claimsMatchRetention(pass, pod)) return 'go on';
  const error = yield* applyRetention(pass, pod);
  return error === undefined ? 'go on' : { error };
}

/**
 * In ordered mode every branch stops, so that one pass considers only the highest ordinal (SC-CON-3). It goes if it is
 * available, or if it is the first unfit pod of the set; two unfit ones therefore block each other (SC-CON-5, GAP-4).
 *
 * Follows `processCondemned`.
 */
function* removePod(pass: Pass, pod: Pod, firstUnfit: Pod | undefined): Conversation<Outcome> {
  if (pod.terminating) return pass.burst ? 'go on' : 'stop';
  if (!pass.burst && (!pod.runningReady || !pod.available) && pod !== firstUnfit) return 'stop';
  const error = yield* deletePod(pass, pod);
  return error === undefined ? 'stop' : { error };
}
