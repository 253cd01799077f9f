import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Controller } from '../../../models/controllers/controller.ts';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { reference } from '../../../models/controllers/reference.ts';
import { ControllerFault } from '../../../models/pass.ts';
import type { Scenario } from '../../../models/scenario.ts';
import { properties } from '../../../properties/index.ts';
import { check } from '../../../src/check.ts';
import { openUniverse } from '../../../src/universe.ts';
import { profileOf } from '../../../src/controllers.ts';
import { checkRandomly, generousScenarios, MAX_OPEN_UNIVERSES, stories, storiesOfUniverses, type StoryOptions } from '../../../src/random.ts';
import { SIMPLIFICATIONS, simplified } from '../../../src/random/simplify.ts';
import { Universes } from '../../../src/random/universes.ts';
import { scenario, type ScenarioChanges } from '../../../src/scopes.ts';
import { propertiesCalled } from '../../support/scenarios.ts';

const sound = (of: Scenario): Controller => reference(profileOf(of));
const careless = (of: Scenario): Controller => mutants.find(({ name }) => name === 'skips-readiness-wait')!.make(profileOf(of));
const waits = propertiesCalled('ordering/successor-waits');
/** Small enough to be opened in a test. */
const small: ScenarioChanges = { set: { replicas: 2, policy: 'OrderedReady' }, facets: { claims: false, status: false, revisions: false }, templates: [{ broken: false }] };

describe('the universes drawn from', () => {
  const drawn = generousScenarios();

  test('are few, and all of them stay open', () => {
    expect(drawn.length).toBeGreaterThan(20);
    expect(drawn.length).toBeLessThan(MAX_OPEN_UNIVERSES);
  });

  test('join every number of replicas with every policy, strategy and start', () => {
    const met = (of: (scenario: Scenario) => unknown) => new Set(drawn.map((each) => JSON.stringify([each.set.replicas, of(each)]))).size;
    expect(met(({ set }) => set.policy)).toBe(10);
    expect(met(({ from }) => from)).toBe(10);
    // Where three pods at once would be too many, there are two.
    expect(met(({ set }) => set.strategy)).toBeGreaterThanOrEqual(22);
  });

  test('have what the caller fixed', () => {
    const fixed: ScenarioChanges = { set: { policy: 'Parallel', strategy: { type: 'OnDelete', rollingUpdate: null } }, kubernetes: '1.34', disturbances: 1 };
    const restricted = generousScenarios(fixed);
    for (const each of restricted) expect(scenario(fixed, each)).toEqual(each);
    expect(new Set(restricted.map(({ set }) => set.replicas)).size).toBe(5);
  });

  test('are one where everything is fixed', () => {
    const { set, facets, from, templates } = scenario({});
    expect(generousScenarios({ set, facets, from, templates })).toHaveLength(1);
  });

  test('have no facet without what it stands on, and no edit of what is not there', () => {
    for (const { set, edits, facets } of [...drawn, ...generousScenarios({ set: { claimTemplates: [] } })]) {
      if (set.claimTemplates.length === 0) expect(facets).toMatchObject({ claims: false, volumes: false, retention: false });
      if (set.strategy.rollingUpdate === null) expect(edits.partition).toBe(0);
      expect(facets.availability).toBe(set.minReadySeconds > 0);
    }
    expect(generousScenarios({ kubernetes: '1.34' }).filter(({ set }) => set.strategy.type === 'Recreate')).toEqual([]);
  });
});

