/** The larger pinned scopes: minutes, not seconds. */
import { describe, test } from 'vitest';
import { everyday } from '../support/scenarios.ts';
import { expectPinned } from '../support/pins.ts';

const violated = ['protocol/no-needless-delete', 'protocol/delete-hits-the-seen-incarnation'];
const notExercised = ['update/partition-respected', 'protocol/live-revisions-kept', 'protocol/no-action-while-deleting'];

describe('the everyday of a Parallel set', () => {
  test.each([
    ['1.36', { states: 1_528_651, transitions: 6_422_627, depth: 50 }],
    ['1.37', { states: 2_298_907, transitions: 9_894_114, depth: 47 }],
  ])('two replicas with claims and revisions, release %s', (kubernetes, counts) => {
    expectPinned(everyday(2, 'Parallel', kubernetes, { claims: true, revisions: true }), { ...counts, violated, notExercised });
  });

  test.each([
    ['1.36', { states: 3_769_660, transitions: 17_205_983, depth: 44 }],
    ['1.37', { states: 12_522_290, transitions: 55_688_060, depth: 43 }],
  ])('three replicas without claims, release %s', (kubernetes, counts) => {
    expectPinned(everyday(3, 'Parallel', kubernetes, {}), { ...counts, violated, notExercised });
  });
});
