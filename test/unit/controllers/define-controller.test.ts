import { describe, expect, expectTypeOf, test } from 'vitest';
import { ask, defineController, type Answer, type Controller, type Request, type View } from '../../../models/controllers/controller.ts';

const view: View = { set: undefined, revisions: [], pods: [], claims: [], behindOwnWrites: [] };
const ok: Answer = { ok: true };

/** What a pass asks, and how it ends, if its requests are answered like this. */
function pass(controller: Controller, ...answers: readonly Answer[]): { readonly asked: readonly unknown[]; readonly ending: unknown } {
  const conversation = controller.reconcile(view);
  const asked: unknown[] = [];
  let step = conversation.next();
  while (step.done !== true) {
    asked.push(step.value);
    step = conversation.next((answers[asked.length - 1] ?? ok) as never);
  }
  return { asked, ending: step.value };
}

describe('a controller that returns a list', () => {
  const wanted: readonly Request[] = [{ op: 'createClaim', name: 'www-web-0' }, { op: 'createPod', name: 'web-0', revision: 'A', claims: ['www-web-0'] }];
  const controller = defineController({ name: 'mine', reconcile: () => wanted });

  test('asks its requests one after the other, in the order of the list', () => {
    expect(pass(controller)).toEqual({ asked: wanted, ending: {} });
  });

  test('ends its pass with the reason of the first request that fails', () => {
    expect(pass(controller, { ok: false, reason: 'AlreadyExists' })).toEqual({ asked: wanted.slice(0, 1), ending: { error: 'AlreadyExists' } });
    expect(pass(controller, ok, { ok: false, reason: 'Timeout' })).toEqual({ asked: wanted, ending: { error: 'Timeout' } });
  });

  test('ends its pass at once if the list is empty', () => {
    expect(pass(defineController({ name: 'idle', reconcile: () => [] }))).toEqual({ asked: [], ending: {} });
  });

  test('is given the view, and its requests are checked where they are written', () => {
    const seen: View[] = [];
    pass(
      defineController({
        name: 'mine',
        reconcile: (given) => {
          expectTypeOf(given).toEqualTypeOf<View>();
          seen.push(given);
          return given.pods.map(({ name }) => ({ op: 'deletePod', name }));
        },
      }),
    );
    expect(seen).toEqual([view]);
    // @ts-expect-error There is no such operation.
    defineController({ name: 'barista', reconcile: () => [{ op: 'makeCoffee', name: 'web-0' }] });
  });
});

describe('a controller that is a generator', () => {
  const controller = defineController({
    name: 'mine',
    *reconcile(given) {
      expectTypeOf(given).toEqualTypeOf<View>();
      const answer = yield* ask({ op: 'getSet', name: 'web' });
      return answer.ok ? { requeue: 'minReady' } : { error: answer.reason };
    },
  });

  test('asks and ends as it says', () => {
    expect(pass(controller)).toEqual({ asked: [{ op: 'getSet', name: 'web' }], ending: { requeue: 'minReady' } });
    expect(pass(controller, { ok: false, reason: 'NotFound' }).ending).toEqual({ error: 'NotFound' });
  });

  test('keeps what else it says about itself', () => {
    expect(defineController({ ...controller, recordsOwnWrites: true })).toMatchObject({ name: 'mine', recordsOwnWrites: true });
  });
});

test.each([
  ['undefined', () => undefined],
  ['a Promise', () => Promise.resolve([])],
  ['an AsyncGenerator', async function* () {}],
  ['a string', () => 'web-0'],
])('a pass that returns %s says what was expected', (what, reconcile) => {
  expect(() => defineController({ name: 'mine', reconcile: reconcile as never }).reconcile(view)).toThrow(`reconcile returned ${what}, expected a generator (function*) or a list of requests`);
});