describe('a story of one of them', () => {
  const told = (options: StoryOptions = {}, fixed: ScenarioChanges = small) => storiesOfUniverses(careless, waits, fixed, options);

  test('is drawn from the seed and its number alone', () => {
    const all = fc.sample(told(), { seed: 7, numRuns: 30 });
    expect(new Set(all.map((story) => JSON.stringify(story.scenario))).size).toBeGreaterThan(3);
    // In the same worlds once more, now that they have learned, and in new ones from the middle.
    const warm = told();
    fc.sample(warm, { seed: 3, numRuns: 30 });
    expect(fc.sample(warm, { seed: 7, numRuns: 30 })).toEqual(all);
    const collected: unknown[] = [];
    const later = told();
    fc.check(fc.property(later, (story) => void collected.push(story)), { seed: 7, path: '20', numRuns: 10, endOnFailure: true });
    expect(collected).toEqual(all.slice(20));
  });

  test.each([1, 2])('shrinks until neither the story nor its universe can be made simpler, seed %i', (seed) => {
    const each = told({}, {});
    const { counterexample } = fc.check(fc.property(each, each.keepsPromises), { seed, numRuns: 1000 });
    const [story] = counterexample!;
    expect(story.violation).toMatchObject({ id: 'ordering/successor-waits', family: 'controller/pass' });
    expect(story.minimal).toBe(true);
    expect(story.scenario).toMatchObject({ set: { replicas: 2, claimTemplates: [] }, facets: scenario({}).facets, edits: { scale: 0, partition: 0, deleteSet: [] } });
    const { minimal, ...unmarked } = story;
    expect([...each.shrink(unmarked)].map(({ value }) => value)).toEqual([story]);
    const exact = check(story.scenario, careless(story.scenario), waits).properties[0]!;
    expect(story.keys).toHaveLength(exact.story!.steps.length);
    // Told again in its universe, it ends with the same violation.
    expect(stories(openUniverse(story.scenario, careless(story.scenario), waits)).replay(story.keys)).toMatchObject({ keys: story.keys, violation: story.violation });
  });

  test('keeps what the caller fixed when it shrinks', () => {
    const fixed: ScenarioChanges = { set: { replicas: 3, claimTemplates: ['data'] }, facets: { claims: true } };
    const each = told({}, { ...small, ...fixed });
    const { counterexample } = fc.check(fc.property(each, each.keepsPromises), { seed: 2, numRuns: 1000 });
    expect(counterexample![0].scenario).toMatchObject(fixed);
  });

  test('is not called minimal where the exact step may not look', () => {
    const each = told({ maxExactStates: 0 });
    const { counterexample } = fc.check(fc.property(each, each.keepsPromises), { seed: 1, numRuns: 1000 });
    expect(counterexample![0].minimal).toBe(false);
  });

  test('stays as it was found when time is over', () => {
    const each = told({ isOver: () => true });
    const { counterexample, numShrinks } = fc.check(fc.property(each, each.keepsPromises), { seed: 1, numRuns: 1000 });
    expect(counterexample![0].violation).toBeDefined();
    expect(numShrinks).toBeLessThanOrEqual(1);
  });

  test('that the reference tells keeps its promises', () => {
    const each = storiesOfUniverses(sound, waits, small);
    fc.assert(fc.property(each, each.keepsPromises), { seed: 1, numRuns: 200 });
  });
});

describe('making a scenario simpler', () => {
  test('ends', () => {
    for (const start of generousScenarios()) {
      let of = start;
      let rounds = 0;
      for (let which = 0; which < SIMPLIFICATIONS; ) {
        const simpler = simplified(of, [], which, {});
        if (simpler) of = simpler.scenario;
        which = simpler ? 0 : which + 1;
        expect(++rounds).toBeLessThan(1000);
      }
      expect(of).toMatchObject({ set: { replicas: 1, claimTemplates: [] }, disturbances: 0, assume: 'lag', facets: { claims: false, revisions: false, nodes: false } });
    }
  });

  test('names the steps as they are called with one pod less', () => {
    const of = scenario({ set: { replicas: 3 }, scale: { min: 0, max: 3 }, edits: { scale: 1 } });
    const renamed = Array.from({ length: SIMPLIFICATIONS }, (_, which) => simplified(of, ['user/scale 3→1', 'kubelet/start web-2', 'controller/delete web-1 late'], which, {})).filter((simpler) => simpler?.scenario.set.replicas === 2);
    expect(renamed.map((simpler) => simpler!.keys)).toEqual([
      ['user/scale 3→1', 'kubelet/start web-2', 'controller/delete web-1 late'],
      ['user/scale 2→0', 'kubelet/start web-2', 'controller/delete web-1 late'],
      ['user/scale 2→0', 'kubelet/start web-1', 'controller/delete web-0 late'],
    ]);
  });
});

test('the universe that was not used for the longest time is closed', () => {
  const universes = new Universes(sound, waits);
  const numbered = (disturbances: number) => universes.open(scenario({ disturbances }));
  const [first, second] = [numbered(0), numbered(1)];
  for (let n = 2; n < MAX_OPEN_UNIVERSES; n++) numbered(n);
  expect(numbered(0)).toBe(first);
  numbered(MAX_OPEN_UNIVERSES);
  expect(numbered(0)).toBe(first);
  expect(numbered(1)).not.toBe(second);
});

test('a fault of the controller is thrown as what it is', () => {
  const endless: Controller = { name: 'endless', *reconcile() { for (;;) yield { op: 'deletePod', name: 'elsewhere-0' } as const; } };
  const each = storiesOfUniverses(endless, waits, small);
  const asked = /^endless asked deletePod for "elsewhere-0"/;
  for (const run of [
    () => fc.check(fc.property(each, each.keepsPromises), { seed: 1, numRuns: 10 }),
    () => each.replay(['controller/pass']),
    () => checkRandomly(scenario({}), endless, waits, { runs: 10, seed: 1 }),
  ]) {
    expect(run).toThrow(ControllerFault);
    expect(run).toThrow(asked);
  }
});
