import { describe, expect, test } from 'vitest';
import { ask, concurrently, defineController, type Controller, type Conversation, type Request, type View } from '../../../models/controllers/controller.ts';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { check } from '../../../src/check.ts';
import { followKeys, openUniverse } from '../../../src/universe.ts';
import { compareDecisions, type Difference } from '../../../src/compare/index.ts';
import { scenario } from '../../../src/scopes.ts';
import { mutantWorld, propertiesCalled, referenceFor, result } from '../../support/scenarios.ts';

const keysOf = ({ story }: Difference): string[] => story.steps.map(({ action }) => action.key);
const asked = ({ asks }: Difference['left']): string[] => asks.map(({ request }) => `${request.op} ${request.name}`);

/** A controller that makes both pods as `make` says, on sets that have none, and looks no further. */
function creates(name: string, make: (pods: readonly Request[]) => Conversation<unknown>): Controller {
  return defineController({
    name,
    *reconcile({ set, pods }: View) {
      if (set && pods.length === 0) yield* make([0, 1].map((ordinal) => ({ op: 'createPod', name: `web-${ordinal}`, revision: 'A', claims: [] })));
      return {};
    },
  });
}

const together = creates('together', (pods) => concurrently(pods.map(ask)));

describe('a controller beside itself', () => {
  const everyday = { edits: { template: 1, scale: 1 }, disturbances: 1, facets: { revisions: true } } as const;

  test.each([
    ['1.35.0', 'OrderedReady'],
    ['1.37', 'OrderedReady'],
    ['1.37', 'Parallel'],
  ] as const)('decides alike in exactly the world that it is checked in (%s, %s)', (kubernetes, policy) => {
    const of = scenario({ ...everyday, kubernetes, set: { policy, replicas: 1 }, scale: { min: 0, max: 1 } });
    const { first, besidesWaiting } = compareDecisions(of, referenceFor(kubernetes), referenceFor(kubernetes));
    const { states, complete } = check(of, referenceFor(kubernetes), []).exploration;
    expect(first.exploration).toEqual({ states, complete });
    expect([first.difference, besidesWaiting, complete]).toEqual([undefined, undefined, true]);
    expect(first.views).toBeGreaterThan(10);
    expect(first.points).toBeGreaterThan(10);
  });
});

describe('a seeded bug shows in a decision before it breaks a promise', () => {
  for (const mutant of mutants) {
    test(mutant.name, () => {
      const { scenario: of, controller, upright } = mutantWorld(mutant);
      const { first, besidesWaiting } = compareDecisions(of, controller, upright);
      const broken = check(of, controller, propertiesCalled(...mutant.caughtBy));
      const shortest = Math.min(...mutant.caughtBy.map((id) => result(broken, id).story!.steps.length));
      const difference = first.difference!;
      expect(difference.story.steps.length).toBeLessThanOrEqual(shortest);
      expect(besidesWaiting === undefined).toBe(mutant.name !== 'ignores-own-writes');
    });
  }
});

test.each(mutants.map(({ name }) => name))('both worlds lead to the difference, and each asks there what is told of it (%s)', (name) => {
  const { scenario: of, controller, upright } = mutantWorld(mutants.find((mutant) => mutant.name === name)!);
  const difference = compareDecisions(of, controller, upright).first.difference!;
  const keys = keysOf(difference);
  for (const [side, decision] of [[controller, difference.left], [upright, difference.right]] as const) {
    const { followed, steps } = followKeys(openUniverse(of, side, []), keys);
    // A pass that asks nothing and only fails is no step.
    const isNoStep = keys.at(-1)!.startsWith('controller/pass') && decision.end?.retry === true;
    expect(followed.stuck?.at).toBe(isNoStep ? keys.length - 1 : undefined);
    if (!isNoStep) expect(steps.at(-1)!.after.inFlight!.map(({ request }) => request)).toEqual(decision.asks.map(({ request }) => request));
  }
  expect(difference.story.steps.at(-1)!.after.inFlight).toBe(difference.left.asks);
});

