import { describe, expect, test } from 'vitest';
import { explore, uniform, Walker, weighted, withoutBlocks, World, type Below, type Deletion, type Model, type Probes, type Rule } from '../../../src/engine/index.ts';

/** Two counters from 0 to 3: a system counts one up, a disturbance the other. */
const count = (column: string, mover: Rule['mover'], family: string): Rule => ({
  name: `${family} ${column}`,
  mover,
  family,
  stages: [{ reads: [column], step: (value: number) => (value < 3 ? [{ label: `${family} to ${value + 1}`, next: [value + 1] }] : []) }],
});
const model: Model = {
  columns: [{ name: 'good', initial: 0 }, { name: 'bad', initial: 0 }],
  rules: [count('good', 'system', 'count'), count('bad', 'disturbance', 'spoil')],
};

/** A small generator: what is tested here needs no good one. */
function chance(seed: number): Below {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return (state >>> 8) % bound;
  };
}

const all = { maxSteps: 100 };

describe('a walk', () => {
  test('goes on until nothing is enabled', () => {
    const { keys, violation } = new Walker(new World(model)).walk(chance(1), uniform, all);
    expect([...keys].sort()).toEqual(['count to 1', 'count to 2', 'count to 3', 'spoil to 1', 'spoil to 2', 'spoil to 3']);
    expect(violation).toBeUndefined();
  });

  test('takes at most the steps it may', () => {
    expect(new Walker(new World(model)).walk(chance(1), uniform, { maxSteps: 4 }).keys).toHaveLength(4);
    expect(new Walker(new World(model)).walk(chance(1), uniform, { maxSteps: 0 }).keys).toEqual([]);
  });

  test('does not depend on what was walked before', () => {
    const walker = new Walker(new World(model));
    const first = walker.walk(chance(7), weighted, all);
    for (let seed = 0; seed < 20; seed++) walker.walk(chance(seed), weighted, all);
    expect(walker.walk(chance(7), weighted, all)).toEqual(first);
  });

  test('sees in the end the states that the exhaustive search sees', () => {
    const walker = new Walker(new World(model));
    for (let seed = 0; seed < 200; seed++) walker.walk(chance(seed), uniform, all);
    const { states, walks, transitions, depth, rules } = walker.statistics;
    expect({ states, walks, transitions, depth }).toEqual({ states: explore(new World(model)).states, walks: 200, transitions: 1200, depth: 6 });
    expect(rules.map(({ taken }) => taken)).toEqual([600, 600]);
  });
});

describe('a weighted walk', () => {
  const walker = new Walker(new World(model));
  const walks = Array.from({ length: 200 }, (_, seed) => walker.walk(chance(seed * 7919), weighted, all).keys);

  test('knows no disturbance in about half of the cases', () => {
    const calm = walks.filter((keys) => keys.every((key) => key.startsWith('count'))).length;
    expect(calm).toBeGreaterThan(60);
    expect(calm).toBeLessThan(140);
  });

  test('has days on which one kind of step starves', () => {
    const starved = walks.filter((keys) => keys.slice(0, 3).every((key) => key.startsWith('spoil'))).length;
    expect(starved).toBeGreaterThan(10);
  });

  test('weighs kinds, which need not be families', () => {
    const kinds = new Set<string>();
    const byKey = new Walker(new World(model), {}, ({ key }) => (kinds.add(key), key));
    for (let seed = 0; seed < 20; seed++) byKey.walk(chance(seed), weighted, all);
    expect(kinds.size).toBe(6);
  });
});

