/**
 * Exhaustive runs whose counts are pinned: a count that changes is a change of the model, and its commit says why. The
 * larger scopes are in test/slow/pinned.test.ts.
 */
import { describe, expect, test } from 'vitest';
import { scenario, type ScenarioChanges } from '../../src/scopes.ts';
import { expectPinned, type Pin } from '../support/pins.ts';
import { everyday } from '../support/scenarios.ts';

const claimsAndRevisions = { claims: true, revisions: true };

/** Promises that speak of what an OrderedReady set without partition, deletion, broken templates and old revisions never does. */
const silent = ['liveness/deleted-broken-pod-recovers', 'update/partition-respected', 'protocol/live-revisions-kept', 'protocol/no-action-while-deleting'];
const byName = ['protocol/no-needless-delete', 'protocol/delete-hits-the-seen-incarnation'];

describe.each(['1.36', '1.37'])('the everyday of an OrderedReady set, release %s', (kubernetes) => {
  const pin = (states: number, transitions: number, depth: number): Pin => ({
    states,
    transitions,
    depth,
    violated: byName,
    notExercised: [...silent, 'ordering/scale-down-reverse', 'update/unavailability-bound'],
  });

  test('two replicas', () => expectPinned(everyday(2, 'OrderedReady', kubernetes, claimsAndRevisions), pin(183_991, 708_097, 57)));
  test('three replicas', () => expectPinned(everyday(3, 'OrderedReady', kubernetes, claimsAndRevisions), pin(489_612, 1_910_532, 77)));
});

describe('facets have scopes in which the promises that need them are exercised', () => {
  const facets: Record<string, { readonly changes: ScenarioChanges; readonly speaks: readonly string[]; readonly pin: Omit<Pin, 'notExercised'> }> = {
    retention: {
      changes: { set: { claimTemplates: ['www'], retention: { whenDeleted: 'Retain', whenScaled: 'Delete' } }, edits: { scale: 2 }, disturbances: 1, facets: { claims: true, retention: true, volumes: true } },
      speaks: ['storage/scale-delete-only-when-condemned', 'storage/reference-before-condemned-delete', 'storage/no-time-bomb', 'storage/no-pod-on-dying-claim', 'storage/data-change-is-explained'],
      pin: { states: 45_156, transitions: 195_277, depth: 37, violated: ['protocol/no-needless-delete', 'storage/no-time-bomb', 'liveness/converges', 'liveness/missing-pod-created', 'liveness/ended-pod-replaced', 'protocol/delete-hits-the-seen-incarnation'] },
    },
    'retention when the set is deleted': {
      changes: { set: { claimTemplates: ['www'], retention: { whenDeleted: 'Delete', whenScaled: 'Retain' } }, from: 'converged', edits: { scale: 1, deleteSet: ['background', 'foreground', 'orphan'] }, facets: { claims: true, retention: true } },
      speaks: ['storage/policy-allows-delete'],
      pin: { states: 286_598, transitions: 2_136_671, depth: 34, violated: [] },
    },
    'maxUnavailable of two, OrderedReady': {
      changes: { set: { replicas: 3, strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 2 } } }, scale: { min: 2, max: 3 }, edits: { template: 1 }, disturbances: 1 },
      speaks: ['update/unavailability-bound', 'update/reverse-order'],
      pin: { states: 52_335, transitions: 198_219, depth: 43, violated: ['protocol/no-needless-delete', 'protocol/delete-hits-the-seen-incarnation'] },
    },
    'maxUnavailable of two, Parallel': {
      changes: { set: { replicas: 3, policy: 'Parallel', strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 2 } } }, scale: { min: 2, max: 3 }, edits: { template: 1 } },
      speaks: ['update/parallel-budget', 'update/reverse-order'],
      pin: { states: 83_858, transitions: 290_972, depth: 29, violated: [] },
    },
    status: {
      changes: { edits: { template: 1, scale: 1 }, facets: { status: true, revisions: true } },
      speaks: ['protocol/observed-generation-not-ahead', 'liveness/converged-means-silent'],
      pin: { states: 18_418, transitions: 46_520, depth: 50, violated: [] },
    },
    partition: {
      changes: { set: { strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }, edits: { template: 1, partition: 1 }, disturbances: 1 },
      speaks: ['update/partition-respected', 'update/partition-revision'],
      pin: { states: 37_505, transitions: 152_898, depth: 32, violated: ['protocol/no-needless-delete', 'protocol/delete-hits-the-seen-incarnation'] },
    },
    OnDelete: {
      changes: { set: { strategy: { type: 'OnDelete', rollingUpdate: null } }, edits: { template: 1, scale: 1 }, disturbances: 1, assume: 'lag' },
      speaks: ['update/on-delete-refreshes'],
      pin: { states: 17_565, transitions: 66_674, depth: 28, violated: [] },
    },
    availability: {
      changes: { set: { replicas: 2, minReadySeconds: 10 }, edits: { template: 1 }, facets: { availability: true } },
      speaks: ['update/waits', 'ordering/successor-waits'],
      pin: { states: 840, transitions: 2_233, depth: 25, violated: [] },
    },
    volumes: {
      changes: { set: { claimTemplates: ['www'] }, volumes: ['pv001', 'pv002'], edits: { scale: 1 }, disturbances: 1, facets: { claims: true, volumes: true } },
      speaks: ['storage/single-writer', 'storage/data-change-is-explained', 'storage/retain-means-retain'],
      pin: { states: 12_223, transitions: 42_436, depth: 26, violated: ['protocol/delete-hits-the-seen-incarnation'] },
    },
    'a claim is deleted by a user': {
      changes: { set: { claimTemplates: ['www'] }, edits: { deleteClaim: 1 }, disturbances: 1, facets: { claims: true, volumes: true } },
      speaks: ['storage/no-pod-on-dying-claim', 'storage/data-change-is-explained'],
      pin: { states: 3_848, transitions: 13_529, depth: 25, violated: ['liveness/converges', 'liveness/ended-pod-replaced'] },
    },
    nodes: {
      changes: { edits: { template: 1, scale: 1 }, disturbances: 1, facets: { nodes: true } },
      speaks: ['identity/predecessor-stopped'],
      pin: { states: 122_504, transitions: 606_118, depth: 46, violated: ['protocol/no-needless-delete', 'protocol/delete-hits-the-seen-incarnation'] },
    },
    'deletion of the set': {
      changes: { edits: { deleteSet: ['background', 'foreground', 'orphan'] }, facets: { revisions: true } },
      speaks: ['protocol/no-action-while-deleting'],
      pin: { states: 71_148, transitions: 335_962, depth: 34, violated: [] },
    },
    'scale-down from a converged set': {
      changes: { set: { replicas: 3 }, from: 'converged', scale: { min: 1, max: 3 }, edits: { scale: 1 }, disturbances: 1 },
      speaks: ['ordering/scale-down-reverse'],
      pin: { states: 1_504, transitions: 4_294, depth: 17, violated: [] },
    },
    'short history': {
      changes: { set: { revisionHistoryLimit: 0 }, edits: { template: 1 }, facets: { revisions: true } },
      speaks: ['protocol/live-revisions-kept'],
      pin: { states: 666, transitions: 1_510, depth: 31, violated: [] },
    },
  };

  for (const [name, { changes, speaks, pin }] of Object.entries(facets)) {
    test(name, () => {
      const checked = expectPinned(scenario(changes), pin);
      const exercised = checked.properties.filter(({ verdict }) => verdict !== 'not-exercised').map(({ id }) => id);
      expect(speaks.filter((id) => !exercised.includes(id))).toEqual([]);
    });
  }
});
