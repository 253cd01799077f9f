/** What a user's Vitest makes of `checkController`: titles, notes, failures. */
import { readFileSync, rmSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { filesOf, folderOf, runSuite, sourceConfig, type Suite } from '../../support/suite.ts';

const page = 'docs/test-suites.md';
const shown = (): Record<string, string> => {
  const files = filesOf(page);
  return Object.fromEntries(['mine.ts', 'mine.test.ts'].map((name) => [name, files.get(name)!]));
};
function suiteOf(files: Readonly<Record<string, string>>, argv: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Suite {
  const folder = folderOf({ ...sourceConfig, ...files });
  try {
    return runSuite(folder, argv, { env });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
const checks = (...calls: readonly string[]): string => `import { defineController } from 'sts-check';\nimport { checkController } from 'sts-check/vitest';\n${calls.join('\n')}\n`;

describe('the suite that the page about test suites shows', () => {
  let suite: Suite;
  beforeAll(() => void (suite = suiteOf(shown())));
  const titled = (title: string) => suite.tests.find((candidate) => candidate.title === `mine > ${title}`)!;

  test('has a test for each promise, under each policy and strategy', () => {
    const cells = [...new Set(suite.tests.map(({ title }) => title.split(' > ')[1]))];
    expect(cells).toEqual(['OrderedReady · RollingUpdate', 'OrderedReady · OnDelete', 'Parallel · RollingUpdate', 'Parallel · OnDelete']);
    expect(titled('OrderedReady · RollingUpdate > ordering/successor-waits').status).toBe('failed');
    expect(titled('OrderedReady · RollingUpdate > identity/ordinal-in-range').status).toBe('passed');
    expect(titled('Parallel · RollingUpdate > ordering/successor-waits')).toBeUndefined();
  });

  test('fails with the story that the page shows', () => {
    const [, story] = /```text\n(✗[\s\S]*?)\n```/.exec(readFileSync(page, 'utf8'))!;
    const [before, after] = story!.split(/(?<=1:mine:)\S+…/);
    const { message } = titled('OrderedReady · RollingUpdate > ordering/successor-waits');
    expect(message).toContain(before);
    expect(message).toContain(after);
  });

  test('points to the line of the call, not into the checker', () => {
    const { message } = titled('OrderedReady · RollingUpdate > ordering/successor-waits');
    expect(message.split('\n').find((line) => /^\s+at /.test(line))).toContain('mine.test.ts:4:1');
  });

  test('prints nothing beside its report', () => expect(suite.printed).toBe(''));
});

describe('a test', () => {
  let suite: Suite;
  beforeAll(() => void (suite = suiteOf({ 'reference.test.ts': checks("checkController('reference', { policies: ['OrderedReady'], strategies: ['RollingUpdate'], replicas: 1, seed: 1 });") }, ['--expect.requireAssertions'])));
  const statusOf = (id: string) => suite.tests.find(({ title }) => title === `reference > OrderedReady · RollingUpdate > ${id}`)?.status;

  test('passes where the promise is kept', () => expect(statusOf('identity/ordinal-in-range')).toBe('passed'));
  test('passes where the reference breaks it as upstream does', () => expect(statusOf('liveness/converges')).toBe('passed'));
  test('is skipped where the promise was never put to the test', () => expect(statusOf('update/partition-respected')).toBe('skipped'));
  test('prints nothing when all is well', () => {
    expect(suite.tests.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(suite.printed).toBe('');
  });
});

test('one test alone searches for itself', () => {
  const { tests } = suiteOf(shown(), ['-t', 'OrderedReady · OnDelete ordering/successor-waits']);
  expect(tests.filter(({ status }) => status !== 'skipped')).toMatchObject([{ title: 'mine > OrderedReady · OnDelete > ordering/successor-waits', status: 'failed' }]);
});

describe('a file that cannot be collected', () => {
  let suite: Suite;
  beforeAll(() => void (suite = suiteOf({ 'option.test.ts': checks("checkController('reference', { numRun: 3 });"), 'seed.test.ts': checks("checkController('reference');") }, [], { CI: 'true' })));

  test('says which option is wrong', () => {
    expect(suite.broken['option.test.ts']).toBe('checkController has no option numRun. Did you mean numRuns?');
  });
  test('says that CI needs a seed', () => {
    expect(suite.broken['seed.test.ts']).toContain('Give a seed, as in checkController(mine, { seed: 42 })');
  });
});

test('a controller that throws fails with what it threw, at the line where it did', () => {
  const { tests } = suiteOf({
    'throws.test.ts': checks(
      "const throws = defineController({ name: 'throws', reconcile: () => { throw new Error('boom'); } });",
      "checkController(throws, { properties: ['identity/ordinal-in-range'], policies: ['Parallel'], strategies: ['OnDelete'], seed: 1 });",
    ),
  });
  const { message } = tests[0]!;
  expect(message).toContain('throws threw an error in a pass: boom.');
  expect(message.split('\n').find((line) => /^\s+at /.test(line))).toContain('throws.test.ts:3:');
});
