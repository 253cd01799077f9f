/**
 * Vectors: one pass each, with what a real controller did with it.
 *
 * A file is a YAML document with a list `vectors`, or one vector as JSON on each line. The form is described in
 * test/vectors/README.md.
 */
import { LineCounter, parseDocument } from 'yaml';
import type {
  CachedKind,
  Failure,
  LiveSet,
  Operation,
  PodView,
  RevisionView,
  SetStatus,
  SetView,
  View,
} from '../../models/controllers/controller.ts';
import { profiles, withGates, type Gate, type Profile } from '../../models/controllers/releases.ts';
import {
  either,
  fields,
  flag,
  integer,
  list,
  mapping,
  nullable,
  oneOf,
  optional,
  SchemaError,
  text,
  type Path,
  type Reader,
} from './schema.ts';

/** A failure of the API, with what is stored where a revision's name is taken. */
export type Result = Failure | 'AlreadyExistsSameData' | 'AlreadyExistsOtherData';

/** What happens to the calls of one kind: the same to all, or one after the other; `null` succeeds. */
export type Injection = Result | null | readonly (Result | null)[];

/** A write that is expected. */
export interface ExpectedWrite {
  readonly op: Operation;
  readonly obj: string;
  /** Of created pods: label `controller-revision-hash`. */
  readonly revision: string | undefined;
  /** Of created and re-numbered revisions. */
  readonly number: number | undefined;
  /** Of updated claims: all owners afterwards, as `Pod/web-0*`, `*` for the controller. */
  readonly owners: readonly string[] | undefined;
  readonly result: Result | undefined;
  /** Neighbours with the same number are issued concurrently. */
  readonly batch: number | undefined;
}

export interface Expectation {
  readonly writes: readonly ExpectedWrite[];
  /** Only the fields to be compared; undefined when the pass ends before it computes a status, null when nobody told. */
  readonly status: Partial<SetStatus> | null | undefined;
  readonly statusWrite: boolean;
  /** A name for people, or null; only that it is null or not is compared. */
  readonly error: string | null;
  readonly requeue: 'minReady' | null;
}

/** What a pass meets. */
export interface PassInput {
  readonly profile: Profile;
  /** Of the set that the pass is about, also where the view has none. */
  readonly setName: string;
  readonly view: View;
  /** What a live GET of the set answers; undefined when the set is gone. */
  readonly live: LiveSet | undefined;
  /** By `deletePod web-1`, or `updateStatus` for calls of any object. */
  readonly failures: ReadonlyMap<string, Injection>;
}

export interface Vector extends PassInput {
  readonly id: string;
  /** A sentence; the id where there is none. */
  readonly name: string;
  readonly expect: Expectation;
}

/** A file of vectors cannot be read. The message begins with `file:line`. */
export class VectorError extends Error {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;

  constructor(file: string, line: number, message: string) {
    super(`${file}:${line}  ${message}`);
    this.name = 'VectorError';
    this.file = file;
    this.line = line;
  }
}

/**
 * Reads the vectors of a file's text. `fileName` is for messages.
 *
 * @throws VectorError at the first thing that is wrong.
 */
export function parseVectors(source: string, fileName: string): readonly Vector[] {
  return source.trimStart().startsWith('{') ? parseJsonLines(source, fileName) : parseYaml(source, fileName);
}

/**
 * Reads what a pass meets from the fields of a vector that say so: all but those about the vector itself.
 *
 * @throws SchemaError
 */
export function readPassInput(data: unknown): PassInput {
  return passInputOf(input(data, []), []);
}

function parseJsonLines(source: string, fileName: string): readonly Vector[] {
  return source.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    const fail = (message: string): never => {
      throw new VectorError(fileName, index + 1, message);
    };
    let data: unknown;
    try {
      data = JSON.parse(line);
    } catch (error) {
      fail(`not JSON: ${(error as Error).message}`);
    }
    return [read(vector, data, [], (_, message) => fail(message))];
  });
}

