/** A controller that fails as a program is told by what led to it, whoever ran it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ask, type Controller, type Request, type View } from '../../models/controllers/controller.ts';
import { reference } from '../../models/controllers/reference.ts';
import { releaseOf } from '../../models/controllers/releases.ts';
import { properties } from '../../properties/index.ts';
import { check } from '../../src/check.ts';
import { faultOf as asData } from '../../src/cli/errors.ts';
import { compareDecisions } from '../../src/compare/index.ts';
import { FaultInStory, type FaultStory } from '../../src/faults.ts';
import { checkRandomly, stories } from '../../src/random.ts';
import { DEFAULT_WIDTH, faultStoryText, paintOf } from '../../src/report/index.ts';
import { scenario, scopesOf } from '../../src/scopes.ts';
import { recordingOf, replay } from '../../src/trace/index.ts';
import { openUniverse } from '../../src/universe.ts';
import { propertiesCalled, result } from '../support/scenarios.ts';

const upright = reference(releaseOf('1.37'));
const one = scenario({ set: { replicas: 1 }, edits: { template: 1 }, facets: { revisions: true } });

/** The reference, which fails where a pass over such a view has ended. */
const fragile = (isBad: (view: View) => boolean): Controller => ({
  ...upright,
  name: 'fragile',
  *reconcile(view) {
    const end = yield* upright.reconcile(view);
    if (isBad(view)) throw new Error('boom');
    return end;
  },
});
const afterEdit = fragile(({ set, pods }) => set?.template === 'B' && pods[0]?.ready === true);

function faultOf(run: () => unknown): FaultInStory {
  try {
    run();
  } catch (error) {
    if (error instanceof FaultInStory) return error;
    throw error;
  }
  throw new Error('Expected a fault.');
}

const storyOf = (run: () => unknown): FaultStory => faultOf(run).story;
const keysOf = ({ steps }: FaultStory): readonly string[] => steps.map(({ action }) => action.key);
const textOf = (story: FaultStory): string => faultStoryText(story, { paint: paintOf(false), width: DEFAULT_WIDTH });

