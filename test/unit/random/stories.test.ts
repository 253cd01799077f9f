import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { reference } from '../../../models/controllers/reference.ts';
import { releaseOf } from '../../../models/controllers/releases.ts';
import { properties } from '../../../properties/index.ts';
import { openUniverse, type Universe } from '../../../src/universe.ts';
import { Walker, World, type Rule, type StateProbe } from '../../../src/engine/index.ts';
import { PromiseBroken, Stories, stories, type Tellers, type ToldStory } from '../../../src/random.ts';
import { scenario } from '../../../src/scopes.ts';

/** The universe in which a mutant is caught. */
function universeOf(name: string): Universe {
  const mutant = mutants.find((candidate) => candidate.name === name)!;
  return openUniverse(scenario(mutant.scenario), mutant.make(releaseOf('1.37')), properties);
}

/** Stories of one walker, which are not to be made simpler. */
const tellersOf = (walker: Walker): Tellers => ({
  scenarios: [scenario({})],
  open: () => ({ universe: sound, walker }),
  simplified: () => undefined,
  simplifications: 0,
  shortest: ({ keys }) => ({ keys, minimal: false }),
});

const careless = universeOf('skips-readiness-wait');
const messy = universeOf('marks-wanted-claims');
const sound = openUniverse(scenario({ disturbances: 1, edits: { template: 1 } }), reference(releaseOf('1.37')), properties);

describe('stories are an arbitrary like any other', () => {
  test('fc.assert tells what broke, and how', () => {
    const told = stories(careless);
    expect(() => fc.assert(fc.property(told, told.keepsPromises), { seed: 1, numRuns: 1000 })).toThrow(
      /seed: 1, path: "[\d:]+"[\s\S]*ordering\/successor-waits[\s\S]*controller\/pass/,
    );
  });

  test('a sound controller passes', () => {
    const told = stories(sound);
    fc.assert(fc.property(told, told.keepsPromises), { seed: 1, numRuns: 500 });
  });

  test('the seed and the path lead to the shrunk story at once', () => {
    const told = stories(messy);
    const first = fc.check(fc.property(told, told.keepsPromises), { seed: 5, numRuns: 1000 });
    expect(first.failed).toBe(true);
    expect(first.numShrinks).toBeGreaterThan(0);
    const again = stories(messy);
    const replayed = fc.check(fc.property(again, again.keepsPromises), { seed: 5, path: first.counterexamplePath! });
    expect(replayed.counterexample).toEqual(first.counterexample);
    expect(replayed.numShrinks).toBe(0);
  });

  test('the same seed tells the same stories, another seed others', () => {
    const sample = (seed: number) => fc.sample(stories(sound), { seed, numRuns: 20 });
    expect(sample(1)).toEqual(sample(1));
    expect(sample(1)).not.toEqual(sample(2));
  });

  test('a reporter sees the story, and examples come first', () => {
    const told = stories(careless);
    const broken = fc.check(fc.property(told, told.keepsPromises), { seed: 1, numRuns: 1000 }).counterexample![0];
    const fresh = stories(careless);
    let reported: ToldStory | undefined;
    // Bare keys, as a file would hold them, with one that is not enabled.
    const example: ToldStory = { scenario: broken.scenario, keys: ['kubelet/ready web-0', ...broken.keys] };
    fc.assert(fc.property(fresh, fresh.keepsPromises), {
      seed: 2, numRuns: 1, examples: [[example]],
      reporter: ({ counterexample, counterexamplePath, errorInstance }) => {
        reported = counterexample![0];
        expect(counterexamplePath).toMatch(/^0/);
        expect(errorInstance).toBeInstanceOf(PromiseBroken);
        expect((errorInstance as PromiseBroken).property).toBe('ordering/successor-waits');
        expect((errorInstance as PromiseBroken).keys).toEqual(broken.keys);
      },
    });
    expect(reported!.keys).toEqual(broken.keys);
  });

  test('a time limit interrupts', () => {
    const told = stories(sound);
    const details = fc.check(fc.property(told, told.keepsPromises), { seed: 1, numRuns: 10_000_000, interruptAfterTimeLimit: 50 });
    expect(details).toMatchObject({ failed: false, interrupted: true });
    expect(details.numRuns).toBeGreaterThan(0);
  });

  test('predicates of one’s own shrink too', () => {
    const told = stories(sound);
    const { counterexample } = fc.check(fc.property(told, ({ keys }) => !keys.includes('kubelet/start web-1')), { seed: 1, numRuns: 100 });
    expect(counterexample![0].keys.at(-1)).toBe('kubelet/start web-1');
    expect(counterexample![0].violation).toBeUndefined();
  });
});

