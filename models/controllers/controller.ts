/**
 * What a controller is: a conversation.
 *
 * One pass gets a frozen {@link View} (what the controller's caches show) and yields the API requests it wants
 * answered. Whoever drives the conversation decides what becomes of each request, and may stop between any two.
 * A pass must be a deterministic function of its view and the answers so far: no clock, no randomness, no memory of
 * earlier passes.
 */

/** Labels and owner references reduced to what a StatefulSet controller decides by. */
export type Owner = 'set' | 'none' | 'other';

/** A reference in `metadata.ownerReferences` of a claim. `controller` marks the managing one. */
export interface OwnerReference {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
}

export type PodPhase = 'Pending' | 'Running' | 'Succeeded' | 'Failed' | 'Unknown';
export type PodManagementPolicy = 'OrderedReady' | 'Parallel';
export type RetentionPolicy = 'Retain' | 'Delete';

export interface UpdateStrategy {
  readonly type: 'RollingUpdate' | 'OnDelete' | 'Recreate';
  /** `null`: the block is absent, which is not the same as partition 0 (SC-BLD-5). */
  readonly rollingUpdate: { readonly partition: number; readonly maxUnavailable?: number | string } | null;
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  /** Text for people; empty when absent. A pass compares it to decide whether to write the status (SC-ST-14). */
  readonly message?: string;
}

/** `status` of the set. Counters are numbers of pods; revision names are empty when unset. */
export interface SetStatus {
  readonly observedGeneration: number;
  readonly replicas: number;
  readonly ready: number;
  readonly available: number;
  readonly current: number;
  readonly updated: number;
  readonly currentRevision: string;
  readonly updateRevision: string;
  readonly collisionCount: number;
  readonly conditions: readonly Condition[];
}

/** The StatefulSet as the cache shows it. */
export interface SetView {
  readonly name: string;
  readonly uid: string;
  readonly generation: number;
  /** `metadata.deletionTimestamp` is set in the cached object. */
  readonly deleting: boolean;
  readonly replicas: number;
  /** `spec.ordinals.start`. */
  readonly start: number;
  readonly policy: PodManagementPolicy;
  readonly strategy: UpdateStrategy;
  readonly minReadySeconds: number;
  readonly retention: { readonly whenDeleted: RetentionPolicy; readonly whenScaled: RetentionPolicy };
  /** Names of the volume claim templates. */
  readonly claimTemplates: readonly string[];
  /** Identity of the pod template's content; a revision made from it carries it as `data`. */
  readonly template: string;
  readonly revisionHistoryLimit: number;
  readonly status: SetStatus;
}

export interface RevisionView {
  readonly name: string;
  /** `.revision`. */
  readonly number: number;
  /** The template content this revision was made from. */
  readonly data: string;
  readonly owner: Owner;
  /** Another template content that equals this one after API defaulting although the bytes differ (SC-REV-6). */
  readonly semanticallyEqualTo?: string;
}

export interface PodView {
  readonly name: string;
  readonly uid: string;
  /** Value of label `controller-revision-hash`; empty when missing. */
  readonly revision: string;
  readonly phase: PodPhase;
  /** The Ready condition, in any phase. */
  readonly ready: boolean;
  /** Ready for `minReadySeconds` already. `readySeconds`, where given, decides instead (SC-PRD-4). */
  readonly available: boolean;
  /** Age of the Ready condition in seconds. */
  readonly readySeconds?: number;
  readonly terminating: boolean;
  readonly owner: Owner;
  /** The set's selector matches. */
  readonly labelsMatch: boolean;
  /** Label `statefulset.kubernetes.io/pod-name` equals the pod's name. */
  readonly podNameLabel: boolean;
  /** Every claim template has its volume. */
  readonly volumesMatch: boolean;
}

export interface ClaimView {
  readonly name: string;
  readonly terminating: boolean;
  readonly owners: readonly OwnerReference[];
}

export type CachedKind = 'pods' | 'claims' | 'sets';

/** What one pass sees: the controller's caches at its start, frozen. Lists have no promised order. */
export interface View {
  /** Undefined when the cache has no such set. */
  readonly set: SetView | undefined;
  readonly revisions: readonly RevisionView[];
  readonly pods: readonly PodView[];
  readonly claims: readonly ClaimView[];
  /** Caches that have not yet seen the controller's own recorded writes (SC-RD-6); empty where there is no guard. */
  readonly behindOwnWrites: readonly CachedKind[];
}

