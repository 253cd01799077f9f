/** What becomes of the data behind a pod's name. */
import { isDesired, ordinalOf, type SetObject } from '../models/observation.ts';
import { always, holds, onRequest, onStep, violated, whenQuiet } from './property.ts';
import { asked, claimNames, claimsOf } from './seen.ts';

const deletesWhenScaled = (set: Pick<SetObject, 'retention'>): boolean => set.retention.whenScaled === 'Delete';
const hasClaims = (set: Pick<SetObject, 'claimTemplates'>): boolean => set.claimTemplates.length > 0;

/** P-DAT-1, on the view: each claim is there, or this pass created it. Dying ones are `storage/no-pod-on-dying-claim`'s. */
export const claimBeforePod = onRequest('storage/claim-before-pod', {
  catalogue: 'P-DAT-1',
  promise: 'A pod is created only after all its claims.',
  source: 'Concepts: StatefulSets, "Stable Storage"',
  appliesTo: hasClaims,
  check: (issued) => {
    const create = asked(issued, 'createPod');
    if (!create || !hasClaims(create.set)) return undefined;
    const { view, set, request, ordinal } = create;
    const missing = claimNames(set, ordinal).find(
      (claim) =>
        !view.claims.some(({ name }) => name === claim) &&
        !issued.earlier.some(({ request: before, answer }) => before.op === 'createClaim' && before.name === claim && answer.ok),
    );
    return missing === undefined ? holds : violated(`${request.name} was created while its claim ${missing} was missing`);
  },
});

/**
 * P-DAT-3. Speaks whenever a pod or a claim goes while claims are there: that is when they could be taken along. A
 * scenario does not change the policy, so it has been Retain since every claim was created.
 */
export const retainMeansRetain = onStep('storage/retain-means-retain', {
  catalogue: 'P-DAT-3',
  promise: 'With retention policy Retain (the default) only users delete claims.',
  source: 'Concepts: StatefulSets, "PersistentVolumeClaim retention"; Tasks: Delete a StatefulSet',
  appliesTo: ({ claimTemplates, retention }) =>
    claimTemplates.length > 0 && retention.whenDeleted === 'Retain' && retention.whenScaled === 'Retain',
  families: ['controller/delete', 'controller/delete-claim', 'garbage-collector/delete', 'kubelet/remove', 'network/late', 'protection/release'],
  reads: ['claims'],
  check: ({ before, action, after }) => {
    const kept = before.claims.filter(({ deletedBy }) => deletedBy !== 'user');
    if (kept.length === 0) return undefined;
    for (const claim of kept) {
      const now = after.claims.find(({ name }) => name === claim.name);
      if (!now) return violated(`claim ${claim.name} is gone, by ${claim.deletedBy ?? action.family}, with retention policy Retain`);
      if (now.terminating && !claim.terminating && now.deletedBy !== 'user') {
        return violated(`claim ${claim.name} was marked for deletion by ${now.deletedBy ?? action.family}, with retention policy Retain`);
      }
    }
    return holds;
  },
});

/** P-DAT-5. What the collector takes because of a pod's reference was once of an ordinal that nobody wanted. */
export const scaleDeleteOnlyWhenCondemned = onStep('storage/scale-delete-only-when-condemned', {
  catalogue: 'P-DAT-5',
  promise: 'With whenScaled: Delete a claim is deleted only if the set was scaled down below its ordinal since it was created.',
  source: 'KEP-1847; Concepts: StatefulSets, "PersistentVolumeClaim retention"',
  appliesTo: (set) => hasClaims(set) && deletesWhenScaled(set),
  families: ['garbage-collector/delete', 'controller/delete-claim'],
  reads: ['claims', 'data'],
  check: ({ before, action }) => {
    const claim = before.claims.find(({ name }) => name === action.object);
    if (!claim || claim.terminating) return undefined;
    const isByCollector = action.family === 'garbage-collector/delete';
    if (isByCollector && claim.owner !== 'pod' && claim.owner !== 'former-pod') return undefined;
    if (!isByCollector && action.outcome !== 'ok' && action.outcome !== 'lost') return undefined;
    if (before.data.some(({ name, condemned }) => name === claim.name && condemned)) return holds;
    return violated(`claim ${claim.name} was deleted by the ${isByCollector ? 'garbage collector' : 'controller'} although its ordinal has been wanted ever since it was created`);
  },
});

