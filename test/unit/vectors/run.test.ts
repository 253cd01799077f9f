import { expect, test } from 'vitest';
import {
  ask,
  concurrently,
  defineController,
  type Conversation,
  type Ending,
  type Request,
  type SetStatus,
  type View,
} from '../../../models/controllers/controller.ts';
import { runVectorFile, type Difference } from '../../../src/vectors/run.ts';

/** Runs one vector against a controller with this pass. */
function differences(fields: string, reconcile: (view: View) => Conversation<Ending>): readonly Difference[] {
  const source = `vectors:\n- {id: V1, profile: r1.37, ${fields}}\n`;
  const [result] = runVectorFile(source, 'v.yaml', () => defineController({ name: 'test', reconcile }));
  expect(result!.agrees).toBe(result!.differences.length === 0);
  return result!.differences;
}

const nothing = 'expect: {writes: [], statusWrite: false, error: null}';
const expecting = (writes: string): string => `expect: {writes: [${writes}], statusWrite: false, error: null}`;

/** A pass that asks these, one after the other or each list at once, and ends without error. */
function asking(...steps: readonly (Request | readonly Request[])[]) {
  return function* (): Conversation<Ending> {
    for (const step of steps) {
      if ('op' in step) yield* ask(step);
      else yield* concurrently(step.map((request) => ask(request)));
    }
    return {};
  };
}

const create = (name: string, revision = 'A'): Request => ({ op: 'createPod', name, revision, claims: [] });
const remove = (name: string): Request => ({ op: 'deletePod', name });

test('a delete with a grace period or a UID of its own is not the delete of a vector', () => {
  const expected = '{op: deletePod, obj: web-0}';
  const pods = 'pods: [{ordinal: 0, revision: A}], revisions: [{name: A, number: 1}], ';
  expect(differences(pods + expecting(expected), asking(remove('web-0')))).toEqual([]);
  expect(differences(pods + expecting(expected), asking({ op: 'deletePod', name: 'web-0', gracePeriodSeconds: 0 }))).not.toEqual([]);
  expect(differences(pods + expecting(expected), asking({ op: 'deletePod', name: 'web-0', uid: 'u-web-0' }))).not.toEqual([]);
});

test('a pass that does as expected agrees', () => {
  expect(differences(expecting('{op: createPod, obj: web-0, revision: A}'), asking(create('web-0')))).toEqual([]);
});

test('the name of a vector is its id unless it has one', () => {
  const source = `vectors:\n- {id: V1, profile: r1.37, ${nothing}}\n- {id: V2, name: idle, profile: r1.37, ${nothing}}\n`;
  const results = runVectorFile(source, 'v.yaml', () => defineController({ name: 'test', reconcile: asking() }));
  expect(results.map(({ name }) => name)).toEqual(['V1', 'idle']);
});

test('a write too many, too few or another is a difference', () => {
  const one = expecting('{op: createPod, obj: web-0, revision: A}');
  expect(differences(one, asking())).toEqual([
    { what: 'write 1', expected: 'createPod web-0 at revision A', actual: 'nothing' },
  ]);
  expect(differences(one, asking(create('web-0'), create('web-1')))).toEqual([
    { what: 'write 2', expected: 'nothing', actual: 'createPod web-1 at revision A' },
  ]);
  expect(differences(one, asking(create('web-0', 'B')))).toEqual([
    { what: 'write 1', expected: 'createPod web-0 at revision A', actual: 'createPod web-0 at revision B' },
  ]);
});

test('what the API answered is part of a write', () => {
  expect(differences(expecting('{op: deletePod, obj: web-0}'), asking(remove('web-0')))).toEqual([
    { what: 'write 1', expected: 'deletePod web-0', actual: 'deletePod web-0: NotFound' },
  ]);
});

test('the owners of a claim are part of a write', () => {
  const claims = 'claims: [{name: data-web-0}], ';
  const owners = [{ kind: 'Pod', name: 'web-0', uid: 'u', controller: true }];
  const update = (list: typeof owners) => asking({ op: 'updateClaim', name: 'data-web-0', owners: list });
  const expected = claims + expecting('{op: updateClaim, obj: data-web-0, owners: [Pod/web-0*]}');
  expect(differences(expected, update(owners))).toEqual([]);
  expect(differences(expected, update([]))).toEqual([
    {
      what: 'write 1',
      expected: 'updateClaim data-web-0 owned by Pod/web-0*',
      actual: 'updateClaim data-web-0 owned by nobody',
    },
  ]);
});

