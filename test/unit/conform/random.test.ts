import { describe, expect, test } from 'vitest';
import { defineController, type Controller } from '../../../models/controllers/controller.ts';
import { asking } from '../../../models/controllers/mutants/mutant.ts';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { reference } from '../../../models/controllers/reference.ts';
import { releaseLines, releaseOf, type Profile } from '../../../models/controllers/releases.ts';
import { compareDecisions } from '../../../src/compare/index.ts';
import { compareOnViews, type RandomComparison, type RandomOptions } from '../../../src/conform/random.ts';
import { conformScenarios } from '../../../src/conform/scenarios.ts';
import { profileOf } from '../../../src/controllers.ts';
import { runVectorFile } from '../../../src/vectors/run.ts';

const seed = 20;

function compared(make: (profile: Profile) => Controller, { kubernetes = '1.37', from = 0, count = 800, ...options }: Partial<RandomOptions> & { readonly kubernetes?: string; readonly from?: number; readonly count?: number } = {}): RandomComparison {
  const profile = releaseOf(kubernetes);
  return compareOnViews(profile, make, { from, count, seed }, { gates: profile.gates, keepsVectors: false, onProgress: () => 'continue', ...options });
}

/** Gives up no pod that has lost its labels. */
const releasesNobody = (profile: Profile): Controller => ({ ...asking(reference(profile), (request) => (request.op === 'releasePod' ? 'skip' : request)), name: 'releases-nobody' });

test.each(releaseLines)('the reference does the same as itself, and its vectors say so (%s)', (kubernetes) => {
  const { views, different, smallest, vectors } = compared(reference, { kubernetes, keepsVectors: true });
  expect([views, different, smallest]).toEqual([800, 0, undefined]);
  const results = runVectorFile(vectors!.join('\n'), 'reference.jsonl', reference);
  expect([results.length, results.filter(({ agrees }) => !agrees)]).toEqual([800, []]);
});

test.each(mutants.map(({ name, make }) => [name, make] as const))('a seeded bug shows on some view, and on a small one (%s)', (_, make) => {
  const { different, smallest } = compared(make, { count: 1500 });
  expect(different).toBeGreaterThan(0);
  const { pods, revisions } = JSON.parse(smallest!.vector) as { readonly pods: readonly object[]; readonly revisions: readonly object[] };
  expect(pods.length).toBeLessThanOrEqual(4);
  expect(revisions.length).toBeLessThanOrEqual(3);
  expect(smallest!.differences.length).toBeGreaterThan(0);
});

test('a bug that no view shows which is reached is found, on the smallest view that shows it', () => {
  for (const { scenario } of conformScenarios({ kubernetes: '1.37', scope: 'small', policy: 'OrderedReady' })) {
    const profile = profileOf(scenario);
    expect(compareDecisions(scenario, reference(profile), releasesNobody(profile), { everything: true, maxStates: 2000 }).first.difference).toBeUndefined();
  }
  const { smallest } = compared(releasesNobody);
  expect(smallest!.differences).toContainEqual({ what: 'write 1', expected: 'releasePod web-0', actual: 'createRevision A as number 1' });
  expect(JSON.parse(smallest!.vector)).toMatchObject({ pods: [{ ordinal: 0, labelsMatch: false }], revisions: [], claims: [] });
});

test('a vector of a view on which they differ says what the controller did, and not what the reference did', () => {
  const { smallest } = compared(releasesNobody);
  const agreesWith = (make: (profile: Profile) => Controller): boolean => runVectorFile(smallest!.vector, 'one.jsonl', make)[0]!.agrees;
  expect([agreesWith(releasesNobody), agreesWith(reference)]).toEqual([true, false]);
});

test('the vectors are those of the views on which they differ, and of the others', () => {
  const { vectors, different } = compared(releasesNobody, { keepsVectors: true });
  const disagree = runVectorFile(vectors!.join('\n'), 'all.jsonl', reference).filter(({ agrees }) => !agrees);
  expect(disagree).toHaveLength(different);
  expect(runVectorFile(vectors!.join('\n'), 'all.jsonl', releasesNobody).filter(({ agrees }) => !agrees)).toEqual([]);
});

describe('pieces of a seed', () => {
  test('are together what it is as a whole', () => {
    const whole = compared(releasesNobody, { keepsVectors: true });
    const pieces = [0, 300, 600].map((from) => compared(releasesNobody, { keepsVectors: true, from, count: from === 600 ? 200 : 300 }));
    expect(pieces.flatMap(({ vectors }) => vectors)).toEqual(whole.vectors);
    expect(pieces.reduce((sum, { different }) => sum + different, 0)).toBe(whole.different);
    expect(pieces[0]!.smallest).toEqual(whole.smallest);
  });

  test('end where somebody ends them', () => {
    expect(compared(reference, { onProgress: (views) => (views < 100 ? 'continue' : 'time') })).toEqual({ views: 100, different: 0, limit: 'time' });
  });
});

test('requests that are asked one after the other are not those that wait together', () => {
  const oneByOne = (profile: Profile): Controller => {
    const upright = reference(profile);
    return { ...upright, name: 'one-by-one', *reconcile(view) { return yield* inTurn(upright.reconcile(view)); } };
  };
  expect(compared(oneByOne).smallest!.differences[0]).toMatchObject({ expected: 'deletePod web-1, deletePod web-0', actual: 'deletePod web-1, not all concurrently' });
});

function* inTurn<T>(pass: ReturnType<Controller['reconcile']> | Generator<unknown, T, unknown>): Generator<never, never, unknown> {
  let step = pass.next();
  while (!step.done) {
    const ask = step.value as { readonly concurrently?: readonly Generator<unknown, unknown, unknown>[] };
    const results: unknown[] = [];
    if (ask.concurrently) for (const part of ask.concurrently) results.push(yield* inTurn(part));
    step = pass.next(ask.concurrently ? results : yield ask as never);
  }
  return step.value as never;
}

describe('a controller that fails as a program', () => {
  test('is told with the view on which it does', () => {
    const fragile = defineController({ name: 'fragile', reconcile: ({ set }) => [{ op: 'updateStatus', name: set!.name, status: set!.status }] });
    expect(() => compared(() => fragile)).toThrow(/fragile threw an error in a pass: Cannot read properties of undefined.*\nIts view, as the fields of a vector .*:\n {2}\{"profile":"r1\.37".*"absent":true/);
  });

  test('is told if its pass does not end', () => {
    const endless = defineController({ name: 'endless', *reconcile() { for (;;) yield { op: 'getSet', name: 'web' } as const; } });
    expect(() => compared(() => endless)).toThrow('endless asked 301 things in one pass and did not end.');
  });
});