describe('a controller that fails in a pass', () => {
  test('is told by the shortest story that leads there, and how far its pass had got', () => {
    const fault = faultOf(() => check(one, afterEdit, properties));
    expect(fault.message).toBe('fragile threw an error in a pass: boom.');
    expect((fault.cause as Error).message).toBe('boom');
    expect(textOf(fault.story)).toBe(
      [
        '  OrderedReady · RollingUpdate · Kubernetes 1.37',
        '',
        '   0  start       StatefulSet web, 1 replica, partition 0, template A',
        '   1  controller  pass               asks create-revision A',
        '   2  controller  create-revision A  + revision A',
        '   3  controller  create web-0       + pod web-0 (Pending, revision A)',
        '   4  controller  status web',
        '   5  kubelet     start web-0        web-0 Running',
        '   6  kubelet     ready web-0        web-0 Ready',
        '   7  user        template A→B',
        '   8  controller  pass',
        '                                     ▲ fails if it is answered createRevision B ok, deletePod web-0 ok,',
        '                                       updateStatus web ok',
        '',
        '  8 steps; no pass failed in any state that is nearer',
      ].join('\n'),
    );
  });

  test('of which its caches were out of date says what it saw', () => {
    const story = storyOf(() => check(one, fragile(({ behindOwnWrites }) => behindOwnWrites.includes('pods')), properties));
    expect(story.steps.at(-1)).toMatchObject({ fails: true, view: { pods: [] } });
    expect(textOf(story)).toMatch(/pass {2,}saw web-0 absent \(truth: Pending, revision A\)\n +its caches do not show its own writes yet: pods\n +▲ fails before it is answered anything\n/);
  });

  test('before it asks anything, at the very start', () => {
    const hopeless: Controller = { name: 'hopeless', reconcile: () => { throw new Error('oh'); } };
    const story = storyOf(() => check(one, hopeless, properties));
    expect(keysOf(story)).toEqual(['controller/pass']);
    expect(textOf(story)).toContain('fails before it is answered anything\n\n  1 step;');
  });

  test('and asks for ever is not quoted at length', () => {
    const endless: Controller = { name: 'endless', *reconcile() { for (;;) yield* ask({ op: 'getSet', name: 'web' }); } };
    expect(textOf(storyOf(() => check(one, endless, properties)))).toMatch(/(getSet\s+web\s+ok,\s+){12}and\s+289\s+more/);
  });

  test('beyond the depth to which states are judged is told as well', () => {
    const shallow = storyOf(() => check(one, afterEdit, propertiesCalled('liveness/converges'), { maxDepth: 7 }));
    expect(keysOf(shallow)).toHaveLength(8);
    expect(() => check(one, afterEdit, propertiesCalled('liveness/converges'), { maxDepth: 6 })).not.toThrow();
  });

  test('is told by the walk that met it, which may be longer than needed', () => {
    const story = storyOf(() => checkRandomly(one, afterEdit, properties, { runs: 200, seed: 1 }));
    expect(story.minimal).toBe(false);
    expect(keysOf(story).length).toBeGreaterThanOrEqual(8);
    expect(textOf(story)).toMatch(/ steps; a shorter one may lead to a pass that fails$/);
    const told = stories(openUniverse(one, afterEdit, properties));
    expect(keysOf(storyOf(() => fc.sample(told, { seed: 1, numRuns: 200 })))).toEqual(keysOf(story));
  });

  test('and yielded what is no data all through is told by a worker as well', () => {
    const odd: Controller = {
      name: 'odd',
      *reconcile({ pods }) {
        if (pods.length > 0) throw new Error('boom');
        yield { op: 'createPod', name: 'web-0', revision: 'A', claims: [], note: { log: () => 1 } } as Request;
        return {};
      },
    };
    const fault = faultOf(() => check(one, odd, properties));
    expect(() => structuredClone(fault.story)).toThrow('could not be cloned');
    const { name, message, story } = structuredClone(asData(fault));
    expect([name, message]).toEqual(['ControllerFault', 'odd threw an error in a pass: boom.']);
    expect(textOf(story!)).toBe(textOf(fault.story));
  });

  test('while somebody else\'s story is replayed is told as far as that went', () => {
    const [rollback] = scopesOf(scenario({}).set, { kubernetes: '1.37', assume: 'crashes', volumes: [], scope: 'default', maxReplicas: 2 });
    const found = check(rollback!.scenario, upright, propertiesCalled('liveness/converges'));
    const recording = recordingOf(found, result(found, 'liveness/converges').story!);
    const at = recording.keys.findIndex((key) => key.startsWith('user/template'));
    const story = storyOf(() => replay(recording, fragile(({ set }) => set?.template === 'B'), properties));
    expect(keysOf(story)).toEqual([...recording.keys.slice(0, at + 1), 'controller/pass']);
  });

  test('is told in comparisons, whichever of the two it is', () => {
    const alone = keysOf(storyOf(() => check(one, afterEdit, properties)));
    for (const [left, right] of [[upright, afterEdit], [afterEdit, upright]] as const) {
      for (const everything of [false, true]) {
        const fault = faultOf(() => compareDecisions(one, left, right, { everything }));
        expect(fault.message).toContain('fragile threw an error');
        expect([keysOf(fault.story), fault.story.minimal]).toEqual([alone, true]);
      }
    }
  });
});

describe('a run that stays where it is because each pass fails', () => {
  const scaled = scenario({ ...one, from: 'converged', edits: { scale: 1 }, scale: { min: 0, max: 1 } });
  const stubborn = (error: string): Controller => ({
    ...upright,
    name: 'stubborn',
    *reconcile(view) {
      return view.set?.replicas === 0 && view.pods.length > 0 ? { error } : yield* upright.reconcile(view);
    },
  });
  const broken = 'liveness/extra-pod-removed';
  const reasonIn = (error: string): string => result(check(scaled, stubborn(error), propertiesCalled(broken)), broken).story!.reason;

  test('quotes the error, however it was found, and when it is replayed', () => {
    const reason = 'web-0 is still there while the set wants 0 replicas; each pass fails, and is tried again: pod web-0 is not marked';
    const found = check(scaled, stubborn('pod web-0 is not marked\nfor scale-down'), propertiesCalled(broken));
    expect(result(found, broken).story).toMatchObject({ reason, rests: true });
    const walked = checkRandomly(scaled, stubborn('pod web-0 is not marked'), propertiesCalled(broken), { runs: 50, seed: 1 });
    expect(result(walked, broken).story!.reason).toBe(reason);
    const recording = recordingOf(found, result(found, broken).story!);
    expect(replay(recording, stubborn('pod web-0 is not marked'), properties).judgement).toBe(reason);
  });

  test('quotes no more than the beginning of it, and says so if there is nothing to quote', () => {
    expect(reasonIn('x'.repeat(300))).toMatch(/ again: x{200}$/);
    expect(reasonIn('')).toMatch(/ again: it does not say why$/);
  });

  test('says that nobody acts where a pass has nothing to do', () => {
    const lazy: Controller = { ...stubborn(''), *reconcile(view) { return view.set?.replicas === 0 ? {} : yield* upright.reconcile(view); } };
    expect(result(check(scaled, lazy, propertiesCalled(broken)), broken).story!.reason).toBe('web-0 is still there while the set wants 0 replicas; nobody acts any more');
  });
});
