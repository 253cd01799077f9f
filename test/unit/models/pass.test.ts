import { describe, expect, test } from 'vitest';
import { ask, concurrently, type Answer, type Controller, type Conversation, type Ending, type Request, type View } from '../../../models/controllers/controller.ts';
import { branch, Continuations, ControllerFault, type PassContext } from '../../../models/pass.ts';

const view: View = { set: undefined, revisions: [], pods: [], claims: [], behindOwnWrites: [] };
const ok: Answer = { ok: true };
const failed: Answer = { ok: false, reason: 'ServerError' };
const create = (name: string): Request => ({ op: 'createPod', name, revision: 'A', claims: [] });

function continuations(reconcile: Controller['reconcile'], changes: Partial<PassContext> = {}): Continuations {
  return new Continuations({ name: 'mine', reconcile }, { answerless: () => undefined, answers: () => [ok, failed], judge: () => [], merge: true, ...changes });
}

const start = (graph: Continuations, seen: View = view) => graph.start(JSON.stringify(seen), () => structuredClone(seen));
const pendingOf = (graph: Continuations, at: ReturnType<Continuations['start']>): string[] => ('node' in at ? graph.node(at.node).pending.map(({ request }) => request.name) : ['end']);

function after(graph: Continuations, at: ReturnType<Continuations['start']>, request: Request, answer: Answer): ReturnType<Continuations['start']> {
  if (!('node' in at)) throw new Error('The pass has ended.');
  return graph.node(at.node).children.get(branch(request, answer))!;
}

describe('a pass', () => {
  test('waits for one request after the other, and an error ends it with a retry', () => {
    const graph = continuations(function* (): Conversation<Ending> {
      for (const name of ['a', 'b']) {
        const answer = yield* ask(create(name));
        if (!answer.ok) return { error: answer.reason };
      }
      return {};
    });
    const first = start(graph);
    expect(pendingOf(graph, first)).toEqual(['a']);
    const second = after(graph, first, create('a'), ok);
    expect(pendingOf(graph, second)).toEqual(['b']);
    expect(after(graph, second, create('b'), ok)).toEqual({ end: { retry: false, armed: [] } });
    expect(after(graph, first, create('a'), failed)).toEqual({ end: { retry: true, armed: [] } });
  });

  test('that runs parts concurrently waits for all of them, in whatever order they are answered', () => {
    const graph = continuations(function* (): Conversation<Ending> {
      const part = function* (name: string): Conversation<boolean> {
        return (yield* ask(create(name))).ok;
      };
      const done = yield* concurrently([part('a'), part('b')]);
      return done.every((isDone) => isDone) ? {} : { error: 'one failed' };
    });
    const first = start(graph);
    expect(pendingOf(graph, first)).toEqual(['a', 'b']);
    const leftFirst = after(graph, after(graph, first, create('a'), ok), create('b'), failed);
    const rightFirst = after(graph, after(graph, first, create('b'), failed), create('a'), ok);
    expect(leftFirst).toEqual({ end: { retry: true, armed: [] } });
    expect(rightFirst).toEqual(leftFirst);
  });

  test('with the same future as another is the same node, unless merging is off', () => {
    const reconcile = function* ({ pods }: View): Conversation<Ending> {
      yield* ask(create(pods.length > 1 ? 'many' : 'few'));
      return {};
    };
    const pod = { name: 'web-0', uid: 'u', revision: 'A', phase: 'Running', ready: true, available: true, terminating: false, owner: 'set', labelsMatch: true, podNameLabel: true, volumesMatch: true } as const;
    const merged = continuations(reconcile);
    expect(start(merged, { ...view, pods: [pod] })).toEqual(start(merged));
    const apart = continuations(reconcile, { merge: false });
    expect(start(apart, { ...view, pods: [pod] })).not.toEqual(start(apart));
  });

  test('is not asked again for what leaves no trace', () => {
    const graph = continuations(
      function* (): Conversation<Ending> {
        yield* ask(create('unseen'));
        yield* ask(create('seen'));
        return {};
      },
      { answerless: (request) => (request.name === 'unseen' ? ok : undefined) },
    );
    expect(pendingOf(graph, start(graph))).toEqual(['seen']);
  });

  test('that repeats a PUT after Conflict meets Conflict again without a step', () => {
    const graph = continuations(
      function* (): Conversation<Ending> {
        for (let attempt = 0; attempt < 5; attempt++) if ((yield* ask({ op: 'updatePod', name: 'a' })).ok) return {};
        return { error: 'Conflict' };
      },
      { answers: () => [ok, { ok: false, reason: 'Conflict' }] },
    );
    expect(after(graph, start(graph), { op: 'updatePod', name: 'a' }, { ok: false, reason: 'Conflict' })).toEqual({ end: { retry: true, armed: [] } });
  });
});

