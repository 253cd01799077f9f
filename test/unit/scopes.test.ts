import { describe, expect, test } from 'vitest';
import { baseScenario, replicasThatBind, scenario, scopesOf, withReplicas, type SetSpec } from '../../src/scopes.ts';

const set = (replicas: number, rollingUpdate: SetSpec['strategy']['rollingUpdate']): SetSpec => ({ ...baseScenario.set, replicas, strategy: { type: 'RollingUpdate', rollingUpdate } });
const partitionOf = (of: SetSpec): number | undefined => of.strategy.rollingUpdate?.partition;

describe('a set explored with fewer replicas', () => {
  test.each([
    ['no partition', 5, 0, 2, 0],
    ['some pods on either side', 5, 3, 2, 1],
    ['some pods on either side, three left', 5, 3, 3, 2],
    ['all pods below', 5, 7, 2, 7],
    ['one replica, which is to be updated', 5, 3, 1, 0],
    ['the same number', 3, 2, 3, 2],
    ['more replicas than it has', 2, 1, 4, 1],
  ])('keeps the meaning of its partition: %s', (_, replicas, partition, explored, expected) => {
    const fewer = withReplicas(set(replicas, { partition }), explored);
    expect([fewer.replicas, partitionOf(fewer)]).toEqual([explored, expected]);
  });

  test('without a block has none', () => {
    expect(withReplicas(set(5, null), 2).strategy.rollingUpdate).toBeNull();
  });
});

test('a budget binds with one pod more than it allows', () => {
  expect(replicasThatBind(set(3, { partition: 0, maxUnavailable: 2 }))).toBe(3);
  expect(replicasThatBind(set(3, { partition: 0, maxUnavailable: 1 }))).toBe(0);
  expect(replicasThatBind(set(3, { partition: 0, maxUnavailable: '50%' }))).toBe(0);
  expect(replicasThatBind(set(3, null))).toBe(0);
});

describe('scopes', () => {
  const options = { kubernetes: '1.37', assume: 'crashes', volumes: ['pv001'], maxReplicas: 2 } as const;
  const names = (of: SetSpec, scope: 'default' | 'small' | 'standard' | 'large' = 'default') => scopesOf(of, { ...options, scope }).map(({ name }) => name);

  test('follow what the set has', () => {
    const plain = set(2, { partition: 0 });
    expect(names(plain)).toEqual(['rollback', 'everyday', 'scale', 'recovery', 'status', 'deletion']);
    expect(names({ ...plain, claimTemplates: ['www'] })).toContain('storage');
    expect(names(set(2, { partition: 1 }))).toContain('partition');
    expect(names(set(2, { partition: 0, maxUnavailable: 2 }))).toContain('budget');
    for (const scope of ['small', 'standard', 'large'] as const) expect(names(plain, scope)).toEqual([scope]);
  });

  test('take static volumes only where there are enough', () => {
    const storage = (replicas: number) => scopesOf({ ...set(replicas, { partition: 0 }), claimTemplates: ['www'] }, { ...options, scope: 'default' }).find(({ name }) => name === 'storage')!.scenario;
    expect(storage(1).volumes).toEqual(['pv001']);
    expect(storage(2).volumes).toEqual([]);
  });

  test('switch facets on that the set forces', () => {
    const facetsOf = (of: SetSpec) => scopesOf(of, { ...options, scope: 'default' })[0]!.scenario.facets;
    expect(facetsOf(set(2, null)).status).toBe(true);
    expect(facetsOf({ ...set(2, { partition: 0 }), minReadySeconds: 5 }).availability).toBe(true);
  });

  test('a scenario is its base with changes, one level deep', () => {
    expect(scenario({ set: { replicas: 4 }, templates: [{ broken: true }] })).toEqual({ ...baseScenario, set: { ...baseScenario.set, replicas: 4 }, templates: [{ broken: true }] });
  });
});
