import { describe, expect, test } from 'vitest';
import { settingsOf } from '../../../src/vitest/options.ts';
import { failureOf } from '../../../src/vitest/search.ts';
import { Hang, watched } from '../../../src/vitest/watch.ts';

describe('a search that is watched', () => {
  test('answers what it found', () => {
    expect(watched(10_000, () => 42)).toBe(42);
  });

  test('goes on as long as it has time, and is told when the time is up', () => {
    expect(watched(60_000, ({ onProgress }) => onProgress())).toBe('continue');
    const rounds = watched(20, ({ onProgress }) => {
      let count = 0;
      while (onProgress() === 'continue') count++;
      return count;
    });
    expect(rounds).toBeGreaterThan(0);
  });

  test('is ended when it does not look at the watch', () => {
    const hang = (): never => {
      for (;;);
    };
    expect(() => watched(20, hang, 30)).toThrow(Hang);
    expect(failureOf(new Hang(10_000), settingsOf('reference', { seed: 1 }, false))).toEqual({ is: 'failed', message: expect.stringMatching(/^reference hangs in a pass: it did not come back, and was ended after 10 s\./) as string });
  });

  test('is not watched if it may take for ever', () => {
    expect(watched(Number.POSITIVE_INFINITY, ({ onProgress }) => onProgress())).toBe('continue');
  });

  test('throws what it throws', () => {
    const boom = new Error('boom');
    expect(() => watched(10_000, () => { throw boom; })).toThrow(boom);
  });
});
