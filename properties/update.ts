/** How pods get from one revision to the next, under each update strategy. Judged on the view of the pass. */
import { desiredOrdinals, isDesired, type Issued, type Request, type SetObject } from '../models/observation.ts';
import { holds, onRequest, violated } from './property.ts';
import { asked, askedBefore, currentRevision, isAvailable, isTerminal, maxUnavailableOf, partitionOf, podAt, podsOf, stateOf, type Asked } from './seen.ts';

type Strategy = SetObject['strategy']['type'];
const follows = (strategy: Strategy) => (set: Pick<SetObject, 'strategy'>): boolean => set.strategy.type === strategy;
const isRolling = follows('RollingUpdate');
const isOrderedRolling = (set: Pick<SetObject, 'policy' | 'strategy'>): boolean => isRolling(set) && set.policy === 'OrderedReady';
const isParallelRolling = (set: Pick<SetObject, 'policy' | 'strategy'>): boolean => isRolling(set) && set.policy === 'Parallel';

/** A delete that replaces a pod of an old revision in a rolling update. */
function updateDelete(issued: Issued): Asked<Extract<Request, { op: 'deletePod' }>> | undefined {
  const removal = asked(issued, 'deletePod');
  return removal && issued.why === 'update' && isRolling(removal.set) ? removal : undefined;
}

/**
 * The same of a pod that works. One that does not may go at any time, whatever the others do: nothing is taken down by it,
 * and it may be all that a rollout waits for (kubernetes/kubernetes#67250, KEP-961).
 */
function takeDown(issued: Issued): ReturnType<typeof updateDelete> {
  const removal = updateDelete(issued);
  return removal && isAvailable(removal.set, podAt(removal.view, removal.ordinal)) ? removal : undefined;
}

/** P-ORD-7. Pods that are terminating or deleted earlier in the pass are on their way. */
export const reverseOrder = onRequest('update/reverse-order', {
  catalogue: 'P-ORD-7',
  promise: 'A rolling update takes down a working pod only after every pod of a higher ordinal has been replaced.',
  source: 'Concepts: StatefulSets, "Rolling Updates"',
  appliesTo: isRolling,
  check: (issued) => {
    const removal = takeDown(issued);
    if (!removal) return undefined;
    const { view, set, request, ordinal } = removal;
    const higher = podsOf(view).filter((pod) => pod.ordinal > ordinal && isDesired(set, pod.ordinal));
    if (higher.length === 0) return undefined;
    const skipped = higher.find((pod) => pod.revision !== set.template && !pod.terminating && !askedBefore(issued, 'deletePod', pod.name));
    if (!skipped) return holds;
    return violated(`${request.name} was updated to ${set.template} before ${skipped.name}, which is at revision ${skipped.revision}`);
  },
});

/** P-ORD-8. Where maxUnavailable allows more than one, `update/unavailability-bound` speaks instead. */
export const waits = onRequest('update/waits', {
  catalogue: 'P-ORD-8',
  promise: 'A rolling update of an OrderedReady set takes down a working pod only while all other wanted pods are available.',
  source: 'Concepts: StatefulSets, "Rolling Updates"',
  appliesTo: isOrderedRolling,
  check: (issued) => {
    const removal = takeDown(issued);
    if (!removal || !isOrderedRolling(removal.set) || maxUnavailableOf(removal.set) > 1) return undefined;
    const { view, set, request, ordinal } = removal;
    const others = desiredOrdinals(set).filter((other) => other !== ordinal);
    if (others.length === 0) return undefined;
    for (const other of others) {
      const name = `${set.name}-${other}`;
      const pod = podAt(view, other);
      if (!isAvailable(set, pod)) return violated(`${request.name} was updated while ${name} was ${stateOf(set, pod)}`);
      if (askedBefore(issued, 'deletePod', name)) return violated(`${request.name} was updated in the same pass that deleted ${name}`);
    }
    return holds;
  },
});

/** P-ORD-9. Speaks where maxUnavailable is given and smaller than the set. Percentages are rounded up, as documented. */
export const unavailabilityBound = onRequest('update/unavailability-bound', {
  catalogue: 'P-ORD-9',
  promise: 'A rolling update of an OrderedReady set never makes more than maxUnavailable wanted pods unavailable.',
  source: 'Concepts: StatefulSets, "Maximum unavailable Pods"; KEP-961',
  appliesTo: isOrderedRolling,
  check: (issued) => {
    const removal = takeDown(issued);
    if (!removal || !isOrderedRolling(removal.set)) return undefined;
    const { view, set, request, ordinal } = removal;
    const limit = maxUnavailableOf(set);
    if (set.strategy.rollingUpdate?.maxUnavailable === undefined || limit >= set.replicas) return undefined;
    const down = desiredOrdinals(set)
      .filter((other) => other === ordinal || !isAvailable(set, podAt(view, other)) || askedBefore(issued, 'deletePod', `${set.name}-${other}`))
      .map((other) => `${set.name}-${other}`);
    if (down.length <= limit) return holds;
    return violated(`${request.name} was updated, which makes ${down.length} pods unavailable (${down.join(', ')}) where maxUnavailable allows ${limit}`);
  },
});

