/** What docs/decisions/0008-sampling.md says of the default sampler, with all its seeds. */
import { describe, expect, test } from 'vitest';
import { findings, seeded, seeds, stepsTooMany, walksUntilFound, type Target } from '../../scripts/measure-samplers.ts';
import { defaultSampler } from '../../src/random.ts';

const nearlyAll = 0.9 * seeds.length;
const named = (targets: readonly Target[]) => targets.map((target) => [target.name, target] as const);

test.each(named([...findings, ...seeded]))('the default sampler finds %s with nearly every seed', (_, target) => {
  expect(walksUntilFound(target, defaultSampler).filter((walks) => walks !== undefined).length).toBeGreaterThanOrEqual(nearlyAll);
});

test('every seed finds everything but two of them within a thousand walks', () => {
  const isNeedle = (target: Target): boolean => walksUntilFound(target, defaultSampler, 1000).includes(undefined);
  expect([...findings, ...seeded].filter(isNeedle).map(({ name }) => name)).toEqual([
    'stale-cache deletion, lag alone',
    'recreates-broken-pods liveness/deleted-broken-pod-recovers',
  ]);
});

describe('a story is at most two steps longer than the shortest one', () => {
  const countable = [findings[0]!, findings[2]!, ...seeded];

  test.each([['for nine seeds of ten', 9], ['for ten seeds of ten, but for a few promises', 10]] as const)('%s', (_, least) => {
    const within = countable.map((target) => ({ name: target.name, seeds: stepsTooMany(target).filter((steps) => steps <= 2).length }));
    expect(within.filter((each) => each.seeds < least).map(({ name }) => name).length).toBeLessThanOrEqual(least === 9 ? 1 : 3);
  });
});
