/** Who may bear a pod's name, and when. */
import { isDesired } from '../models/observation.ts';
import { always, holds, onRequest, onStep, violated } from './property.ts';
import { asked, askedBefore, isTerminal, replicasOf } from './seen.ts';

/**
 * P-ID-2. Whatever fails, one name is never two running processes. Only processes that run count; those that stopped
 * and wait to be cleaned up harm nobody.
 */
export const atMostOneExecution = always('identity/at-most-one-execution', {
  catalogue: 'P-ID-2',
  promise: 'At no time do the containers of two pods with the same name run, anywhere in the cluster.',
  source: 'Tasks: Force Delete StatefulSet Pods; design proposal: Pod Safety',
  reads: ['executions'],
  check: ({ executions }) => {
    const running = executions.filter(({ stage }) => stage === 'Running');
    if (running.length === 0) return undefined;
    const twice = running.find(({ name }, index) => running.some((other, at) => at < index && other.name === name));
    if (!twice) return holds;
    const count = running.filter(({ name }) => name === twice.name).length;
    return violated(`the containers of ${twice.name} run ${count} times at once`);
  },
});

/** P-ID-4, on the view: the store may want something else by now. */
export const ordinalInRange = onRequest('identity/ordinal-in-range', {
  catalogue: 'P-ID-4',
  promise: 'A pod is created only for an ordinal between the start ordinal and the start ordinal plus replicas minus 1.',
  source: 'Concepts: StatefulSets, "Ordinal Index" and "Start ordinal"',
  check: (issued) => {
    const create = asked(issued, 'createPod');
    if (!create) return undefined;
    const { set, request, ordinal } = create;
    if (isDesired(set, ordinal)) return holds;
    return violated(`${request.name} was created while the set wants ${replicasOf(set)} from ordinal ${set.start}`);
  },
});

/**
 * P-ID-7, the half that the API server cannot enforce: what the controller decides. A pod that ended may be replaced
 * in the pass that asked for its removal.
 */
export const noCreateWhilePresent = onRequest('identity/no-create-while-present', {
  catalogue: 'P-ID-7',
  promise: 'The controller creates a pod only while it sees none of its own under that name.',
  source: 'Concepts: StatefulSets, "Limitations"; Tasks: Force Delete StatefulSet Pods (at most one)',
  check: (issued) => {
    const create = asked(issued, 'createPod');
    if (!create) return undefined;
    const { view, request } = create;
    const present = view.pods.find(({ name, owner, labelsMatch }) => name === request.name && owner === 'set' && labelsMatch);
    if (!present) return holds;
    if (isTerminal(present) && askedBefore(issued, 'deletePod', request.name)) return holds;
    return violated(`${request.name} was created although it is there: ${present.phase}${present.terminating ? ' and terminating' : ''}, revision ${present.revision}`);
  },
});

/** P-ID-8. The API server lets one object bear a name, so what can be left of a predecessor is its processes. */
export const predecessorStopped = onStep('identity/predecessor-stopped', {
  catalogue: 'P-ID-8',
  promise: 'The containers of a pod start only after those of every earlier pod of that name have stopped.',
  source: 'Concepts: StatefulSets, "Deployment and Scaling Guarantees"; design proposal: Pod Safety',
  families: ['kubelet/start'],
  reads: ['executions'],
  check: ({ before, action }) => {
    const former = before.executions.find(({ name, stage }) => name === action.object && stage === 'Running');
    if (!former) return holds;
    return violated(`${action.object} started while the containers of its predecessor still ran${former.orphaned ? ' (its pod object was removed by force)' : ''}`);
  },
});