test('the order of writes counts, except within a batch', () => {
  const pods = 'pods: [{ordinal: 0}, {ordinal: 1}], ';
  const sequential = pods + expecting('{op: deletePod, obj: web-0}, {op: deletePod, obj: web-1}');
  const batch = pods + expecting('{op: deletePod, obj: web-0, batch: 1}, {op: deletePod, obj: web-1, batch: 1}');
  const swapped = [remove('web-1'), remove('web-0')];

  expect(differences(sequential, asking(...swapped))).toMatchObject([{ what: 'write 1' }]);
  expect(differences(batch, asking(swapped))).toEqual([]);
  expect(differences(batch, asking(...swapped))).toEqual([
    {
      what: 'writes 1 to 2',
      expected: 'deletePod web-0, deletePod web-1',
      actual: 'deletePod web-1, deletePod web-0, not all concurrently',
    },
  ]);
  expect(differences(sequential, asking(swapped))).toMatchObject([
    { what: 'write 1', actual: 'deletePod web-1, deletePod web-0' },
  ]);
});

test('two batches are two, unless their phases gave them the same number', () => {
  const pods = 'pods: [{ordinal: 0}, {ordinal: 1}], ';
  const apart = pods + expecting('{op: deletePod, obj: web-0, batch: 1}, {op: deletePod, obj: web-1, batch: 2}');
  const alike = pods + expecting('{op: deletePod, obj: web-0, batch: 1}, {op: deletePod, obj: web-1, batch: 1}');
  const twice = asking([remove('web-0')], [remove('web-1')]);
  expect(differences(apart, twice)).toEqual([]);
  expect(differences(alike, twice)).toEqual([]);
  expect(differences(apart, asking([remove('web-0'), remove('web-1')]))).toHaveLength(1);
});

test('pods are claimed in any order', () => {
  const pods = 'pods: [{ordinal: 0, owner: none}, {ordinal: 1, labelsMatch: false}], ';
  const expected = pods + expecting('{op: adoptPod, obj: web-0}, {op: releasePod, obj: web-1}');
  const claim = asking({ op: 'releasePod', name: 'web-1' }, { op: 'adoptPod', name: 'web-0' });
  expect(differences(expected, claim)).toEqual([]);
});

test('reads are not compared', () => {
  expect(differences(nothing, asking({ op: 'getSet', name: 'web' }, { op: 'getRevision', name: 'A' }))).toEqual([]);
});

const computed: SetStatus = {
  observedGeneration: 5,
  replicas: 1,
  ready: 1,
  available: 1,
  current: 1,
  updated: 1,
  currentRevision: 'A',
  updateRevision: 'A',
  collisionCount: 0,
  conditions: [{ type: 'Progressing', status: 'True', reason: 'RecreateInProgress', message: 'for people' }],
};

test('the listed fields of the status are compared, conditions without their messages', () => {
  const ending = (fields: string): string => `expect: {writes: [], statusWrite: false, error: null, status: {${fields}}}`;
  const pass = function* (): Conversation<Ending> {
    return { status: computed };
  };
  expect(differences(ending('replicas: 1'), pass)).toEqual([]);
  expect(differences(ending('conditions: [{type: Progressing, status: "True", reason: RecreateInProgress}]'), pass)).toEqual([]);
  expect(differences(ending('ready: 2, currentRevision: B, conditions: []'), pass)).toEqual([
    { what: 'status.ready', expected: '2', actual: '1' },
    { what: 'status.currentRevision', expected: 'B', actual: 'A' },
    { what: 'status.conditions', expected: 'none', actual: 'Progressing True RecreateInProgress' },
  ]);
  expect(differences(nothing, pass)).toEqual([{ what: 'status', expected: 'none computed', actual: 'computed' }]);
  expect(differences(ending('ready: 1'), asking())).toEqual([
    { what: 'status', expected: 'computed', actual: 'none computed' },
  ]);
});

test('whether the status is written, the pass fails and a pass is planned are compared', () => {
  const expected = 'expect: {writes: [], statusWrite: true, error: Conflict, requeue: minReady}';
  expect(differences(expected, asking())).toEqual([
    { what: 'status written', expected: 'true', actual: 'false' },
    { what: 'error', expected: 'Conflict', actual: 'none' },
    { what: 'delayed enqueue', expected: 'minReady', actual: 'none' },
  ]);
  const failing = function* (): Conversation<Ending> {
    return { error: 'called otherwise' };
  };
  expect(differences('expect: {writes: [], statusWrite: false, error: Conflict}', failing)).toEqual([]);
  expect(differences(nothing, failing)).toEqual([{ what: 'error', expected: 'none', actual: 'called otherwise' }]);
});