describe('requests that are under way together', () => {
  const of = scenario({ set: { policy: 'Parallel' } });

  test('are compared without their order', () => {
    const backwards = creates('backwards', (pods) => concurrently(pods.toReversed().map(ask)));
    const { first } = compareDecisions(of, together, backwards);
    expect([first.difference, first.exploration.complete]).toEqual([undefined, true]);
  });

  test('differ from the same ones asked one after the other', () => {
    const inTurn = creates('in turn', function* (pods) {
      for (const pod of pods) yield* ask(pod);
    });
    const difference = compareDecisions(of, together, inTurn).first.difference!;
    expect(keysOf(difference)).toEqual(['controller/pass']);
    expect([asked(difference.left), asked(difference.right)]).toEqual([['createPod web-0', 'createPod web-1'], ['createPod web-0']]);
  });

  test('are compared while others still wait, in whatever order they are answered', () => {
    const hasty = creates('hasty', (pods) =>
      concurrently(pods.map(function* (pod) {
        yield* ask(pod);
        if (pod.name === 'web-1') yield* ask({ op: 'deletePod', name: 'web-1' });
      })),
    );
    const difference = compareDecisions(of, together, hasty).first.difference!;
    expect(keysOf(difference)).toEqual(['controller/pass', 'controller/create web-1 ok']);
    expect([asked(difference.left), asked(difference.right)]).toEqual([['createPod web-0'], ['createPod web-0', 'deletePod web-1']]);
  });
});

describe('the end of a pass', () => {
  test('with an error is another decision than one without', () => {
    const failing = defineController({
      name: 'failing',
      *reconcile(view) {
        yield* together.reconcile(view);
        return { error: 'not yet' };
      },
    });
    const difference = compareDecisions(scenario({}), together, failing).first.difference!;
    expect([difference.left.end?.retry, difference.right.end?.retry]).toEqual([false, true]);
  });

  test('of a release that gives up on a missing pod differs from one that goes on', () => {
    const of = scenario({ kubernetes: '1.35.0', from: 'converged', edits: { scale: 1 }, disturbances: 1 });
    const { besidesWaiting, first } = compareDecisions(of, referenceFor('1.35.0'), referenceFor('1.36'));
    const difference = (besidesWaiting ?? first).difference!;
    expect(keysOf(difference).at(-1)).toMatch(/^controller\/delete web-\d NotFound$/);
    expect([difference.left.end?.retry, difference.right.end?.retry]).toEqual([true, false]);
  });
});

describe('a controller that waits until its caches show its own writes', () => {
  const of = scenario({ kubernetes: '1.35.4', edits: { template: 1 } });

  test.each([['1.35.4', '1.36', 'right'], ['1.36', '1.35.4', 'left']] as const)('differs from one that does not, and in nothing else (%s, %s)', (one, other, waiting) => {
    const { first, besidesWaiting } = compareDecisions(of, referenceFor(one), referenceFor(other));
    expect(first.difference?.[waiting]).toEqual({ asks: [], end: { retry: true, armed: [] }, waits: true });
    expect(besidesWaiting!.difference).toBeUndefined();
    expect(besidesWaiting!.exploration.complete).toBe(true);
  });
});

test('only a controller that keeps a record of its own writes is told what does not show them', () => {
  const older = referenceFor('1.35.4');
  const anxious: Controller = {
    ...older,
    *reconcile(view) {
      return view.behindOwnWrites.length > 0 ? { error: 'told what it did not ask for' } : yield* older.reconcile(view);
    },
  };
  const { first } = compareDecisions(scenario({}), anxious, referenceFor('1.36'));
  expect(first.difference).toMatchObject({ left: { asks: [{ request: { op: 'createPod' } }] }, right: { waits: true } });
});

describe('a status', () => {
  const counting = (ready: number): Controller =>
    defineController({
      name: `counts ${ready}`,
      *reconcile({ set }: View) {
        if (set && set.status.currentRevision === '') yield { op: 'updateStatus', name: 'web', status: { ...set.status, ready, currentRevision: 'A' } };
        return {};
      },
    });

  test('is compared with its counters where the scenario has them', () => {
    const difference = compareDecisions(scenario({ facets: { status: true } }), counting(0), counting(1)).first.difference!;
    expect([asked(difference.left), asked(difference.right)]).toEqual([['updateStatus web'], ['updateStatus web']]);
  });

  test('is the current revision alone where it has none', () => {
    const { first } = compareDecisions(scenario({}), counting(0), counting(1));
    expect([first.difference, first.points]).toEqual([undefined, 1]);
  });
});

test('a limit that comes first is told, and no difference is claimed', () => {
  const { first } = compareDecisions(scenario({ edits: { template: 1 } }), referenceFor('1.37'), referenceFor('1.37'), { maxStates: 50 });
  expect(first.exploration).toEqual({ states: 50, complete: false, limit: 'states' });
  expect(first.difference).toBeUndefined();
});
