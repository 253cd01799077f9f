/**
 * What the API server makes of a write (environment §1): the answer, and the object afterwards. One function for each
 * kind of object; who sends the write and what becomes of the answer is not its business.
 */
import type { Answer, OwnerReference, Request, SetStatus } from './controllers/controller.ts';
import { claim as claimMachine } from './claim.ts';
import { execution } from './execution.ts';
import { pod as podMachine } from './pod.ts';
import type { Universe } from './universe.ts';
import { podUid, type Claim, type ClaimOwner, type Pod, type PodColumn, type SetVersion, type StatusColumn } from './world.ts';

export const ok: Answer = { ok: true };
const refuse = (reason: 'AlreadyExists' | 'Conflict' | 'NotFound' | 'Invalid'): { answer: Answer } => ({ answer: { ok: false, reason } });

/** `changed` undefined: the write left everything as it was, which is no event either. */
export interface Written<T> {
  readonly answer: Answer;
  readonly changed?: T;
}

export type PodRequest = Extract<Request, { op: 'createPod' | 'updatePod' | 'deletePod' | 'adoptPod' | 'releasePod' }>;
export type ClaimRequest = Extract<Request, { op: 'createClaim' | 'updateClaim' | 'deleteClaim' }>;
export type RevisionRequest = Extract<Request, { op: 'createRevision' | 'updateRevision' | 'deleteRevision' | 'adoptRevision' }>;

/** @param stale what the writer saw and is no more, models/pass.ts {@link sensitivities} */
export function writePod(universe: Universe, request: PodRequest, column: PodColumn, stale: readonly string[]): Written<PodColumn> {
  const { object } = column;
  if (request.op === 'createPod') {
    // A terminating object still holds its name (EN-API-2).
    if (object) return refuse('AlreadyExists');
    return { answer: ok, changed: { ...column, object: newPod(universe, request.revision), execution: 'None' } };
  }
  if (!object) return refuse('NotFound');
  switch (request.op) {
    case 'deletePod':
      if (request.uid !== undefined && (stale.includes(`pod ${request.name}`) || request.uid !== podUid(request.name, object.age))) {
        return refuse('Conflict');
      }
      return deletePod(column, object, request.gracePeriodSeconds === 0);
    case 'updatePod':
      if (stale.includes(`version ${request.name}`)) return refuse('Conflict');
      // What a repair changes (labels) is no part of the row; an identical object is no event (EN-API-3).
      return { answer: ok };
    case 'adoptPod':
      return object.owned ? { answer: ok } : { answer: ok, changed: { ...column, object: { ...object, owned: true } } };
    case 'releasePod':
      return object.owned ? { answer: ok, changed: { ...column, object: { ...object, owned: false } } } : { answer: ok };
  }
}

export function newPod(universe: Universe, revision: string): Pod {
  const created = podMachine.initial;
  const state = universe.scenario.facets.nodes ? created : podMachine.next(created, 'SCHEDULED')!;
  return { ...state, revision, owned: true, age: 0 };
}

/**
 * A delete by name (EN-API-8, EN-API-9). Grace is 0 for a pod without a node or in a terminal phase, but only if the
 * pod is not marked yet; a second plain delete of a marked pod changes nothing.
 */
export function deletePod(column: PodColumn, object: Pod, force: boolean): Written<PodColumn> {
  const atOnce = object.scheduling === 'Unscheduled' || object.phase === 'Failed' || object.phase === 'Succeeded';
  if (force || (object.deletion === 'Live' && atOnce)) return { answer: ok, changed: removePod(column) };
  const state = podMachine.next(stateOf(object), 'MARKED');
  return state ? { answer: ok, changed: { ...column, object: { ...object, ...state } } } : { answer: ok };
}

/** The object goes; processes that still run are orphans now (EN-POD-12). */
export function removePod(column: PodColumn): PodColumn {
  const { deletion } = podMachine.next(stateOf(column.object!), 'REMOVED')!;
  if (deletion !== 'Gone') throw new Error(`A removed pod is ${deletion}.`);
  // What has stopped is cleaned up; what has not runs on without an object.
  const isCleaned = execution.next(column.execution, 'CLEAN') === 'None' || column.execution === 'None';
  return { object: null, execution: 'None', orphans: column.orphans + (isCleaned ? 0 : 1) };
}

export function stateOf(object: Pod): Parameters<typeof podMachine.next>[0] {
  return { phase: object.phase, deletion: object.deletion, scheduling: object.scheduling } as Parameters<typeof podMachine.next>[0];
}

