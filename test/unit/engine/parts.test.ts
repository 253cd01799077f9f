import { describe, expect, test } from 'vitest';
import { Actions } from '../../../src/engine/actions.ts';
import { highBits, lossProbability, lowBits } from '../../../src/engine/fingerprint.ts';
import { Ancestry, Level } from '../../../src/engine/growable.ts';
import { Interner } from '../../../src/engine/interner.ts';
import { Memo } from '../../../src/engine/memo.ts';
import { SeenSet } from '../../../src/engine/seen-set.ts';

describe('interning', () => {
  test('equal values get the same number, in order of first appearance', () => {
    const interner = new Interner('pod');
    const numbers = [{ phase: 'Pending' }, 'absent', { phase: 'Pending' }, null, 'absent'].map((value) => interner.idOf(value));
    expect(numbers).toEqual([0, 1, 0, 2, 1]);
    expect(interner.values).toEqual([{ phase: 'Pending' }, 'absent', null]);
  });

  test('a key of its own decides what is equal', () => {
    const interner = new Interner('pods', (pods: ReadonlySet<string>) => [...pods].sort().join());
    expect(interner.idOf(new Set(['a', 'b']))).toBe(0);
    expect(interner.idOf(new Set(['b', 'a']))).toBe(0);
    expect(interner.idOf(new Set(['a']))).toBe(1);
  });

  test.each([
    [new Map([['a', 1]]), 'holds a Map,'],
    [{ pods: [new Set()] }, 'holds a Set in .pods.0,'],
    [{ at: Number.NaN }, 'holds NaN in .at,'],
    [undefined, 'holds undefined,'],
    [{ run: () => 1 }, 'in .run,'],
  ])('a value whose JSON text hides a difference is refused: %o', (value, complaint) => {
    expect(() => new Interner('pod').idOf(value)).toThrow(complaint);
  });

  test('a property that is undefined counts as absent', () => {
    const interner = new Interner('pod');
    expect(interner.idOf({ node: undefined })).toBe(interner.idOf({}));
  });
});

describe('remembering', () => {
  test.each([[[1]], [[2, 0]], [[3, 0]], [[0, 3]], [[0, 1, 2]]])('answers are found again by the positions %o alone, also after it grew', (positions) => {
    const memo = new Memo(positions);
    const asked = new Map<string, number>();
    for (let number = 0; number < 5000; number++) {
      const row = Int32Array.of(number % 17, Math.floor(number / 17) % 19, Math.floor(number / 323), number);
      const text = positions.map((position) => row[position]).join();
      expect(memo.find(row)).toBe(asked.get(text) ?? -1);
      if (asked.has(text)) continue;
      asked.set(text, number);
      memo.add(row, number);
    }
    expect(memo.size).toBe(asked.size);
    expect(memo.bytes).toBeGreaterThanOrEqual(4 * memo.size);
  });

  test('an action is known by its rule and labels, and its key is put together from the parts that are not empty', () => {
    const actions = new Actions(['pass', 'crash']);
    const extend = (action: number, ...labels: string[]) =>
      labels.reduce((sum, label) => actions.extend(sum, actions.labelId(label)), action);
    expect(extend(0, 'pass', '', '2 events')).toBe(extend(0, 'pass', '2 events'));
    expect(extend(0, 'pass')).not.toBe(extend(1, 'pass'));
    expect(actions.key(extend(0, 'pass', '2 events', ', late'))).toBe('pass 2 events, late');
    expect(actions.key(extend(1, '', ''))).toBe('crash');
    expect(actions.ruleOf(extend(1, 'pass'))).toBe(1);
  });
});

describe('the seen-set', () => {
  test('every fingerprint is new once, however often the table grows', () => {
    const seen = new SeenSet(2);
    const fingerprints = Array.from({ length: 20_000 }, (_, id) => [lowBits(0, id), highBits(0, id)] as const);
    for (const [low, high] of fingerprints) {
      expect(seen.reserve(1)).toBe(true);
      expect(seen.add(low, high)).toBe(-1);
    }
    expect(fingerprints.some(([low, high]) => seen.add(low, high) < 0)).toBe(false);
    expect(seen.size).toBe(20_000);
  });

  test('fingerprints that want the same slot are told apart, around the end of the table too', () => {
    const seen = new SeenSet(4);
    for (let high = 1; high <= 5; high++) expect(seen.add(-1, high)).toBe(-1);
    expect(seen.add(0, 7)).toBe(-1);
    seen.reserve(100);
    for (let high = 1; high <= 5; high++) expect(seen.add(-1, high)).toBe(0);
    expect(seen.add(0, 7)).toBe(0);
    expect(seen.add(-1, 6)).toBe(-1);
  });

  test('the fingerprint zero is remembered like any other', () => {
    const seen = new SeenSet();
    expect(seen.add(0, 0)).toBe(-1);
    expect(seen.add(0, 0)).toBe(0);
  });

  test('growing is announced: the old table and one of twice the size are held together', () => {
    const seen = new SeenSet(4);
    expect(seen.bytesToReserve(12)).toBe(16 * 8);
    expect(seen.bytesToReserve(13)).toBe(16 * 8 * 3);
  });

  test('the probability of a lost state is at most the squared number of states over 2^65, and never above one', () => {
    expect(lossProbability(2 ** 20)).toBe(2 ** -25);
    expect(lossProbability(2 ** 40)).toBe(1);
  });
});

describe('storage', () => {
  test('parents and successor numbers are kept across chunks', () => {
    const ancestry = new Ancestry();
    for (let state = 0; state < 70_000; state++) ancestry.push(state * 2, state % 65_536);
    expect([ancestry.parent(69_999), ancestry.successor(69_999), ancestry.length]).toEqual([139_998, 4463, 70_000]);
    expect(ancestry.bytes).toBe(2 * 65_536 * 6);
  });

  test('chunks of rows that were expanded serve the next level', () => {
    const pool: Int32Array[] = [];
    const level = new Level(3, pool);
    for (let row = 0; row < 10_000; row++) {
      level.add();
      level.chunkOf(row)[level.offsetOf(row)] = row;
    }
    expect(level.chunkOf(9000)[level.offsetOf(9000)]).toBe(9000);
    level.releaseBefore(9000);
    expect(pool).toHaveLength(2);
    level.releaseAll();
    expect(pool).toHaveLength(3);
    expect(new Level(3, pool).add()).toBe(0);
  });
});