describe('a controller that misbehaves as a program is named', () => {
  const fault = (reconcile: Controller['reconcile']) => () => start(continuations(reconcile));

  test('because it throws, an error or something else', () => {
    expect(fault(() => { throw new Error('boom'); })).toThrow(/^mine threw an error in a pass: boom\.$/);
    expect(fault(function* (): Conversation<Ending> { throw 'boom'; })).toThrow(/^mine threw an error in a pass: boom\.$/);
  });

  test('with its view, and what it had been answered until then', () => {
    const half = function* (): Conversation<Ending> {
      yield* ask(create('a'));
      if (!(yield* ask(create('b'))).ok) throw new Error('boom');
      return {};
    };
    const graph = continuations(half, { answers: ({ name }) => (name === 'b' ? [ok, { ok: false, reason: 'AlreadyExists' }] : [ok]) });
    let thrown: unknown;
    try {
      start(graph);
    } catch (error) {
      thrown = error;
    }
    expect((thrown as ControllerFault).pass).toEqual({ view, answered: ['createPod a ok', 'createPod b AlreadyExists'] });
  });

  test('in its own words, if it is told by a fault', () => {
    const own = new ControllerFault('The controller of web.yaml has no such file.');
    expect(fault(() => { throw own; })).toThrow(own);
  });

  test('because it changes its view', () => {
    expect(fault(function* (seen): Conversation<Ending> { (seen.pods as unknown[]).push({}); return {}; })).toThrow(/A pass must not change its view/);
  });

  test('because it yields no request', () => {
    expect(fault(function* (): Conversation<Ending> { yield { op: 'makeCoffee', name: 'web-0' } as never; return {}; })).toThrow(/"makeCoffee".*which is no request/);
    expect(fault(function* (): Conversation<Ending> { yield undefined as never; return {}; })).toThrow(/yielded undefined, which is no request/);
    expect(fault(function* (): Conversation<Ending> { yield { op: 'toString', name: 'web-0' } as never; return {}; })).toThrow(/which is no request/);
  });

  test('because it yields code', () => {
    expect(fault(function* (): Conversation<Ending> { yield { ...create('a'), then: () => 1 } as never; return {}; })).toThrow('with a function called then. Expected a request to be data.');
  });

  test.each<[object, string]>([
    [{ op: 'updateStatus', name: 'web' }, 'Expected its status to be an object.'],
    [{ op: 'updateStatus', name: 'web', status: null }, 'Expected its status to be an object.'],
    [{ op: 'updateClaim', name: 'www-web-0', owners: {} }, 'Expected its owners to be a list.'],
    [{ op: 'createPod', name: 'web-0', claims: [] }, 'Expected its revision to be a text.'],
    [{ op: 'createRevision', name: 'A', data: 'A', number: '1' }, 'Expected its number to be a number.'],
  ])('because it yields %j, which lacks something', (request, message) => {
    expect(fault(function* (): Conversation<Ending> { yield request as never; return {}; })).toThrow(`mine yielded ${JSON.stringify(request)}. ${message}`);
  });

  test('because it does not ask the same twice', () => {
    let calls = 0;
    expect(fault(function* (): Conversation<Ending> { yield* ask(create(`web-${calls++}`)); return {}; })).toThrow(/two different things for the same view/);
  });

  test('because it does not ask again what it asked, or asks where it had ended', () => {
    let calls = 0;
    const every = (turn: number, before = 0) =>
      function* (): Conversation<Ending> {
        for (let asked = 0; asked < before; asked++) yield* ask(create('web-0'));
        if (calls++ % 2 === turn) yield* ask(create('web-1'));
        return {};
      };
    for (const reconcile of [every(0), every(1), every(0, 1), every(1, 1)]) {
      calls = 0;
      expect(fault(reconcile)).toThrow(/asked two different things for the same view.*\n.*(first|then) +nothing/s);
    }
  });

  test('because it asks where it had ended, though no step is worth the answer', () => {
    let calls = 0;
    const reconcile = function* (): Conversation<Ending> { if (calls++ > 0) yield* ask(create('web-0')); return {}; };
    expect(() => start(continuations(reconcile, { answerless: () => ok }))).toThrow(/asked two different things.*\n +first nothing\n +then +.*"web-0"/s);
  });

  test('because it ends in two ways', () => {
    let calls = 0;
    expect(fault(function* (): Conversation<Ending> { yield* ask(create('web-0')); return calls++ % 2 === 0 ? {} : { error: 'no' }; })).toThrow(/ended in two different ways for the same view/);
  });

  test('because it returns nothing', () => {
    expect(fault(function* (): Conversation<Ending> { yield* ask(create('web-0')); return undefined as never; })).toThrow('mine ended its pass with undefined. Expected an object: return {} if all went well');
  });

  test('because it forgot the star of yield*', () => {
    expect(fault(function* (): Conversation<Ending> { yield ask(create('web-0')) as never; return {}; })).toThrow(/Ask with yield\*/);
  });

  test('because it never ends', () => {
    expect(fault(function* (): Conversation<Ending> { for (;;) yield* ask(create('web-0')); })).toThrow(/asked 301 things in one pass and did not end/);
  });
});
