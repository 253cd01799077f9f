/** Stories of runs that go on for ever. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { check } from '../../../src/check.ts';
import { openUniverse } from '../../../src/universe.ts';
import { profileOf } from '../../../src/controllers.ts';
import { judgeRun } from '../../../src/engine/index.ts';
import { probesOf } from '../../../src/probes.ts';
import { checkRandomly, stories } from '../../../src/random.ts';
import { shorterRun } from '../../../src/random/shorter-run.ts';
import { scenario, type ScenarioChanges } from '../../../src/scopes.ts';
import { propertiesCalled } from '../../support/scenarios.ts';

const restless = mutants.find(({ name }) => name === 'restarts-pods-for-ever')!;
const where = scenario(restless.scenario as ScenarioChanges);
const controller = restless.make(profileOf(where));
const silent = propertiesCalled('liveness/falls-silent');
const universe = openUniverse(where, controller, silent);

describe('a loop that was found by chance', () => {
  const { story, minimal, verdict } = checkRandomly(where, controller, silent, { runs: 100, seed: 1 }).properties[0]!;

  test('is told as one that is fair and breaks the promise', () => {
    expect(verdict).toBe('violated');
    expect(story!.reason).toMatch(/and so it goes on for ever$/);
    expect(judgeRun(universe.world, probesOf(universe.cluster, silent).liveness!, story!.steps.map(({ action }) => action.key), story!.loop!)).toEqual(expect.any(String));
    expect(story!.steps.at(-1)!.after).toEqual(story!.steps[story!.loop!]!.before);
  });

  test('is no longer than the one that the exhaustive search tells, and not called minimal', () => {
    expect(story!.steps.length).toBeLessThanOrEqual(check(where, controller, silent).properties[0]!.story!.steps.length);
    expect(minimal).toBe(false);
  });

  test('is as long as the fair phase makes it where the exact step may not look', () => {
    const longer = checkRandomly(where, controller, silent, { runs: 100, seed: 1, maxExactStates: 0 }).properties[0]!;
    expect(longer.minimal).toBe(false);
    expect(longer.story!.steps.length).toBeGreaterThanOrEqual(story!.steps.length);
    expect(longer.story!.steps.at(-1)!.after).toEqual(longer.story!.steps[longer.story!.loop!]!.before);
    // One round, not two.
    const rounds = longer.story!.steps.filter(({ after }) => JSON.stringify(after) === JSON.stringify(longer.story!.steps.at(-1)!.after)).length;
    expect(rounds).toBeLessThanOrEqual(2);
  });
});

test('the arbitrary tells the same violation again, from the story it shrank to', () => {
  const told = stories(universe);
  const { counterexample } = fc.check(fc.property(told, told.keepsPromises), { seed: 1, numRuns: 100 });
  const [story] = counterexample!;
  expect(story.violation!.cycle).toBeGreaterThanOrEqual(story.rest!);
  const again = stories(universe);
  expect(() => again.keepsPromises(structuredClone(story))).toThrow(/^liveness\/falls-silent/);
});

describe('leaving steps out of a run', () => {
  const [property] = silent;
  const told = stories(universe, { maxExactStates: 0 });
  const { keys, violation } = fc.sample(told, { seed: 1, numRuns: 100 }).find((story) => story.violation?.cycle !== undefined)!;
  const run = { keys, loop: violation!.cycle! };
  const shorter = shorterRun(universe, property!, run, () => false);
  const probes = probesOf(universe.cluster, silent).liveness!;

  test('ends with a run from which none can be left out', () => {
    expect(shorter.keys.length).toBeLessThan(run.keys.length);
    for (let at = 0; at < shorter.keys.length; at++) {
      const loop = at < shorter.loop ? shorter.loop - 1 : shorter.loop;
      const left = shorter.keys.filter((_, index) => index !== at);
      if (left.length > loop) expect(judgeRun(universe.world, probes, left, loop)).not.toEqual(expect.any(String));
    }
  });

  test('finds the loop in what seemed to be the way to it', () => {
    const unrolled = { keys: [...shorter.keys, ...shorter.keys.slice(shorter.loop)], loop: shorter.keys.length };
    expect(shorterRun(universe, property!, unrolled, () => false)).toEqual(shorter);
  });

  test('stops when time is over', () => {
    expect(shorterRun(universe, property!, run, () => true)).toBe(run);
  });
});