describe('shrinking', () => {
  test('keeps the promise that is broken and the family of steps that breaks it', () => {
    const told = stories(messy);
    const broken = fc.sample(told, { seed: 3, numRuns: 400 }).filter(({ violation }) => violation);
    expect(new Set(broken.map(({ violation }) => violation!.id)).size).toBeGreaterThan(1);
    let shrunk = 0;
    for (const story of broken.slice(0, 40)) {
      for (const { value } of told.shrink(story, undefined)) {
        expect(value.violation!.id).toBe(story.violation!.id);
        expect(value.violation!.family).toBe(story.violation!.family);
        if (value.minimal === undefined) expect(value.rest ?? value.keys.length).toBeLessThan(story.rest ?? story.keys.length);
        shrunk++;
      }
    }
    expect(shrunk).toBeGreaterThan(0);
  });

  describe('does not slide', () => {
    const count = (column: string, mover: Rule['mover'], family: string): Rule => ({
      name: `${family} ${column}`,
      mover,
      family,
      stages: [{ reads: [column], step: (value: number) => [{ label: `${family} to ${value + 1}`, next: [value + 1] }] }],
    });
    const model = { columns: [{ name: 'good', initial: 0 }, { name: 'bad', initial: 0 }], rules: [count('good', 'system', 'count'), count('bad', 'disturbance', 'spoil')] };
    const probe = (id: string, isBroken: (good: number, bad: number) => boolean): StateProbe => ({ id, reads: ['good', 'bad'], check: (good: number, bad: number) => (isBroken(good, bad) ? 'broken' : true) });
    const shorter = (states: readonly StateProbe[], keys: readonly string[]) => {
      const told = new Stories(tellersOf(new Walker(new World(model), { states })), {});
      const story = told.replay(keys);
      expect(story.violation).toBeDefined();
      return [...told.shrink(story, undefined)].filter(({ value }) => value.minimal === undefined).map(({ value }) => value.keys);
    };

    test('into another promise', () => {
      const one = probe('one', (good, bad) => good === 2 && bad === 1);
      const other = probe('other', (good, bad) => good === 2 && bad === 0);
      expect(shorter([one, other], ['spoil to 1', 'count to 1', 'count to 2'])).toEqual([]);
      expect(shorter([{ ...other, id: 'one' }, one], ['spoil to 1', 'count to 1', 'count to 2'])).toEqual([['count to 1', 'count to 2']]);
    });

    test('into another way to break it', () => {
      const one = probe('one', (good, bad) => (good === 2 && bad === 2) || (good === 0 && bad === 2));
      expect(shorter([one], ['spoil to 1', 'count to 1', 'spoil to 2', 'count to 2'])).toEqual([]);
    });
  });

  test('ends with a story from which no step can be left out', () => {
    const told = stories(messy);
    const { counterexample } = fc.check(fc.property(told, told.keepsPromises), { seed: 11, numRuns: 1000 });
    const { scenario, keys, violation } = counterexample![0];
    const shorter = [...told.shrink({ scenario, keys, violation: violation! })].map(({ value }) => value.keys);
    expect(shorter).toEqual([keys]);
  });

  test('needs no context', () => {
    const told = stories(careless);
    expect(told.canShrinkWithoutContext({ keys: [] })).toBe(true);
    expect(told.canShrinkWithoutContext({ keys: ['a'], violation: { id: 'a', reason: 'b', family: 'c' } })).toBe(true);
    for (const other of [undefined, null, 3, {}, { keys: 'a' }, { keys: [1] }]) expect(told.canShrinkWithoutContext(other)).toBe(false);
  });
});

describe('options', () => {
  test('a property can be left out', () => {
    const told = stories(careless, { except: new Set(['ordering/successor-waits']) });
    fc.assert(fc.property(told, told.keepsPromises), { seed: 1, numRuns: 500 });
  });

  test('stories have a length', () => {
    for (const { keys, rest } of fc.sample(stories(sound, { maxSteps: 7, sampler: 'uniform' }), { seed: 1, numRuns: 50 })) expect(rest ?? keys.length).toBeLessThanOrEqual(7);
  });
});
