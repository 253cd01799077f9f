import { describe, expect, test, vi } from 'vitest';
import { FairSteps } from '../../../src/engine/fair-steps.ts';
import { type Fairness, type Model, type Rule, World } from '../../../src/engine/index.ts';
import { MAX_MOVEMENTS } from '../../../src/engine/limits.ts';
import { rule, zeros } from './models.ts';

/** The names of the terms that each step from the initial state takes, by action key. */
function taken(model: Model): Record<string, readonly string[]> {
  const world = new World(model);
  const steps = new FairSteps(world);
  const before = world.initial();
  const successors = world.successors(before);
  return Object.fromEntries(
    Array.from({ length: successors.count }, (_, successor) => {
      const by = successors.rule(successor);
      const fairClass = steps.mayMove(by, successors.written(successor)) ? steps.classOf(by, before, 0, successors.row(successor, before)) : steps.classOfStill(by);
      return [successors.key(successor), steps.classes[fairClass]!.map((term) => world.fairness[term]!.name)];
    }),
  );
}

const always = (): boolean => true;
const grows = ([before]: readonly number[], [after]: readonly number[]): boolean => after! > before!;

function term(name: string, rules: (rule: Rule) => boolean, moves?: Fairness['moves']): Fairness {
  return { name, strength: 'strong', rules, ...(moves ? { moves } : {}) };
}

/** A rule of the system that sets these columns, in one of these ways. */
function sets(name: string, reads: readonly string[], ...ways: readonly (readonly number[])[]): Rule {
  return rule(name, reads, () => ways, { mover: 'system' });
}

describe('the terms that a step takes', () => {
  const rules = [sets('start', ['x'], [1]), sets('stop', ['x'], [2]), rule('edit', ['x'], () => [[3]])];
  const columns = zeros('x');

  test('are one of its own for each rule of the system if the model asks for none', () => {
    const model = { columns, rules };
    expect(taken(model)).toEqual({ 'start 1': ['start'], 'stop 2': ['stop'], 'edit 3': [] });
    expect(new World(model).fairness.map(({ strength }) => strength)).toEqual(['weak', 'weak']);
  });

  test('are none where the model says that nobody is fair', () => {
    expect(taken({ columns, rules, fairness: [] })).toEqual({ 'start 1': [], 'stop 2': [], 'edit 3': [] });
  });

  test('are all that count its rule, in the order of the model', () => {
    const fairness = [term('both', ({ mover }) => mover === 'system'), term('nothing', () => false), term('stopping', ({ name }) => name === 'stop')];
    expect(taken({ columns, rules, fairness })).toEqual({ 'start 1': ['both'], 'stop 2': ['both', 'stopping'], 'edit 3': [] });
  });

  test('are one class for rules that take the same ones', () => {
    const steps = new FairSteps(new World({ columns, rules, fairness: [term('both', ({ mover }) => mover === 'system')] }));
    expect([0, 1, 2].map((by) => steps.classOfStill(by))).toEqual([1, 1, 0]);
    expect(steps.classes).toEqual([[], [0]]);
  });

  test('never count a rule of somebody else', () => {
    expect(() => new World({ columns, rules, fairness: [term('all', always)] })).toThrow(
      'The fairness "all" counts the rule edit, whose mover is user; nobody but the system is fair.',
    );
  });
});

