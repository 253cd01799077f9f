/**
 * In which order an OrderedReady set grows and shrinks. Kubernetes promises order only relative to what the controller
 * has observed, so these are judged on the view of the pass.
 */
import { desiredOrdinals, isDesired, type Issued, type Request, type SetObject } from '../models/observation.ts';
import { holds, onRequest, violated } from './property.ts';
import { asked, condemned, isAvailable, podAt, podsOf, stateOf, type Asked } from './seen.ts';

const isOrdered = (set: Pick<SetObject, 'policy'>): boolean => set.policy === 'OrderedReady';

/**
 * P-ORD-1. Only creation is ordered: a predecessor that fails afterwards breaks nothing.
 *
 * Follows upstream: processReplica and its monotonic branch.
 */
export const successorWaits = onRequest('ordering/successor-waits', {
  catalogue: 'P-ORD-1',
  promise: 'An OrderedReady set creates a pod only while all its predecessors are Running and Ready (for minReadySeconds).',
  source: 'Concepts: StatefulSets, "Deployment and Scaling Guarantees"',
  appliesTo: isOrdered,
  check: (issued) => {
    const create = asked(issued, 'createPod');
    if (!create || !isOrdered(create.set)) return undefined;
    const { view, set, request, ordinal } = create;
    const predecessors = desiredOrdinals(set).filter((other) => other < ordinal);
    if (predecessors.length === 0) return undefined;
    const blocker = predecessors.find((other) => !isAvailable(set, podAt(view, other)));
    if (blocker === undefined) return holds;
    return violated(`${request.name} was created while ${set.name}-${blocker} was ${stateOf(set, podAt(view, blocker))}`);
  },
});

/** P-ORD-3. Terminating pods count: a successor must be completely gone. */
export const scaleDownReverse = onRequest('ordering/scale-down-reverse', {
  catalogue: 'P-ORD-3',
  promise: 'An OrderedReady set that shrinks deletes a pod only after every unwanted pod of a higher ordinal is gone.',
  source: 'Concepts: StatefulSets, "Deployment and Scaling Guarantees"',
  appliesTo: isOrdered,
  check: (issued) => {
    const removal = scaleDown(issued);
    if (!removal) return undefined;
    const { view, set, request, ordinal } = removal;
    const others = condemned(view, set).filter((pod) => pod.ordinal !== ordinal);
    if (others.length === 0) return undefined;
    const successor = others.find((pod) => pod.ordinal > ordinal);
    if (!successor) return holds;
    return violated(`${request.name} was scaled down while ${successor.name}, also not wanted, was still there (${stateOf(set, successor)})`);
  },
});

/** P-ORD-20. Speaks whenever a pod is terminating and the set is about to grow or to shrink. */
export const terminatingBlocks = onRequest('ordering/terminating-blocks', {
  catalogue: 'P-ORD-20',
  promise: 'While a pod of an OrderedReady set terminates, no pod above it is created and no pod below it is scaled down.',
  source: 'Concepts: StatefulSets, "Deployment and Scaling Guarantees"',
  appliesTo: isOrdered,
  check: (issued) => {
    const create = asked(issued, 'createPod');
    const change = create && isOrdered(create.set) ? create : scaleDown(issued);
    if (!change) return undefined;
    const { view, set, request, ordinal } = change;
    const terminating = podsOf(view).filter((pod) => pod.terminating && pod.name !== request.name);
    if (terminating.length === 0) return undefined;
    const blocker = terminating.find((pod) => (create ? isDesired(set, pod.ordinal) && pod.ordinal < ordinal : pod.ordinal > ordinal));
    if (!blocker) return holds;
    return violated(`${request.name} was ${create ? 'created' : 'scaled down'} while ${blocker.name} was terminating`);
  },
});

/**
 * A delete because the pod's ordinal is not wanted, in an ordered set. Under Recreate old pods go together, wanted or
 * not: that is an update, and in no order.
 */
function scaleDown(issued: Issued): Asked<Extract<Request, { op: 'deletePod' }>> | undefined {
  const removal = asked(issued, 'deletePod');
  if (!removal || issued.why !== 'scale' || !isOrdered(removal.set)) return undefined;
  const { view, set, ordinal } = removal;
  return set.strategy.type === 'Recreate' && podAt(view, ordinal)?.revision !== set.template ? undefined : removal;
}
