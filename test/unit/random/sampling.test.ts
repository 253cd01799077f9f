/** The findings that decided for the default sampler, with one seed; test/slow/sampling.test.ts has them all. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findings, type Target } from '../../../scripts/measure-samplers.ts';
import { properties } from '../../../properties/index.ts';
import { openUniverse } from '../../../src/universe.ts';
import { knownFinding } from '../../../src/known.ts';
import { checkRandomly, stories, type SamplerName } from '../../../src/random.ts';

const named = (name: string): Target => findings.find((target) => target.name === name)!;

/** The story that random exploration tells in the end. */
function storyOf({ scenario, controller, property }: Target, runs: number, seed: number) {
  const judged = properties.filter(({ id }) => id === property);
  return checkRandomly(scenario, controller, judged, { runs, seed, maxExactStates: 20_000 }).properties[0]!.story;
}

describe('random exploration finds', () => {
  test.each([1, 2, 3])('a broken template that was reverted in two scopes, seed %i', (seed) => {
    for (const [name, reference, release] of [['#67250', 'kubernetes/kubernetes#67250', 'r1.37'], ['#137409', 'kubernetes/kubernetes#137409', 'r1.35.0']] as const) {
      const target = named(name);
      expect(knownFinding(storyOf(target, 100, seed)!, release, target.scenario)?.reference).toBe(reference);
    }
  });

  test.each([1, 2, 3])('the deletion of a healthy successor, where a lot goes on, seed %i', (seed) => {
    const target = named('stale-cache deletion, crashes');
    const story = storyOf(target, 2000, seed)!;
    expect(knownFinding(story, 'r1.35.0', target.scenario)?.reference).toBe('docs/fidelity.md#deletes-name-no-incarnation');
    expect(story.steps.length).toBeLessThan(30);
  });

  test('the deletion by lag alone, which the uniform sampler misses in as many walks', () => {
    const target = named('stale-cache deletion, lag alone');
    const told = (sampler?: SamplerName) => {
      const of = stories(openUniverse(target.scenario, target.controller, properties.filter(({ id }) => id === target.property)), { maxExactStates: 0, ...(sampler ? { sampler } : {}) });
      return fc.check(fc.property(of, of.keepsPromises), { seed: 10, numRuns: 1000 });
    };
    expect(told('uniform').failed).toBe(false);
    const { counterexample } = told();
    expect(counterexample![0].keys.filter((key) => /^network\/late| late$|crash/.test(key))).toEqual([]);
    expect(counterexample![0].keys.some((key) => key.startsWith('controller/pass 3 pod events behind'))).toBe(true);
  });
});
