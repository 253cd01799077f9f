/** Runs vectors against a controller and says where it differs from the recorded outcome. */
import type { Controller, Ending, Operation, Request, SetStatus } from '../../models/controllers/controller.ts';
import type { Profile } from '../../models/controllers/releases.ts';
import { ApiServer } from './api-server.ts';
import { converse } from './conversation.ts';
import { parseVectors, type ExpectedWrite, type Result, type Vector } from './vector.ts';

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

/** Makes the controller under test behave like a release, as far as it can. */
export type ControllerFor = (profile: Profile) => Controller;

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
  const { writes, ending } = runPass(vector, controllerFor(vector.profile));
  const { expect, id, name } = vector;
  const differences = [
    ...differentWrites(expect.writes, writes),
    ...differentStatus(expect.status, ending.status),
    ...different('status written', expect.statusWrite, writes.some(({ op }) => op === 'updateStatus')),
    ...differentError(expect.error, ending.error),
    ...different('delayed enqueue', expect.requeue ?? 'none', ending.requeue ?? 'none'),
  ];
  return { id, name, agrees: differences.length === 0, differences };
}

/** A write that the controller made. */
interface Write {
  readonly op: Operation;
  /** Everything that is compared, as text. */
  readonly text: string;
  readonly batch: number | undefined;
}

function runPass(vector: Vector, controller: Controller): { readonly writes: readonly Write[]; readonly ending: Ending } {
  const server = new ApiServer(vector);
  const writes: Write[] = [];
  const ending = converse(controller.reconcile(vector.view), (request, batch) => {
    const { answer, result } = server.handle(request);
    if (request.op !== 'getSet' && request.op !== 'getRevision') {
      writes.push({ op: request.op, text: describe(request, result), batch });
    }
    return answer;
  });
  return { writes, ending };
}

/** `createPod web-0 at revision A: AlreadyExists`. */
function describe(request: Request, result: Result | undefined): string {
  const { op, name } = request;
  const owners =
    op === 'updateClaim'
      ? request.owners.map((owner) => `${owner.kind}/${owner.name}${owner.controller ? '*' : ''}`)
      : undefined;
  // What upstream never sends is in no vector, and must not pass for what it does.
  const manner = op === 'deletePod' ? `${request.gracePeriodSeconds === 0 ? ' by force' : ''}${request.uid === undefined ? '' : ' of one UID only'}` : '';
  return wording({
    op,
    obj: name + manner,
    revision: op === 'createPod' ? request.revision : undefined,
    number: op === 'createRevision' || op === 'updateRevision' ? request.number : undefined,
    owners,
    result,
  });
}

function asWrite(expected: ExpectedWrite): Write {
  return { op: expected.op, text: wording(expected), batch: expected.batch };
}

function wording({ op, obj, revision, number, owners, result }: Omit<ExpectedWrite, 'batch'>): string {
  const details = [
    revision === undefined ? '' : ` at revision ${revision}`,
    number === undefined ? '' : ` as number ${number}`,
    owners === undefined ? '' : ` owned by ${owners.join(' and ') || 'nobody'}`,
    result === undefined ? '' : `: ${result}`,
  ];
  return `${op} ${obj}${details.join('')}`;
}

/** Writes that are next to each other and whose order is free. */
interface Group {
  readonly texts: readonly string[];
  /** They were issued concurrently. */
  readonly concurrent: boolean;
}

/**
 * Groups what was issued concurrently, and what the claiming of pods did: it follows the order of a cache that
 * promises none.
 */
function groups(writes: readonly Write[]): readonly Group[] {
  const found: { texts: string[]; key: number | 'claiming' | undefined }[] = [];
  for (const { op, text, batch } of writes) {
    const key = op === 'adoptPod' || op === 'releasePod' ? 'claiming' : batch;
    const last = found.at(-1);
    if (last !== undefined && key !== undefined && key === last.key) last.texts.push(text);
    else found.push({ texts: [text], key });
  }
  return found.map(({ texts, key }) => ({ texts, concurrent: typeof key === 'number' }));
}

/**
 * The first write that differs. The order within a batch is free.
 *
 * Batches are numbered anew in every phase of a pass, so neighbours of the same number may belong to two phases: an
 * expected batch may have been issued as several, but nothing in it alone, and nothing beyond it together with it.
 */
function differentWrites(expected: readonly ExpectedWrite[], actual: readonly Write[]): readonly Difference[] {
  const rest = [...groups(actual)];
  let position = 1;
  for (const { texts, concurrent } of groups(expected.map(asWrite))) {
    const taken: Group[] = [];
    while (taken.flatMap((group) => group.texts).length < texts.length && rest.length > 0) taken.push(rest.shift()!);
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
  expected: Partial<SetStatus> | undefined,
  actual: SetStatus | undefined,
): readonly Difference[] {
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
function statusText(value: SetStatus[keyof SetStatus]): string {
  if (typeof value !== 'object') return String(value);
  return value.map(({ type, status, reason }) => `${type} ${status} ${reason}`).join(', ') || 'none';
}

function differentError(expected: string | null, actual: string | undefined): readonly Difference[] {
  if ((expected === null) === (actual === undefined)) return [];
  return [{ what: 'error', expected: expected ?? 'none', actual: actual ?? 'none' }];
}

function different(what: string, expected: unknown, actual: unknown): readonly Difference[] {
  return expected === actual ? [] : [{ what, expected: String(expected), actual: String(actual) }];
}