/** What the API server answers to requests of one pass. */
function answers(fields: string, ...requests: readonly Request[]): readonly unknown[] {
  const heard: unknown[] = [];
  differences(`${fields}${fields && ', '}${nothing}`, function* (): Conversation<Ending> {
    for (const request of requests) {
      const answer = yield* ask(request);
      heard.push(answer.ok ? (answer.set ?? answer.revision?.data ?? 'done') : answer.reason);
    }
    return {};
  });
  return heard;
}

const put = (name: string): Request => ({ op: 'updatePod', name });

test('the API server refuses what a real one would refuse', () => {
  const revision = (data: string): Request => ({ op: 'createRevision', name: 'A', number: 1, data });
  expect(answers('', create('web-0'), create('web-0'), put('web-0'))).toEqual(['done', 'AlreadyExists', 'Invalid']);
  expect(answers('pods: [{ordinal: 0}]', put('web-0'), put('web-0'), put('web-1'))).toEqual(['done', 'Conflict', 'NotFound']);
  expect(answers('pods: [{ordinal: 0}]', { op: 'adoptPod', name: 'web-0' }, put('web-0'))).toEqual(['done', 'Conflict']);
  expect(answers('', revision('A'), revision('A'), revision('B'))).toEqual(['done', 'AlreadyExists', 'AlreadyExists']);
  expect(answers('', { op: 'deleteRevision', name: 'A' }, { op: 'getRevision', name: 'A' })).toEqual(['NotFound', 'NotFound']);
  expect(answers('claims: [{name: c}]', { op: 'deleteClaim', name: 'c' }, { op: 'deleteClaim', name: 'c' })).toEqual([
    'done',
    'NotFound',
  ]);
});

test('a deleted pod stays, unless it had ended', () => {
  const pods = 'pods: [{ordinal: 0}, {ordinal: 1, phase: Failed}, {ordinal: 2, phase: Succeeded}]';
  const twice = ['web-0', 'web-1', 'web-2'].flatMap((name) => [remove(name), remove(name)]);
  expect(answers(pods, ...twice)).toEqual(['done', 'done', 'done', 'NotFound', 'done', 'NotFound']);
});

test('a status must not be negative, or count more than there is', () => {
  const write = (changes: Partial<SetStatus>): Request => ({ op: 'updateStatus', name: 'web', status: { ...computed, ...changes } });
  const bad = [{ current: -1 }, { updated: 2 }, { ready: 0, available: 1 }, { collisionCount: 0 }].map(write);
  expect(answers('set: {status: {collisionCount: 1}}', write({ collisionCount: 1 }), ...bad)).toEqual([
    'done',
    'Invalid',
    'Invalid',
    'Invalid',
    'Invalid',
  ]);
});

test('failures come call by call, or for every call', () => {
  const deletes = [remove('web-0'), remove('web-0'), remove('web-0')];
  const pods = 'pods: [{ordinal: 0}], apiFailures: ';
  expect(answers(`${pods}{deletePod web-0: [null, Timeout]}`, ...deletes)).toEqual(['done', 'Timeout', 'done']);
  expect(answers(`${pods}{deletePod: Forbidden}`, ...deletes)).toEqual(['Forbidden', 'Forbidden', 'Forbidden']);
});

test('a revision whose name is taken can be read', () => {
  const requests: Request[] = [
    { op: 'createRevision', name: 'A', number: 1, data: 'A' },
    { op: 'getRevision', name: 'A' },
  ];
  expect(answers('apiFailures: {createRevision A: AlreadyExistsSameData}', ...requests)).toEqual(['AlreadyExists', 'A']);
  expect(answers('apiFailures: {createRevision A: AlreadyExistsOtherData}', ...requests)).toEqual(['AlreadyExists', 'not A']);
});

test('the live set may be another than the cached one', () => {
  const get: Request = { op: 'getSet', name: 'web' };
  expect(answers('', get)).toEqual([{ uid: 'set-1', deleting: false }]);
  expect(answers('set: {deleting: true}', get)).toEqual([{ uid: 'set-1', deleting: true }]);
  expect(answers('set: {liveDeleting: true}', get)).toEqual([{ uid: 'set-1', deleting: true }]);
  expect(answers('set: {liveDeleting: otherUid}', get)).toEqual([{ uid: 'not set-1', deleting: false }]);
  expect(answers('set: {liveDeleting: gone}', get)).toEqual(['NotFound']);
});
