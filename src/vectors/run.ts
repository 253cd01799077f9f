/** Runs vectors against a controller and says where it differs from the recorded outcome. */
import type { Controller, Operation, Request, SetStatus } from '../../models/controllers/controller.ts';
import type { Profile } from '../../models/controllers/releases.ts';
import { ControllerFault, maxRequestsPerPass } from '../../models/pass.ts';
import { ApiServer } from './api-server.ts';
import { converse } from './conversation.ts';
import { parseVectors, type Expectation, type ExpectedWrite, type PassInput, type Result, type Vector } from './vector.ts';

/** One thing that differs. All texts are for people. */
export interface Difference {
  /** `write 3`, `status.ready`, `error`, … */
  readonly what: string;
  readonly expected: string;
  readonly actual: string;
}

export interface VectorResult {
  readonly id: string;
  readonly name: string;
  /** There are no differences. */
  readonly agrees: boolean;
  readonly differences: readonly Difference[];
}

/** Makes the controller under test behave like a release, as far as it can, for passes about a set. */
export type ControllerFor = (profile: Profile, setName: string) => Controller;

/**
 * Runs all vectors of a file, given as text. `fileName` is for messages.
 *
 * @throws VectorError when the text cannot be read.
 */
export function runVectorFile(source: string, fileName: string, controllerFor: ControllerFor): readonly VectorResult[] {
  return parseVectors(source, fileName).map((vector) => runVector(vector, controllerFor));
}

/** Runs one vector. Reads are not compared, nor is what an error is called. */
export function runVector(vector: Vector, controllerFor: ControllerFor): VectorResult {
  const { expect, id, name } = vector;
  const outcome = outcomeOf(vector, controllerFor(vector.profile, vector.setName));
  // What a failed pass computed and did not write is seen by nobody, so a controller need not tell.
  const isUnseen = outcome.status === undefined && outcome.error !== null && !expect.statusWrite;
  const differences = differencesBetween(expect, isUnseen ? { ...outcome, status: null } : outcome);
  return { id, name, agrees: differences.length === 0, differences };
}

/**
 * What a controller does in one pass.
 *
 * @throws ControllerFault if the pass does not end, or throws
 */
export function outcomeOf(input: PassInput, controller: Controller): Expectation {
  const server = new ApiServer(input);
  const writes: ExpectedWrite[] = [];
  let requests = 0;
  let written: SetStatus | undefined;
  const { status, error, requeue } = converse(controller, input.view, (request, batch) => {
    if (++requests > maxRequestsPerPass) throw new ControllerFault(`${controller.name} asked ${requests} things in one pass and did not end. A pass must end; the usual cause is a loop that retries an error for ever.`);
    const { answer, result } = server.handle(request);
    if (request.op === 'updateStatus') written = request.status;
    if (request.op !== 'getSet' && request.op !== 'getRevision') writes.push({ ...writeOf(request, result), batch });
    return answer;
  });
  return { writes, status: written ?? status, statusWrite: writes.some(({ op }) => op === 'updateStatus'), error: error ?? null, requeue: requeue ?? null };
}

/** How batches are numbered: within a phase of a pass, as recorders do, or within the pass, as {@link outcomeOf} does. */
export type Batches = 'by phase' | 'by pass';

/** Where `actual`, which comes from {@link outcomeOf}, is another outcome than `expected`, as far as that one says. */
export function differencesBetween(expected: Expectation, actual: Expectation, batches: Batches = 'by phase'): readonly Difference[] {
  return [
    ...differentWrites(expected.writes.map(asWrite), actual.writes.map(asWrite), batches),
    ...differentStatus(expected.status, actual.status),
    ...different('status written', expected.statusWrite, actual.statusWrite),
    ...differentError(expected.error, actual.error),
    ...different('delayed enqueue', expected.requeue ?? 'none', actual.requeue ?? 'none'),
  ];
}

/** A write as it is compared. */
interface Write {
  readonly op: Operation;
  /** Everything that is compared, as text. */
  readonly text: string;
  readonly batch: number | undefined;
}

function writeOf(request: Request, result: Result | undefined): Omit<ExpectedWrite, 'batch'> {
  const { op, name } = request;
  const owners =
    op === 'updateClaim'
      ? request.owners.map((owner) => `${owner.kind}/${owner.name}${owner.controller ? '*' : ''}`)
      : undefined;
  // What upstream never sends is in no vector, and must not pass for what it does.
  const manner = op === 'deletePod' ? `${request.gracePeriodSeconds === 0 ? ' by force' : ''}${request.uid === undefined ? '' : ' of one UID only'}` : '';
  return {
    op,
    obj: name + manner,
    revision: op === 'createPod' ? request.revision : undefined,
    number: op === 'createRevision' || op === 'updateRevision' ? request.number : undefined,
    owners,
    result,
  };
}