describe('a term that asks for a movement', () => {
  const move = sets('move', ['x', 'y'], [1, 0], [0, 1], [1, 1], [-1, 1]);
  const columns = zeros('x', 'y');
  const moved = (...names: readonly string[]) => names.map((name) => term(name, always, { reads: [name], counts: grows }));

  test('is taken by the steps that change its columns in the way it counts', () => {
    expect(taken({ columns, rules: [move], fairness: moved('x', 'y') })).toEqual({ 'move 1,0': ['x'], 'move 0,1': ['y'], 'move 1,1': ['x', 'y'], 'move -1,1': ['y'] });
  });

  test('stands beside terms that count every step of a rule, in the order of the model', () => {
    const fairness = [...moved('y'), term('move', always), ...moved('x')];
    expect(taken({ columns, rules: [move], fairness })).toEqual({ 'move 1,0': ['move', 'x'], 'move 0,1': ['y', 'move'], 'move 1,1': ['y', 'move', 'x'], 'move -1,1': ['y', 'move'] });
  });

  test('counts the steps of its rules and of no others', () => {
    const fairness = [term('x', ({ name }) => name === 'counted', { reads: ['x'], counts: grows })];
    expect(taken({ columns, rules: [sets('counted', ['x'], [1]), sets('other', ['x'], [1])], fairness })).toEqual({ 'counted 1': ['x'], 'other 1': [] });
  });

  test('may compare several columns', () => {
    const overtakes = ([x, y]: readonly number[], [newX, newY]: readonly number[]): boolean => x! >= y! && newX! < newY!;
    const fairness = [term('overtaken', always, { reads: ['x', 'y'], counts: overtakes })];
    expect(taken({ columns, rules: [move], fairness })).toEqual({ 'move 1,0': [], 'move 0,1': ['overtaken'], 'move 1,1': [], 'move -1,1': ['overtaken'] });
  });

  test('is asked once per combination of the values before and after', () => {
    const counts = vi.fn(grows);
    const world = new World({ columns, rules: [move], fairness: [term('x', always, { reads: ['x'], counts })] });
    const steps = new FairSteps(world);
    const before = world.initial();
    const successors = world.successors(before);
    for (const successor of [0, 2, 3, 0, 2, 3]) steps.classOf(0, before, 0, successors.row(successor, before));
    expect(counts.mock.calls).toEqual([[[0], [1]], [[0], [-1]]]);
  });

  test('is not asked about a step that wrote nothing it reads', () => {
    const world = new World({ columns, rules: [sets('x', ['x'], [1]), sets('y', ['y'], [1])], fairness: moved('x') });
    const steps = new FairSteps(world);
    const successors = world.successors(world.initial());
    expect([0, 1].map((successor) => steps.mayMove(successors.rule(successor), successors.written(successor)))).toEqual([true, false]);
  });

  test('tells columns apart beyond the thirty-second', () => {
    const names = [...Array(40).keys()].map((column) => `c${column}`);
    const rules = [sets('first', ['c0'], [1]), sets('far', ['c32'], [1])];
    expect(taken({ columns: zeros(...names), rules, fairness: moved('c0', 'c32') })).toEqual({ 'first 1': ['c0'], 'far 1': ['c32'] });
  });

  test('that throws, or reads what does not exist, is a fault of the model', () => {
    const steps = (moves: Fairness['moves']) => () => taken({ columns, rules: [move], fairness: [term('the cache', always, moves)] });
    expect(steps({ reads: ['x'], counts: () => { throw new Error('no'); } })).toThrow('The fairness the cache threw "no" for\n  [0]\n  [1]');
    expect(steps({ reads: ['z'], counts: always })).toThrow('The fairness the cache reads the column z, which does not exist.');
  });

  test('is told from as many others as may count the same rule; more are a fault of the model', () => {
    const columnsOf = (count: number) => Array.from({ length: count }, (_, column) => `c${column}`);
    const names = columnsOf(MAX_MOVEMENTS);
    const last = names.at(-1)!;
    const model: Model = { columns: zeros(...columnsOf(MAX_MOVEMENTS + 1)), rules: [sets('two', ['c0', last], [1, 1]), sets('first', ['c0'], [1]), sets('last', [last], [1])] };
    expect(taken({ ...model, fairness: moved(...names) })).toEqual({ 'two 1,1': ['c0', last], 'first 1': ['c0'], 'last 1': [last] });
    expect(() => taken({ ...model, fairness: moved(...columnsOf(MAX_MOVEMENTS + 1)) })).toThrow(
      'More than 20 terms of the fairness look at what the rule two moves (MAX_MOVEMENTS).',
    );
  });

  test('counts the steps from a row wherever that stands among others', () => {
    const world = new World({ columns, rules: [move], fairness: moved('x', 'y') });
    const steps = new FairSteps(world);
    const before = world.initial();
    const after = world.successors(before).row(0, before);
    const rows = Int32Array.of(...after, ...before);
    expect([0, 2].map((offset) => steps.classes[steps.classOf(0, rows, offset, after)])).toEqual([[], [0]]);
  });

  test('that reads a scratch column is a fault of the model', () => {
    const model = { columns: [...columns, { name: 's', initial: 0, scratch: true }], rules: [move], fairness: moved('s') };
    expect(() => taken(model)).toThrow('The fairness s reads the scratch column s, which is no part of a state.');
  });

  test('is not taken by a step that leaves its columns alone, whatever it counts and whatever else is moved', () => {
    const fairness = ['x', 'y'].map((name) => term(name, always, { reads: [name], counts: always }));
    expect(taken({ columns, rules: [move], fairness })).toEqual({ 'move 1,0': ['x'], 'move 0,1': ['y'], 'move 1,1': ['x', 'y'], 'move -1,1': ['x', 'y'] });
  });
});
