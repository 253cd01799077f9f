/** What the columns of a row hold. Values are plain and immutable; rows hold only their numbers. */
import type { OwnerReference, Request, SetStatus } from './controllers/controller.ts';
import type { DeleteReason } from './observation.ts';
import type { Cache } from './cache.ts';
import type { ClaimMachineState } from './claim.ts';
import type { ExecutionState } from './execution.ts';
import type { PodState } from './pod.ts';
import type { SetState } from './statefulset.ts';
import type { VolumeState } from './volume.ts';

/** The visible part of a pod object. */
export interface Pod extends PodState {
  readonly revision: string;
  readonly owned: boolean;
  /**
   * Incarnations since: 0 is the newest that ever had the name. Counted only where claims refer to pods by UID
   * (retention); everywhere else the order of the log tells incarnations apart, and this stays 0.
   */
  readonly age: number;
}

/** Column `pod web-0`: the object of that name and the processes behind it. */
export interface PodColumn {
  readonly object: Pod | null;
  readonly execution: ExecutionState;
  /** Running executions of incarnations that were removed by force. */
  readonly orphans: number;
}

export const noPod: PodColumn = { object: null, execution: 'None', orphans: 0 };

/** One version of the set's spec; `null` in a log: the set is gone. */
export interface SetVersion {
  /** Counted only where somebody looks (status facet); else 1. */
  readonly generation: number;
  readonly life: SetState;
  readonly replicas: number;
  readonly partition: number;
  /** Name of the template, which is also the name and content of its revision. */
  readonly template: string;
}

/** Column `set`: the versions from the one the cache shows (first) to the stored one (last). */
export type SetColumn = readonly SetVersion[];

/** Column `status`: visible in the cache at once. Without the status facet only `currentRevision` is kept. */
export type StatusColumn = SetStatus;

/** An owner reference of a claim, with the pod's or set's incarnation in place of its UID. */
export interface ClaimOwner {
  readonly kind: 'Pod' | 'StatefulSet';
  /** 0: the newest incarnation of that name, existing or not. */
  readonly age: number;
  readonly controller: boolean;
}

/** What a claim cache shows. */
export interface ClaimSeen {
  readonly terminating: boolean;
  readonly owners: readonly ClaimOwner[];
}

/** A claim object. */
export interface Claim extends ClaimMachineState {
  readonly owners: readonly ClaimOwner[];
  readonly deletedBy?: 'user' | 'garbage-collector' | 'controller';
  /** Why the collector took it: references to pods count as condemnation, to the set as its deletion. */
  readonly policy?: 'scale' | 'set';
  /** 0: no volume yet; 1: the data this identity was served by, or the first; 2: other data. */
  readonly epoch: 0 | 1 | 2;
  /** The ordinal was outside the wanted range of a version stored or still to be seen since the claim was created. */
  readonly condemned: boolean;
}

/** What is remembered of an identity's data beyond its claim. */
export interface DataMemory {
  readonly served: boolean;
  readonly removedBy?: 'user' | 'policy' | 'nobody-who-may';
}

/** Column `claims`: by slot (ordinal × template). */
export interface ClaimsColumn {
  readonly stored: readonly (Claim | null)[];
  readonly cache: Cache<ClaimSeen>;
  readonly memory: readonly DataMemory[];
}

/** Column `revisions`: names from the oldest number to the newest, stored and as each undelivered event left them. */
export type RevisionsColumn = readonly (readonly string[])[];

/** Column `volumes`: static volumes by position in the scenario, with the slot of the claim they are bound to. */
export type VolumesColumn = readonly { readonly state: VolumeState; readonly claim: number | null }[];

/** Column `queue`: the work queue of the one key. */
export interface QueueColumn {
  readonly queued: boolean;
  /** A delayed enqueue is pending for the first of these pods to become available (SC-Q-7); {@link anyTime} fires freely. */
  readonly armed: readonly string[];
}

/** Stands for no pod in particular: up to 1.35.0 a set that is short of available pods is run again and again. */
export const anyTime = '*';

/** Column `pass`: the pass in flight; null between passes. */
export interface PassColumn {
  /** Number of the continuation, models/pass.ts. */
  readonly node: number;
  /** Things the pass saw that have changed since, among those its remaining requests are sensitive to; sorted. */
  readonly stale: readonly string[];
}

/** Column `late`: a write whose answer was an error and which may still land (EN-API-25). */
export interface LateWrite {
  readonly request: Request;
  /** Why a pod is deleted. */
  readonly why?: DeleteReason | undefined;
  readonly stale: readonly string[];
}

/** Column `edits`: what users may still do. */
export interface EditsColumn {
  readonly template: number;
  readonly scale: number;
  readonly partition: number;
  readonly deleteClaim: number;
  readonly deleteSet: boolean;
}

/** Resolves an owner of a claim to what a view shows. */
export function ownerReference(owner: ClaimOwner, setName: string, podName: string): OwnerReference {
  return owner.kind === 'Pod'
    ? { kind: 'Pod', name: podName, uid: podUid(podName, owner.age), controller: owner.controller }
    : { kind: 'StatefulSet', name: setName, uid: setUid, controller: owner.controller };
}

/** There is one set in a universe, created once. */
export const setUid = 'set-1';

/** UIDs are canonical: what matters is only whether two of them are the same. */
export function podUid(podName: string, age: number): string {
  return age === 0 ? `uid-${podName}` : `uid-${podName}-former-${age}`;
}