function asWrite(expected: ExpectedWrite): Write {
  return { op: expected.op, text: wording(expected), batch: expected.batch };
}

/** `createPod web-0 at revision A: AlreadyExists`. */
function wording({ op, obj, revision, number, owners, result }: Omit<ExpectedWrite, 'batch'>): string {
  const details = [
    revision === undefined ? '' : ` at revision ${revision}`,
    number === undefined ? '' : ` as number ${number}`,
    owners === undefined ? '' : ` owned by ${owners.join(' and ') || 'nobody'}`,
    result === undefined ? '' : `: ${result}`,
  ];
  return `${op} ${obj}${details.join('')}`;
}

const claiming: Readonly<Partial<Record<Operation, string>>> = { adoptRevision: 'revisions', adoptPod: 'pods', releasePod: 'pods' };

/** Writes that are next to each other and whose order is free. */
interface Group {
  readonly texts: readonly string[];
  /** They were issued concurrently. */
  readonly concurrent: boolean;
}

/**
 * Groups what was issued concurrently, and what the claiming of pods and the adoption of revisions did: they follow the
 * order of a cache that promises none.
 */
function groups(writes: readonly Write[]): readonly Group[] {
  const found: { texts: string[]; key: number | string | undefined }[] = [];
  for (const { op, text, batch } of writes) {
    const key = claiming[op] ?? batch;
    const last = found.at(-1);
    if (last !== undefined && key !== undefined && key === last.key) last.texts.push(text);
    else found.push({ texts: [text], key });
  }
  return found.map(({ texts, key }) => ({ texts, concurrent: typeof key === 'number' }));
}

/**
 * The first write that differs. The order within a batch is free.
 *
 * Where batches are numbered anew in every phase, neighbours of the same number may belong to two phases: an expected batch
 * may have been issued as several, but nothing in it alone, and nothing beyond it together with it.
 */
function differentWrites(expected: readonly Write[], actual: readonly Write[], batches: Batches): readonly Difference[] {
  const rest = [...groups(actual)];
  let position = 1;
  for (const { texts, concurrent } of groups(expected)) {
    const taken: Group[] = [];
    const mayGoOn = (): boolean => taken.length === 0 || batches === 'by phase';
    while (taken.flatMap((group) => group.texts).length < texts.length && rest.length > 0 && mayGoOn()) taken.push(rest.shift()!);
    const issued = taken.flatMap((group) => group.texts);
    const together = texts.length === 1 || taken.every((group) => group.concurrent);
    if (!sameMembers(texts, issued) || (concurrent && !together)) {
      const what = texts.length === 1 ? `write ${position}` : `writes ${position} to ${position + texts.length - 1}`;
      const alone = together ? '' : ', not all concurrently';
      return [{ what, expected: texts.join(', '), actual: (issued.join(', ') || 'nothing') + alone }];
    }
    position += texts.length;
  }
  const [extra] = rest;
  return extra === undefined ? [] : [{ what: `write ${position}`, expected: 'nothing', actual: extra.texts.join(', ') }];
}

function sameMembers(a: readonly string[], b: readonly string[]): boolean {
  return a.toSorted().join('\n') === b.toSorted().join('\n');
}

function differentStatus(
  expected: Expectation['status'],
  actual: Expectation['status'],
): readonly Difference[] {
  if (expected === null || actual === null) return [];
  if (expected === undefined || actual === undefined) {
    const words = (status: object | undefined): string => (status === undefined ? 'none computed' : 'computed');
    return different('status', words(expected), words(actual));
  }
  return Object.entries(expected).flatMap(([field, value]) => {
    const found = actual[field as keyof SetStatus];
    return different(`status.${field}`, statusText(value), statusText(found));
  });
}

/** A field of the status, as far as it is compared: messages of conditions are not. */
function statusText(value: SetStatus[keyof SetStatus] | undefined): string {
  if (typeof value !== 'object') return String(value);
  return value.map(({ type, status, reason }) => `${type} ${status} ${reason}`).join(', ') || 'none';
}

function differentError(expected: string | null, actual: string | null): readonly Difference[] {
  if ((expected === null) === (actual === null)) return [];
  return [{ what: 'error', expected: expected ?? 'none', actual: actual ?? 'none' }];
}

function different(what: string, expected: unknown, actual: unknown): readonly Difference[] {
  return expected === actual ? [] : [{ what, expected: String(expected), actual: String(actual) }];
}
