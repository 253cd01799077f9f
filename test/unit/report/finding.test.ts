import { describe, expect, test } from 'vitest';
import type { PropertyResult, Result } from '../../../src/check.ts';
import { findingsOf, lengthWords } from '../../../src/report/finding.ts';
import { judged, runOf } from '../../support/runs.ts';

describe('the length of a story', () => {
  const words = (search: Result['exploration']['search'], more: Partial<PropertyResult> = {}): string => lengthWords(findingsOf(runOf([judged('a/one', 'violated', more)], {}, { search }))[0]!);

  test('is the least if everything shorter was seen', () => expect(words('exhaustive')).toBe('no shorter one exists in scope everyday (a day)'));
  test('is an upper bound after random walks', () => expect(words('random')).toBe('a shorter one may exist'));
  test('is the least after random walks if that was proved', () => expect(words('random', { minimal: true })).toBe('no shorter one exists in scope everyday (a day)'));
  test('says what it was shrunk from, if that was longer', () => {
    expect(words('random', { shrunkFrom: 31 })).toBe('shrunk from 31; a shorter one may exist');
    expect(words('random', { shrunkFrom: 1 })).toBe('a shorter one may exist');
  });
});

test('a promise without a story is no finding', () => {
  expect(findingsOf(runOf([judged('a/one', 'holds'), judged('a/two', 'violated'), judged('a/three', 'unknown')])).map(({ property }) => property.id)).toEqual(['a/two']);
});