/**
 * P-DAT-6, and its counterpart for pods: whatever made the collector take a claim, the policy has a word for it. A
 * reference to a pod acts when the pod goes, a reference to the set when the set does.
 */
export const policyAllowsDelete = onStep('storage/policy-allows-delete', {
  catalogue: 'P-DAT-6',
  promise: 'A claim is deleted with its pod only if whenScaled is Delete, and with its set only if whenDeleted is Delete and the set is deleted.',
  source: 'KEP-1847; Concepts: StatefulSets, "PersistentVolumeClaim retention"',
  // Under Retain alone nothing is ever collected, which is `storage/retain-means-retain`'s.
  appliesTo: (set) => hasClaims(set) && (deletesWhenScaled(set) || set.retention.whenDeleted === 'Delete'),
  families: ['garbage-collector/delete'],
  reads: ['set', 'claims', 'retention'],
  check: ({ before: { set, claims, retention }, action }) => {
    const claim = claims.find(({ name }) => name === action.object);
    if (!claim || claim.terminating) return undefined;
    if (claim.owner === 'set') {
      if (retention.whenDeleted !== 'Delete') return violated(`claim ${claim.name} was deleted with its set although whenDeleted is Retain`);
      return set && !set.deleting ? violated(`claim ${claim.name} was deleted although its set was not`) : holds;
    }
    return retention.whenScaled === 'Delete' ? holds : violated(`claim ${claim.name} was deleted with its pod although whenScaled is Retain`);
  },
});

/**
 * P-DAT-8, on the view. A claim that somebody else has a reference on, or a former pod, is not the controller's to
 * change, and the promise does not speak about it.
 */
export const referenceBeforeCondemnedDelete = onRequest('storage/reference-before-condemned-delete', {
  catalogue: 'P-DAT-8',
  promise: 'With whenScaled: Delete a pod is scaled down only after its claims refer to it, so that a crash in between leaves none behind.',
  source: 'Concepts: StatefulSets, "PersistentVolumeClaim retention"; KEP-1847',
  appliesTo: (set) => hasClaims(set) && deletesWhenScaled(set),
  check: (issued) => {
    const removal = asked(issued, 'deletePod');
    if (!removal || issued.why !== 'scale' || !deletesWhenScaled(removal.set)) return undefined;
    const { view, set, request, ordinal } = removal;
    const pod = view.pods.find(({ name }) => name === request.name);
    const claims = claimsOf(view, set, ordinal).filter(({ owners }) => owners.every(({ uid }) => uid === set.uid || uid === pod?.uid));
    if (!pod || claims.length === 0) return undefined;
    const unmarked = claims.find(
      ({ name, owners }) =>
        !owners.some(({ uid }) => uid === pod.uid) &&
        !issued.earlier.some(
          ({ request: before, answer }) =>
            before.op === 'updateClaim' && before.name === name && answer.ok && before.owners.some(({ uid }) => uid === pod.uid),
        ),
    );
    return unmarked ? violated(`${request.name} was scaled down while its claim ${unmarked.name} did not refer to it`) : holds;
  },
});

/**
 * P-DAT-9, once everything has come to rest. Claims that were condemned and are wanted again must have lost the
 * reference to their pod: with it, the next restart of the pod takes its data along. Claims that the collector has
 * marked already are past that, and where the wanted template is broken an ordered set gets stuck before it repairs.
 */
