/** What docs/decisions and docs/fidelity.md claim about switches and about deletes, run on tiny scopes. */
import { describe, expect, test } from 'vitest';
import { reference } from '../../models/controllers/reference.ts';
import { releaseOf } from '../../models/controllers/releases.ts';
import type { Scenario } from '../../models/scenario.ts';
import { properties } from '../../properties/index.ts';
import { check, type Result } from '../../src/check.ts';
import { scenario, type ScenarioChanges } from '../../src/scopes.ts';

function explored(changes: ScenarioChanges): Result {
  const universe = scenario(changes);
  const result = check(universe, reference(releaseOf(universe.kubernetes)), properties);
  expect(result.exploration.complete).toBe(true);
  return result;
}

function broken(result: Result, among: readonly string[] = properties.map(({ id }) => id)): string[] {
  return result.properties.filter(({ id, verdict }) => verdict === 'violated' && among.includes(id)).map(({ id }) => id);
}

const idsOf = (result: Result): string[] => result.properties.map(({ id }) => id);

const needless = 'protocol/no-needless-delete';
const elsewhere = 'protocol/delete-hits-the-seen-incarnation';

/** A template edit, alone or with one disturbance; a broken template that is reverted; sets that are deleted. */
const tiny: readonly (readonly [string, ScenarioChanges])[] = [
  ['one replica, one template edit, k = 1, release 1.35.4', { kubernetes: '1.35.4', set: { replicas: 1 }, scale: { max: 1 }, edits: { template: 1 }, disturbances: 1 }],
  ['one replica, one template edit, k = 1, release 1.37', { set: { replicas: 1 }, scale: { max: 1 }, edits: { template: 1 }, disturbances: 1 }],
  ['two replicas, Parallel, one template edit, k = 0', { set: { policy: 'Parallel' }, edits: { template: 1 } }],
  ['two replicas, a broken template and its revert', { templates: [{ broken: false }, { broken: true }], edits: { template: 2 } }],
  ['one replica, three ways to delete the set', { set: { replicas: 1 }, scale: { max: 1 }, edits: { deleteSet: ['background', 'foreground', 'orphan'] } }],
];

const reductions: readonly Scenario['reductions'][] = [
  { fuseDelivery: false, mergeContinuations: true },
  { fuseDelivery: true, mergeContinuations: false },
  { fuseDelivery: false, mergeContinuations: false },
];

describe.each(tiny)('%s', (_, changes) => {
  const plain = explored(changes);

  test.each(reductions)('the same promises break and are exercised with $fuseDelivery, $mergeContinuations', (switched) => {
    const other = explored({ ...changes, reductions: switched });
    expect(broken(other)).toEqual(broken(plain));
    const exercised = (result: Result): string[] => result.properties.filter((property) => property.exercised > 0).map(({ id }) => id);
    expect(exercised(other)).toEqual(exercised(plain));
  });

  test('the same promises break with status counters in the row', () => {
    const other = explored({ ...changes, facets: { status: true } });
    expect(broken(other, idsOf(plain))).toEqual(broken(plain));
  });
});

test('the tiny scopes break something, or equal sets would say nothing', () => {
  expect(new Set(tiny.flatMap(([, changes]) => broken(explored(changes))))).toEqual(new Set([needless, elsewhere, 'liveness/quiet-means-converged']));
});

describe('deletes name no incarnation', () => {
  const everyday: ScenarioChanges = { edits: { template: 1, scale: 1 }, disturbances: 1 };

  test.each(['1.33', '1.34', '1.35.0', '1.35.4'])('release %s: three pod events of lag and one delete by a user are enough', (kubernetes) => {
    expect(broken(explored({ ...everyday, kubernetes, assume: 'lag' }))).toEqual([needless, elsewhere]);
  });

  test('two pod events of lag are not', () => {
    expect(broken(explored({ ...everyday, kubernetes: '1.35.4', assume: 'lag', lag: { pods: 2 } }))).toEqual([]);
  });

  test.each(['1.36', '1.37'])('release %s: the own-write guard closes that form', (kubernetes) => {
    expect(broken(explored({ ...everyday, kubernetes, assume: 'lag' }))).toEqual([]);
  });

  test('a late delete is enough, without any lag, with k = 1', () => {
    const none = { pods: 0, sets: 0, claims: 0, revisions: 0 };
    const result = explored({ ...everyday, lag: none });
    expect(broken(result)).toEqual([needless, elsewhere]);
    expect(result.properties.find(({ id }) => id === needless)?.story?.steps.at(-1)?.action.family).toBe('network/late');
    expect(broken(explored({ ...everyday, disturbances: 0 }))).toEqual([]);
  });
});
