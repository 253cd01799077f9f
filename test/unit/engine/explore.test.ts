import { describe, expect, test, vi } from 'vitest';
import { explore, type Model, type Progress, type Verdict, World } from '../../../src/engine/index.ts';
import { benchmarkModel, expected, sizes } from '../../bench/benchmark-model.ts';
import { grid, rule, zeros } from './models.ts';

describe('exploring', () => {
  test.each(['XS', 'M'] as const)('finds exactly the states, transitions and depth of benchmark %s', (name) => {
    const { states, transitions, depth, complete, ...rest } = explore(new World(benchmarkModel(sizes[name])));
    expect({ states, transitions, depth }).toEqual(expected[name]);
    expect(complete).toBe(true);
    expect(rest).toMatchObject({ stopped: false, frontier: 0 });
    expect(rest.limit).toBeUndefined();
    expect(rest.peakBytes / states).toBeLessThan(64);
    expect(rest.lossProbability).toBeLessThan(1e-8);
    expect(rest.calls / rest.lookups).toBeLessThan(0.05);
  });

  test('counts for each rule where it was enabled, taken, and changed nothing', () => {
    const rules = [...grid(2).rules, rule('reset', ['x'], (x: number) => (x === 1 ? [] : [[0], [0]]))];
    const { rules: counts, transitions } = explore(new World({ columns: zeros('x', 'y'), rules }));
    expect(counts).toEqual([
      { name: 'right', enabled: 6, taken: 6, changedNothing: 0 },
      { name: 'up', enabled: 6, taken: 6, changedNothing: 0 },
      { name: 'reset', enabled: 6, taken: 6, changedNothing: 6 },
    ]);
    expect(transitions).toBe(18);
  });

  test('gives the same result every time', () => {
    const run = () => JSON.stringify(explore(new World(benchmarkModel(sizes.XS)), { states: [fails('late', ['web-2'], (pod) => pod === 8)] }));
    expect(run()).toBe(run());
  });

  test('a world with nothing to do is complete at once', () => {
    expect(explore(new World({ columns: zeros('x'), rules: [] }))).toMatchObject({ states: 1, transitions: 0, depth: 0, complete: true });
  });

  test('rebuilds the shortest way to any state', () => {
    const exploration = explore(new World(grid(3)));
    const last = exploration.trace(exploration.states - 1);
    expect(last).toHaveLength(6);
    expect(last.at(-1)!.after).toEqual({ x: 3, y: 3 });
    expect(exploration.trace(0)).toEqual([]);
    expect(exploration.trace(0, 1).map(({ key }) => key)).toEqual(['up 1']);
  });
});

/** A state probe that is broken where `isBroken` says so. */
function fails(id: string, reads: readonly string[], isBroken: (...values: number[]) => boolean) {
  return { id, reads, check: (...values: number[]): Verdict => (isBroken(...values) ? `${id} at ${values.join()}` : true) };
}

describe('a state probe', () => {
  test('reports its first violation, which has the fewest steps', () => {
    const exploration = explore(new World(grid(5)), { states: [fails('sum', ['x', 'y'], (x, y) => x + y === 4 && x > 1)] });
    const [{ violation }] = exploration.probes as [(typeof exploration.probes)[number]];
    expect(violation).toMatchObject({ depth: 4 });
    expect(violation!.reason).toMatch(/^sum at \d,\d$/);
    expect(exploration.trace(violation!.state)).toHaveLength(4);
    expect(exploration.complete).toBe(true);
  });

  test('is asked once per combination of the values it reads, and no more after its violation', () => {
    const check = vi.fn((x: number): Verdict => (x === 2 ? 'two' : true));
    const { probes } = explore(new World(grid(5)), { states: [{ id: 'two', reads: ['x'], check }] });
    expect(check.mock.calls).toEqual([[0], [1], [2]]);
    expect(probes[0]!.violation).toMatchObject({ reason: 'two', depth: 2 });
  });

  test('judges the initial state', () => {
    const { probes } = explore(new World(grid(1)), { states: [fails('zero', ['x'], (x) => x === 0)] });
    expect(probes[0]).toEqual({ id: 'zero', kind: 'state', exercised: 1, violation: { reason: 'zero at 0', state: 0, depth: 0 } });
  });

  test('that promises nothing anywhere is not exercised', () => {
    const { probes } = explore(new World(grid(1)), { states: [{ id: 'empty', reads: ['x'], check: () => undefined }] });
    expect(probes).toEqual([{ id: 'empty', kind: 'state', exercised: 0 }]);
  });

  test('that throws, reads what does not exist, or reads a scratch column is a fault', () => {
    const world = new World({ columns: [...zeros('x'), { name: 's', initial: 0, scratch: true }], rules: [] });
    const probe = (reads: string[]) => () => explore(world, { states: [{ id: 'p', reads, check: () => { throw new Error('no'); } }] });
    expect(probe(['x'])).toThrow('Probe p threw "no" for\n  0');
    expect(probe(['y'])).toThrow('Probe p reads the column y, which does not exist.');
    expect(probe(['s'])).toThrow('reads the scratch column s');
  });

  test('sees a column beyond the thirty-second', () => {
    const names = [...Array(40).keys()].map((column) => `c${column}`);
    const model: Model = { columns: zeros(...names), rules: [rule('go', ['c39'], (value: number) => (value < 2 ? [[value + 1]] : []))] };
    const { probes } = explore(new World(model), { states: [fails('last', ['c39'], (value) => value === 2)] });
    expect(probes[0]!.violation).toMatchObject({ depth: 2 });
  });
});

