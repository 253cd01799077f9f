/** Which revisions and pods are ours: adoption and release, before any other work (SC-OWN). */
import type { Conversation, PodView, RevisionView } from '../controller.ts';
import { ask } from '../controller.ts';
import { aggregate, attempt, type Failed, type Pass } from './pass.ts';
import { judge, parseName, type Pod } from './pods.ts';

/**
 * Adopts revisions without an owner; the first failure ends it (SC-OWN-1).
 *
 * Follows `adoptOrphanRevisions`.
 */
export function* adoptRevisions(pass: Pass, revisions: readonly RevisionView[]): Conversation<string | undefined> {
  const orphans = revisions.filter((revision) => revision.owner === 'none');
  if (orphans.length === 0) return undefined;
  const refusal = yield* mayAdopt(pass);
  if (refusal !== undefined) return refusal;
  for (const { name } of orphans) {
    const error = yield* attempt({ op: 'adoptRevision', name });
    if (error !== undefined) return error;
  }
  return undefined;
}

/**
 * The pods of the set: its own that match, and matching orphans that can be adopted; its own that no longer match are
 * released (SC-OWN-2, SC-OWN-3, SC-OWN-5, SC-OWN-7). An error with one pod does not keep the others from being
 * claimed, but ends the pass afterwards (SC-OWN-6).
 *
 * Follows `ClaimPods` and `ClaimObject` of the controller reference manager. Deviation: pods come in the order of the
 * view; upstream's cache lists them in no promised order, from 1.34 on the set's own before orphans (SC-RD-2).
 */
export function* claimPods(pass: Pass): Conversation<readonly Pod[] | Failed> {
  const { set } = pass;
  const claimed: Pod[] = [];
  const errors: string[] = [];
  // The live set is read before the first adoption, and its answer holds for the others (SC-OWN-4).
  let refusal: { readonly error: string | undefined } | undefined;

  for (const pod of pass.view.pods) {
    const matches = pod.labelsMatch && parseName(pod.name).parent === set.name;
    if (pod.owner === 'set') {
      if (matches) claimed.push(judge(pass, pod));
      else if (!set.deleting) errors.push(...(yield* release(pod)));
    } else if (pod.owner === 'none' && matches && !set.deleting && !pod.terminating) {
      refusal ??= { error: yield* mayAdopt(pass) };
      const error = refusal.error ?? (yield* attempt({ op: 'adoptPod', name: pod.name }));
      if (error === undefined) claimed.push(judge(pass, pod));
      else if (refusal.error !== undefined || error !== 'NotFound') errors.push(error);
    }
  }

  const error = aggregate(errors);
  return error === undefined ? claimed : { error };
}

/** Gives a pod up. One that is gone, or no longer ours, needs no release (SC-OWN-5). Returns the error, if any. */
function* release(pod: PodView): Conversation<readonly string[]> {
  const error = yield* attempt({ op: 'releasePod', name: pod.name });
  return error === undefined || error === 'NotFound' || error === 'Invalid' ? [] : [error];
}

/**
 * Asks the API server, not the cache, whether the set is still the one of the view and alive (SC-RD-5, SC-OWN-4).
 * Returns why it may not adopt.
 *
 * Follows `canAdoptFunc` and `RecheckDeletionTimestamp`.
 */
function* mayAdopt({ set }: Pass): Conversation<string | undefined> {
  const answer = yield* ask({ op: 'getSet', name: set.name });
  if (!answer.ok) return `CannotAdopt (${answer.reason})`;
  return answer.set === undefined || answer.set.uid !== set.uid || answer.set.deleting ? 'CannotAdopt' : undefined;
}
