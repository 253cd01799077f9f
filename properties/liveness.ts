/** What is reached in the end, and that it is then left alone. */
import { desiredOrdinals, isDesired, type PodObject, type SetView, type SetStatus, type View } from '../models/observation.ts';
import { eventually, holds, onRequest, violated } from './property.ts';
import { claimNames, isAvailable, isToBeUpdated, partitionOf, podsOf, replicasOf, troubleOf } from './seen.ts';

/**
 * P-LIV-1, and by it P-LIV-18: under `crashes` a run may have crashed anywhere on its way. The promise does not speak
 * where the wanted template is broken, nor where a pod at a broken revision is one that the strategy leaves alone, nor
 * where a pod waits for a node that takes none, or a claim for a volume that there is not. Without a set, none of its pods may be left.
 */
export const converges = eventually('liveness/converges', {
  catalogue: 'P-LIV-1',
  promise: 'In the end exactly the wanted pods are there, available, and at the right revision, and that stays so.',
  source: 'Concepts: StatefulSets and Controllers, "Desired versus current state"',
  reads: ['set', 'pods', 'brokenTemplates', 'cordoned', 'outOfVolumes'],
  check: ({ set, pods, brokenTemplates, cordoned, outOfVolumes }) => {
    const mine = pods.filter(({ owned }) => owned);
    if (!set) {
      const left = mine[0];
      return left ? violated(`${left.name} is left of a set that is gone`) : holds;
    }
    if (set.deleting || brokenTemplates.includes(set.template)) return undefined;
    if (outOfVolumes) return undefined;
    if (cordoned && mine.some(({ scheduled }) => !scheduled)) return undefined;
    if (mine.some((pod) => isDesired(set, pod.ordinal) && brokenTemplates.includes(pod.revision) && !isToBeUpdated(set, pod.ordinal))) {
      return undefined;
    }
    for (const ordinal of desiredOrdinals(set)) {
      const name = `${set.name}-${ordinal}`;
      const pod = mine.find((candidate) => candidate.ordinal === ordinal);
      if (!pod) return violated(`${name} is missing while the set wants ${replicasOf(set)}`);
      const isOld = pod.revision !== set.template && isToBeUpdated(set, ordinal);
      if (isOld) return violated(`${name} stays at revision ${pod.revision}${trouble(pod, ' and is ')} while the set wants ${set.template}`);
      const wrong = trouble(pod, '');
      if (wrong !== '') return violated(`${name} (revision ${pod.revision}) is ${wrong} while the set wants it available`);
    }
    const extra = mine.find(({ ordinal }) => !isDesired(set, ordinal));
    if (!extra) return holds;
    return violated(`${extra.name}${trouble(extra, ', which is ', ',')} is still there while the set wants ${replicasOf(set)}`);
  },
});

/** What keeps a pod from being available, in words; empty: nothing. */
function trouble(pod: PodObject, before: string, after = ''): string {
  const what = troubleOf(pod);
  return what && `${before}${what}${after}`;
}

/** `deletePod` is to delete, in a sentence that names the pod. */
function verbOf({ op }: { readonly op: string }): string {
  return op.replace(/Pod$/, '').replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
}

/** P-LIV-17, on runs: whatever the world is like, a controller that goes on writing for ever runs hot. */
export const fallsSilent = eventually('liveness/falls-silent', {
  catalogue: 'P-LIV-17',
  promise: 'Once nothing happens any more, the controller stops writing.',
  source: 'follows from Concepts: Controllers, "Desired versus current state"; kubernetes/kubernetes#69967',
  reads: ['inFlight'],
  check: ({ inFlight }) => {
    const write = inFlight.find(({ request, late }) => !late && request.op !== 'getSet' && request.op !== 'getRevision');
    return write ? violated(`the controller asks to ${verbOf(write.request)} ${write.request.name}`) : holds;
  },
});

/**
 * P-LIV-17, on the view. Speaks about what a pass asks when it sees all pods as they should be: then only the status is
 * left to write, and only if it says something new.
 */
export const convergedMeansSilent = onRequest('liveness/converged-means-silent', {
  catalogue: 'P-LIV-17',
  promise: 'A set that is as it should be is left alone: no pod, claim or revision is written, and no status that is there already.',
  source: 'follows from Concepts: Controllers, "Desired versus current state"; kubernetes/kubernetes#69967',
  check: ({ view, request }) => {
    const { set } = view;
    if (!set || set.deleting || !isConverged(view, set)) return undefined;
    switch (request.op) {
      case 'getSet':
      case 'getRevision':
        return undefined;
      case 'updateStatus':
        return isNews(request.status, set.status) ? holds : violated(`the status of ${set.name} was written although it says the same already`);
      case 'adoptRevision':
      case 'createRevision':
      case 'updateRevision':
      case 'deleteRevision':
        return isHistorySettled(view, set) ? violated(`${request.op} ${request.name} was asked although nothing about the history is left to do`) : undefined;
      default:
        return violated(`${request.op} ${request.name} was asked although all pods of ${set.name} are as they should be`);
    }
  },
});

/** Pods and claims, as the pass sees them, leave nothing to do. */
function isConverged(view: View, set: SetView): boolean {
  const pods = podsOf(view);
  return (
    view.behindOwnWrites.length === 0 &&
    pods.length === set.replicas &&
    pods.length === view.pods.length &&
    pods.every(
      (pod) =>
        pod.owner === 'set' &&
        pod.podNameLabel &&
        pod.volumesMatch &&
        isDesired(set, pod.ordinal) &&
        isAvailable(set, pod) &&
        (pod.revision === set.template || set.strategy.type === 'OnDelete' || (set.strategy.type === 'RollingUpdate' && pod.ordinal < partitionOf(set))) &&
        claimNames(set, pod.ordinal).every((name) => isClaimSettled(view, set, name)),
    )
  );
}

function isClaimSettled(view: View, set: SetView, name: string): boolean {
  const claim = view.claims.find((candidate) => candidate.name === name);
  if (!claim || claim.terminating) return false;
  if (set.retention.whenDeleted === 'Retain') return claim.owners.length === 0;
  return claim.owners.length === 1 && claim.owners[0]!.uid === set.uid;
}

/** The template's revision is the newest, all are ours, and none is one too many. */
function isHistorySettled(view: View, set: SetView): boolean {
  const newest = view.revisions.reduce<View['revisions'][number] | undefined>((a, b) => (a && a.number > b.number ? a : b), undefined);
  return newest?.data === set.template && view.revisions.every(({ owner }) => owner === 'set') && view.revisions.length <= set.revisionHistoryLimit;
}

/** Whether writing `next` over `status` changes anything that is looked at. */
function isNews(next: SetStatus, status: SetStatus): boolean {
  const { conditions, ...rest } = next;
  return (
    (Object.keys(rest) as (keyof typeof rest)[]).some((field) => next[field] !== status[field]) ||
    JSON.stringify(conditions) !== JSON.stringify(status.conditions)
  );
}
