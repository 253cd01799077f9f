import { expect, test } from 'vitest';
import { append, behindOwnWrites, deliver, relist, type Cache } from '../../../models/cache.ts';

const empty: Cache<string> = { shown: [null, null], queue: [] };
const log = (...events: readonly [number, string | null][]): Cache<string> => events.reduce((cache, [slot, object]) => append(cache, { slot, object }, 9).cache, empty);

test('a cache shows only what was delivered, in order (EN-INF-1)', () => {
  const cache = log([0, 'a'], [1, 'b'], [0, 'c']);
  expect(cache.shown).toEqual([null, null]);
  expect(deliver(cache, 2).shown).toEqual(['a', 'b']);
  expect(deliver(cache, 3)).toEqual({ shown: ['c', 'b'], queue: [] });
});

test('the oldest event is delivered by force beyond the lag bound', () => {
  const full = append(append(empty, { slot: 0, object: 'a' }, 2).cache, { slot: 0, object: 'b' }, 2);
  expect(full.forced).toBe(false);
  const over = append(full.cache, { slot: 0, object: null }, 2);
  expect(over.forced).toBe(true);
  expect(over.cache.shown[0]).toBe('a');
  expect(over.cache.queue).toHaveLength(2);
});

test('without lag everything is seen at once', () => {
  expect(append(empty, { slot: 1, object: 'x' }, 0)).toEqual({ cache: { shown: [null, 'x'], queue: [] }, forced: true });
});

test('a restart sees the truth and forgets its own writes (EN-INF-12)', () => {
  const cache = append(log([0, 'a'], [0, null]), { slot: 1, object: 'mine', own: true }, 9).cache;
  expect(behindOwnWrites(cache)).toBe(true);
  expect(relist(cache)).toEqual({ shown: [null, 'mine'], queue: [] });
  expect(behindOwnWrites(relist(cache))).toBe(false);
});
