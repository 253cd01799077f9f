/** The numbers in docs/decisions/ are those of the code as it is. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lineOf, measuredRows, pageUrl } from '../../scripts/measure-decisions.ts';

test('every measured row stands in its page', () => {
  const missing = [...measuredRows()].filter((row) => !readFileSync(pageUrl(row.page), 'utf8').split('\n').includes(lineOf(row)));
  expect(missing.map(lineOf), 'write them with: npx jiti scripts/measure-decisions.ts').toEqual([]);
});
