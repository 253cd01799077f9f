/** The objects a controller writes: which columns such a write reads, and what the API server makes of it. */
import type { Answer, Request } from './controllers/controller.ts';
import { ok, writeClaim, writePod, writeRevision, writeStatus, type ClaimRequest, type PodRequest, type RevisionRequest } from './api-server.ts';
import { storeClaim } from './claim-log.ts';
import { afterPodEvent, column, condemnUnwanted, noticeChange, scratch, wakeQueue } from './columns.ts';
import { podEvent } from './kubelet.ts';
import type { Continuations } from './pass.ts';
import type { Stage } from './rules.ts';
import { podSlotOf, type Universe } from './universe.ts';
import { setUid, type ClaimsColumn, type PodColumn, type RevisionsColumn, type SetColumn, type StatusColumn } from './world.ts';

/** An object of the API server that the controller writes, and the columns such a write reads. */
export interface Target {
  readonly name: string;
  readonly operations: readonly Request['op'][];
  /** Its columns. */
  readonly reads: readonly string[];
  /**
   * The API server's part: answer and new values of `reads`.
   * @param own the answer will reach the controller
   */
  readonly write: (request: Request, stale: readonly string[], own: boolean, values: readonly unknown[]) => { readonly answer: Answer; readonly next?: readonly unknown[]; readonly wakes?: true };
  /** What follows in the same step. */
  readonly after: (passes: Continuations) => Stage[];
}

export const families: Record<Request['op'], string> = {
  getSet: 'controller/get-set',
  getRevision: 'controller/get-revision',
  adoptRevision: 'controller/adopt-revision',
  createRevision: 'controller/create-revision',
  updateRevision: 'controller/update-revision',
  deleteRevision: 'controller/delete-revision',
  adoptPod: 'controller/adopt',
  releasePod: 'controller/release',
  createPod: 'controller/create',
  updatePod: 'controller/update',
  deletePod: 'controller/delete',
  createClaim: 'controller/create-claim',
  updateClaim: 'controller/update-claim',
  deleteClaim: 'controller/delete-claim',
  updateStatus: 'controller/status',
};

/** Requests that only read. */
export const readOperations = new Set<Request['op']>(['getSet', 'getRevision']);

export function targetsOf(universe: Universe): Target[] {
  const { facets, set } = universe.scenario;
  return [
    ...universe.pods.map((_, slot) => podTarget(universe, slot)),
    ...universe.claims.map((_, slot) => claimTarget(universe, slot)),
    ...(facets.revisions ? universe.templates.map((name) => revisionTarget(universe, name)) : []),
    ...untracked(universe),
    statusTarget(universe),
    {
      name: set.name,
      operations: ['getSet'],
      reads: [column.set],
      write: (_request, _stale, _own, [versions]) => {
        const { life } = (versions as SetColumn).at(-1)!;
        return life === 'Gone' ? { answer: { ok: false, reason: 'NotFound' } } : { answer: { ok: true, set: { uid: setUid, deleting: life !== 'Live' } } };
      },
      after: () => [wakeQueue],
    },
  ];
}

/**
 * Objects of a facet that is off. Their requests are answered without a step, unless a promise is broken by asking:
 * that must be seen, so it gets a step that succeeds and changes nothing.
 */
function untracked(universe: Universe): Target[] {
  const { facets, set } = universe.scenario;
  const target = (name: string, operations: Target['operations']): Target => ({
    name,
    operations,
    reads: [],
    write: (request) => ({ answer: request.op === 'getRevision' ? { ok: true, revision: { data: name } } : ok }),
    after: () => [wakeQueue],
  });
  return [
    ...(facets.claims ? [] : universe.pods.flatMap((pod) => set.claimTemplates.map((template) => target(`${template}-${pod}`, claimOperations)))),
    ...(facets.revisions ? [] : universe.templates.map((name) => target(name, revisionOperations))),
  ];
}

const claimOperations = ['createClaim', 'updateClaim', 'deleteClaim'] as const;
const revisionOperations = ['createRevision', 'updateRevision', 'deleteRevision', 'adoptRevision', 'getRevision'] as const;

function podTarget(universe: Universe, slot: number): Target {
  const name = universe.pods[slot]!;
  return {
    name,
    operations: ['createPod', 'deletePod', 'updatePod', 'adoptPod', 'releasePod'],
    reads: [column.pod(name), scratch.event],
    write: (request, stale, own, [pod]) => {
      const before = pod as PodColumn;
      const { answer, changed } = writePod(universe, request as PodRequest, before, stale);
      // Deletes and releases are not recorded (SC-RD-6).
      const isRecorded = own && universe.recordsOwnWrites && request.op !== 'deletePod' && request.op !== 'releasePod';
      return changed ? { answer, next: [changed, podEvent(slot, before, changed, isRecorded)] } : { answer };
    },
    after: (passes) => afterPodEvent(universe, passes.isSensitive),
  };
}

function claimTarget(universe: Universe, slot: number): Target {
  const name = universe.claims[slot]!;
  const podSlot = podSlotOf(universe, slot);
  const podName = universe.pods[podSlot]!;
  const { facets, lag } = universe.scenario;
  return {
    name,
    operations: claimOperations,
    reads: facets.retention ? [column.claims, scratch.changed] : [column.claims],
    write: (request, stale, own, [value]) => {
      const claims = value as ClaimsColumn;
      const successor = stale.includes(`successor ${podName}`);
      const written = writeClaim(universe, request as ClaimRequest, claims.stored[slot]!, stale, claims.memory[slot]!.served, successor);
      if (!written.changed) return { answer: written.answer };
      const isRecorded = own && universe.recordsOwnWrites && request.op !== 'deleteClaim';
      return { answer: written.answer, next: [storeClaim(claims, slot, written.changed, lag.claims, isRecorded), ...(facets.retention ? [`claim ${name}`] : [])] };
    },
    after: (passes) => [...(facets.retention ? [condemnUnwanted(universe), ...noticeChange(universe, passes.isSensitive)] : []), wakeQueue],
  };
}

function revisionTarget(universe: Universe, name: string): Target {
  const lag = universe.scenario.lag.revisions;
  return {
    name,
    operations: revisionOperations,
    reads: [column.revisions],
    write: (request, _stale, _own, [value]) => {
      const versions = value as RevisionsColumn;
      const stored = versions.at(-1)!;
      if (request.op === 'getRevision') {
        return { answer: stored.includes(name) ? { ok: true, revision: { data: name } } : { ok: false, reason: 'NotFound' } };
      }
      const { answer, changed } = writeRevision(request as RevisionRequest, stored);
      return changed ? { answer, next: [[...versions, changed].slice(-(lag + 1))] } : { answer };
    },
    after: () => [wakeQueue],
  };
}

function statusTarget(universe: Universe): Target {
  return {
    name: universe.scenario.set.name,
    operations: ['updateStatus'],
    reads: [column.status, column.set, scratch.changed],
    write: (request, stale, _own, [status, versions]) => {
      const written = writeStatus(
        universe,
        request as Extract<Request, { op: 'updateStatus' }>,
        (versions as SetColumn).at(-1)!,
        status as StatusColumn,
        stale,
      );
      return written.changed ? { answer: written.answer, next: [written.changed, undefined, 'set'], wakes: true } : { answer: written.answer };
    },
    after: (passes) => [...noticeChange(universe, passes.isSensitive), wakeQueue],
  };
}
