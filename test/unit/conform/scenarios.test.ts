import { describe, expect, test } from 'vitest';
import { conformScenarios } from '../../../src/conform/scenarios.ts';

const of = (kubernetes: string, scope: 'small' | 'standard' = 'standard') => conformScenarios({ kubernetes, scope });
const strategiesOf = (kubernetes: string): Set<string> => new Set(of(kubernetes).map(({ scenario }) => JSON.stringify([scenario.set.policy, scenario.set.strategy])));

describe('the scenarios of a release', () => {
  test('have each policy with each strategy that the release knows', () => {
    const twice = (strategies: readonly object[]): string[] => ['OrderedReady', 'Parallel'].flatMap((policy) => strategies.map((strategy) => JSON.stringify([policy, strategy])));
    const everywhere = [
      { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
      { type: 'RollingUpdate', rollingUpdate: null },
      { type: 'RollingUpdate', rollingUpdate: { partition: 1 } },
      { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 2 } },
      { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: '70%' } },
      { type: 'OnDelete', rollingUpdate: null },
    ];
    expect(strategiesOf('1.36')).toEqual(new Set(twice(everywhere)));
    expect(strategiesOf('1.37')).toEqual(new Set(twice([...everywhere, { type: 'Recreate', rollingUpdate: null }])));
  });

  test('have each retention, ordinals that begin elsewhere, and each facet but nodes and volumes', () => {
    const all = of('1.37').map(({ scenario }) => scenario);
    expect(new Set(all.map(({ set }) => Object.values(set.retention).join()))).toEqual(new Set(['Retain,Retain', 'Retain,Delete', 'Delete,Retain', 'Delete,Delete']));
    expect(all.some(({ set }) => set.start > 0)).toBe(true);
    for (const facet of ['claims', 'revisions', 'status', 'availability', 'retention'] as const) expect(all.some(({ facets }) => facets[facet])).toBe(true);
  });

  test('are called differently, and are different', () => {
    const all = of('1.37');
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    expect(new Set(all.map(({ scenario }) => JSON.stringify(scenario))).size).toBe(all.length);
  });

  test('of the small scope are some of the others', () => {
    const names = of('1.37').map(({ name }) => name);
    const small = of('1.37', 'small').map(({ name }) => name);
    expect(small.length).toBeLessThan(names.length / 2);
    expect(names).toEqual(expect.arrayContaining(small));
  });

  test('are those of one policy and one strategy, if somebody asks for them', () => {
    const chosen = conformScenarios({ kubernetes: '1.37', scope: 'standard', policy: 'Parallel', update: 'OnDelete' });
    expect(new Set(chosen.map(({ scenario: { set } }) => `${set.policy} ${set.strategy.type}`))).toEqual(new Set(['Parallel OnDelete']));
    expect(conformScenarios({ kubernetes: '1.36', scope: 'standard', update: 'Recreate' })).toEqual([]);
  });

  test('count status where the controller reads a counter', () => {
    const withoutBlock = of('1.37').filter(({ scenario: { set } }) => set.strategy.type === 'RollingUpdate' && set.strategy.rollingUpdate === null);
    expect(withoutBlock.map(({ scenario }) => scenario.facets.status)).not.toContain(false);
  });
});