function parseYaml(source: string, fileName: string): readonly Vector[] {
  const lines = new LineCounter();
  const document = parseDocument(source, { lineCounter: lines });
  const fail = (offset: number, message: string): never => {
    throw new VectorError(fileName, lines.linePos(offset).line || 1, message);
  };
  const [error] = document.errors;
  if (error !== undefined) fail(error.pos[0], error.message.split('\n')[0]!);

  /** Offset of the deepest thing on the path that exists. */
  const offsetOf = (path: Path): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true) as { range?: readonly [number, ...number[]] } | undefined;
      if (node?.range) return node.range[0];
    }
    return 0;
  };
  const data: unknown = document.toJS();
  const found = (data as { vectors?: unknown } | null)?.vectors;
  return read(list(vector), found, ['vectors'], (path, message) => fail(offsetOf(path), message));
}

/** Runs a reader, and hands what it complains about to `fail`. */
function read<T>(reader: Reader<T>, data: unknown, path: Path, fail: (path: Path, message: string) => never): T {
  try {
    return reader(data, path);
  } catch (error) {
    if (error instanceof SchemaError) fail(error.path, error.message);
    throw error;
  }
}

const policy = oneOf('Retain', 'Delete');
const condition = fields({ type: text, status: text, reason: text });

const setStatus = fields({
  observedGeneration: optional(integer, undefined),
  replicas: optional(integer, 0),
  ready: optional(integer, 0),
  available: optional(integer, 0),
  current: optional(integer, 0),
  updated: optional(integer, 0),
  currentRevision: optional(text, ''),
  updateRevision: optional(text, ''),
  collisionCount: optional(integer, 0),
  conditions: optional(list(condition), []),
});

const strategy = fields({
  type: oneOf('RollingUpdate', 'OnDelete', 'Recreate'),
  rollingUpdate: optional(
    nullable(
      fields({
        partition: integer,
        maxUnavailable: optional(either(integer, text, 'a whole number or a percentage'), undefined),
      }),
    ),
    null,
  ),
});

const set = fields({
  absent: optional(flag, false),
  name: optional(text, 'web'),
  uid: optional(text, 'set-1'),
  generation: optional(integer, 5),
  deleting: optional(flag, false),
  liveDeleting: optional(oneOf(true, false, 'otherUid', 'gone'), false),
  replicas: optional(integer, 3),
  start: optional(integer, 0),
  policy: optional(oneOf('OrderedReady', 'Parallel'), 'OrderedReady'),
  strategy: optional(strategy, { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: undefined } }),
  minReadySeconds: optional(integer, 0),
  retention: optional(fields({ whenDeleted: policy, whenScaled: policy }), {
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
  }),
  claimTemplates: optional(list(text), []),
  template: optional(text, 'A'),
  revisionHistoryLimit: optional(integer, 10),
  status: optional(setStatus, setStatus({}, [])),
});

const owner = optional(oneOf('set', 'none', 'other'), 'set');

const revision = fields({
  name: text,
  number: integer,
  data: optional(text, undefined),
  owner,
  semanticallyEqualTo: optional(text, undefined),
});

const pod = fields({
  ordinal: integer,
  name: optional(text, undefined),
  uid: optional(text, undefined),
  revision: optional(text, ''),
  phase: optional(oneOf('Pending', 'Running', 'Succeeded', 'Failed', 'Unknown'), 'Running'),
  ready: optional(flag, undefined),
  available: optional(flag, undefined),
  readySeconds: optional(integer, undefined),
  terminating: optional(flag, false),
  owner,
  labelsMatch: optional(flag, true),
  podNameLabel: optional(flag, true),
  volumesMatch: optional(flag, true),
});

const claim = fields({
  name: text,
  terminating: optional(flag, false),
  owners: optional(list(fields({ kind: text, name: text, uid: text, controller: flag })), []),
});

const result = oneOf(
  'AlreadyExists',
  'AlreadyExistsSameData',
  'AlreadyExistsOtherData',
  'Conflict',
  'NotFound',
  'Invalid',
  'Forbidden',
  'ServerError',
  'Timeout',
);

const expectedWrite = fields<ExpectedWrite>({
  op: oneOf(
    'adoptRevision',
    'createRevision',
    'updateRevision',
    'deleteRevision',
    'adoptPod',
    'releasePod',
    'createPod',
    'updatePod',
    'deletePod',
    'createClaim',
    'updateClaim',
    'updateStatus',
  ),
  obj: text,
  revision: optional(text, undefined),
  number: optional(integer, undefined),
  owners: optional(list(text), undefined),
  result: optional(result, undefined),
  batch: optional(integer, undefined),
});

