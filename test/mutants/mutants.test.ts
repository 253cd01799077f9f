import { describe, expect, test } from 'vitest';
import { mutants } from '../../models/controllers/mutants/index.ts';
import { properties } from '../../properties/index.ts';
import { check } from '../../src/check.ts';
import { mutantWorld, propertiesCalled, result } from '../support/scenarios.ts';

/** Steps of the shortest story in which each seeded bug breaks each promise: exhaustive, so a change is a change of the model. */
const shortest: Record<string, Record<string, number>> = {
  'force-deletes': { 'identity/at-most-one-execution': 6, 'identity/predecessor-stopped': 6, 'storage/single-writer': 6 },
  'creates-one-too-many': { 'identity/ordinal-in-range': 6 },
  'creates-over-its-own-pod': { 'identity/no-create-while-present': 4 },
  'skips-readiness-wait': { 'ordering/successor-waits': 4 },
  'scales-down-lowest-first': { 'ordering/scale-down-reverse': 2 },
  'updates-lowest-first': { 'update/reverse-order': 2 },
  'updates-without-waiting': { 'update/waits': 8 },
  'exceeds-max-unavailable': { 'update/unavailability-bound': 3 },
  'ignores-partition': { 'update/partition-respected': 10 },
  'recreates-at-newest-revision': { 'update/partition-revision': 5 },
  'updates-on-delete-sets': { 'update/on-delete-is-passive': 2 },
  'recreates-at-old-revision': { 'update/on-delete-refreshes': 5 },
  'rushes-parallel-updates': { 'update/parallel-budget': 8 },
  'rolls-recreate-sets': { 'update/recreate-barrier': 6 },
  'deletes-a-healthy-pod': { 'protocol/no-needless-delete': 7, 'liveness/converged-means-silent': 6 },
  'overlooks-terminating-pods': { 'ordering/terminating-blocks': 7, 'ordering/successor-waits': 7 },
  'creates-pods-without-claims': { 'storage/claim-before-pod': 1 },
  'deletes-by-the-wrong-policy': { 'storage/policy-allows-delete': 7 },
  'deletes-claims-on-scale-down': { 'storage/retain-means-retain': 3, 'storage/data-change-is-explained': 13 },
  'marks-wanted-claims': { 'storage/scale-delete-only-when-condemned': 7 },
  'forgets-to-mark-claims': { 'storage/reference-before-condemned-delete': 2 },
  'keeps-the-pod-reference': { 'storage/no-time-bomb': 11 },
  'creates-on-dying-claim': { 'storage/no-pod-on-dying-claim': 7 },
  'ignores-failed-pods': { 'liveness/converges': 2, 'liveness/ended-pod-replaced': 2 },
  'forgets-the-last-pod': { 'liveness/missing-pod-created': 6, 'liveness/converges': 6 },
  'keeps-extra-pods': { 'liveness/extra-pod-removed': 2, 'liveness/converges': 2 },
  'updates-one-pod-only': { 'liveness/rollout-completes': 10, 'liveness/converges': 10 },
  'recreates-broken-pods': { 'liveness/deleted-broken-pod-recovers': 16 },
  'waits-for-broken-pods': { 'liveness/no-head-of-line': 10, 'liveness/rollout-completes': 10, 'liveness/converges': 10 },
  'never-observes-generations': { 'liveness/generation-observed': 9 },
  'counts-all-pods-as-ready': { 'liveness/status-truthful': 8 },
  'never-promotes-the-revision': { 'liveness/current-revision-advances': 15 },
  'restarts-pods-for-ever': { 'liveness/falls-silent': 15, 'liveness/converges': 14 },
  'waits-for-higher-pods': { 'liveness/higher-does-not-block': 12, 'liveness/missing-pod-created': 12 },
  'always-writes-status': { 'liveness/converged-means-silent': 7 },
  'deletes-live-revisions': { 'protocol/live-revisions-kept': 5 },
  'observes-unseen-generations': { 'protocol/observed-generation-not-ahead': 3 },
  'ignores-own-writes': { 'protocol/delete-hits-the-seen-incarnation': 10 },
  'works-on-while-deleting': { 'protocol/no-action-while-deleting': 2 },
};

describe('every seeded bug is caught by the promise it names, with the shortest story', () => {
  for (const mutant of mutants) {
    test(mutant.name, () => {
      const { scenario, controller } = mutantWorld(mutant);
      const caught = check(scenario, controller, propertiesCalled(...mutant.caughtBy));
      const lengths = Object.fromEntries(mutant.caughtBy.map((id) => [id, result(caught, id).story?.steps.length]));
      expect(lengths).toEqual(shortest[mutant.name]);
    });
  }
});

describe('the reference breaks none of these promises in the scenario that catches the bug', () => {
  for (const mutant of mutants) {
    test(mutant.name, () => {
      const { scenario, upright } = mutantWorld(mutant);
      const held = check(scenario, upright, propertiesCalled(...mutant.caughtBy));
      expect(held.exploration.complete).toBe(true);
      for (const id of mutant.caughtBy) expect(['holds', 'not-exercised'], id).toContain(result(held, id).verdict);
    });
  }
});

test('every property has a seeded bug that it catches', () => {
  const caught = new Set(mutants.flatMap((mutant) => mutant.caughtBy));
  expect(properties.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
});
