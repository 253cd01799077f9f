import { describe, expect, test, vi } from 'vitest';
import { explore, follow, judgeRun, type Model, ModelFault, uniform, Walker, World } from '../../../src/engine/index.ts';
import { grid, rule, stage, zeros } from './models.ts';

/** The keys of the steps enabled in the initial state. */
function enabledAtStart(model: Model): readonly string[] {
  const world = new World(model);
  const successors = world.successors(world.initial());
  return Array.from({ length: successors.count }, (_, successor) => successors.key(successor));
}

describe('a world', () => {
  test('starts with the initial values, and shows them by name', () => {
    const world = new World({ columns: [{ name: 'pod', initial: { phase: 'Pending' } }, ...zeros('left')], rules: [] });
    expect(world.values(world.initial())).toEqual({ pod: { phase: 'Pending' }, left: 0 });
  });

  test('lists for each step its key, its rule, its mover and the row it leads to', () => {
    const model: Model = {
      columns: zeros('x', 'y'),
      rules: [rule('right', ['x'], (x: number) => [[x + 1], [x + 2]], { mover: 'system' }), rule('up', ['y'], (y: number) => [[y + 1]])],
    };
    const world = new World(model);
    const row = world.initial();
    const successors = world.successors(row);
    const seen = [...Array(successors.count).keys()].map((at) => [
      successors.key(at),
      successors.rule(at),
      successors.isSystem(at),
      world.values(successors.row(at, row)),
    ]);
    expect(seen).toEqual([
      ['right 1', 0, true, { x: 1, y: 0 }],
      ['right 2', 0, true, { x: 2, y: 0 }],
      ['up 1', 1, false, { x: 0, y: 1 }],
    ]);
    expect(successors.quiet).toBe(false);
    expect(world.text(successors.row(0, row, row))).toBe('1,0');
  });

  test('lists steps by the column of the guard, then by the order of rules, then by the order of outcomes', () => {
    const rules = [
      rule('y', ['y', 'x'], () => [[1]]),
      rule('second', ['x'], () => [[1], [2]]),
      rule('first', ['x', 'y'], () => [[3]]),
    ];
    expect(enabledAtStart({ columns: zeros('x', 'y'), rules })).toEqual(['second 1', 'second 2', 'first 3', 'y 1']);
  });

  test('lists more steps than its buffers first hold', () => {
    const many = rule('jump', ['x'], (x: number) => (x === 0 ? [...Array(1000).keys()].map((to) => [to + 1]) : []));
    expect(enabledAtStart({ columns: zeros('x'), rules: [many] })).toHaveLength(1000);
  });

  test('a step that changes nothing is no step, and does not disturb the quiet', () => {
    const world = new World({ columns: zeros('x'), rules: [rule('wait', ['x'], () => [[undefined], [0], []], { mover: 'system' })] });
    expect(world.successors(world.initial())).toMatchObject({ count: 0, quiet: true });
  });

  test('asks a rule once per combination of the values it reads', () => {
    const right = vi.fn((x: number) => (x < 9 ? [[x + 1]] : []));
    const up = vi.fn((x: number, y: number) => (y < 9 ? [[x, y + 1]] : []));
    const world = new World({ columns: zeros('x', 'y'), rules: [rule('right', ['x'], right), rule('up', ['x', 'y'], up)] });
    const { states, lookups, calls } = explore(world);
    expect(states).toBe(100);
    expect([right.mock.calls.length, up.mock.calls.length, calls]).toEqual([10, 100, 110]);
    expect(lookups).toBe(190);
    expect(explore(world).calls).toBe(0);
    expect(world.bytes).toBeGreaterThan(0);
  });

  test('does not try a rule where its guard says no, and asks the guard once per value', () => {
    const when = vi.fn((x: number) => x === 2);
    const step = vi.fn(() => [[undefined, 1]]);
    explore(new World({ columns: zeros('x', 'y'), rules: [...grid(3).rules, rule('jump', ['x', 'y'], step, { when })] }));
    expect(when.mock.calls).toEqual([[0], [1], [2], [3]]);
    expect(step.mock.calls).toEqual([[2, 0], [2, 1], [2, 2], [2, 3]]);
  });
});

