/** Liveness is exact: a fair run is found wherever there is one, and nothing else is taken for one. */
import { describe, expect, test } from 'vitest';
import { ask, defineController } from '../../models/controllers/controller.ts';
import { mutants } from '../../models/controllers/mutants/index.ts';
import type { Scenario } from '../../models/scenario.ts';
import { check } from '../../src/check.ts';
import { openUniverse } from '../../src/universe.ts';
import { explore, World } from '../../src/engine/index.ts';
import { probesOf } from '../../src/probes.ts';
import { scenario } from '../../src/scopes.ts';
import { recordingOf, replay } from '../../src/trace/index.ts';
import { properties } from '../../properties/index.ts';
import { checkReference, everyday, mutantWorld, propertiesCalled, referenceFor, result } from '../support/scenarios.ts';

const converges = 'liveness/converges';

/** A broken template is rolled out and reverted, and nothing else happens. */
const rollback = (policy: Scenario['set']['policy'], kubernetes = '1.37'): Scenario =>
  scenario({ kubernetes, set: { policy }, templates: [{ broken: false }, { broken: true }], edits: { template: 2 }, facets: { revisions: true } });

describe('a broken template that was reverted', () => {
  test('ends in a world in which nothing more happens, under OrderedReady', () => {
    const { story } = result(checkReference(rollback('OrderedReady')), converges);
    expect(story).toMatchObject({ reason: 'web-0 stays at revision B and is not ready while the set wants A; nobody acts any more' });
    expect(story!.steps).toHaveLength(9);
    expect(story).not.toHaveProperty('loop');
  });

  test('is overcome on every fair run under Parallel', () => {
    const judged = checkReference(rollback('Parallel'));
    expect(judged.exploration).toMatchObject({ states: 55_954, transitions: 211_215, complete: true });
    for (const id of [converges, 'liveness/rollout-completes', 'liveness/deleted-broken-pod-recovers']) expect(result(judged, id).verdict, id).toBe('holds');
  });
});

describe('a controller that restarts its pods for ever', () => {
  const { scenario: of, controller, upright } = mutantWorld(mutants.find(({ name }) => name === 'restarts-pods-for-ever')!);
  const judged = check(of, controller, properties);

  test.each([converges, 'liveness/falls-silent'])('breaks %s by a loop that leads back to where it began', (id) => {
    const { story } = result(judged, id);
    expect(story!.reason).toMatch(/; and so it goes on for ever$/);
    const loop = story!.steps.slice(story!.loop);
    expect(loop.at(-1)!.after).toEqual(loop[0]!.before);
    // The pod is made, runs, and goes, in each round.
    const keys = loop.map(({ action }) => action.key);
    for (const key of ['controller/create web-0 ok', 'kubelet/start web-0', 'kubelet/ready web-0', 'controller/delete web-0 ok', 'kubelet/remove web-0']) expect(keys).toContain(key);
  });

  test('is told again by its token, and the loop is judged again', () => {
    const { story } = result(judged, converges);
    const recording = recordingOf(judged, story!);
    expect(replay(recording, controller, properties)).toMatchObject({ isSameEnd: true, judgement: story!.reason });
    // One round that is cut short does not lead back.
    expect(replay({ ...recording, keys: recording.keys.slice(0, -1) }, controller, properties).judgement).toBeUndefined();
    expect(replay(recording, upright, properties).diverged).toBeDefined();
  });
});

test('runs in which a cache never moves on are no findings, and there are some', () => {
  const universe = openUniverse(everyday(2, 'OrderedReady', '1.37', { claims: true, revisions: true }), referenceFor('1.37'), propertiesCalled(converges));
  const { columns, rules, fairness } = universe.cluster;
  const probes = probesOf(universe.cluster, universe.properties);
  const violationUnder = (fair: typeof fairness) => explore(new World({ columns, rules, fairness: fair }), probes).probes[0]!.violation;
  expect(violationUnder(fairness)).toBeUndefined();
  expect(violationUnder(fairness.filter(({ name }) => !name.startsWith('the cache of')))).toMatchObject({ cycle: expect.any(Array) as unknown });
});

test('a controller that deletes each pod before it is ready goes round for ever, although a kubelet could start each of them', () => {
  const upright = referenceFor('1.37');
  const impatient = defineController({
    name: 'impatient',
    *reconcile(view) {
      const early = view.pods.find(({ phase, terminating }) => phase === 'Pending' && !terminating);
      if (early) yield* ask({ op: 'deletePod', name: early.name });
      return early ? {} : yield* upright.reconcile(view);
    },
  });
  const of = scenario({ set: { replicas: 1 } });
  const judged = check(of, impatient, propertiesCalled(converges, 'liveness/ended-pod-replaced'));
  for (const id of [converges, 'liveness/ended-pod-replaced']) {
    const { story } = result(judged, id);
    expect(story!.steps.slice(story!.loop).map(({ action }) => action.family), id).not.toContain('kubelet/start');
  }
});

describe('a set that has used up its volumes', () => {
  const of = (volumes: readonly string[]) =>
    scenario({ from: 'converged', set: { claimTemplates: ['www'], retention: { whenDeleted: 'Retain', whenScaled: 'Delete' } }, edits: { scale: 2 }, volumes, facets: { claims: true, retention: true, volumes: true } });

  test.each([[['pv001', 'pv002']], [[]]])('is not to blame for what waits for one (%j)', (volumes) => {
    const { story } = result(checkReference(of(volumes)), converges);
    // Without a volume there is no promise; what is broken is known, and the same with volumes made on demand.
    expect(story!.reason).toMatch(/web-1 is missing/);
  });

  test('is seen to have', () => {
    const { world, cluster } = openUniverse(of(['pv001', 'pv002']), referenceFor('1.37'), []);
    const seen = new Set<boolean>();
    explore(world, { states: [{ id: 'seen', reads: world.columns, check: (...values: readonly unknown[]) => void seen.add(cluster.observe(Object.fromEntries(world.columns.map((name, at) => [name, values[at]]))).outOfVolumes) }] });
    expect([...seen].sort()).toEqual([false, true]);
  });
});

test('a shortest story is claimed only where every state is one in which something is awaited or there', () => {
  const { scenario: of, controller } = mutantWorld(mutants.find(({ name }) => name === 'ignores-failed-pods')!);
  const judged = check(of, controller, properties);
  // A pod that has ended may be missing in the end, and is then neither ended nor replaced.
  expect(result(judged, 'liveness/ended-pod-replaced')).toMatchObject({ verdict: 'violated', minimal: false });
  expect(result(judged, converges)).not.toHaveProperty('minimal');
  const { scenario: small, controller: forgetful } = mutantWorld(mutants.find(({ name }) => name === 'forgets-the-last-pod')!);
  expect(result(check(small, forgetful, properties), 'liveness/missing-pod-created')).not.toHaveProperty('minimal');
});

test('a controller that crashes after any of its writes still converges (P-LIV-18)', () => {
  const judged = checkReference(everyday(2, 'OrderedReady', '1.37', { revisions: true }), propertiesCalled(converges));
  expect(judged.exploration.actions.find(({ name }) => name === 'controller/restart')!.taken).toBeGreaterThan(0);
  expect(result(judged, converges).verdict).toBe('holds');
});
