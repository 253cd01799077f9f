/**
 * The reference: the StatefulSet controller of Kubernetes, one pass at a time.
 *
 * Rule numbers (SC-…) and gaps (GAP-…) are those of docs/reference/statefulset-controller.md. What differs between
 * releases is a switch in a {@link Profile}. Agreement with the real controller is tested for 1.33.6, 1.34.2, 1.35.0,
 * 1.36.3 and 1.37.2 (test/vectors/), and for the completion rule of 1.28.0; what else differs in other patches follows
 * their source.
 */
import type { Controller, Conversation, Ending, RevisionView, SetStatus, View } from './controller.ts';
import { defineController } from './controller.ts';
import { adoptRevisions, claimPods } from './reference/claiming.ts';
import { processCondemned } from './reference/condemned.ts';
import { aggregate, passOf, type Pass } from './reference/pass.ts';
import type { Pod } from './reference/pods.ts';
import { deleteOldPods } from './reference/recreate.ts';
import { processReplicas } from './reference/replicas.ts';
import { findRevisions, listRevisions, truncateHistory, type Revisions } from './reference/revisions.ts';
import { completed, countPods, recreating, writeStatus } from './reference/status.ts';
import { rollOut } from './reference/update.ts';
import { buildWorkLists } from './reference/worklists.ts';
import type { Profile } from './releases.ts';

/** The controller of a release, called for example `reference@1.37`. */
export function reference(profile: Profile): Controller {
  return defineController({
    name: `reference@${profile.name.replace(/^r/, '')}`,
    recordsOwnWrites: profile.ownWriteGuard,
    reconcile: (view) => reconcile(profile, view),
  });
}

/**
 * One pass.
 *
 * Follows `sync` and `syncStatefulSet`.
 */
function* reconcile(profile: Profile, view: View): Conversation<Ending> {
  // Before the set is even looked up (SC-RD-6).
  if (profile.ownWriteGuard && view.behindOwnWrites.length > 0) return { error: 'ConsistencyError' };
  if (view.set === undefined) return {};
  const pass = passOf(profile, view, view.set);

  const revisions = listRevisions(view);
  const unadopted = yield* adoptRevisions(pass, revisions);
  if (unadopted !== undefined) return { error: unadopted };
  const pods = yield* claimPods(pass);
  if ('error' in pods) return pods;

  const ending = yield* updateSet(pass, revisions, pods);
  return ending.error === undefined && wantsDelayedEnqueue(pass, ending) ? { ...ending, requeue: 'minReady' } : ending;
}

/**
 * History first and last, pods and status in between; old revisions are deleted also when the pass failed (SC-ERR-1,
 * SC-ERR-5, SC-REV-8).
 *
 * Follows `UpdateStatefulSet` and `performUpdate`.
 */
function* updateSet(pass: Pass, listed: readonly RevisionView[], pods: readonly Pod[]): Conversation<Ending> {
  const revisions = yield* findRevisions(pass, listed);
  if ('error' in revisions) {
    return { error: aggregate([revisions.error, yield* truncateHistory(pass, listed, pods, undefined)])! };
  }
  const ending = yield* updatePodsAndStatus(pass, revisions, pods);
  const error = aggregate([ending.error, yield* truncateHistory(pass, listed, pods, revisions)]);
  return error === undefined ? ending : { ...ending, error };
}

/**
 * The status is published also when the work on pods failed; then the error of that work is the pass's error (SC-ST-1,
 * SC-ERR-4).
 */
function* updatePodsAndStatus(pass: Pass, revisions: Revisions, pods: readonly Pod[]): Conversation<Ending> {
  // A strategy that is not to be followed gets no care at all, not even a status (SC-RCR-7).
  if (pass.set.strategy.type === 'Recreate' && pass.profile.recreate === 'refused') return { error: 'UnknownStrategy' };

  const work = yield* updatePods(pass, revisions, pods);
  const status = completed(pass, work.status);
  const unwritten = yield* writeStatus(pass, status);
  const error = work.error ?? unwritten;
  return error === undefined ? { status } : { status, error };
}

/** What the work on pods came to. */
interface Work {
  /** Counts of the pods as the view shows them: deletions of this pass are not reflected (SC-ST-12). */
  readonly status: SetStatus;
  readonly error?: string;
}

/**
 * The work on pods, in the order that gives wanted pods precedence over scale-down, and both over a rollout (SC-ROL-1).
 *
 * Follows `updateStatefulSet`.
 */
function* updatePods(pass: Pass, revisions: Revisions, pods: readonly Pod[]): Conversation<Work> {
  const { set, profile } = pass;
  // No pod of a set that is being deleted is touched: the garbage collector has them (SC-DEL-1).
  if (set.deleting) return { status: countPods(pass, revisions, pods) };

  const lists = buildWorkLists(pass, revisions, pods);
  const count = (): SetStatus => countPods(pass, revisions, [...lists.slots, ...lists.condemned]);

  // Unknown to old releases, this strategy comes to a rolling update there (SC-RCR-5).
  const recreates = set.strategy.type === 'Recreate' && profile.recreate === 'followed';
  if (recreates) {
    const old = yield* deleteOldPods(pass, revisions, lists);
    if (typeof old === 'object') return { status: count(), error: old.error };
    if (old === 'waiting') return { status: recreating(count(), 'deleting old pods') };
  }
  const isCreating = recreates && revisions.current !== revisions.update;
  const status = (): SetStatus => (isCreating ? recreating(count(), 'creating new pods') : count());

  for (const phase of [processReplicas(pass, revisions, lists), processCondemned(pass, lists)]) {
    const outcome = yield* phase;
    // Only an ordered pass stops; a burst one goes on to the next phase, whatever its pods wait for (SC-BAT-4).
    if (outcome === 'stop') return { status: status() };
    if (outcome !== 'go on') return { status: status(), error: outcome.error };
  }
  // Pods of the other strategies are not deleted for their revision here (SC-OND-1, SC-RCR-4).
  if (set.strategy.type === 'OnDelete' || recreates) return { status: status() };

  const { deleted, ...error } = yield* rollOut(pass, revisions, lists);
  const counted = status();
  return { status: { ...counted, current: counted.current - deleted }, ...error };
}

/**
 * A pass by time is planned where pods have to become available without any event telling so (SC-Q-7).
 *
 * Follows the end of `syncStatefulSet`.
 */
function wantsDelayedEnqueue({ profile, set }: Pass, { status }: Ending): boolean {
  if (set.minReadySeconds === 0 || status === undefined) return false;
  return profile.delayedEnqueue === 'while-ready-pods-wait'
    ? status.ready !== status.available
    : status.available !== set.replicas;
}