describe('a rule of several stages', () => {
  const columns = [...zeros('log', 'pod', 'claim'), { name: 'view', initial: 'none', scratch: true }];
  const take = stage(['log', 'view'], (log: number) => [
    { label: `pass ${log}`, next: [undefined, `saw ${log}`] },
    { label: `pass ${log + 1}`, next: [log + 1, `saw ${log + 1}`] },
  ]);
  const act = stage(['view', 'pod'], (view: string, pod: number) => [
    { label: ', nothing', next: [] },
    { label: `create ${view}`, next: ['used', pod + 1] },
  ]);
  const bounded = stage(['pod', 'log'], (pod: number, log: number) => (pod <= 1 && log <= 1 ? [{ label: '', next: [] }] : []));

  test('takes the product of its outcomes, each stage seeing what the earlier ones wrote', () => {
    expect(enabledAtStart({ columns, rules: [{ ...rule('pass', [], () => []), stages: [take, act] }] })).toEqual([
      'pass 0 create saw 0',
      'pass 1, nothing',
      'pass 1 create saw 1',
    ]);
  });

  test('keeps scratch columns out of the state, and finds them initial when a step begins', () => {
    const world = new World({ columns: [columns[3]!, ...columns.slice(0, 3)], rules: [{ ...rule('pass', [], () => []), stages: [take, act, bounded] }] });
    expect(world.columns).toEqual(['log', 'pod', 'claim']);
    const { states, rules } = explore(world);
    expect(states).toBe(4);
    // From (0,0): three steps and one that changes nothing; from (1,·) and (·,1) what the bound leaves.
    expect(rules).toEqual([{ name: 'pass', enabled: 4, taken: 5, changedNothing: 4 }]);
    const { steps } = follow(world, ['pass 1 create saw 1', 'pass 1, nothing']);
    expect(steps.map(({ after }) => after)).toEqual([{ log: 1, pod: 1, claim: 0 }]);
  });

  test('is not enabled where a later stage has no outcome', () => {
    const never = stage(['pod'], () => []);
    const { states, rules } = explore(new World({ columns, rules: [{ ...rule('pass', [], () => []), stages: [take, never] }] }));
    expect(states).toBe(1);
    expect(rules[0]).toMatchObject({ enabled: 0, taken: 0 });
  });

  test('may undo in a later stage what an earlier one did', () => {
    const up = stage(['pod'], (pod: number) => [{ label: '', next: [pod + 1] }]);
    const down = stage(['pod'], (pod: number) => [{ label: '', next: [pod - 1] }]);
    const { states, rules } = explore(new World({ columns, rules: [{ ...rule('pass', [], () => []), stages: [up, down] }] }));
    expect([states, rules[0]]).toEqual([1, { name: 'pass', enabled: 1, taken: 0, changedNothing: 1 }]);
  });
});

