/** What docs/decisions and docs/fidelity.md claim and no other test states, run on tiny scopes. */
import { describe, expect, test } from 'vitest';
import { reference } from '../../models/controllers/reference.ts';
import { releaseOf } from '../../models/controllers/releases.ts';
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

const needless = 'protocol/no-needless-delete';
const elsewhere = 'protocol/delete-hits-the-seen-incarnation';

describe('0004: the same promises break with status counters in the row', () => {
  const one: ScenarioChanges = { set: { replicas: 1 }, scale: { max: 1 } };
  const tiny: readonly (readonly [string, ScenarioChanges, readonly string[]])[] = [
    ['one replica, one template edit, k = 1, release 1.35.4', { ...one, kubernetes: '1.35.4', edits: { template: 1 }, disturbances: 1 }, [needless, elsewhere]],
    ['one replica, one template edit, k = 1, release 1.37', { ...one, edits: { template: 1 }, disturbances: 1 }, [needless, elsewhere]],
    ['two replicas, Parallel, one template edit', { set: { policy: 'Parallel' }, edits: { template: 1 } }, []],
    ['two replicas, a broken template and its revert', { templates: [{ broken: false }, { broken: true }], edits: { template: 2 } }, ['liveness/converges', 'liveness/rollout-completes']],
    ['one replica, three ways to delete the set', { ...one, edits: { deleteSet: ['background', 'foreground', 'orphan'] } }, []],
  ];

  test.each(tiny)('%s', (_, changes, expected) => {
    const without = explored(changes);
    const judged = without.properties.map(({ id }) => id);
    expect(broken(without)).toEqual(expected);
    expect(broken(explored({ ...changes, facets: { status: true } }), judged)).toEqual(expected);
  });
});

describe('deletes name no incarnation, with a template edit and a scale of two replicas', () => {
  const everyday: ScenarioChanges = { edits: { template: 1, scale: 1 }, disturbances: 1 };

  test.each(['1.33', '1.34', '1.35.0', '1.35.4'])('release %s: three pod events of lag and one delete by a user are enough', (kubernetes) => {
    expect(broken(explored({ ...everyday, kubernetes, assume: 'lag' }))).toEqual([needless, elsewhere]);
    expect(broken(explored({ ...everyday, kubernetes, assume: 'lag', lag: { pods: 2 } }))).toEqual([]);
  });

  test.each(['1.36', '1.37'])('release %s: the own-write guard closes that form', (kubernetes) => {
    expect(broken(explored({ ...everyday, kubernetes, assume: 'lag' }))).toEqual([]);
  });

  test('a late delete is enough, without any lag', () => {
    const result = explored({ ...everyday, lag: { pods: 0, sets: 0, claims: 0, revisions: 0 } });
    expect(broken(result)).toEqual([needless, elsewhere]);
    expect(result.properties.find(({ id }) => id === needless)?.story?.steps.at(-1)?.action.family).toBe('network/late');
    expect(broken(explored({ ...everyday, disturbances: 0 }))).toEqual([]);
  });
});
