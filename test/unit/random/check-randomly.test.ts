import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scenario } from '../../../models/scenario.ts';
import type { Controller } from '../../../models/controllers/controller.ts';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { reference } from '../../../models/controllers/reference.ts';
import { releaseOf } from '../../../models/controllers/releases.ts';
import { properties, propertyOf } from '../../../properties/index.ts';
import { check, isAboutRuns, type PropertyResult, type Result } from '../../../src/check.ts';
import { openUniverse } from '../../../src/universe.ts';
import { checkRandomly, stories, type RandomProgress } from '../../../src/random.ts';
import { baseScenario, scenario, scopesOf } from '../../../src/scopes.ts';

const profile = releaseOf('1.37');
const sound = reference(profile);
const [rollback] = scopesOf(baseScenario.set, { kubernetes: '1.37', assume: 'crashes', volumes: [], scope: 'default', maxReplicas: 2 });

function mutant(name: string): { readonly where: Scenario; readonly controller: Controller } {
  const found = mutants.find((candidate) => candidate.name === name)!;
  return { where: scenario(found.scenario), controller: found.make(profile) };
}

const violated = (result: Result): PropertyResult[] => result.properties.filter(({ verdict }) => verdict === 'violated');
const lengths = (result: Result) => Object.fromEntries(violated(result).map(({ id, story }) => [id, story!.steps.length]));

describe('what is violated', () => {
  test.each(['skips-readiness-wait', 'marks-wanted-claims', 'works-on-while-deleting', 'ignores-partition'])('%s: each promise once, as short as the exhaustive search tells it', (name) => {
    const { where, controller } = mutant(name);
    const result = checkRandomly(where, controller, properties, { runs: 2000, seed: 1 });
    const exact = check(where, controller, properties);
    // Whatever was found by chance, the story that is told in the end is the one that the exhaustive search tells.
    const told = (of: Result) => violated(of).filter(({ id }) => !isAboutRuns(propertyOf(id)!)).map(({ id, story }) => ({ id, story }));
    expect(told(result)).toEqual(told(exact));
    for (const { id, story, shrunkFrom, minimal } of violated(result)) {
      expect(minimal).toBe(!isAboutRuns(propertyOf(id)!));
      expect(shrunkFrom).toBeGreaterThanOrEqual(story!.steps.length);
    }
  });

  test('kubernetes/kubernetes#67250 is found in the rollback scope', () => {
    expect(rollback!.name).toBe('rollback');
    const result = checkRandomly(rollback!.scenario, sound, properties, { runs: 2000, seed: 42 });
    // A promise about fair runs is never proved to have no shorter story: a loop might be one.
    expect(violated(result).map(({ id, minimal }) => ({ id, minimal }))).toEqual(['liveness/converges', 'liveness/rollout-completes'].map((id) => ({ id, minimal: false })));
    expect(lengths(result)).toEqual(lengths(check(rollback!.scenario, sound, properties)));
    const { story } = violated(result)[0]!;
    expect(story!.start).toEqual(story!.steps[0]!.before);
    expect(story!.loop).toBeUndefined();
  });

  test('without the states to prove it, a minimum is not called one', () => {
    const { where, controller } = mutant('marks-wanted-claims');
    const result = checkRandomly(where, controller, properties, { runs: 2000, seed: 1, maxExactStates: 5 });
    const exact = lengths(check(where, controller, properties));
    for (const { id, story, minimal } of violated(result)) {
      expect(minimal).toBe(false);
      expect(story!.steps.length).toBeGreaterThanOrEqual(exact[id]!);
    }
  });

  test.each([['overlooks-terminating-pods', 0], ['updates-without-waiting', 2], ['works-on-while-deleting', 1]])('%s, seed %i: what is called a minimum is one, however few states prove it', (name, seed) => {
    const { where, controller } = mutant(name);
    const judged = properties.filter((property) => !isAboutRuns(property));
    const exact = lengths(check(where, controller, judged));
    const verdicts = new Set<boolean>();
    for (let maxExactStates = 1; maxExactStates < 150; maxExactStates += 1 + (maxExactStates >> 5)) {
      for (const { id, story, minimal } of violated(checkRandomly(where, controller, judged, { runs: 100, seed, maxExactStates }))) {
        verdicts.add(minimal!);
        if (minimal) expect(story!.steps.length).toBe(exact[id]);
      }
    }
    expect(verdicts).toEqual(new Set([true, false]));
  });

  test('the exact step does not count as exercise', () => {
    const { where, controller } = mutant('keeps-the-pod-reference');
    const exercise = (maxExactStates: number) => checkRandomly(where, controller, properties, { runs: 30, seed: 1, maxExactStates }).properties.map(({ id, exercised }) => ({ id, exercised }));
    expect(exercise(100_000)).toEqual(exercise(1));
  });

  test('the search ends when every property is violated', () => {
    const { where, controller } = mutant('skips-readiness-wait');
    const waits = properties.filter(({ id }) => id === 'ordering/successor-waits');
    const { exploration } = checkRandomly(where, controller, waits, { runs: 1_000_000, seed: 1 });
    expect(exploration.walks).toBeLessThan(1000);
    expect(exploration.limit).toBeUndefined();
  });
});