export const noTimeBomb = whenQuiet('storage/no-time-bomb', {
  catalogue: 'P-DAT-9',
  promise: 'When everything has come to rest, no claim of a wanted pod would be deleted together with that pod.',
  source: 'KEP-1847, on changes while pods are scaled',
  appliesTo: (set) => hasClaims(set) && deletesWhenScaled(set),
  reads: ['set', 'claims', 'data', 'brokenTemplates'],
  check: ({ set, claims, data, brokenTemplates }) => {
    if (!set || set.deleting || brokenTemplates.includes(set.template)) return undefined;
    const reprieved = claims.filter(
      (claim) => isDesired(set, claim.ordinal) && !claim.terminating && data.some(({ name, condemned }) => name === claim.name && condemned),
    );
    if (reprieved.length === 0) return undefined;
    const bomb = reprieved.find(({ owner }) => owner === 'pod');
    return bomb ? violated(`claim ${bomb.name} belongs to ${set.name}-${bomb.ordinal}, which is wanted: deleting the pod would delete its data`) : holds;
  },
});

/** P-DAT-10, on the view. Speaks where the cache shows a claim of the pod. */
export const noPodOnDyingClaim = onRequest('storage/no-pod-on-dying-claim', {
  catalogue: 'P-DAT-10',
  promise: 'No pod is created on a claim that is being deleted, or that waits to be deleted with a former pod.',
  source: 'kubernetes/kubernetes#93457; KEP-1847',
  appliesTo: hasClaims,
  check: (issued) => {
    const create = asked(issued, 'createPod');
    if (!create) return undefined;
    const { view, set, request, ordinal } = create;
    const claims = claimsOf(view, set, ordinal);
    if (claims.length === 0) return undefined;
    const dying = claims.find(({ terminating }) => terminating);
    if (dying) return violated(`${request.name} was created while its claim ${dying.name} was terminating`);
    const left = deletesWhenScaled(set) && claims.find(({ owners }) => owners.some(({ kind, name }) => kind === 'Pod' && name === request.name));
    return left ? violated(`${request.name} was created while its claim ${left.name} still belonged to a former ${request.name}`) : holds;
  },
});

/** P-DAT-16. Rests on at most one execution, not on access modes: ReadWriteOnce lets two pods of one node write. */
export const singleWriter = always('storage/single-writer', {
  catalogue: 'P-DAT-16',
  promise: 'At no time do two running pods have the same claim mounted.',
  source: 'Concepts: Persistent Volumes, "Access Modes"; Tasks: Force Delete StatefulSet Pods',
  appliesTo: hasClaims,
  reads: ['executions'],
  check: ({ executions }) => {
    const writers = executions.filter(({ stage, claims }) => stage === 'Running' && claims.length > 0);
    if (writers.length === 0) return undefined;
    const names = writers.flatMap(({ claims }) => [...new Set(claims)]);
    const shared = names.find((name, index) => names.indexOf(name) < index);
    if (shared === undefined) return holds;
    const who = writers.filter(({ claims }) => claims.includes(shared)).map(({ name, orphaned }) => (orphaned ? `a former ${name}` : name));
    return violated(`claim ${shared} is written by ${who.join(' and ')} at once`);
  },
});

/** P-DAT-21: no silent loss of data. Speaks when a pod starts whose name was served by data before. */
export const dataChangeIsExplained = onStep('storage/data-change-is-explained', {
  catalogue: 'P-DAT-21',
  promise: 'A pod that starts again finds the data it had, unless a user or the retention policy removed it.',
  source: 'Concepts: StatefulSets, "Stable Storage"; KEP-1847',
  appliesTo: hasClaims,
  families: ['kubelet/start'],
  reads: ['claims', 'data'],
  check: ({ before, action }) => {
    const ordinal = ordinalOf(action.object);
    const served = before.claims
      .filter((claim) => claim.ordinal === ordinal)
      .flatMap((claim) => before.data.filter((data) => data.name === claim.name && data.served > 0).map((data) => ({ claim, data })));
    if (served.length === 0) return undefined;
    const lost = served.find(({ claim, data }) => claim.epoch !== data.served && data.removedBy !== 'user' && data.removedBy !== 'policy');
    return lost ? violated(`${action.object} started on other data than it had: claim ${lost.claim.name} was replaced, and neither a user nor the retention policy asked for it`) : holds;
  },
});