describe('a quiet probe', () => {
  const settles: Model = {
    columns: zeros('x', 'y'),
    rules: [...grid(2, { mover: 'system' }).rules.slice(0, 1), grid(2).rules[1]!, rule('wait', ['y'], () => [[]], { mover: 'system' })],
  };

  test('judges only states in which the system has no step that changes anything', () => {
    const check = vi.fn((): Verdict => true);
    const { probes } = explore(new World(settles), { quiet: [{ id: 'quiet', reads: ['x', 'y'], check }] });
    expect(check.mock.calls).toEqual([[2, 0], [2, 1], [2, 2]]);
    expect(probes[0]).toEqual({ id: 'quiet', kind: 'quiet', exercised: 3 });
  });

  test('is judged in the last level of a bounded exploration too', () => {
    const quiet = [fails('quiet', ['x'], () => true)];
    const bounded = explore(new World(settles), { quiet }, { maxDepth: 2 });
    expect(bounded.probes[0]!.violation).toMatchObject({ depth: 2 });
    expect(bounded.trace(bounded.probes[0]!.violation!.state)).toHaveLength(2);
    expect(explore(new World(settles), { quiet }, { maxDepth: 1 }).probes[0]!.violation).toBeUndefined();
  });
});

describe('a step probe', () => {
  const circle: Model = {
    columns: zeros('x', 'y'),
    rules: [
      rule('turn 1', ['x'], (x: number) => [[(x + 1) % 4]], { family: 'turn' }),
      rule('up', ['y'], (y: number) => (y < 1 ? [[y + 1]] : [])),
    ],
  };

  test('judges the steps of its families with the values before and after', () => {
    const check = vi.fn((): Verdict => true);
    const { probes } = explore(new World(circle), { steps: [{ id: 'turns', families: ['turn'], reads: ['x'], check }] });
    expect(check.mock.calls).toEqual([0, 1, 2, 3].map((x) => {
      const to = (x + 1) % 4;
      return [{ rule: 'turn 1', family: 'turn', key: `turn 1 ${to}` }, [x], [to]];
    }));
    expect(probes[0]).toEqual({ id: 'turns', kind: 'step', exercised: 8 });
  });

  test('finds a violation on a step to a state seen before, and its trace ends in that step', () => {
    const check = (_: unknown, [before]: readonly number[], [after]: readonly number[]): Verdict => (after! < before! ? 'turned back' : undefined);
    const exploration = explore(new World(circle), { steps: [{ id: 'forward', families: ['turn', 'up'], reads: ['x'], check }] });
    const { violation, exercised } = exploration.probes[0]!;
    expect(violation).toMatchObject({ reason: 'turned back', depth: 4 });
    expect(exercised).toBe(1);
    const trace = exploration.trace(violation!.state, violation!.successor!);
    expect(trace.map(({ key }) => key)).toEqual(['turn 1 1', 'turn 1 2', 'turn 1 3', 'turn 1 0']);
    expect(trace.at(-1)!.after).toEqual({ x: 0, y: 0 });
  });
});

describe('a limit', () => {
  test('of states ends the exploration with as many states', () => {
    expect(explore(new World(grid(9)), {}, { maxStates: 50 })).toMatchObject({ states: 50, complete: false, limit: 'states' });
    expect(explore(new World(grid(9)), {}, { maxStates: 100 })).toMatchObject({ states: 100, complete: true });
  });

  test('of depth leaves states beyond it unseen and says so', () => {
    const bounded = explore(new World(grid(9)), {}, { maxDepth: 3 });
    expect(bounded).toMatchObject({ states: 10, depth: 3, complete: false, limit: 'depth', frontier: 4 });
  });

  test('of memory ends the exploration before the tables outgrow it', () => {
    const maxBytes = 1_200_000;
    const bounded = explore(new World(benchmarkModel(sizes.XS)), {}, { maxBytes });
    expect(bounded).toMatchObject({ complete: false, limit: 'memory' });
    expect(bounded.peakBytes).toBeLessThanOrEqual(maxBytes);
    expect(bounded.states).toBeGreaterThan(1000);
  });

  test.each(['time', 'interrupted'] as const)('of the caller is heard at each report: %s', (answer) => {
    const reports: Progress[] = [];
    const onProgress = (progress: Progress) => (reports.push(progress) > 5 ? answer : 'continue');
    const exploration = explore(new World(grid(9)), {}, { onProgress, progressEvery: 4 });
    expect(exploration).toMatchObject({ complete: false, limit: answer });
    expect(reports).toHaveLength(6);
    expect(reports[0]).toMatchObject({ states: 1, transitions: 0, depth: 0, frontier: 1 });
    expect(reports.every(({ bytes }) => bytes > 0)).toBe(true);
  });

  test('may be drawn by the caller when a probe is violated', () => {
    const states = [fails('three', ['x'], (x) => x === 3), fails('one', ['x'], (x) => x === 1)];
    const stopWhen = vi.fn((violated: readonly string[]) => violated.length === 2);
    const exploration = explore(new World(grid(9)), { states }, { stopWhen });
    expect(stopWhen.mock.calls).toEqual([[['one']], [['one', 'three']]]);
    expect(exploration).toMatchObject({ stopped: true, complete: false, depth: 3 });
    expect(exploration.limit).toBeUndefined();
  });
});