describe('a fault of the model', () => {
  const verdictOf = (model: Model, checkDeterminism = false) => {
    try {
      explore(new World(model, { checkDeterminism }));
      return 'no fault';
    } catch (error) {
      expect(error).toBeInstanceOf(ModelFault);
      return (error as ModelFault).message;
    }
  };

  test('a function that throws is reported with its rule and what it was given', () => {
    const rules = [rule('right', ['x', 'y'], () => { throw new TypeError('x is odd'); })];
    const message = verdictOf({ columns: [{ name: 'x', initial: { a: 1 } }, ...zeros('y')], rules });
    expect(message).toBe(
      'Rule right threw "x is odd" for\n  {"a":1}\n  0\nThis is a fault of the model, not of the controller under test.',
    );
    const guarded = rule('right', ['x'], () => [], { when: () => { throw 'no'; } });
    expect(verdictOf({ columns: zeros('x'), rules: [guarded] })).toContain('The guard of rule right threw "no" for\n  0\n');
  });

  test('a world is as good as new after a function threw in the middle of a step', () => {
    let isBroken = true;
    const model: Model = {
      columns: [...zeros('x'), { name: 'seen', initial: 0, scratch: true }],
      rules: [{ ...rule('go', [], () => []), stages: [
        stage(['x', 'seen'], (x: number, seen: number) => (x < 2 ? [{ label: `go ${seen}`, next: [x + 1, 9] }] : [])),
        stage(['seen'], () => { if (isBroken) throw new Error('no'); return [{ label: '', next: [] }]; }),
      ] }],
    };
    const world = new World(model);
    expect(() => explore(world)).toThrow('Rule go threw "no"');
    isBroken = false;
    expect(explore(world).trace(2).map(({ key }) => key)).toEqual(['go 0', 'go 0']);
  });

  test.each<[string, (world: World) => unknown, readonly string[]]>([
    ['an exploration', (world) => explore(world), ['go 1', 'go 2']],
    ['the last level of a bounded one', (world) => explore(world, { quiet: [{ id: 'any', reads: ['x'], check: () => true }] }, { maxDepth: 2 }), ['go 1', 'go 2']],
    ['a walk', (world) => new Walker(world).walk(() => 0, uniform, { maxSteps: 9 }), ['go 1', 'go 2']],
    ['keys that are followed to their end', (world) => follow(world, ['go 1', 'go 2']), ['go 1', 'go 2']],
    ['keys that are followed beyond', (world) => follow(world, ['go 1', 'go 2', 'go 3']), ['go 1', 'go 2']],
    ['a run that is judged', (world) => judgeRun(world, [], ['go 1', 'go 2']), ['go 1', 'go 2']],
  ])('in %s says after which steps it happened', (_, run, keys) => {
    const world = new World({ columns: zeros('x'), rules: [rule('go', ['x'], (x: number) => { if (x === 2) throw new Error('no'); return [[x + 1]]; })] });
    let thrown: unknown;
    try {
      run(world);
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(ModelFault);
    expect((thrown as ModelFault).keys).toEqual(keys);
  });

  test('a stage that writes more than it reads is refused', () => {
    expect(verdictOf({ columns: zeros('x'), rules: [rule('right', ['x'], () => [[1, 2]])] })).toContain('writes 2 columns and reads 1: x');
  });

  test('unknown, repeated and missing columns and stages are refused', () => {
    expect(verdictOf({ columns: zeros('x'), rules: [rule('right', ['y'], () => [])] })).toContain('Rule right reads the column y, which does not exist.');
    expect(verdictOf({ columns: zeros('x', 'x'), rules: [] })).toContain('Two columns are called x.');
    expect(verdictOf({ columns: zeros('x'), rules: [rule('right', [], () => [])] })).toContain('reads no column');
    expect(verdictOf({ columns: zeros('x'), rules: [{ ...rule('right', ['x'], () => []), stages: [] }] })).toContain('has 0 stages');
  });

  test('two answers for the same values are reported when determinism is checked', () => {
    let calls = 0;
    const model: Model = { columns: zeros('x'), rules: [rule('right', ['x'], () => [[calls++ % 2]])] };
    expect(verdictOf(model)).toBe('no fault');
    calls = 0;
    expect(verdictOf(model, true)).toMatch(/^Rule right gave two different answers[^]*right 0[^]*right 1[^]*must be a pure function[^]*not of the controller/);
  });

  test('a value modified in place is reported when determinism is checked', () => {
    const rules = [rule('grow', ['list'], (list: number[]) => (list.length < 3 ? [[list.push(1) && list]] : []))];
    expect(verdictOf({ columns: [{ name: 'list', initial: [] }], rules }, true)).toMatch(/gave two different|modified the value of list in place/);
    const quiet = [rule('sort', ['list'], (list: number[]) => [[[...list.reverse()].sort()]])];
    expect(verdictOf({ columns: [{ name: 'list', initial: [1, 2, 3] }], rules: quiet }, true)).toBe('no fault');
    const twice = [rule('drop', ['list'], (list: number[]) => { list.length = 0; return []; })];
    expect(verdictOf({ columns: [{ name: 'list', initial: [1] }], rules: twice }, true)).toContain('modified the value of list in place');
  });

  test('one key for steps to two states is reported, one key for two ways to one state is not', () => {
    const named = (next: readonly unknown[][]) =>
      ({ columns: zeros('x'), rules: [{ ...rule('go', [], () => []), stages: [stage(['x'], (x: number) => (x === 0 ? next.map((values) => ({ label: 'go', next: values })) : []))] }] });
    expect(verdictOf(named([[1], [1]]), true)).toBe('no fault');
    expect(verdictOf(named([[1], [2]]), true)).toContain('The action "go" is enabled twice and leads to two different states');
    expect(verdictOf(named([[1], [2]]))).toBe('no fault');
    expect(() => follow(new World(named([[1], [2]])), ['go'])).toThrow('is enabled twice');
    expect(follow(new World(named([[1], [1]])), ['go']).end).toEqual({ x: 1 });
  });

  test('more successors than can be numbered are refused', () => {
    const many = rule('jump', ['x'], (x: number) => (x === 0 ? [...Array(65_536).keys()].map((to) => [to + 1]) : []));
    expect(verdictOf({ columns: zeros('x'), rules: [many] })).toContain('A state has 65536 successors; the engine can number 65535.');
  });
});

describe('following keys', () => {
  test('takes the step with each key and shows every state on the way', () => {
    const { steps, end, stuck } = follow(new World(grid(2)), ['right 1', 'up 1', 'right 2']);
    expect(steps.map(({ key, before, after }) => [key, before, after])).toEqual([
      ['right 1', { x: 0, y: 0 }, { x: 1, y: 0 }],
      ['up 1', { x: 1, y: 0 }, { x: 1, y: 1 }],
      ['right 2', { x: 1, y: 1 }, { x: 2, y: 1 }],
    ]);
    expect([end, stuck, steps[2]!.rule]).toEqual([{ x: 2, y: 1 }, undefined, 0]);
  });

  test('says at which step a key is not enabled, and what is enabled there instead', () => {
    const { steps, end, stuck } = follow(new World(grid(1)), ['right 1', 'right 2', 'up 1']);
    expect(steps).toHaveLength(1);
    expect(end).toEqual({ x: 1, y: 0 });
    expect(stuck).toEqual({ at: 1, key: 'right 2', enabled: ['up 1'] });
  });
});
