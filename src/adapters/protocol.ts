/**
 * The protocol in which a controller in another language is talked to, version 1: what the explorer says, and a reader
 * of what it hears. docs/protocol.md has the rules, docs/schema/protocol-1.schema.json the same shapes for machines.
 */
import type { Answer, CachedKind, Ending, Operation, OwnerReference, Request, SetStatus, View } from '../../models/controllers/controller.ts';
import { fields, flag, integer, list, oneOf, optional, SchemaError, text, type Reader } from '../vectors/schema.ts';

export const PROTOCOL_VERSION = 1;

/** Constant, so that equal views are equal messages: time does not pass for a pass. */
const VIEW_TIME = '2000-01-01T00:00:00Z';

/** Everything happens in one namespace. */
const NAMESPACE = 'default';

/** Of a cache that shows the controller's own writes, and of one that does not yet. */
const NEWEST = 2;
const BEHIND = 1;

/** What the explorer says; each message has an `id` besides, which its answer repeats. */
export type Message =
  /** The release to behave as; a feature gate that was switched is appended, as in `1.37+recreate`. */
  | { readonly hello: { readonly protocol: typeof PROTOCOL_VERSION; readonly release: string } }
  /** A pass begins. */
  | { readonly sync: Sync }
  /** What became of one of the requests that wait. */
  | { readonly answer: Pick<Request, 'op' | 'name'> & Answer }
  /** The pass is over, wherever it is; nothing of it is remembered. */
  | { readonly crash: Record<string, never> };

export interface Sync {
  /** `namespace/name` of the set, also where the view has none. */
  readonly key: string;
  /** What ages in the view are counted back from. */
  readonly time: typeof VIEW_TIME;
  /** Versions of the lists that the caches hold; the controller's last write of each kind had version {@link NEWEST}. */
  readonly versions: { readonly [kind in CachedKind | 'revisions']: number };
  readonly view: View;
}

export interface Hello {
  readonly protocol: number;
  readonly name: string;
  readonly recordsOwnWrites: boolean;
}

/** Where a pass is: it waits for answers, or has ended. */
export type Decision = { readonly requests: readonly Request[] } | { readonly done: Done };

export type Done = Ending & {
  /** It has found out by itself that it changed an object of its caches. */
  readonly cacheMutated?: boolean;
  /** Text of a panic that ended the pass. */
  readonly panic?: string;
};

export type Reply = Decision | { readonly hello: Hello } | { readonly ready: true } | { readonly fault: string };

/** @param setName of the set that the pass is about, for a view that has none */
export function syncOf(view: View, setName: string): Message {
  const versionOf = (kind: CachedKind): number => (view.behindOwnWrites.includes(kind) ? BEHIND : NEWEST);
  const versions = { sets: versionOf('sets'), revisions: NEWEST, pods: versionOf('pods'), claims: versionOf('claims') };
  return { sync: { key: `${NAMESPACE}/${view.set?.name ?? setName}`, time: VIEW_TIME, versions, view } };
}

/** What a controller may know of an answer; whoever answers may have more in hand. */
export function answerTo({ op, name }: Request, answer: Answer): Message {
  if (!answer.ok) return { answer: { op, name, ok: false, reason: answer.reason } };
  const { set, revision } = answer;
  return {
    answer: { op, name, ok: true, ...(set ? { set: { uid: set.uid, deleting: set.deleting } } : {}), ...(revision ? { revision: { data: revision.data } } : {}) },
  };
}

/** It speaks another version of the protocol. */
export class VersionError extends Error {}

/**
 * Reads the answer to message `id`.
 *
 * @throws SchemaError, a SyntaxError if it is no JSON, or a VersionError
 */
export function readReply(line: string, id: number): Reply {
  const said: unknown = JSON.parse(line, withoutNull);
  requireVersion(said);
  const { id: told, ...message } = envelope(said, []);
  const [kind, ...more] = kinds.filter((kind) => message[kind] !== undefined);
  if (kind === undefined || more.length > 0) throw new SchemaError([], `it holds ${[kind, ...more].join(' and ') || 'no message'}, expected one of ${kinds.join(', ')}`);
  if (told !== id) throw new SchemaError(['id'], `it answers message ${told}, which ${told < id ? 'has its answer already' : 'was never sent'}, expected an answer to message ${id}`);
  const { hello, ready, requests, done, fault } = message;
  if (hello) return { hello };
  if (ready) return { ready: true };
  if (fault !== undefined) return { fault };
  return done ? { done } : { requests: inOrder(requests!) };
}

