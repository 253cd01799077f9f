/** What a controller owes the API: to hit what it aims at, to leave alone what is not its business. */
import { isDesired, type Action, type InFlight, type Observation, type PodObject, type SetObject } from '../models/observation.ts';
import { always, holds, onRequest, onStep, violated } from './property.ts';
import { isTerminal, partitionOf, podsOf } from './seen.ts';

/** A delete of a pod by the controller that came about, now or late. */
interface Hit {
  /** The pod that it marks or removes. */
  readonly victim: PodObject;
  readonly shot: InFlight;
}

const DELETES = ['controller/delete', 'network/late'] as const;

/** Undefined: not done, or it changed nothing because the pod was marked already. */
function hitBy(before: Observation, action: Action): Hit | undefined {
  const isLate = action.family === 'network/late';
  const isDone = isLate ? action.outcome === 'delete' : action.outcome === 'ok' || action.outcome === 'lost';
  const victim = before.pods.find(({ name }) => name === action.object);
  const shot = before.inFlight.find(({ request, late }) => (late ?? false) === isLate && request.op === 'deletePod' && request.name === action.object);
  return isDone && victim && !victim.terminating && shot ? { victim, shot } : undefined;
}

/**
 * P-ORD-18, by the pod that is really hit. A pod that was seen must have been one to delete; a successor that was not
 * seen must happen to be one.
 */
export const noNeedlessDelete = onStep('protocol/no-needless-delete', {
  catalogue: 'P-ORD-18',
  promise: 'The controller deletes no pod that is wanted, has not ended, and is at the right revision.',
  source: 'follows from Concepts: StatefulSets, "Deployment and Scaling Guarantees" and "Update strategies"',
  families: DELETES,
  reads: ['set', 'pods', 'inFlight'],
  check: ({ before, action }) => {
    const hit = hitBy(before, action);
    if (!hit) return undefined;
    const { victim, shot } = hit;
    const pod = `${victim.name} (${victim.phase}, revision ${victim.revision})`;
    if (shot.sameIncarnation) {
      if (shot.why === 'needless') return violated(`${pod} was deleted for no reason: it is wanted, has not ended, and is at the set's revision`);
      return shot.why === 'unseen' ? violated(`${pod} was deleted by a pass that did not see it`) : holds;
    }
    if (!before.set || before.set.deleting || !isWantedAsItIs(before.set, victim)) return holds;
    return violated(`${pod} was deleted in place of a former ${victim.name}, although the set wants it as it is`);
  },
});

/** The set in the store wants this pod and would not replace it. */
function isWantedAsItIs(set: SetObject, pod: PodObject): boolean {
  if (!isDesired(set, pod.ordinal) || isTerminal(pod)) return false;
  if (pod.revision === set.template) return true;
  return set.strategy.type === 'OnDelete' || (set.strategy.type === 'RollingUpdate' && pod.ordinal < partitionOf(set));
}

/** P-CTL-1. Deletes go by name, without the UID of the pod that was seen, so a delete that is late hits a successor. */
export const deleteHitsTheSeenIncarnation = onStep('protocol/delete-hits-the-seen-incarnation', {
  catalogue: 'P-CTL-1',
  promise: 'A delete hits the pod that the controller saw, never a successor of the same name.',
  source: 'API concepts: resource names are reused, UIDs are not (preconditions of a delete)',
  families: DELETES,
  reads: ['pods', 'inFlight'],
  check: ({ before, action }) => {
    const hit = hitBy(before, action);
    if (!hit) return undefined;
    if (hit.shot.sameIncarnation) return holds;
    const { name, phase, revision } = hit.victim;
    return violated(`the delete of ${name} hit its successor (${phase}, revision ${revision}), not the pod that the controller saw`);
  },
});

/** P-CTL-6, on the view. References of claims may still be maintained, and status and history written. */
export const noActionWhileDeleting = onRequest('protocol/no-action-while-deleting', {
  catalogue: 'P-CTL-6',
  promise: 'While the set is being deleted, the controller creates and deletes no pods and no claims.',
  source: 'Concepts: Garbage Collection, "Cascading deletion"; Tasks: Delete a StatefulSet',
  check: ({ view, request }) => {
    if (!view.set?.deleting) return undefined;
    switch (request.op) {
      case 'createPod':
      case 'createClaim':
        return violated(`${request.name} was created while set ${view.set.name} was being deleted`);
      case 'deletePod':
      case 'deleteClaim':
        return violated(`${request.name} was deleted by the controller while set ${view.set.name} was being deleted`);
      default:
        return holds;
    }
  },
});

/** P-REV-4, on the view. */
export const liveRevisionsKept = onRequest('protocol/live-revisions-kept', {
  catalogue: 'P-REV-4',
  promise: 'The controller deletes no revision that a pod, the current or the update revision of the set still uses.',
  source: 'Concepts: StatefulSets, "Revision history"',
  check: ({ view, request }) => {
    if (request.op !== 'deleteRevision' || !view.set) return undefined;
    const { set } = view;
    const { name } = request;
    const user = podsOf(view).find(({ revision }) => revision === name)?.name
      ?? (name === set.status.currentRevision ? 'status.currentRevision' : undefined)
      ?? (view.revisions.find((revision) => revision.name === name)?.data === set.template ? "the set's template" : undefined);
    return user === undefined ? holds : violated(`revision ${name} was deleted while it was used by ${user}`);
  },
});

/** P-STA-3. */
export const observedGenerationNotAhead = always('protocol/observed-generation-not-ahead', {
  catalogue: 'P-STA-3',
  promise: 'status.observedGeneration never runs ahead of metadata.generation.',
  source: 'API conventions, "Spec and Status"',
  reads: ['set', 'status'],
  check: ({ set, status }) => {
    if (!set || status.observedGeneration === 0) return undefined;
    if (status.observedGeneration <= set.generation) return holds;
    return violated(`the status claims to be about generation ${status.observedGeneration} while the set is at ${set.generation}`);
  },
});
