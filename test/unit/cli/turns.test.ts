import { describe, expect, test, vi } from 'vitest';
import { teamOf, Turns, type Limits } from '../../../src/cli/turns.ts';
import { MAX_BYTES, type Progress } from '../../../src/engine/index.ts';

const progress = (states: number): Progress => ({ states, transitions: 0, depth: 0, frontier: 0, bytes: 0 });
const stopped = (): Int32Array => new Int32Array(new SharedArrayBuffer(4)).fill(1);
const turnsOf = (count: number, { limits = {}, team = teamOf(1), stop = stopped().fill(0), tell = () => undefined }: { limits?: Limits; team?: ReturnType<typeof teamOf>; stop?: Int32Array; tell?: (index: number) => void } = {}) =>
  new Turns(count, limits, team, stop, tell);

describe('the pieces of a task', () => {
  test('are taken once each, by whoever comes', () => {
    const team = teamOf(2);
    const [one, other] = [turnsOf(5, { team })[Symbol.iterator](), turnsOf(5, { team })[Symbol.iterator]()];
    const taken = [one, other, other, one, other, one, other].map((turns) => turns.next()).map(({ value, done }) => (done ? 'none' : value.index));
    expect(taken).toEqual([0, 1, 2, 3, 4, 'none', 'none']);
  });

  test('are not begun after Ctrl-C, but for the first', () => {
    expect([...turnsOf(5, { stop: stopped() })].map(({ index }) => index)).toEqual([0]);
  });

  test('share the memory by the number of workers', () => {
    const bytesOf = (workers: number, limits: Limits): number[] => [...turnsOf(2, { limits, team: teamOf(workers) })].map(({ watch }) => watch.maxBytes);
    expect(bytesOf(1, {})).toEqual([MAX_BYTES, MAX_BYTES]);
    expect(bytesOf(2, {})).toEqual([MAX_BYTES / 2, MAX_BYTES / 2]);
    expect(bytesOf(2, { maxBytes: 1000 })).toEqual([500, 500]);
  });

  test.each([
    [1, [25, 25, 25, 25]],
    [2, [50, 50]],
    [4, [100]],
  ])('share the time so that %i workers use all of it, each piece as much as another', (workers, shares) => {
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    const team = teamOf(workers);
    const used: number[] = [];
    try {
      const turns = Array.from({ length: workers }, () => turnsOf(4, { limits: { timeoutMs: 100 }, team })[Symbol.iterator]());
      for (;;) {
        const begun = turns.map((each) => each.next()).flatMap(({ value, done }) => (done ? [] : [value.watch]));
        if (begun.length === 0) break;
        const started = now;
        while (begun.every(({ onProgress }) => onProgress(progress(1)) === 'continue')) now++;
        // All end at the same moment: one past their share.
        expect(begun.map(({ onProgress }) => onProgress(progress(1)))).toEqual(begun.map(() => 'time'));
        now--;
        used.push(now - started);
      }
    } finally {
      clock.mockRestore();
    }
    expect(used).toEqual(shares);
  });

  test('say that they are interrupted where they ask', () => {
    const stop = stopped().fill(0);
    const { watch } = [...turnsOf(1, { stop })][0]!;
    expect(watch.onProgress(progress(1))).toBe('continue');
    stop.fill(1);
    expect(watch.onProgress(progress(2))).toBe('interrupted');
  });
});

describe('how far a piece is', () => {
  test('is known from its last report, with what it has found broken before that', () => {
    const turns = turnsOf(2);
    const pieces = turns[Symbol.iterator]();
    const first = pieces.next().value!;
    expect(turns.explored).toBeUndefined();
    first.watch.noteBroken(['a/b']);
    first.watch.onProgress(progress(3));
    expect(turns.explored).toEqual({ index: 0, progress: progress(3), broken: ['a/b'] });
  });

  test('is forgotten when the next begins', () => {
    const turns = turnsOf(2);
    for (const { watch, index } of turns) {
      if (index === 1) break;
      watch.noteBroken([]);
      watch.onProgress(progress(3));
    }
    expect(turns.explored).toBeUndefined();
  });

  test('is told when it begins, and at most now and then', () => {
    const told: number[] = [];
    for (const { watch } of turnsOf(1, { tell: (index) => void told.push(index) })) for (let beat = 0; beat < 1000; beat++) watch.beat();
    expect(told.length).toBeGreaterThan(1);
    expect(told.length).toBeLessThan(20);
  });
});