/** P-ORD-10. The partition counts from the start ordinal. */
export const partitionRespected = onRequest('update/partition-respected', {
  catalogue: 'P-ORD-10',
  promise: 'A rolling update leaves the pods below the partition alone.',
  source: 'Concepts: StatefulSets, "Partitioned rolling updates"',
  appliesTo: isRolling,
  check: (issued) => {
    const removal = updateDelete(issued);
    if (!removal || (removal.set.strategy.rollingUpdate?.partition ?? 0) === 0) return undefined;
    const { set, request, ordinal } = removal;
    if (ordinal >= partitionOf(set)) return holds;
    return violated(`${request.name} was updated to ${set.template} although the partition starts at ${set.name}-${partitionOf(set)}`);
  },
});

/** P-ORD-11. Speaks during a rollout, where the two revisions differ, of a set with a rollingUpdate block. */
export const partitionRevision = onRequest('update/partition-revision', {
  catalogue: 'P-ORD-11',
  promise: 'During a rollout, a pod below the partition is created again at the current revision, any other at the update revision.',
  source: 'Concepts: StatefulSets, "Partitioned rolling updates"',
  appliesTo: isRolling,
  check: (issued) => {
    const create = asked(issued, 'createPod');
    if (!create || !isRolling(create.set) || create.set.strategy.rollingUpdate === null) return undefined;
    const { view, set, request, ordinal } = create;
    const current = currentRevision(view, set);
    if (current === set.template) return undefined;
    const isBelow = ordinal < partitionOf(set);
    const wanted = isBelow ? current : set.template;
    if (request.revision === wanted) return holds;
    return violated(`${request.name}, ${isBelow ? 'below' : 'not below'} the partition, was created at revision ${request.revision} instead of ${wanted}`);
  },
});

/** P-ORD-12. Speaks about every request of a pass that sees a wanted pod of an old revision. */
export const onDeleteIsPassive = onRequest('update/on-delete-is-passive', {
  catalogue: 'P-ORD-12',
  promise: 'With strategy OnDelete the controller never deletes a pod because of its revision.',
  source: 'Concepts: StatefulSets, "Update strategies"',
  appliesTo: follows('OnDelete'),
  check: (issued) => {
    const { view, request, why } = issued;
    const { set } = view;
    if (!set || set.strategy.type !== 'OnDelete') return undefined;
    const isOld = podsOf(view).some((pod) => isDesired(set, pod.ordinal) && !isTerminal(pod) && pod.revision !== set.template);
    if (!isOld) return undefined;
    if (request.op !== 'deletePod' || why !== 'update') return holds;
    return violated(`${request.name} was deleted to update it to ${set.template}, with strategy OnDelete`);
  },
});

/** P-ORD-13. Speaks while the current and the update revision differ. */
export const onDeleteRefreshes = onRequest('update/on-delete-refreshes', {
  catalogue: 'P-ORD-13',
  promise: 'With strategy OnDelete a pod that somebody deleted comes back at the revision of the set\'s template.',
  source: 'Concepts: StatefulSets, "Update strategies"',
  appliesTo: follows('OnDelete'),
  check: (issued) => {
    const create = asked(issued, 'createPod');
    if (!create || create.set.strategy.type !== 'OnDelete' || currentRevision(create.view, create.set) === create.set.template) return undefined;
    const { set, request } = create;
    if (request.revision === set.template) return holds;
    return violated(`${request.name} was created at revision ${request.revision} while the set's template is ${set.template}`);
  },
});

/**
 * P-ORD-15, as far as a view can tell. Pods that the rollout took down are above the one it takes down now; pods of an
 * old revision that do not work were not taken down by it, and replacing one costs nothing.
 */
export const parallelBudget = onRequest('update/parallel-budget', {
  catalogue: 'P-ORD-15',
  promise: 'A rolling update of a Parallel set takes down no more than maxUnavailable (1 if unset) working pods at a time.',
  source: 'Concepts: StatefulSets, "Maximum unavailable Pods"; KEP-961; kubernetes/kubernetes#137409',
  appliesTo: isParallelRolling,
  check: (issued) => {
    const removal = takeDown(issued);
    if (!removal || !isParallelRolling(removal.set)) return undefined;
    const { view, set, request, ordinal } = removal;
    const limit = maxUnavailableOf(set);
    if (limit >= set.replicas) return undefined;
    const down = desiredOrdinals(set).filter((other) => {
      if (other <= ordinal) return other === ordinal;
      const pod = podAt(view, other);
      if (isAvailable(set, pod)) return askedBefore(issued, 'deletePod', `${set.name}-${other}`);
      return pod === undefined || pod.terminating || pod.revision === set.template;
    });
    if (down.length <= limit) return holds;
    const names = down.map((other) => `${set.name}-${other}`);
    return violated(`${request.name} was updated, which takes down ${down.length} pods (${names.join(', ')}) where ${limit} may be down`);
  },
});

/** P-ORD-16. Terminating pods count. Speaks while the current and the update revision differ. */
export const recreateBarrier = onRequest('update/recreate-barrier', {
  catalogue: 'P-ORD-16',
  promise: 'With strategy Recreate no pod of the new revision is created while one of another revision is there.',
  source: 'KEP-3541',
  appliesTo: follows('Recreate'),
  check: (issued) => {
    const create = asked(issued, 'createPod');
    if (!create || create.set.strategy.type !== 'Recreate' || currentRevision(create.view, create.set) === create.set.template) return undefined;
    const { view, set, request } = create;
    if (request.revision !== set.template) return undefined;
    const old = podsOf(view).find((pod) => pod.revision !== set.template);
    if (!old) return holds;
    return violated(`${request.name} was created at revision ${set.template} while ${old.name} was there at revision ${old.revision} (${stateOf(set, old)})`);
  },
});
