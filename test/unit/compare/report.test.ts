import { describe, expect, test } from 'vitest';
import { defineController, type Controller, type View } from '../../../models/controllers/controller.ts';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import type { PropertyResult, Result } from '../../../src/check.ts';
import { compare, type Comparison } from '../../../src/compare/index.ts';
import { comparisonMark, comparisonReporter, type ComparedRun, type ComparedSide } from '../../../src/report/comparison.ts';
import { paintOf } from '../../../src/report/index.ts';
import { scenario } from '../../../src/scopes.ts';
import { mutantWorld, propertiesCalled } from '../../support/scenarios.ts';

const style = { paint: paintOf(false), width: 110, quiet: false };

function compared(comparison: Comparison, scope = 'one'): ComparedRun {
  const side = (result: Result): ComparedSide => ({ universe: 'web', scope, about: 'a test', result, tokens: {}, known: {} });
  return { left: side(comparison.left), right: side(comparison.right), decisions: comparison.decisions, seconds: 1 };
}

/** A controller that writes this status once. */
function writing(name: string, status: Partial<NonNullable<View['set']>['status']>): Controller {
  return defineController({
    name,
    *reconcile({ set }: View) {
      if (set && set.status.currentRevision === '') yield { op: 'updateStatus', name: 'web', status: { ...set.status, currentRevision: 'A', ...status } };
      return {};
    },
  });
}

const of = scenario({ facets: { status: true } });
const between = (left: Controller, right: Controller, maxStates?: number): Comparison =>
  compare({ scenario: of, controller: left }, { scenario: of, controller: right }, propertiesCalled('identity/ordinal-in-range'), maxStates ? { maxStates } : {});

describe('a decision is told', () => {
  const told = (left: Controller, right: Controller): string => comparisonReporter(style).run(compared(between(left, right)));

  test('with the fields that differ where the requests read alike', () => {
    const text = told(writing('one', { ready: 1, replicas: 2 }), writing('two', { ready: 2, replicas: 2 }));
    expect(text).toContain('differ after 1 step: one asks status web with ready 1; two asks status web with ready 2');
  });

  test('as the end of a pass, where nothing is asked', () => {
    const ends = (name: string, ending: object): Controller => defineController({ name, *reconcile() { return ending; } });
    expect(told(ends('calm', {}), ends('failing', { error: 'no' }))).toContain('calm asks nothing: its pass ends; failing asks nothing: its pass fails, and is tried again');
    expect(told(ends('calm', {}), ends('planning', { requeue: 'minReady' }))).toContain('planning asks nothing: its pass ends, and plans another by time');
  });
});

describe('what comes first of a scope', () => {
  const one = writing('one', {});

  test.each([
    ['same', between(one, writing('two', {}))],
    ['different', between(one, writing('two', { ready: 2 }))],
    ['unknown', between(one, writing('two', {}), 1)],
  ])('is that it is %s', (mark, comparison) => {
    const reporter = comparisonReporter(style);
    reporter.run(compared(comparison));
    expect(comparisonMark(compared(comparison))).toBe(mark);
    const end = reporter.end({ seconds: 2 });
    expect(end.includes('No difference: in these scopes one and two break the same promises and decide alike.')).toBe(mark === 'same');
    expect(end.includes('A limit was reached (states)')).toBe(mark === 'unknown');
  });
});

test('promises that are broken by the same steps share a story, and a later scope refers to it', () => {
  const { scenario: world, controller, upright } = mutantWorld(mutants.find(({ name }) => name === 'skips-readiness-wait')!);
  const comparison = compare({ scenario: world, controller }, { scenario: world, controller: upright }, propertiesCalled('ordering/successor-waits'));
  const [broken] = comparison.left.properties as [PropertyResult];
  const twice: Comparison = { ...comparison, left: { ...comparison.left, properties: [broken, { ...broken, id: 'ordering/the-same' }] } };
  const reporter = comparisonReporter(style);
  const first = reporter.run(compared(twice));
  expect(first.match(/^✗ .*$/gm)).toHaveLength(1);
  expect(first).toContain('  ordering/the-same: as told for ordering/successor-waits in scope one (OrderedReady, RollingUpdate)');
  const second = reporter.run(compared(comparison, 'two'));
  expect(second).toContain('  ordering/successor-waits: as told in scope one (OrderedReady, RollingUpdate)');
  expect(second).not.toContain('✗');
  expect(reporter.end({ seconds: 1 })).toContain('promises broken in some scope: 2 by skips-readiness-wait only, 0 by reference@1.37 only, 0 by both · decisions differ in 2 of 2 scopes');
});

test('nothing was compared where it was ended before the first scope', () => {
  expect(comparisonReporter(style).end({ seconds: 0, aborted: 'Interrupted.' })).toBe('No scope was compared to its end.\nInterrupted.\n');
});
