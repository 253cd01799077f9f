/**
 * Claims of pods: created before their pod, given owners by the retention policy, never deleted (SC-PVC, SC-RET).
 *
 * Deviation: upstream reads claims from its cache at every use, and the cache may advance within a pass (SC-RD-8);
 * here they are part of the frozen view. A reader that follows a write of the same pass therefore sees the claim as
 * it was, which is the lagging cache of SC-REP-13.
 */
import type { ClaimView, Conversation, OwnerReference } from '../controller.ts';
import { aggregate, attempt, type Pass } from './pass.ts';
import { isWanted, type Pod } from './pods.ts';

/** Names of the claims of an ordinal, in the order of the set's templates (SC-PVC-1). */
export function claimNames({ set }: Pass, ordinal: number): readonly string[] {
  return set.claimTemplates.map((template) => `${template}-${set.name}-${ordinal}`);
}

/** The claims of an ordinal that the cache shows. */
function cachedClaims(pass: Pass, ordinal: number): readonly ClaimView[] {
  return claimNames(pass, ordinal)
    .map((name) => pass.view.claims.find((claim) => claim.name === name))
    .filter((claim) => claim !== undefined);
}

/**
 * Creates the missing claims of a pod. All are tried; a claim that is being deleted is an error too (SC-PVC-3,
 * SC-PVC-5).
 *
 * Follows `createPersistentVolumeClaims`. Deviation: the order is the templates'; upstream iterates over a map.
 */
export function* ensureClaims(pass: Pass, pod: Pod): Conversation<string | undefined> {
  const errors: (string | undefined)[] = [];
  for (const name of claimNames(pass, pod.ordinal)) {
    const claim = pass.view.claims.find((cached) => cached.name === name);
    if (claim === undefined) errors.push(yield* attempt({ op: 'createClaim', name }));
    else if (claim.terminating) errors.push('ClaimTerminating');
  }
  return aggregate(errors);
}

/**
 * A claim that waits to be collected with a former pod of this name: no pod may be created on it (SC-REP-3).
 *
 * Follows `PodClaimIsStale`.
 */
export function hasStaleClaim(pass: Pass, pod: Pod): boolean {
  const { set, profile } = pass;
  if (profile.claimReferences === 'none' || set.retention.whenScaled === 'Retain') return false;
  return cachedClaims(pass, pod.ordinal).some((claim) =>
    profile.claimReferences === 'plain'
      ? claim.owners.some((reference) => reference.name === pod.name && reference.uid !== pod.uid)
      : isStale(claim, owners(pass, pod).pod),
  );
}

/**
 * All cached claims of the pod have the owners that the retention policy wants.
 *
 * Follows `ClaimsMatchRetentionPolicy`.
 */
export function claimsMatchRetention(pass: Pass, pod: Pod): boolean {
  if (pass.profile.claimReferences === 'none') return true;
  return cachedClaims(pass, pod.ordinal).every((claim) => isUpToDate(pass, claim, pod));
}

/**
 * Gives the cached claims of the pod the owners that the retention policy wants; the first error ends it (SC-RET-2).
 *
 * Follows `UpdatePodClaimForRetentionPolicy`.
 */
export function* applyRetention(pass: Pass, pod: Pod): Conversation<string | undefined> {
  if (pass.profile.claimReferences === 'none') return undefined;
  for (const claim of cachedClaims(pass, pod.ordinal)) {
    if (isUpToDate(pass, claim, pod)) continue;
    const error = yield* attempt({ op: 'updateClaim', name: claim.name, owners: updatedOwners(pass, claim, pod) });
    if (error !== undefined) return error;
  }
  return undefined;
}

/** A thing that can own a claim. */
interface Identity {
  readonly kind: 'StatefulSet' | 'Pod';
  readonly name: string;
  readonly uid: string;
}

/** The two owners that the policy knows. References to others are never touched. */
interface Owners {
  readonly set: Identity;
  readonly pod: Identity;
}

function owners({ set }: Pass, pod: Pod): Owners {
  return {
    set: { kind: 'StatefulSet', name: set.name, uid: set.uid },
    pod: { kind: 'Pod', name: pod.name, uid: pod.uid },
  };
}

