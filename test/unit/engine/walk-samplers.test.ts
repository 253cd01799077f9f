import { describe, expect, test } from 'vitest';
import { Walker, World, type Below, type Model, type Rule } from '../../../src/engine/index.ts';
import { samplers, type SamplerName } from '../../../src/random.ts';
import { rule, zeros } from './models.ts';

const names = Object.keys(samplers) as SamplerName[];
const count = (name: string, mover: Rule['mover']): Rule => rule(name, [name], (value: number) => (value < 3 ? [[value + 1]] : []), { mover });
const model: Model = { columns: zeros('work', 'edit', 'fault'), rules: [count('work', 'system'), count('edit', 'user'), count('fault', 'disturbance')] };
const all = { maxSteps: 100 };

/** A small generator: what is tested here needs no good one. */
function chance(seed: number): Below {
  let state = Math.imul(seed + 1, 7919) & 0x7fffffff;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
}

/** How many of 200 walks know no step of this family. */
function without(name: SamplerName, family: string): number {
  const walker = new Walker(new World(model));
  return Array.from({ length: 200 }, (_, seed) => walker.walk(chance(seed), samplers[name], all).keys).filter((keys) => !keys.some((key) => key.startsWith(family))).length;
}

describe.each(names)('%s', (name) => {
  test('takes every step that it has not switched off', () => {
    const walker = new Walker(new World(model));
    for (let seed = 0; seed < 50; seed++) {
      const { keys } = walker.walk(chance(seed), samplers[name], all);
      expect(keys.filter((key) => key.startsWith('work'))).toEqual(['work 1', 'work 2', 'work 3']);
      for (const family of ['edit', 'fault']) expect([0, 3]).toContain(keys.filter((key) => key.startsWith(family)).length);
    }
  });

  test('draws the same walk from the same chance, whatever was walked before', () => {
    const cold = (seed: number) => new Walker(new World(model)).walk(chance(seed), samplers[name], all);
    const warm = new Walker(new World(model));
    const walks = [5, 3, 9, 3, 5].map((seed) => ({ seed, walk: warm.walk(chance(seed), samplers[name], all) }));
    for (const { seed, walk } of walks) expect(walk).toEqual(cold(seed));
  });

  test('never leaves out the system, and ends where there is nothing to do', () => {
    expect(without(name, 'work')).toBe(0);
    const nothing = new Walker(new World({ ...model, rules: [] }));
    expect(nothing.walk(chance(1), samplers[name], all).keys).toEqual([]);
  });
});

test.each([
  ['uniform', false, false],
  ['swarm', true, true],
  ['weighted', false, true],
  ['priorities', false, false],
  ['prioritySwarm', true, true],
  ['weightedPriorities', false, true],
  ['weightedPrioritySwarm', true, true],
] as const)('%s switches edits off: %s, disturbances: %s, each in about half of the walks', (name, edits, faults) => {
  for (const [family, isSwitched] of [['edit', edits], ['fault', faults]] as const) {
    const calm = without(name, family);
    if (!isSwitched) expect(calm).toBe(0);
    else expect(Math.abs(calm - 100)).toBeLessThan(40);
  }
});

test.each(['weighted', 'priorities', 'weightedPriorities'] as const)('%s starves a kind of step in some walks', (name) => {
  const walker = new Walker(new World(model));
  const walks = Array.from({ length: 200 }, (_, seed) => walker.walk(chance(seed), samplers[name], all).keys);
  const starved = walks.filter((keys) => keys.slice(0, 3).every((key) => key.startsWith('edit')));
  expect(starved.length).toBeGreaterThan(5);
});
