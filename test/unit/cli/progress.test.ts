import { expect, test } from 'vitest';
import { placesOf, progressLine, type Running } from '../../../src/cli/progress.ts';

const running = (what: string, states?: number): Running => ({ what, progress: states === undefined ? undefined : { states, transitions: 0, depth: 3, frontier: 40, bytes: 2e6 } });

function shown(columns: number, ...states: readonly Running[]): string {
  let text = '';
  progressLine((line) => void (text = line), columns).show(states);
  return text.replace('\r\u001b[K', '');
}

test('one scope is shown by its name and its numbers', () => {
  expect(shown(200, running('1/5 web · small', 12_345))).toMatch(/^1\/5 web · small · 12 345 states · [\d ]+k\/s · depth 3 · frontier 40 · 2 MB · 0\.0 s$/);
  expect(shown(200, running('1/5 web · small'))).toBe('1/5 web · small');
});

test('several are shown by the sums of their numbers, and their names', () => {
  expect(shown(200, running('1/5 web · small', 12_000), running('3/5 web · rollback', 345), running('4/5 web · scale'))).toMatch(/^3 at once · 12 345 states · [\d ]+k\/s · 4 MB · 1\/5 web · small \+ 3\/5 web · rollback \+ 4\/5 web · scale$/);
});

test('a line is never longer than the terminal is wide', () => {
  expect(shown(40, running('1/5 web · small', 12_000), running('3/5 web · rollback', 345))).toHaveLength(39);
});

test('workers are in the order of their scopes', () => {
  const place = (index: number) => ({ index, progress: undefined });
  expect(placesOf({ kind: 'progress', ...place(4), beside: [place(7), place(2)] }).map(({ index }) => index)).toEqual([2, 4, 7]);
});
