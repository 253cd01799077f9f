/** The larger pinned scopes: minutes, not seconds. */
import { describe, test } from 'vitest';
import { everyday } from '../support/scenarios.ts';
import { expectPinned } from '../support/pins.ts';

const violated = ['protocol/no-needless-delete', 'protocol/delete-hits-the-seen-incarnation'];
const notExercised = ['liveness/deleted-broken-pod-recovers', 'liveness/no-head-of-line', 'update/partition-respected', 'protocol/live-revisions-kept', 'protocol/no-action-while-deleting'];

describe('the everyday of a Parallel set', () => {
  test.each([
    ['1.36', { states: 1_126_571, transitions: 4_706_796, depth: 50 }],
    ['1.37', { states: 1_660_671, transitions: 7_101_070, depth: 47 }],
  ])('two replicas with claims and revisions, release %s', (kubernetes, counts) => {
    expectPinned(everyday(2, 'Parallel', kubernetes, { claims: true, revisions: true }), { ...counts, violated, notExercised });
  });

  test.each([
    ['1.36', { states: 3_070_983, transitions: 13_894_285, depth: 44 }],
    ['1.37', { states: 9_702_517, transitions: 42_612_967, depth: 43 }],
  ])('three replicas without claims, release %s', (kubernetes, counts) => {
    expectPinned(everyday(3, 'Parallel', kubernetes, {}), { ...counts, violated, notExercised });
  });
});