const expectedStatus: Reader<Partial<SetStatus>> = (value, path) => {
  const absent = optional(integer, undefined);
  const name = optional(text, undefined);
  const status = fields({
    replicas: absent,
    ready: absent,
    available: absent,
    current: absent,
    updated: absent,
    currentRevision: name,
    updateRevision: name,
    collisionCount: absent,
    conditions: optional(list(condition), undefined),
  })(value, path);
  return Object.fromEntries(Object.entries(status).filter(([, field]) => field !== undefined));
};

const expectation = fields<Expectation>({
  writes: list(expectedWrite),
  status: optional(nullable(expectedStatus), undefined),
  statusWrite: flag,
  error: nullable(text),
  requeue: optional(oneOf('minReady', null), null),
});

const inputFields = {
  profile: text,
  gates: optional(mapping(flag), new Map<string, boolean>()),
  cacheBehindOwnWrites: optional(oneOf(true, false, 'pods', 'claims', 'sets'), false),
  set: optional(set, set({}, [])),
  revisions: optional(list(revision), []),
  pods: optional(list(pod), []),
  claims: optional(list(claim), []),
  apiFailures: optional(
    mapping<Injection>(either(nullable(result), list(nullable(result)), 'a failure, null or a list of these')),
    new Map<string, Injection>(),
  ),
};

const input = fields(inputFields);

const stored = fields({
  id: text,
  name: optional(text, undefined),
  covers: optional(list(text), []),
  confidence: optional(text, ''),
  note: optional(text, ''),
  ...inputFields,
  expect: expectation,
});

type StoredInput = ReturnType<typeof input>;

const vector: Reader<Vector> = (value, path) => {
  const read = stored(value, path);
  return { id: read.id, name: read.name ?? read.id, ...passInputOf(read, path), expect: read.expect };
};

function passInputOf(input: StoredInput, path: Path): PassInput {
  return { profile: profileOf(input, path), setName: input.set.name, view: viewOf(input), live: liveOf(input.set), failures: input.apiFailures };
}

function profileOf({ profile: name, gates }: StoredInput, path: Path): Profile {
  const profile = profiles.get(name);
  if (profile === undefined) {
    const known = [...profiles.keys()].join(', ');
    throw new SchemaError([...path, 'profile'], `there is no profile "${name}", known are ${known}`);
  }
  try {
    return withGates(profile, Object.fromEntries(gates) as Partial<Record<Gate, boolean>>);
  } catch (error) {
    throw new SchemaError([...path, 'gates'], (error as Error).message);
  }
}

function viewOf({ set, revisions, pods, claims, cacheBehindOwnWrites }: StoredInput): View {
  return {
    set: set.absent ? undefined : setViewOf(set),
    revisions: revisions.map(revisionOf),
    pods: pods.map((pod) => podOf(set.name, pod)),
    claims,
    behindOwnWrites: behindOf(cacheBehindOwnWrites),
  };
}

function behindOf(behind: StoredInput['cacheBehindOwnWrites']): readonly CachedKind[] {
  if (behind === true) return ['pods'];
  return behind === false ? [] : [behind];
}

function setViewOf({ absent: _, liveDeleting: __, status, strategy, ...set }: StoredInput['set']): SetView {
  const { rollingUpdate, type } = strategy;
  return {
    ...set,
    strategy: { type, rollingUpdate: rollingUpdate && withoutUndefined(rollingUpdate) },
    status: { ...status, observedGeneration: status.observedGeneration ?? set.generation },
  };
}

function liveOf({ uid, deleting, liveDeleting }: StoredInput['set']): LiveSet | undefined {
  if (liveDeleting === 'gone') return undefined;
  if (liveDeleting === 'otherUid') return { uid: `not ${uid}`, deleting };
  return { uid, deleting: deleting || liveDeleting };
}

function revisionOf(revision: StoredInput['revisions'][number]): RevisionView {
  return withoutUndefined({ ...revision, data: revision.data ?? revision.name });
}

function podOf(set: string, { ordinal, ...pod }: StoredInput['pods'][number]): PodView {
  const name = pod.name ?? `${set}-${ordinal}`;
  const ready = pod.ready ?? pod.phase === 'Running';
  return withoutUndefined({ ...pod, name, uid: pod.uid ?? `u-${name}`, ready, available: pod.available ?? ready });
}

/** Absent instead of present and undefined. */
type Tidy<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function withoutUndefined<T extends object>(value: T): Tidy<T> {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== undefined)) as Tidy<T>;
}