describe('what is not violated', () => {
  const where = scenario({ edits: { template: 1 }, disturbances: 1 });
  const result = checkRandomly(where, sound, properties, { runs: 1000, seed: 7 });

  test('holds so far, or was not exercised', () => {
    expect(new Set(result.properties.map(({ verdict }) => verdict))).toEqual(new Set(['holds-so-far', 'not-exercised']));
    for (const { verdict, exercised } of result.properties) expect(verdict === 'not-exercised').toBe(exercised === 0);
    expect(result.properties.find(({ id }) => id === 'ordering/successor-waits')!.verdict).toBe('holds-so-far');
  });

  test('the summary says what was walked', () => {
    const exact = check(where, sound, properties);
    const { exploration } = result;
    expect(exploration).toMatchObject({ search: 'random', complete: false, walks: 1000, seed: 7 });
    expect(exploration.states).toBeGreaterThan(100);
    expect(exploration.states).toBeLessThanOrEqual(exact.exploration.states);
    expect(exploration.actions.map(({ name }) => name)).toEqual(exact.exploration.actions.map(({ name }) => name));
    const { shareOfStates } = checkRandomly(where, sound, properties, { runs: 10, seed: 7, reachableStates: exact.exploration.states }).exploration;
    expect(shareOfStates).toBeGreaterThan(0);
    expect(shareOfStates).toBeLessThan(exploration.states / exact.exploration.states);
    expect(exploration.unsettledWalks).toBe(0);
    expect(exploration.cutWalks).toBeLessThan(100);
    expect(checkRandomly(where, sound, properties, { runs: 10, seed: 7, maxSteps: 3 }).exploration.cutWalks).toBe(10);
    expect(exploration.actions.reduce((sum, { taken }) => sum + taken, 0)).toBe(exploration.transitions);
  });
});

describe('determinism', () => {
  test('the same seed gives the same result, another seed another', () => {
    const { where, controller } = mutant('marks-wanted-claims');
    const once = (seed: number) => checkRandomly(where, controller, properties, { runs: 500, seed });
    const { scenario: _, ...first } = once(9);
    expect(once(9)).toMatchObject(first);
    expect(once(10).exploration.transitions).not.toBe(first.exploration.transitions);
  });

  test('after a finding the search goes on with the next walk', () => {
    const { where, controller } = mutant('works-on-while-deleting');
    const id = 'protocol/no-action-while-deleting';
    const judged = properties.filter((property) => property.id === id || property.id === 'identity/ordinal-in-range');
    const runs = 60;
    const sample = (except: ReadonlySet<string>) => fc.sample(stories(openUniverse(where, controller, judged), { except }), { seed: 4, numRuns: runs });
    const found = sample(new Set()).findIndex(({ violation }) => violation);
    expect(found).toBeGreaterThan(0);
    const result = checkRandomly(where, controller, judged, { runs, seed: 4 });
    const { shrunkFrom } = result.properties.find((property) => property.id === id)!;
    const steps = sample(new Set([id])).map(({ keys }, walk) => (walk === found ? shrunkFrom! : keys.length));
    expect(result.exploration).toMatchObject({ walks: runs, transitions: steps.reduce((sum, length) => sum + length, 0) });
  });
});

describe('progress', () => {
  const where = scenario({ edits: { template: 1 } });

  test('is told and may end the search', () => {
    const told: RandomProgress[] = [];
    const { exploration } = checkRandomly(where, sound, properties, {
      runs: 100_000, seed: 1, progressEvery: 500,
      onProgress: (progress) => (told.push(progress), told.length < 3 ? 'continue' : 'interrupted'),
    });
    expect(told).toHaveLength(3);
    expect(told[2]).toMatchObject({ walks: exploration.walks, states: exploration.states, transitions: exploration.transitions });
    expect(exploration.limit).toBe('interrupted');
    expect(exploration.walks).toBeLessThan(1000);
  });

  test('a time limit ends the search', () => {
    const { exploration } = checkRandomly(where, sound, properties, { runs: 10_000_000, seed: 1, timeLimitMs: 50 });
    expect(exploration.limit).toBe('time');
    expect(exploration.walks).toBeGreaterThan(0);
  });

  describe('in the middle of', () => {
    const { where: messy, controller } = mutant('marks-wanted-claims');
    const judged = properties.filter(({ id }) => id === 'storage/data-change-is-explained');
    const interrupted = (progressEvery: number) => checkRandomly(messy, controller, judged, { runs: 2000, seed: 1, progressEvery, onProgress: ({ walks }) => (walks > found ? 'interrupted' : 'continue') });
    const whole = checkRandomly(messy, controller, judged, { runs: 2000, seed: 1 });
    /** Walks before the one that breaks the promise. */
    const found = whole.exploration.walks! - 1;

    test('shrinking, the story stays as short as it is', () => {
      const { exploration, properties: [result] } = interrupted(1);
      expect(exploration).toMatchObject({ limit: 'interrupted', walks: whole.exploration.walks });
      expect(result).toMatchObject({ verdict: 'violated', minimal: false, shrunkFrom: whole.properties[0]!.shrunkFrom });
      expect(result!.story!.steps.length).toBeGreaterThan(whole.properties[0]!.story!.steps.length);
    });

    test('the exact step, nothing is proved', () => {
      expect(whole.properties[0]!.minimal).toBe(true);
      const { exploration, properties: [result] } = interrupted(1_000_000);
      expect(exploration.limit).toBe('interrupted');
      expect(result).toMatchObject({ verdict: 'violated', minimal: false });
    });
  });

  test('no runs see nothing', () => {
    const { exploration, properties: results } = checkRandomly(where, sound, properties, { runs: 0, seed: 1 });
    expect(exploration).toMatchObject({ walks: 0, states: 0, transitions: 0, depth: 0 });
    expect(new Set(results.map(({ verdict }) => verdict))).toEqual(new Set(['not-exercised']));
  });
});

test('a fault of the controller is thrown, not shrunk', () => {
  const broken: Controller = { ...sound, name: 'throws', reconcile: () => { throw new Error('boom'); } };
  expect(() => checkRandomly(scenario({}), broken, properties, { runs: 10, seed: 1 })).toThrow(/boom/);
});
