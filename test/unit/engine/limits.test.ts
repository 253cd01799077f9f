import { describe, expect, test } from 'vitest';
import { FairSteps } from '../../../src/engine/fair-steps.ts';
import { explore, type LivenessProbe, type Model, ModelFault, World } from '../../../src/engine/index.ts';
import { MAX_FAIR_CLASS } from '../../../src/engine/limits.ts';
import { rule, zeros } from './models.ts';

/** Goes round for ever, which breaks what must settle anywhere on it. */
const ring: Model = { columns: zeros('x'), rules: [rule('turn', ['x'], (x: number) => [[(x + 1) % 300]], { mover: 'system' })] };
const leaves = (place: number): LivenessProbe => ({ id: `leaves ${place}`, kind: 'settles', reads: ['x'], check: (x: number) => (x === place ? `at ${place}` : true) });

describe('judging runs', () => {
  test('is left out where every state was seen and no memory is left to search them', () => {
    const liveness = [leaves(7)];
    const unlimited = explore(new World(ring), { liveness });
    expect(unlimited).toMatchObject({ complete: true, runsJudged: true });
    expect(unlimited.probes[0]!.violation).toMatchObject({ reason: 'at 7' });

    const limited = explore(new World(ring), { liveness }, { maxBytes: unlimited.peakBytes - 1 });
    expect(limited).toMatchObject({ states: 300, complete: true, runsJudged: false, limit: 'memory' });
    expect(limited.peakBytes).toBeLessThan(unlimited.peakBytes);
    expect(limited.probes).toEqual([{ id: 'leaves 7', kind: 'liveness', exercised: 300, speaksEverywhere: true }]);
  });

  test('ends with the first violation if the caller says so', () => {
    const liveness = [leaves(3), leaves(7)];
    const violated = (stopWhen: () => boolean) => {
      const { probes, stopped } = explore(new World(ring), { liveness }, { stopWhen });
      return { stopped, reasons: probes.flatMap(({ violation }) => (violation ? [violation.reason] : [])) };
    };
    expect(violated(() => false)).toEqual({ stopped: false, reasons: ['at 3', 'at 7'] });
    expect(violated(() => true)).toEqual({ stopped: true, reasons: ['at 3'] });
  });
});

test('steps take as many different sets of fairness terms as can be numbered; one more is a fault of the model', () => {
  const names = Array.from({ length: 17 }, (_, column) => `c${column}`);
  const fairness = names.map((name) => ({ name, strength: 'weak' as const, rules: () => true, moves: { reads: [name], counts: () => true } }));
  const world = new World({ columns: zeros(...names), rules: [rule('set all', names, () => [names.map(() => 1)], { mover: 'system' })], fairness });
  const before = world.initial();
  world.successors(before);
  const steps = new FairSteps(world);
  /** A step that writes the columns whose bit is set. */
  const classOf = (bits: number): number => steps.classOf(0, before, 0, Int32Array.from(names, (_, column) => (bits >>> column) & 1));

  for (let bits = 1; bits <= MAX_FAIR_CLASS; bits++) classOf(bits);
  expect(steps.classes).toHaveLength(MAX_FAIR_CLASS + 1);
  expect(steps.classes[classOf(0b101)]).toEqual([0, 2]);
  expect(() => classOf(MAX_FAIR_CLASS + 1)).toThrow('Steps take more than 65535 different sets of terms of the fairness (MAX_FAIR_CLASS).');
});

test('a fault that a function of the model throws itself is told in its own words', () => {
  const own = new ModelFault('The set cache shows a version that was never stored.');
  const throwing: Model = { columns: zeros('x'), rules: [rule('turn', ['x'], () => { throw own; })] };
  expect(() => explore(new World(throwing))).toThrow(own);
});