/** What the controller asks of the API server. `name` is the object's name; the namespace is the set's. */
export type Request =
  // Live reads (SC-RD-5).
  | { readonly op: 'getSet'; readonly name: string }
  | { readonly op: 'getRevision'; readonly name: string }
  // ControllerRevisions.
  | { readonly op: 'adoptRevision'; readonly name: string }
  | { readonly op: 'createRevision'; readonly name: string; readonly number: number; readonly data: string }
  | { readonly op: 'updateRevision'; readonly name: string; readonly number: number }
  | { readonly op: 'deleteRevision'; readonly name: string }
  // Pods.
  | { readonly op: 'adoptPod'; readonly name: string }
  | { readonly op: 'releasePod'; readonly name: string }
  | {
      readonly op: 'createPod';
      readonly name: string;
      /** Label `controller-revision-hash`. */
      readonly revision: string;
      /** Names of the claims the pod mounts. */
      readonly claims: readonly string[];
    }
  | { readonly op: 'updatePod'; readonly name: string }
  | {
      readonly op: 'deletePod';
      readonly name: string;
      /** Precondition; upstream sends none (SC-RD-5). */
      readonly uid?: string;
      /** `0` forces; upstream leaves the pod's own grace period. */
      readonly gracePeriodSeconds?: 0;
    }
  // Claims.
  | { readonly op: 'createClaim'; readonly name: string }
  /** A PUT with the cached version; `owners` is the whole list afterwards. */
  | { readonly op: 'updateClaim'; readonly name: string; readonly owners: readonly OwnerReference[] }
  /** Upstream never does this (SC-PVC-6). */
  | { readonly op: 'deleteClaim'; readonly name: string }
  // The set's status subresource, a PUT of the cached object.
  | { readonly op: 'updateStatus'; readonly name: string; readonly status: SetStatus };

export type Operation = Request['op'];

/** Why a request failed. `ServerError` and `Timeout` leave open whether the write was done. */
export type Failure =
  | 'AlreadyExists'
  | 'Conflict'
  | 'NotFound'
  | 'Invalid'
  | 'Forbidden'
  | 'ServerError'
  | 'Timeout';

export type Answer =
  | { readonly ok: true; readonly set?: LiveSet; readonly revision?: { readonly data: string } }
  | { readonly ok: false; readonly reason: Failure };

/** What a live GET of the set shows, as far as adoption asks (SC-OWN-4). */
export interface LiveSet {
  readonly uid: string;
  readonly deleting: boolean;
}

/** How a pass ended. */
export interface Ending {
  /** Error of the pass: its key is queued again with back-off. Undefined: the key is forgotten. */
  readonly error?: string;
  /** A delayed enqueue is scheduled (SC-Q-7). */
  readonly requeue?: 'minReady';
  /** The status the pass computed, also when it was not written; undefined when the pass ended before. */
  readonly status?: SetStatus;
}

/** One request, or several parts of the pass that run concurrently, each asking one request at a time. */
export type Ask = Request | { readonly concurrently: readonly Conversation<unknown>[] };

/** A piece of a pass that ends with a `T`. */
export type Conversation<T> = Generator<Ask, T, unknown>;

export interface Controller {
  /** What people type after `--controller`. */
  readonly name: string;
  /**
   * The controller keeps a record of its own writes and wants `view.behindOwnWrites` filled in (SC-RD-6). The record
   * is kept by whoever drives the conversation, because a pass has no memory. Absent: no.
   */
  readonly recordsOwnWrites?: boolean;
  readonly reconcile: (view: View) => Conversation<Ending>;
}

/**
 * Asks one request and returns its answer: `const answer = yield* ask({ op: 'createClaim', name })`. A failure is an
 * answer too, never an exception. A controller that crashes does not come back from here.
 */
export function* ask(request: Request): Conversation<Answer> {
  return (yield request) as Answer;
}

/**
 * Runs parts concurrently and returns their results in the order given, once all have ended:
 * `yield* concurrently(missing.map((name) => create(name)))`, where `create` is a generator. Every order of their answers
 * is explored, so each part multiplies the world.
 */
export function* concurrently<T>(parts: readonly Conversation<T>[]): Conversation<T[]> {
  return (yield { concurrently: parts }) as T[];
}

/** A controller as it is written. */
export interface ControllerDefinition extends Omit<Controller, 'reconcile'> {
  /**
   * One pass: a generator, or a plain function that returns the list of its requests. Those are asked one after the
   * other, and the first that fails ends the pass with its reason.
   */
  readonly reconcile: (view: View) => Conversation<Ending> | readonly Request[];
}

/**
 * Makes a controller of its definition; a file that is given to `--controller` exports what this returns, by default or
 * as `controller`. A pass is a generator, or a plain function that returns a list:
 *
 *     defineController({ name: 'idle', reconcile: () => [] })
 *
 * docs/your-own-controller.md writes one that keeps its promises, from an empty file.
 *
 * `reconcile` of the result throws a TypeError if a pass is neither, for example because it is `async`.
 */
export function defineController(controller: ControllerDefinition): Controller {
  return { ...controller, reconcile: (view) => conversationOf(controller.reconcile(view)) };
}

function conversationOf(pass: unknown): Conversation<Ending> {
  if (isConversation(pass)) return pass;
  if (Array.isArray(pass)) return askInOrder(pass as readonly Request[]);
  throw new TypeError(`reconcile returned ${kindOfValue(pass)}, expected a generator (function*) or a list of requests`);
}

function* askInOrder(requests: readonly Request[]): Conversation<Ending> {
  for (const request of requests) {
    const answer = yield* ask(request);
    if (!answer.ok) return { error: answer.reason };
  }
  return {};
}

/** What an async function or an async generator returns is none: a pass waits for nothing but answers. */
function isConversation(pass: unknown): pass is Conversation<Ending> {
  return typeof pass === 'object' && pass !== null && Symbol.iterator in pass && 'next' in pass;
}

/** `undefined`, `a string`, `a Promise`, for messages. */
function kindOfValue(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  const name = typeof value === 'object' ? Object.prototype.toString.call(value).slice('[object '.length, -1) : typeof value;
  return `${/^[aeiou]/i.test(name) ? 'an' : 'a'} ${name}`;
}
