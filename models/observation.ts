/**
 * What an outsider could see of a cluster: the only thing properties may look at.
 *
 * Properties know nothing of rows, engines or controllers, so the same ones judge the model, a real controller and a
 * recorded trace.
 */
import type { Answer, ClaimView, OwnerReference, PodPhase, PodView, Request, SetStatus, SetView, View } from './controllers/controller.ts';

export type { Answer, ClaimView, OwnerReference, PodPhase, PodView, Request, SetStatus, SetView, View };

/** The StatefulSet object in the API server. Status is a part of its own. */
export type SetObject = Omit<SetView, 'status'>;

/** A pod object in the API server. */
export interface PodObject {
  readonly name: string;
  readonly ordinal: number;
  readonly revision: string;
  readonly phase: PodPhase;
  readonly ready: boolean;
  readonly available: boolean;
  readonly terminating: boolean;
  /** The set's controller reference is on it. */
  readonly owned: boolean;
  /** Bound to a node. */
  readonly scheduled: boolean;
}

/** The processes of one incarnation of a pod on a node (EN-POD-11). */
export interface Execution {
  /** Name of the pod it belongs to. */
  readonly name: string;
  readonly ordinal: number;
  /** `Running`: containers are up. `Stopped`: they are down, the pod object is still there. */
  readonly stage: 'Running' | 'Stopped';
  /** Its pod object was removed by force; a successor may exist under the name. */
  readonly orphaned: boolean;
  /** Claims it has mounted. */
  readonly claims: readonly string[];
}

/** A claim object in the API server. */
export interface ClaimObject {
  readonly name: string;
  readonly ordinal: number;
  readonly phase: 'Pending' | 'Bound';
  readonly terminating: boolean;
  /** Who marked it for deletion. */
  readonly deletedBy: 'user' | 'garbage-collector' | 'controller' | undefined;
  readonly owner: 'none' | 'set' | 'pod' | 'former-pod';
  /** Identity of the data behind it, within this ordinal and template: 1 is the first that ever served it. 0: none yet. */
  readonly epoch: number;
}

/** What became of the data that an identity was served by last: a memory, kept only while it is judged. */
export interface DataRecord {
  /** Claim name. */
  readonly name: string;
  /** Epoch an execution of this identity was served by last; 0: never. */
  readonly served: number;
  /** What removed the claim of that epoch; undefined while it is there. */
  readonly removedBy: 'user' | 'policy' | 'nobody-who-may' | undefined;
  /** The ordinal was outside the wanted range of a version stored or still to be seen since the claim was created. */
  readonly condemned: boolean;
}

/** The phases of a pass, in the order of its writes (docs/reference/statefulset-controller.md §20). */
export type PassPhase = 'claiming' | 'revisions' | 'replicas' | 'condemned' | 'update' | 'status' | 'history';

/** The controller process: down, between passes, or in a phase of a pass. */
export type ProcessState = 'Down' | 'Idle' | { readonly Working: PassPhase };

/** A request the controller is waiting for. */
export interface InFlight {
  readonly request: Request;
  /** Why a pod is deleted, derived from the view; undefined for other requests. */
  readonly why: DeleteReason | undefined;
  /** The pod seen in the view is still the one in the API server (deletes only). */
  readonly sameIncarnation: boolean;
  /** Its answer was given up long ago: a write that may still land (EN-API-25). */
  readonly late?: true;
}

/**
 * Why the controller deletes a pod, judged on its view: `scale`: outside the wanted range; `terminal`: Failed or
 * Succeeded; `update`: not at the revision of the set's template; `recreate`: the same under Recreate; `unseen`: the
 * view has no such pod; `needless`: none of these.
 */
export type DeleteReason = 'scale' | 'terminal' | 'update' | 'recreate' | 'unseen' | 'needless';

/** The cluster at one moment. Which parts a scenario has depends on its facets. */
export interface Observation {
  /** Undefined: deleted. */
  readonly set: SetObject | undefined;
  readonly status: SetStatus;
  /** Ascending by ordinal. */
  readonly pods: readonly PodObject[];
  readonly executions: readonly Execution[];
  readonly claims: readonly ClaimObject[];
  readonly data: readonly DataRecord[];
  /** Names of the revisions, oldest number first. */
  readonly revisions: readonly string[];
  /** Names of templates whose pods never become ready. */
  readonly brokenTemplates: readonly string[];
  /** The retention policy the set has, or had before it was deleted. */
  readonly retention: SetView['retention'];
  /** Nodes take no new pods: there is no capacity for those that are not scheduled yet. */
  readonly cordoned: boolean;
  /** A claim waits for a volume, and none is free: nobody but an administrator can help. */
  readonly outOfVolumes: boolean;
  readonly process: ProcessState;
  /** What the controller waits for; empty between passes. */
  readonly inFlight: readonly InFlight[];
}

export type Part = keyof Observation;

/** What happened in one step, as a trace names it: `controller/delete web-1 ok`. */
export interface Action {
  readonly key: string;
  /** `controller/delete`. */
  readonly family: string;
  /** `web-1`, or empty. */
  readonly object: string;
  /** The rest: `ok`, `AlreadyExists`, `lost`, `late`, …, or empty. */
  readonly outcome: string;
}

/** One request of a pass together with what the pass saw: for promises that hold on the view. */
export interface Issued {
  readonly view: View;
  readonly request: Request;
  readonly why: DeleteReason | undefined;
  /** What this pass asked before, in order, with the answers. Requests running concurrently are not among them. */
  readonly earlier: readonly { readonly request: Request; readonly answer: Answer }[];
}

/** `web-12` has ordinal 12; undefined if the name does not end in one. */
export function ordinalOf(podName: string): number | undefined {
  const match = /-(\d+)$/.exec(podName);
  return match ? Number(match[1]) : undefined;
}

/** Ordinals the set wants, ascending (SC-BLD-1). */
export function desiredOrdinals(set: { readonly start: number; readonly replicas: number }): number[] {
  return Array.from({ length: set.replicas }, (_, slot) => set.start + slot);
}

export function isDesired(set: { readonly start: number; readonly replicas: number }, ordinal: number): boolean {
  return ordinal >= set.start && ordinal < set.start + set.replicas;
}

/** Derives {@link DeleteReason} for a delete of `podName` decided on `view`. */
export function whyDeleted(view: View, podName: string): DeleteReason {
  const pod = view.pods.find((candidate) => candidate.name === podName);
  const ordinal = ordinalOf(podName);
  if (!pod || !view.set || ordinal === undefined) return 'unseen';
  if (!isDesired(view.set, ordinal)) return 'scale';
  if (pod.phase === 'Failed' || pod.phase === 'Succeeded') return 'terminal';
  if (pod.revision === view.set.template) return 'needless';
  return view.set.strategy.type === 'Recreate' ? 'recreate' : 'update';
}
