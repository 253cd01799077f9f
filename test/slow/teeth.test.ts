/** What each promise catches; `npx vitest run --project slow test/slow/teeth.test.ts -u` writes test/mutants/teeth.txt. */
import { expect, test } from 'vitest';
import { properties } from '../../properties/index.ts';
import { teeth, teethHead, toothLine } from '../../scripts/teeth.ts';

const all = [...teeth()];

test('each promise catches its seeded bugs by the story, and in the walks, that are written down', async () => {
  await expect([teethHead, ...all.map(toothLine)].join('')).toMatchFileSnapshot('../mutants/teeth.txt');
});

test('each promise catches a seeded bug by random walks alone', () => {
  const caught = new Set(all.filter(({ met }) => met).map(({ property }) => property));
  expect(properties.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
});