/** Which of set and pod the policy wants as owner (SC-RET-1); never both. */
function wantedOwner(pass: Pass, pod: Pod): Identity['kind'] | undefined {
  const { whenDeleted, whenScaled } = pass.set.retention;
  if (whenScaled === 'Delete' && !isWanted(pass, pod.ordinal)) return 'Pod';
  return whenDeleted === 'Delete' ? 'StatefulSet' : undefined;
}

/** Follows `isClaimOwnerUpToDate`, in old releases `claimOwnerMatchesSetAndPod`. */
function isUpToDate(pass: Pass, claim: ClaimView, pod: Pod): boolean {
  const ours = owners(pass, pod);
  const setOwns = isOwnedBy(claim, ours.set);
  const podOwns = isOwnedBy(claim, ours.pod);
  if (pass.profile.claimReferences === 'controller') {
    // Left by a former set or pod of the name: somebody's past, not ours to touch (SC-RET-4).
    if (isStale(claim, ours.set) || isStale(claim, ours.pod)) return true;
    // Somebody else manages the claim: ours has to go, and nothing is added (SC-RET-3).
    if (hasForeignController(pass, claim, ours)) return !setOwns && !podOwns;
    // Written by an old release (SC-RET-5).
    const plain = claim.owners.filter((reference) => !reference.controller);
    if (plain.some(({ uid }) => uid === ours.set.uid || uid === ours.pod.uid)) return false;
  }
  const wanted = wantedOwner(pass, pod);
  return setOwns === (wanted === 'StatefulSet') && podOwns === (wanted === 'Pod');
}

/** The claim's owners after an update. Follows `updateClaimOwnerRefForSetAndPod`. */
function updatedOwners(pass: Pass, claim: ClaimView, pod: Pod): readonly OwnerReference[] {
  const ours = owners(pass, pod);
  const wanted = [ours.set, ours.pod].find(({ kind }) => kind === wantedOwner(pass, pod));

  if (pass.profile.claimReferences === 'plain') {
    // These releases go by UIDs only, and leave a reference that is right as it is.
    const unwanted = (uid: string): boolean => uid !== wanted?.uid && (uid === ours.set.uid || uid === ours.pod.uid);
    const kept = claim.owners.filter(({ uid }) => !unwanted(uid));
    return wanted === undefined || isOwnedBy(claim, wanted) ? kept : [...kept, { ...wanted, controller: false }];
  }
  const others = claim.owners.filter((reference) => !names(reference, ours.set) && !names(reference, ours.pod));
  if (wanted === undefined || hasForeignController(pass, claim, ours)) return others;
  return others.some(({ uid }) => uid === wanted.uid) ? others : [...others, { ...wanted, controller: true }];
}

/** Whatever the reference's UID. Follows `matchesRef`. */
function names(reference: OwnerReference, { kind, name }: Identity): boolean {
  return reference.kind === kind && reference.name === name;
}

/** Follows `hasOwnerRef`: only UIDs count, so a placeholder owns nothing. */
function isOwnedBy(claim: ClaimView, { uid }: Identity): boolean {
  return claim.owners.some((reference) => reference.uid === uid);
}

/** Follows `hasStaleOwnerRef`: only the first reference of that name is looked at (SC-RET-4). */
function isStale(claim: ClaimView, owner: Identity): boolean {
  const reference = claim.owners.find((candidate) => names(candidate, owner));
  return reference !== undefined && reference.uid !== owner.uid;
}

/** Follows `hasUnexpectedController`: without a policy, others may manage the claim (SC-RET-3). */
function hasForeignController({ set }: Pass, claim: ClaimView, ours: Owners): boolean {
  if (set.retention.whenScaled === 'Retain' && set.retention.whenDeleted === 'Retain') return false;
  return claim.owners.some((reference) => {
    if (names(reference, ours.set)) return reference.uid !== ours.set.uid;
    if (names(reference, ours.pod)) return reference.uid !== ours.pod.uid;
    return reference.controller;
  });
}
