/** What docs/corpus.md shows, done as a user does it. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { loadStories } from '../../src/trace/index.ts';
import { filesOf, folderOf, runSuite, sourceConfig } from '../support/suite.ts';
import { sts } from '../support/terminal.ts';

const page = 'docs/corpus.md';
const folder = folderOf({ ...sourceConfig, 'mine.ts': filesOf('docs/test-suites.md').get('mine.ts')!, 'stories.test.ts': filesOf(page).get('stories.test.ts')!.replace('seed: 42', 'exhaustive: false, numRuns: 1, seed: 42') });
afterAll(() => rmSync(folder, { recursive: true }));

test('a story that was saved is a test in the suite that the page shows', async () => {
  const stories = join(folder, 'stories');
  await sts(['--controller', join(folder, 'mine.ts'), '--property', 'ordering/successor-waits', '--scope', 'small', '-q', '--save', stories]);
  expect(loadStories(stories)).toHaveLength(1);
  const { tests, broken } = runSuite(folder);
  expect(broken).toEqual({});
  const told = tests.filter(({ message }) => message.includes('found     as example 1'));
  expect(told.map(({ title }) => title)).toEqual(['mine > OrderedReady · RollingUpdate > ordering/successor-waits']);
});

test('a story of a set that the suite does not check is named', () => {
  const [name] = loadStories(join(folder, 'stories')).map(({ scenario }) => scenario.set.name);
  const other = filesOf(page).get('stories.test.ts')!.replace('seed: 42', "policies: ['Parallel'], seed: 42");
  writeFileSync(join(folder, 'stories.test.ts'), other);
  expect(runSuite(folder).broken['stories.test.ts']).toContain(`Example 1 is about ${name!}, OrderedReady · RollingUpdate, which is not checked here`);
});

test('the file that the page shows is the one it links to', () => {
  const text = readFileSync(page, 'utf8');
  const [, linked] = /\]\(\.\.\/(test\/corpus\/mutants\/.*\.json)\)/.exec(text)!;
  const [, shown] = /```json\n([\s\S]*?)```/.exec(text)!;
  expect(shown).toBe(readFileSync(linked!, 'utf8'));
});
