import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { complaintsOf, type Schema } from '../../support/schema.ts';
import { sts } from '../../support/terminal.ts';

const schema = JSON.parse(readFileSync('docs/schema/comparison-1.schema.json', 'utf8')) as Schema;
const small = ['--scope', 'small', '--replicas', '1'];

interface Written {
  readonly runs: readonly {
    readonly promises: readonly { readonly id: string; readonly brokenBy: string; readonly left?: { readonly known?: string }; readonly right?: { readonly trace?: { readonly token: string } } }[];
    readonly decisions: { readonly complete: boolean; readonly difference?: { readonly steps: readonly unknown[]; readonly left: object; readonly right: object } };
    readonly decisionsApartFromWaiting?: object;
  }[];
}

/** What is written, which is what the schema says. */
async function compared(...argv: string[]): Promise<{ readonly run: Written['runs'][number]; readonly code: number }> {
  const { out, code } = await sts(['compare', ...argv, ...small, '-o', 'json']);
  const written = JSON.parse(out) as Written;
  expect(complaintsOf(written, schema)).toEqual([]);
  return { run: written.runs[0]!, code };
}

test('a promise that one of them breaks comes with a token that replays, and the first decision with both', async () => {
  const { run, code } = await compared('--against', 'ignores-failed-pods');
  const { brokenBy, right } = run.promises.find(({ id }) => id === 'liveness/ended-pod-replaced')!;
  expect(brokenBy).toBe('right');
  expect((await sts(['replay', right!.trace!.token])).out).toContain('liveness/ended-pod-replaced is violated');
  expect(run.decisions.difference).toMatchObject({ left: { asks: [{ request: { op: 'deletePod', name: 'web-0' }, why: 'terminal' }] }, right: { asks: [], end: { retry: false, planned: false } } });
  expect(code).toBe(1);
});

test('waiting for its own writes is a difference, and what else there is stands beside it', async () => {
  const { run } = await compared('examples/02-parallel', '--kubernetes', '1.35.0', '--against-kubernetes', '1.37', '--assume', 'lag');
  expect(run.decisions.difference!.right).toMatchObject({ asks: [], waits: true });
  expect(run.decisionsApartFromWaiting).toBeDefined();
});

test('no difference is one that was looked for everywhere', async () => {
  const { run, code } = await compared('--kubernetes', '1.36', '--against-kubernetes', '1.37', '--assume', 'lag');
  expect(run.decisions).toMatchObject({ complete: true });
  expect(run.decisions.difference).toBeUndefined();
  expect(code).toBe(0);
});

test('it goes to a file beside the text', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sts-check-')), 'comparison.json');
  const { out } = await sts(['compare', '--against', 'ignores-failed-pods', ...small, '--max-states', '1000', '-o', 'text', '-o', `json=${file}`]);
  expect(out).toContain('decisions differ in 1 of 1 scope');
  expect(complaintsOf(JSON.parse(readFileSync(file, 'utf8')), schema)).toEqual([]);
});

test('a place that cannot be written to is refused before the search', async () => {
  expect(await sts(['compare', '--against', 'ignores-failed-pods', '-o', 'json=/nowhere/c.json'])).toEqual({ code: 2, out: '', err: '/nowhere/c.json cannot be written. There is no folder /nowhere. Make it first, or name another one.\n' });
  expect(await sts(['compare', '--against', 'ignores-failed-pods', '-o', 'junit'])).toMatchObject({ code: 2, err: expect.stringContaining('There is no format "junit". Expected text or json') as string });
});