describe('a walk is judged', () => {
  const judgedBy = (probes: Probes) => new Walker(new World(model), probes);
  const order = ['spoil to 1', 'count to 1', 'count to 2', 'count to 3'];

  test('in the initial state', () => {
    const walker = judgedBy({ states: [{ id: 'never', reads: ['good'], check: (good: number) => (good === 0 ? 'it is 0' : true) }] });
    expect(walker.walk(chance(1), uniform, all)).toEqual({ keys: [], violation: { id: 'never', reason: 'it is 0', family: '' } });
  });

  test('in each state', () => {
    const walker = judgedBy({ states: [{ id: 'small', reads: ['good'], check: (good: number) => (good > 1 ? `it is ${good}` : good === 0 ? undefined : true) }] });
    expect(walker.replay(order)).toEqual({ keys: order.slice(0, 3), violation: { id: 'small', reason: 'it is 2', family: 'count' } });
    const walk = walker.walk(chance(1), uniform, all);
    expect(walk.violation).toEqual({ id: 'small', reason: 'it is 2', family: 'count' });
    // Once in each state but the initial one and those that a step of the other counter led to.
    expect(walker.statistics.exercised.get('small')).toBe(2);
  });

  test('in quiet states, the last one of the walk too', () => {
    const walker = judgedBy({ quiet: [{ id: 'unspoilt', reads: ['bad'], check: (bad: number) => (bad > 0 ? 'spoilt' : true) }] });
    expect(walker.replay(order)).toEqual({ keys: order, violation: { id: 'unspoilt', reason: 'spoilt', family: 'count' } });
    expect(walker.replay(order.slice(0, 3)).violation).toBeUndefined();
  });

  test('on each step of the families named', () => {
    const walker = judgedBy({
      steps: [{ id: 'slow', families: ['count'], reads: ['good'], check: ({ key }, [before]: readonly number[], [after]: readonly number[]) => (after === 3 ? `${key} from ${before}` : true) }],
    });
    expect(walker.replay(order)).toEqual({ keys: order, violation: { id: 'slow', reason: 'count to 3 from 2', family: 'count' } });
    expect(walker.replay(order, { except: new Set(['slow']) })).toEqual({ keys: order });
    expect(walker.replay(['spoil to 1']).violation).toBeUndefined();
  });

  test('without the properties left out', () => {
    const walker = judgedBy({ states: [{ id: 'never', reads: ['good'], check: () => 'never' }] });
    expect(walker.walk(chance(1), uniform, { maxSteps: 100, except: new Set(['never']) }).keys).toHaveLength(6);
  });
});

test('a replay leaves out what is not enabled, and counts for nothing', () => {
  const walker = new Walker(new World(model));
  expect(walker.replay(['count to 2', 'count to 1', 'nonsense', 'spoil to 1', 'count to 2']).keys).toEqual(['count to 1', 'spoil to 1', 'count to 2']);
  expect(walker.statistics).toMatchObject({ walks: 0, states: 0, transitions: 0 });
});

describe('deleting blocks', () => {
  const lefts = (list: readonly number[], start?: Deletion) => [...withoutBlocks(list, list.length - 1, start)].map(({ left }) => left.join(''));

  test('goes from halves to single elements, as far as they may be deleted', () => {
    expect([...withoutBlocks([1, 2], 2)].map(({ left }) => left)).toEqual([[2], [1]]);
    expect(lefts([1, 2, 3, 4, 5])).toEqual(['345', '125', '2345', '1345', '1245', '1235']);
    expect(lefts([1, 2, 3, 4])).toEqual(['234', '134', '124']);
    expect(lefts([1])).toEqual([]);
    expect(lefts([])).toEqual([]);
  });

  test('goes on where it was, and tries the singles before that again', () => {
    expect(lefts([1, 2, 3, 4, 5], { length: 2, from: 2 })).toEqual(['125', '2345', '1345', '1245', '1235']);
    expect(lefts([1, 2, 3, 4, 5], { length: 1, from: 3 })).toEqual(['1235', '2345', '1345', '1245']);
    // The list may have become shorter than the place.
    expect(lefts([1, 2, 3], { length: 1, from: 9 })).toEqual(['23', '13']);
  });

  test('ends at a list from which nothing can be taken', () => {
    // Needs 3 and the last; of the others each goes alone, from the back to the front.
    const fails = (list: readonly number[]) => list.includes(3) && list.at(-1) === 20 && [1, 2, 4, 5, 6].every((n) => !list.includes(n + 1) || list.includes(n) || n === 2);
    let list = Array.from({ length: 20 }, (_, index) => index + 1);
    let start: Deletion | undefined;
    for (let shorter = true; shorter; ) {
      shorter = false;
      for (const { left, next } of withoutBlocks(list, list.length - 1, start)) {
        if (!fails(left)) continue;
        [list, start, shorter] = [left, next, true];
        break;
      }
    }
    expect(list).toEqual([3, 20]);
  });
});
