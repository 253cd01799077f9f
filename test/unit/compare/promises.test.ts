import { expect, test } from 'vitest';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import type { PropertyResult, Result, Verdict } from '../../../src/check.ts';
import { brokenPromises, compare } from '../../../src/compare/index.ts';
import { baseScenario } from '../../../src/scopes.ts';
import { mutantWorld, propertiesCalled } from '../../support/scenarios.ts';

const judged = (verdicts: Readonly<Record<string, Verdict>>): Result => ({
  scenario: baseScenario,
  controller: 'some',
  exploration: { search: 'exhaustive', states: 1, transitions: 0, depth: 0, complete: true, lossProbability: 0, peakBytes: 0, actions: [] },
  properties: Object.entries(verdicts).map(([id, verdict]): PropertyResult => ({ id, verdict, exercised: 1 })),
});

test.each([
  ['violated', 'holds', ['left']],
  ['violated', 'not-exercised', ['left']],
  ['holds', 'violated', ['right']],
  ['violated', 'violated', ['both']],
  ['violated', 'unknown', ['open']],
  ['unknown', 'violated', ['open']],
  ['holds', 'unknown', []],
  ['unknown', 'unknown', []],
] as const)('one that is %s with the first and %s with the second is broken by %j', (left, right, by) => {
  const broken = brokenPromises({ left: judged({ one: 'holds', two: left }), right: judged({ one: 'holds', two: right }) });
  expect(broken.map((each) => [each.id, each.by])).toEqual(by.map((side) => ['two', side]));
});

test('one that only one of them is judged by is broken by that one only', () => {
  expect(brokenPromises({ left: judged({}), right: judged({ one: 'violated' }) })).toMatchObject([{ id: 'one', by: 'right', left: undefined }]);
});

test('a seeded bug breaks its promise and the reference does not', () => {
  const { scenario, controller, upright } = mutantWorld(mutants.find(({ name }) => name === 'skips-readiness-wait')!);
  const comparison = compare({ scenario, controller }, { scenario, controller: upright }, propertiesCalled('ordering/successor-waits', 'identity/ordinal-in-range'));
  expect(brokenPromises(comparison).map(({ id, by }) => [id, by])).toEqual([['ordering/successor-waits', 'left']]);
  expect(comparison.decisions.first.difference!.story.steps.length).toBe(4);
});