/** Before anything else: another version may have other fields. */
function requireVersion(said: unknown): void {
  const protocol = (said as { readonly hello?: { readonly protocol?: unknown } } | null)?.hello?.protocol;
  if (typeof protocol === 'number' && protocol !== PROTOCOL_VERSION) throw new VersionError(`speaks version ${protocol} of the protocol`);
}

/** Languages that always write all fields write null where there is nothing. */
function withoutNull(this: unknown, _key: string, value: unknown): unknown {
  return value === null && !Array.isArray(this) ? undefined : value;
}

/** Requests wait together, so their order says nothing; in this one they are told apart and answered. */
function inOrder(requests: readonly Request[]): readonly Request[] {
  const label = ({ op, name }: Request): string => `${op} ${name}`;
  if (requests.length === 0) throw new SchemaError(['requests'], 'requests is empty, expected what the pass waits for, or done');
  const sorted = requests.toSorted((a, b) => (label(a) < label(b) ? -1 : 1));
  const twice = sorted.find((request, index) => index > 0 && label(sorted[index - 1]!) === label(request));
  if (twice) throw new SchemaError(['requests'], `requests names ${label(twice)} twice, expected each request once while it waits`);
  return sorted;
}

/** A reader whose result has no field that is not there: two texts of equal requests are equal. */
function compact<T>(reader: Reader<T>): Reader<T> {
  return (value, path) => {
    const read = reader(value, path) as object;
    return Object.fromEntries(Object.entries(read).filter(([, field]) => field !== undefined)) as T;
  };
}

/** A name that can be part of a token and of the name of a file. */
const controllerName: Reader<string> = (value, path) => {
  const read = text(value, path);
  if (!/^[\w.@+-]{1,100}$/.test(read)) throw new SchemaError(path, `hello.name is ${JSON.stringify(read)}, expected up to 100 letters, digits and . @ + - _`);
  return read;
};

const owner: Reader<OwnerReference> = fields({ kind: text, name: text, uid: text, controller: flag });
const condition = compact(fields({ type: text, status: text, reason: text, message: optional(text, undefined) })) as Reader<SetStatus['conditions'][number]>;
const status: Reader<SetStatus> = fields({
  observedGeneration: integer, replicas: integer, ready: integer, available: integer, current: integer, updated: integer,
  currentRevision: text, updateRevision: text, collisionCount: integer, conditions: list(condition),
});

type Extra = Record<string, Reader<unknown>>;

/** The fields of each request besides `op` and `name`. */
const extras: { readonly [op in Operation]: Extra } = {
  getSet: {}, getRevision: {}, adoptRevision: {}, createRevision: { number: integer, data: text }, updateRevision: { number: integer }, deleteRevision: {},
  adoptPod: {}, releasePod: {}, createPod: { revision: text, claims: list(text) }, updatePod: {},
  deletePod: { uid: optional(text, undefined), gracePeriodSeconds: optional(oneOf(0), undefined) },
  createClaim: {}, updateClaim: { owners: list(owner) }, deleteClaim: {}, updateStatus: { status },
};

const operation = oneOf(...(Object.keys(extras) as Operation[]));

const request: Reader<Request> = (value, path) => {
  const op = operation((value as Partial<Request> | undefined)?.op, [...path, 'op']);
  return compact(fields<unknown>({ op: operation, name: text, ...extras[op] }))(value, path) as Request;
};

const done = compact(
  fields({ error: optional(text, undefined), requeue: optional(oneOf('minReady'), undefined), status: optional(status, undefined), cacheMutated: optional(flag, undefined), panic: optional(text, undefined) }),
) as Reader<Done>;

const envelope = fields({
  id: integer,
  hello: optional(fields({ protocol: integer, name: controllerName, recordsOwnWrites: optional(flag, false) }), undefined),
  ready: optional(fields({}), undefined),
  requests: optional(list(request), undefined),
  done: optional(done, undefined),
  fault: optional(text, undefined),
});

const kinds = ['hello', 'ready', 'requests', 'done', 'fault'] as const;
