import { describe, expect, test } from 'vitest';
import type { Answer, Ask, Controller, Conversation, Ending } from '../../../models/controllers/controller.ts';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { asking } from '../../../models/controllers/mutants/mutant.ts';
import { reference } from '../../../models/controllers/reference.ts';
import { releaseLines, type Profile } from '../../../models/controllers/releases.ts';
import type { Scenario } from '../../../models/scenario.ts';
import { compareDecisions, type DecisionSearch } from '../../../src/compare/index.ts';
import { conformScenarios, type ConformScenario } from '../../../src/conform/scenarios.ts';
import { profileOf } from '../../../src/controllers.ts';

const scenarios = conformScenarios({ kubernetes: '1.37', scope: 'standard' });
const called = (name: string): Scenario => scenarios.find((each) => each.name === name)!.scenario;

function besideReference(scenario: Scenario, make: (profile: Profile) => Controller, options: { readonly everything?: boolean; readonly maxStates?: number } = {}): DecisionSearch {
  const profile = profileOf(scenario);
  return compareDecisions(scenario, reference(profile), make(profile), { everything: true, ...options }).first;
}

/** The reference of a release, but for what `change` makes of how its passes end. */
function endingOtherwise(change: (ending: Ending) => Ending): (profile: Profile) => Controller {
  return (profile) => {
    const { name, reconcile, ...rest } = reference(profile);
    return { ...rest, name: `changed-${name}`, *reconcile(view) { return change(yield* reconcile(view)); } };
  };
}

describe('the reference beside itself', () => {
  test.each(releaseLines)('decides alike in all scenarios of the small scope, as far as they were explored (%s)', (kubernetes) => {
    for (const { name, scenario } of conformScenarios({ kubernetes, scope: 'small' })) {
      const { difference, seen, views } = besideReference(scenario, reference, { maxStates: 400 });
      expect([name, difference]).toEqual([name, undefined]);
      expect(seen!.views).toHaveLength(views);
      expect(seen!.points).toBeGreaterThanOrEqual(views);
    }
  });

  test('is asked about each view once, whatever else happens', () => {
    const { seen } = besideReference(called('OrderedReady RollingUpdate: Delete and Delete'), reference);
    expect(new Set(seen!.views).size).toBe(seen!.views.length);
  });
});

/** What is explored until the first difference, scenario by scenario. */
function firstDifference(among: readonly ConformScenario[], make: (profile: Profile) => Controller): { readonly name: string; readonly steps: number } | undefined {
  for (const { name, scenario } of among) {
    const { difference } = besideReference(scenario, make);
    if (difference) return { name, steps: difference.story.steps.length };
  }
  return undefined;
}

describe.each(['OrderedReady', 'Parallel'] as const)('a seeded bug is told from the reference after the fewest steps, under %s', (policy) => {
  const small = conformScenarios({ kubernetes: '1.37', scope: 'small', policy });

  test.each([
    ['force-deletes', 'RollingUpdate: everyday', 6],
    ['creates-one-too-many', 'RollingUpdate: everyday', 3],
    ['skips-readiness-wait', 'RollingUpdate: everyday', 5],
    ['scales-down-lowest-first', 'RollingUpdate: scale', 2],
    ['updates-lowest-first', 'RollingUpdate, no block: rollout', 2],
    ['exceeds-max-unavailable', 'RollingUpdate, maxUnavailable 2: rollout', 4],
    ['recreates-at-old-revision', 'RollingUpdate: everyday', 7],
    ['creates-pods-without-claims', 'RollingUpdate: Delete and Delete', 1],
    ['ignores-failed-pods', 'RollingUpdate: everyday', 6],
    ['forgets-the-last-pod', 'RollingUpdate: everyday', 2],
    ['never-promotes-the-revision', 'RollingUpdate: everyday', 3],
    ['ignores-own-writes', 'RollingUpdate: everyday', 5],
  ])('%s', (name, where, steps) => {
    const { make } = mutants.find((mutant) => mutant.name === name)!;
    expect(firstDifference(small, make)).toEqual({ name: `${policy} ${where}`, steps });
  });

  test.each([
    ['works-on-while-deleting', 'RollingUpdate: deletion'],
    ['deletes-live-revisions', 'RollingUpdate: history'],
    ['creates-on-dying-claim', 'RollingUpdate: claims'],
    ['deletes-by-the-wrong-policy', 'RollingUpdate: whenDeleted: Delete'],
    ['recreates-at-newest-revision', 'RollingUpdate, no block: status writes'],
  ])('%s, in a scenario of the standard scope', (name, where) => {
    const { make } = mutants.find((mutant) => mutant.name === name)!;
    expect(besideReference(called(`${policy} ${where}`), make).difference).toBeDefined();
  });
});

