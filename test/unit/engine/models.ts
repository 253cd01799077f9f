/** Small models for the tests of the engine. */
import type { Column, Model, Outcome, Rule } from '../../../src/engine/index.ts';

/** A rule of one stage. `step` returns one list of next values per outcome, labelled by what it writes. */
export function rule(
  name: string,
  reads: readonly string[],
  step: (...values: never[]) => readonly (readonly unknown[])[],
  rest: Partial<Rule> = {},
): Rule {
  const outcomes = (...values: never[]): readonly Outcome[] =>
    step(...values).map((next) => ({ label: `${name} ${next.map((value) => JSON.stringify(value) ?? '-').join(',')}`, next }));
  return { name, mover: 'user', family: name, stages: [{ reads, step: outcomes }], ...rest };
}

/** One stage with its label. */
export function stage(reads: readonly string[], step: (...values: never[]) => readonly Outcome[]): Rule['stages'][number] {
  return { reads, step };
}

/** Columns that all begin with 0. */
export function zeros(...names: readonly string[]): readonly Column[] {
  return names.map((name) => ({ name, initial: 0 }));
}

/** A grid: x and y each count from 0 to `side` one by one, so that (x, y) is x + y steps away. */
export function grid(side: number, rest: Partial<Rule> = {}): Model {
  const up = (value: number) => (value < side ? [[value + 1]] : []);
  return { columns: zeros('x', 'y'), rules: [rule('right', ['x'], up, rest), rule('up', ['y'], up, rest)] };
}
