import { describe, expect, test } from 'vitest';
import { ask, type Controller, type Conversation, type Ending, type Request } from '../../../models/controllers/controller.ts';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { properties } from '../../../properties/index.ts';
import { check } from '../../../src/check.ts';
import { scenario, scopesOf } from '../../../src/scopes.ts';
import { decode, recordingOf, replay, tokensOf } from '../../../src/trace/index.ts';
import { checkReference, mutantWorld, referenceFor, result } from '../../support/scenarios.ts';

const [rollback] = scopesOf(scenario({}).set, { kubernetes: '1.37', assume: 'crashes', volumes: [], scope: 'default', maxReplicas: 2 });
const converged = 'liveness/converges';
const found = checkReference(rollback!.scenario);
const recorded = recordingOf(found, result(found, converged).story!);

describe('a recorded story, told again', () => {
  test('ends in the recorded state, where the promise is broken for the same reason', () => {
    const again = replay(recorded, referenceFor('1.37'), properties);
    const { story } = result(found, converged);
    expect(again).toMatchObject({ isSameEnd: true, judgement: story!.reason });
    expect(again.steps).toEqual(story!.steps);
    expect(again.diverged).toBeUndefined();
  });

  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('of %s, from its token', (_, mutant) => {
    const { scenario, controller } = mutantWorld(mutant);
    const [id] = mutant.caughtBy;
    const judged = properties.filter((property) => property.id === id);
    const broken = check(scenario, controller, judged);
    const token = tokensOf(broken, { judged: [id!] })[id!]!;
    expect(replay(decode(token), controller, properties)).toMatchObject({ isSameEnd: true, judgement: result(broken, id!).story!.reason });
  });

  test('ends in another state where the recorded one was another', () => {
    expect(replay({ ...recorded, end: 'other' }, referenceFor('1.37'), properties)).toMatchObject({ isSameEnd: false });
  });

  test('says where it parts ways with a controller that decides otherwise', () => {
    const impatient: Controller = {
      name: 'impatient',
      *reconcile({ set }): Conversation<Ending> {
        yield* ask({ op: 'createPod', name: 'web-1', revision: set!.template, claims: [] });
        return {};
      },
    };
    const { diverged, steps, isSameEnd, judgement, end } = replay(recorded, impatient, properties);
    expect(diverged).toMatchObject({ at: 2, key: 'controller/create-revision B ok' });
    expect(diverged!.enabled).toContain('controller/create web-1 ok');
    expect(steps).toHaveLength(2);
    expect([isSameEnd, judgement]).toEqual([false, undefined]);
    expect(end.inFlight).toMatchObject([{ request: { op: 'createPod', name: 'web-1' } }]);
  });

  test('says nothing about rest where another controller goes on', () => {
    const [scope] = scopesOf({ ...scenario({}).set, policy: 'Parallel' }, { kubernetes: '1.35.0', assume: 'crashes', volumes: [], scope: 'default', maxReplicas: 2 });
    const stuck = checkReference(scope!.scenario);
    const story = recordingOf(stuck, result(stuck, converged).story!);
    expect(replay(story, referenceFor('1.35.0'), properties).judgement).toContain('nobody acts any more');
    const moving = replay(story, referenceFor('1.37'), properties);
    expect(moving.end.inFlight).toMatchObject([{ request: { op: 'deletePod' } }]);
    expect(moving).toMatchObject({ isSameEnd: false, judgement: undefined });
  });

  test('says nothing about a promise that is not checked any more', () => {
    expect(replay({ ...recorded, property: 'family/gone' }, referenceFor('1.37'), properties).judgement).toBeUndefined();
  });

  test('of a promise that is kept at its end says that it holds', () => {
    expect(replay({ ...recorded, property: 'identity/at-most-one-execution' }, referenceFor('1.37'), properties).judgement).toBe(true);
  });
});

describe('a recorded story beside the controller it was recorded with', () => {
  const reference = referenceFor('1.37');
  const isControllers = (index: number): boolean => /^controller\/(?!restart)/.test(recorded.keys[index]!);
  /** The reference, but for what it asks: `undefined` leaves a request as it is. */
  const asking = (change: (request: Request) => Request | undefined): Controller => ({
    ...reference,
    name: 'other',
    *reconcile(view) {
      const pass = reference.reconcile(view);
      let step = pass.next();
      while (!step.done) {
        const asked = step.value;
        step = pass.next(yield 'concurrently' in asked ? asked : (change(asked) ?? asked));
      }
      return step.value;
    },
  });

  test('is decided alike at each step of a controller, and at no other', () => {
    const { beside } = replay(recorded, asking(() => undefined), properties, reference);
    expect(beside).toEqual({ controller: 'reference@1.37', alike: recorded.keys.map((_, index) => (isControllers(index) ? true : undefined)) });
  });

  test('is not compared where nobody says with whom', () => {
    expect(replay(recorded, reference, properties)).not.toHaveProperty('beside');
  });

  test('differs first where another request is made, and goes on from there', () => {
    const { beside, diverged, isSameEnd } = replay(recorded, asking((request) => (request.op === 'updateStatus' ? { ...request, status: { ...request.status, replicas: 7 } } : undefined)), properties, reference);
    const recordedStatus = replay({ ...recorded, keys: recorded.keys.slice(0, 4) }, reference, properties).end.inFlight![0]!.request;
    expect(diverged).toBeUndefined();
    expect(isSameEnd).toBe(true);
    expect(beside!.alike).toEqual([undefined, true, true, false, true, undefined, undefined, true, true]);
    expect(beside!.first).toMatchObject({ at: 3, left: { asks: [{ request: { op: 'updateStatus', status: { replicas: 7 } } }] }, right: { asks: [{ request: recordedStatus }] } });
  });

  test('differs where one pass fails and the other does not, unless another pass follows anyway', () => {
    const failing: Controller = { ...reference, name: 'failing', *reconcile(view) { return { ...(yield* reference.reconcile(view)), error: 'always' }; } };
    const { beside } = replay(recorded, failing, properties, reference);
    // After step 5, the write of the status has queued the set for both.
    expect(beside!.alike.indexOf(false)).toBe(8);
    expect(beside!.first).toMatchObject({ at: 8, left: { asks: [], end: { retry: true } }, right: { asks: [], end: { retry: false } } });
  });

  test('is compared as far as it can be told', () => {
    const idle: Controller = { name: 'idle', *reconcile() { return {}; } };
    const { beside, diverged } = replay(recorded, idle, properties, reference);
    expect(diverged).toMatchObject({ at: 2 });
    expect(beside).toMatchObject({ alike: [undefined, false], first: { at: 1, left: { asks: [] }, right: { asks: [{ request: { op: 'createRevision' } }] } } });
  });

  test('that the recorded controller does not tell any more is compared up to there', () => {
    const { beside } = replay({ ...recorded, keys: [...recorded.keys.slice(0, 4), 'kubelet/ready web-0'] }, reference, properties, reference);
    expect(beside).toEqual({ controller: 'reference@1.37', alike: [undefined, true, true, true], stuck: 4 });
  });
});
