/** The wanted pods: replaced when they ended, created where they are missing, waited for, repaired (SC-REP). */
import type { Conversation } from '../controller.ts';
import { applyRetention, claimNames, claimsMatchRetention, ensureClaims, hasStaleClaim } from './claims.ts';
import { attempt, forEach, type Outcome, type Pass } from './pass.ts';
import { judge, podName, type Pod } from './pods.ts';
import type { Revisions } from './revisions.ts';
import { emptySlot, type WorkLists } from './worklists.ts';

/** Brings every slot in order, ascending; an ordered pass stops at the first that has to be waited for (SC-REP-10). */
export function* processReplicas(pass: Pass, revisions: Revisions, { slots }: WorkLists): Conversation<Outcome> {
  return yield* forEach(pass.burst, [...slots], (pod, index) =>
    processReplica(pass, pod, () => (slots[index] = emptySlot(pass, revisions, pass.start + index))),
  );
}

/**
 * One slot. `refill` puts a fresh placeholder into it, for releases that re-create in the same pass.
 *
 * Follows `processReplica`.
 */
function* processReplica(pass: Pass, cached: Pod, refill: () => Pod): Conversation<Outcome> {
  const { profile, burst } = pass;
  let pod = cached;

  if (pod.phase !== '' && profile.terminalPhases.includes(pod.phase)) {
    // The replacement waits until the old object is gone (SC-REP-1), except in old releases, which neither wait nor
    // look whether it is being deleted already (SC-REP-2).
    if (!pod.terminating || profile.recreatesInSamePass) {
      const error = yield* deletePod(pass, pod);
      if (error !== undefined) return { error };
    }
    if (!profile.recreatesInSamePass) return 'stop';
    pod = refill();
  }

  if (!pod.created) {
    // No error and no timer: nothing that happens to the claim will wake the set (SC-REP-3, SC-RET-9).
    if (hasStaleClaim(pass, pod)) return 'stop';
    const error = yield* createPod(pass, pod);
    if (error !== undefined) return { error };
    if (!burst) return 'stop';
  }

  if (pod.phase === 'Pending') {
    const error = (yield* ensureClaims(pass, pod)) ?? (yield* applyRetention(pass, pod));
    if (error !== undefined) return { error };
  }

  // SC-REP-7 to SC-REP-9.
  if (!burst && (pod.terminating || !pod.runningReady || !pod.available)) return 'stop';

  // A placeholder created above comes here as well, and still sees its claims without the references that it has just
  // written to them (SC-REP-13).
  if (hasIdentity(pass, pod) && pod.volumesMatch && claimsMatchRetention(pass, pod)) return 'go on';
  const error = yield* repairPod(pass, pod);
  return error === undefined ? 'go on' : { error };
}

/**
 * Creates a pod after its claims, and gives the claims their owners even if the pod was refused, unless it exists
 * (SC-REP-4).
 *
 * Follows `CreateStatefulPod`.
 */
function* createPod(pass: Pass, pod: Pod): Conversation<string | undefined> {
  const unclaimed = yield* ensureClaims(pass, pod);
  if (unclaimed !== undefined) return unclaimed;
  const claims = claimNames(pass, pod.ordinal);
  const refused = yield* attempt({ op: 'createPod', name: pod.name, revision: pod.revision, claims });
  if (refused === 'AlreadyExists') return refused;
  return (yield* applyRetention(pass, pod)) ?? refused;
}

/**
 * Deletes a pod by name, whatever its incarnation and with its own grace period (SC-RD-5). From 1.36 on one that is
 * gone counts as deleted (SC-ERR-6).
 *
 * Follows `DeleteStatefulPod`.
 */
export function* deletePod({ profile }: Pass, { name }: Pod): Conversation<string | undefined> {
  const error = yield* attempt({ op: 'deletePod', name });
  return error === 'NotFound' && profile.missingPodIsDeleted ? undefined : error;
}

/** Attempts of a pod update that meets Conflicts. */
const UPDATE_ATTEMPTS = 4;

/** Follows `identityMatches` (SC-IDN-4): `web-01` is not the name of ordinal 1, though it takes its slot. */
function hasIdentity(pass: Pass, pod: Pod): boolean {
  return pod.name === podName(pass, pod.ordinal) && pod.podNameLabel;
}

/**
 * Repairs identity, volumes and the owners of claims, then PUTs the pod, even if only claims changed (SC-REP-11).
 *
 * A Conflict, of the pod or of a claim, is retried. After one of the pod it starts again from the cached pod, after
 * one of a claim from what is repaired so far. A pod that turns out to be in order needs no PUT.
 *
 * Follows `UpdateStatefulPod`. Deviation: caches are frozen, so a retry meets the objects of the first attempt.
 */
function* repairPod(pass: Pass, cached: Pod): Conversation<string | undefined> {
  let pod = cached;
  for (let attempts = 1; ; attempts++) {
    let inOrder = true;
    if (!hasIdentity(pass, pod)) {
      pod = { ...pod, name: podName(pass, pod.ordinal), podNameLabel: true };
      inOrder = false;
    }
    if (!pod.volumesMatch) {
      pod = { ...pod, volumesMatch: true };
      inOrder = false;
      const error = yield* ensureClaims(pass, pod);
      if (error !== undefined) return error;
    }
    let error: string | undefined;
    if (!claimsMatchRetention(pass, pod)) {
      inOrder = false;
      error = yield* applyRetention(pass, pod);
    }
    if (inOrder) return undefined;
    if (error === undefined) {
      const { name } = pod;
      error = yield* attempt({ op: 'updatePod', name });
      const again = pass.view.pods.find((candidate) => candidate.name === name);
      if (again !== undefined) pod = judge(pass, again);
    }
    if (error !== 'Conflict' || attempts === UPDATE_ATTEMPTS) return error;
  }
}
