/** Views for tests of controllers: a converged set of three pods, and how it differs. */
import type {
  Answer,
  ClaimView,
  Controller,
  Ending,
  PodView,
  Request,
  SetView,
  View,
} from '../../../models/controllers/controller.ts';
import { converse } from '../../../src/vectors/conversation.ts';

export function setView(changes: Partial<SetView> = {}): SetView {
  return {
    name: 'web',
    uid: 'set-1',
    generation: 1,
    deleting: false,
    replicas: 3,
    start: 0,
    policy: 'OrderedReady',
    strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    minReadySeconds: 0,
    retention: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    claimTemplates: [],
    template: 'A',
    revisionHistoryLimit: 10,
    status: {
      observedGeneration: 1,
      replicas: 3,
      ready: 3,
      available: 3,
      current: 3,
      updated: 3,
      currentRevision: 'A',
      updateRevision: 'A',
      collisionCount: 0,
      conditions: [],
    },
    ...changes,
  };
}

export function podView(ordinal: number, changes: Partial<PodView> = {}): PodView {
  return {
    name: `web-${ordinal}`,
    uid: `uid-${ordinal}`,
    revision: 'A',
    phase: 'Running',
    ready: true,
    available: true,
    terminating: false,
    owner: 'set',
    labelsMatch: true,
    podNameLabel: true,
    volumesMatch: true,
    ...changes,
  };
}

export function claimView(ordinal: number, changes: Partial<ClaimView> = {}): ClaimView {
  return { name: `data-web-${ordinal}`, terminating: false, owners: [], ...changes };
}

export function view(changes: Partial<View> = {}): View {
  return {
    set: setView(),
    revisions: [{ name: 'A', number: 1, data: 'A', owner: 'set' }],
    pods: [podView(0), podView(1), podView(2)],
    claims: [],
    behindOwnWrites: [],
    ...changes,
  };
}

/** What a controller asked, as `op name`, and how its pass ended. */
export interface Pass {
  readonly asked: readonly string[];
  readonly requests: readonly Request[];
  readonly ending: Ending;
}

/** Runs one pass. Requests are answered by `answers`, by default all are done and the set is alive. */
export function runPass(
  controller: Controller,
  shown: View,
  answers: (request: Request) => Answer | undefined = () => undefined,
): Pass {
  const requests: Request[] = [];
  const ending = converse(controller, shown, (request) => {
    requests.push(request);
    return answers(request) ?? { ok: true, set: { uid: 'set-1', deleting: false } };
  });
  return { asked: requests.map(({ op, name }) => `${op} ${name}`), requests, ending };
}