/**
 * @param successor a pod of a later incarnation exists than the one the writer saw, so its references have aged
 */
export function writeClaim(universe: Universe, request: ClaimRequest, claim: Claim | null, stale: readonly string[], served: boolean, successor: boolean): Written<Claim> {
  if (request.op === 'createClaim') return claim ? refuse('AlreadyExists') : { answer: ok, changed: newClaim(universe, served) };
  if (!claim) return refuse('NotFound');
  if (request.op === 'deleteClaim') return { answer: ok, ...deleteClaim(claim, { deletedBy: 'controller' }) };
  if (stale.includes(`claim ${request.name}`)) return refuse('Conflict');
  const owners = request.owners.map((owner) => claimOwner(owner, successor));
  return JSON.stringify(owners) === JSON.stringify(claim.owners) ? { answer: ok } : { answer: ok, changed: { ...claim, owners } };
}

export function newClaim(universe: Universe, served: boolean): Claim {
  const pending: Claim = { ...claimMachine.initial, owners: [], epoch: 0, condemned: false };
  return universe.scenario.facets.volumes ? pending : bindClaim(pending, served)!;
}

/** Binding gives a claim the data of a volume that no claim had before it (EN-STO-8, EN-STO-10). */
export function bindClaim(claim: Claim, served: boolean): Claim | undefined {
  const state = claimMachine.next(machineStateOf(claim), 'BIND');
  return state && { ...claim, ...state, epoch: served ? 2 : 1 };
}

/** Protection's finalizer keeps a deleted claim as terminating (EN-STO-12). */
export function deleteClaim(claim: Claim, by: Pick<Claim, 'deletedBy' | 'policy'>): { changed?: Claim } {
  const state = claimMachine.next(machineStateOf(claim), 'DELETE');
  return state ? { changed: { ...claim, ...state, ...by } } : {};
}

export function machineStateOf(claim: Claim): Parameters<typeof claimMachine.next>[0] {
  return { phase: claim.phase, deletion: claim.deletion } as Parameters<typeof claimMachine.next>[0];
}

function claimOwner(owner: OwnerReference, successor: boolean): ClaimOwner {
  if (owner.kind !== 'Pod') return { kind: 'StatefulSet', age: 0, controller: owner.controller };
  const former = /-former-(\d+)$/.exec(owner.uid);
  return { kind: 'Pod', age: Number(former?.[1] ?? 0) + (successor ? 1 : 0), controller: owner.controller };
}

/** Names and contents of revisions are one in a universe, so a taken name always has the same data (SC-REV-5). */
export function writeRevision(request: RevisionRequest, stored: readonly string[]): Written<readonly string[]> {
  const exists = stored.includes(request.name);
  switch (request.op) {
    case 'createRevision':
      return exists ? refuse('AlreadyExists') : { answer: ok, changed: [...stored, request.name] };
    case 'updateRevision':
      if (!exists) return refuse('NotFound');
      return { answer: ok, changed: [...stored.filter((name) => name !== request.name), request.name] };
    case 'deleteRevision':
      return exists ? { answer: ok, changed: stored.filter((name) => name !== request.name) } : refuse('NotFound');
    case 'adoptRevision':
      return exists ? { answer: ok } : refuse('NotFound');
  }
}

/** A PUT of the status subresource (SC-ST-10, SC-VAL-6). */
export function writeStatus(
  universe: Universe,
  request: Extract<Request, { op: 'updateStatus' }>,
  set: SetVersion,
  status: StatusColumn,
  stale: readonly string[],
): Written<StatusColumn> {
  if (set.life === 'Gone') return refuse('NotFound');
  if (stale.includes('set')) return refuse('Conflict');
  // Counters that are no part of the row cannot be judged.
  if (universe.scenario.facets.status && !isValidStatus(request.status, status)) return refuse('Invalid');
  const next = universe.scenario.facets.status ? request.status : { ...status, currentRevision: request.status.currentRevision };
  return JSON.stringify(next) === JSON.stringify(status) ? { answer: ok } : { answer: ok, changed: next };
}

function isValidStatus(next: SetStatus, before: SetStatus): boolean {
  const counters = [next.replicas, next.ready, next.available, next.current, next.updated, next.observedGeneration];
  return (
    counters.every((counter) => counter >= 0) &&
    [next.ready, next.available, next.current, next.updated].every((counter) => counter <= next.replicas) &&
    next.available <= next.ready &&
    next.collisionCount >= before.collisionCount
  );
}