describe('what leaves no trace in a scenario', () => {
  test('is compared: counters of a status where nobody counts', () => {
    const { make } = mutants.find(({ name }) => name === 'counts-all-pods-as-ready')!;
    const everyday = called('OrderedReady RollingUpdate: everyday');
    expect(besideReference(everyday, make, { everything: false }).difference).toBeUndefined();
    expect(besideReference(everyday, make).difference).toBeDefined();
  });

  test('is compared: claims where there are none', () => {
    const unclaimed = called('OrderedReady RollingUpdate: scale');
    const scenario: Scenario = { ...unclaimed, set: { ...unclaimed.set, claimTemplates: ['data'], retention: { whenDeleted: 'Delete', whenScaled: 'Retain' } } };
    const make = (profile: Profile): Controller => ({ ...asking(reference(profile), (request) => (request.op === 'updateClaim' ? { ...request, owners: [] } : request)), name: 'marks-for-nobody' });
    expect(besideReference(scenario, make, { everything: false }).difference).toBeUndefined();
    expect(besideReference(scenario, make).difference!.left.asks).toMatchObject([{ request: { op: 'updateClaim' } }]);
  });

  test('is compared: what a controller asks for that this scenario does not have', () => {
    const scenario = called('OrderedReady RollingUpdate: everyday');
    const asksForMore = (profile: Profile): Controller => {
      const { reconcile, ...rest } = reference(profile);
      return { ...rest, name: 'asks-for-more', *reconcile(view) { yield { op: 'createPod', name: 'web-100', revision: 'A', claims: [] }; return yield* reconcile(view); } };
    };
    expect(besideReference(scenario, asksForMore).difference!.right.asks).toMatchObject([{ request: { name: 'web-100' } }]);
  });
});

describe('the status that a pass computes', () => {
  const scenario = called('OrderedReady RollingUpdate: rollback');

  test('is compared where both tell it', () => {
    const overstated = endingOtherwise((ending) => (ending.status && ending.error === undefined ? { ...ending, status: { ...ending.status, ready: ending.status.ready + 1 } } : ending));
    const { left, right } = besideReference(scenario, overstated).difference!;
    expect(right.end!.status!.ready).toBe(left.end!.status!.ready + 1);
    expect(besideReference(scenario, overstated, { everything: false }).difference).toBeUndefined();
  });

  test('is not missed where one does not tell it', () => {
    expect(besideReference(scenario, endingOtherwise(({ status: _, ...ending }) => ending)).difference).toBeUndefined();
  });
});

test('what only an answer shows that no step gives is told with the answer, and with the way to the view', () => {
  /** Takes a set that is gone for no error. */
  const calm = (profile: Profile): Controller => {
    const { reconcile, ...rest } = reference(profile);
    return { ...rest, name: 'calm', reconcile: (view) => forgiving(reconcile(view)) };
  };
  const scenario = called('OrderedReady RollingUpdate: status');
  expect(besideReference(scenario, calm, { everything: false }).difference).toBeUndefined();
  const { difference, exploration } = besideReference(scenario, calm);
  expect(difference!.answers!.at(-1)).toBe('updateStatus web NotFound');
  expect([difference!.left.end!.retry, difference!.right.end!.retry]).toEqual([true, false]);
  expect(difference!.story.steps.at(-1)!.action.family).toBe('controller/pass');
  expect(exploration.complete).toBe(true);
});

function* forgiving(pass: Conversation<Ending>): Conversation<Ending> {
  let step = pass.next();
  while (!step.done) {
    const ask: Ask = step.value;
    const answer = (yield ask) as Answer;
    if ('op' in ask && ask.op === 'updateStatus' && !answer.ok && answer.reason === 'NotFound') return {};
    step = pass.next(answer);
  }
  return step.value;
}
