/** A small vocabulary for moments and views that properties judge. */
import type { RevisionView } from '../../../models/controllers/controller.ts';
import type { ClaimView, PodView, Request, SetStatus, SetView, View } from '../../../models/observation.ts';
import { ordinalOf, whyDeleted, type Action, type ClaimObject, type DataRecord, type Execution, type InFlight, type Issued, type Observation, type PodObject, type SetObject } from '../../../models/observation.ts';
import type { Judgement, Property, StepProperty } from '../../../properties/property.ts';

export const status: SetStatus = {
  observedGeneration: 1, replicas: 0, ready: 0, available: 0, current: 0, updated: 0,
  currentRevision: 'A', updateRevision: 'A', collisionCount: 0, conditions: [],
};

/** Set `web`: 3 replicas, OrderedReady, RollingUpdate, template A. */
export function set(changes: Partial<SetView> = {}): SetView {
  return {
    name: 'web', uid: 'set-1', generation: 1, deleting: false, replicas: 3, start: 0, policy: 'OrderedReady',
    strategy: rolling({}), minReadySeconds: 0, retention: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    claimTemplates: [], template: 'A', revisionHistoryLimit: 10, status, ...changes,
  };
}

export function rolling(block: { partition?: number; maxUnavailable?: number | string }): SetView['strategy'] {
  return { type: 'RollingUpdate', rollingUpdate: { partition: 0, ...block } };
}

export const retention = { whenDeleted: 'Retain', whenScaled: 'Delete' } as const;

/** A pod that works, at revision A. */
export function pod(name: string, changes: Partial<PodView> = {}): PodView {
  return {
    name, uid: `uid-${name}`, revision: 'A', phase: 'Running', ready: true, available: true, terminating: false,
    owner: 'set', labelsMatch: true, podNameLabel: true, volumesMatch: true, ...changes,
  };
}

export const pending = { phase: 'Pending', ready: false, available: false } as const;
export const unready = { ready: false, available: false } as const;

export function view(seen: SetView | undefined, pods: readonly PodView[] = [], rest: { claims?: readonly ClaimView[]; revisions?: readonly RevisionView[] } = {}): View {
  return { set: seen, pods, claims: rest.claims ?? [], revisions: rest.revisions ?? [revision('A', 1), revision('B', 2)], behindOwnWrites: [] };
}

export function revision(name: string, number: number): RevisionView {
  return { name, number, data: name, owner: 'set' };
}

export function create(name: string, at = 'A'): Request {
  return { op: 'createPod', name, revision: at, claims: [] };
}

export function remove(name: string): Request {
  return { op: 'deletePod', name };
}

/** What the pass asked before was done. */
export function issued(seen: View, request: Request, before: readonly Request[] = []): Issued {
  return {
    view: seen,
    request,
    why: request.op === 'deletePod' ? whyDeleted(seen, request.name) : undefined,
    earlier: before.map((earlier) => ({ request: earlier, answer: { ok: true } })),
  };
}

export function world(changes: Partial<Observation> = {}): Observation {
  return { set: object(set()), status, pods: [], executions: [], claims: [], data: [], revisions: ['A'], brokenTemplates: [], retention: { whenDeleted: 'Retain', whenScaled: 'Retain' }, cordoned: false, outOfVolumes: false, process: 'Idle', inFlight: [], ...changes };
}

export function object({ status: _status, ...rest }: SetView): SetObject {
  return rest;
}

export function podObject(name: string, changes: Partial<PodObject> = {}): PodObject {
  return {
    name, ordinal: ordinalOf(name)!, revision: 'A', phase: 'Running', ready: true, available: true, terminating: false,
    owned: true, scheduled: true, ...changes,
  };
}

export function execution(name: string, changes: Partial<Execution> = {}): Execution {
  return { name, ordinal: ordinalOf(name)!, stage: 'Running', orphaned: false, claims: [], ...changes };
}

export function claim(name: string, changes: Partial<ClaimObject> = {}): ClaimObject {
  return { name, ordinal: ordinalOf(name)!, phase: 'Bound', terminating: false, deletedBy: undefined, owner: 'none', epoch: 1, ...changes };
}

export function data(name: string, changes: Partial<DataRecord> = {}): DataRecord {
  return { name, served: 1, removedBy: undefined, condemned: false, ...changes };
}

export function deleting(name: string, changes: Partial<InFlight> = {}): InFlight {
  return { request: remove(name), why: 'update', sameIncarnation: true, ...changes };
}

export function action(key: string): Action {
  const [family = '', object = '', outcome = ''] = key.split(' ');
  return { key, family, object, outcome };
}

/** A moment, and the pod that something is awaited of. */
export interface Awaited {
  readonly at: Observation;
  readonly ordinal: number;
}

export function awaited(ordinal: number, changes: Partial<Observation>): Awaited {
  return { at: world(changes), ordinal };
}

/** What a property is judged on: a moment, a pod at a moment, a step, or a request. */
export type Case = Observation | Awaited | { readonly before: Observation; readonly action: Action; readonly after: Observation } | Issued;

export function judge(property: Property, subject: Case): Judgement {
  switch (property.kind) {
    case 'always':
    case 'whenQuiet':
    case 'eventually':
      return property.check(subject as Observation);
    case 'leadsTo': {
      const { at, ordinal } = subject as Awaited;
      return property.check(at, ordinal);
    }
    case 'onStep':
      return property.check(subject as Parameters<StepProperty['check']>[0]);
    case 'onRequest':
      return property.check(subject as Issued);
  }
}
