/** `--controller 'exec:…'` on the command line. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hello, speaker } from '../../support/speaker.ts';
import { sts } from '../../support/terminal.ts';

const typescript = 'exec:node --import jiti/register examples/07-other-languages/typescript/controller.ts';
const one = ['--scope', 'small', '--replicas', '1', '--policy', 'Parallel'];

describe('a command after --controller', () => {
  test('is checked, and what it cost is told', async () => {
    const { code, out, err } = await sts([...one, '--controller', typescript, '--property', 'ordering/*', '--property', 'storage/*']);
    expect(out).toContain('0 of 4 promises violated anew');
    expect(err).toMatch(/^note {2}small-parallel-typescript was asked for [\d ]+ decisions, [\d ]+ a second; [\d ]+ were new, for [\d ]+ states \(0\.\d+ a state\)$/m);
    expect(code).toBe(0);
  });

  test('that says too much about its cost is told to be quiet', async () => {
    const { err } = await sts([...one, '-q', '--controller', typescript, '--property', 'ordering/*']);
    expect(err).toBe('');
  });

  test('breaks promises with stories that replay, given the command again', async () => {
    const { code, out } = await sts([...one, '--controller', typescript, '--property', 'liveness/rollout-completes']);
    expect(code).toBe(1);
    const token = /replay (\d+:\S+)/.exec(out)![1]!;
    const again = await sts(['replay', token, '--controller', typescript]);
    expect(again.out).toContain('The last state is the recorded one; liveness/rollout-completes is violated.');
    expect(again.code).toBe(1);
    const without = await sts(['replay', token]);
    expect(without.err).toContain('A story never names a file to run');
    expect(without.code).toBe(2);
  });

  test('is compared with another controller', async () => {
    const { code, out } = await sts(['compare', ...one, '--controller', 'reference', '--against', typescript]);
    expect(out).toContain('reference@1.37 against small-parallel-typescript');
    expect(out).toContain('asks');
    expect(code).toBe(1);
  });

  test('passes the vectors that it decides as they say', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'sts-check-')), 'passes.yaml');
    writeFileSync(
      file,
      `schemaVersion: 1
vectors:
- id: two
  name: both pods are created at once
  profile: r1.37
  set: {policy: Parallel, replicas: 2}
  expect: {writes: [{op: createPod, obj: web-0, revision: A, batch: 1}, {op: createPod, obj: web-1, revision: A, batch: 1}], statusWrite: false, error: null}
- id: none
  name: nothing is to be done
  profile: r1.37
  set: {policy: Parallel, replicas: 1}
  pods: [{ordinal: 0, revision: A}]
  expect: {writes: [{op: createPod, obj: web-7, revision: A}], statusWrite: false, error: null}
`,
    );
    const { code, out, err } = await sts(['vectors', file, '--controller', typescript]);
    expect(err).toMatch(/^note {2}small-parallel-typescript was asked for \d+ decisions, [\d ]+ a second\n$/);
    expect(out).toContain('✗ none');
    expect(out).toContain('1 of 2 agree');
    expect(code).toBe(1);
  });
});

describe('a command is told the key of the set in each pass, also when the set is gone,', () => {
  /** Keys of all passes, each once, as in `default/db gone`. */
  async function keysIn(folder: string, ...args: readonly string[]): Promise<ReadonlySet<string>> {
    const told = join(folder, 'keys');
    const tell = `if (message.sync) require('node:fs').appendFileSync('${told}', message.sync.key + (message.sync.view.set ? ' there' : ' gone') + '\\n');`;
    await sts([...args, '--controller', `exec:${speaker(`${hello} ${tell} return { done: {} };`)}`]);
    return new Set(readFileSync(told, 'utf8').trimEnd().split('\n'));
  }

  test('by a scenario', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sts-check-'));
    const manifest = join(folder, 'db.yaml');
    writeFileSync(manifest, readFileSync('examples/01-tutorial/nginx-sts.yaml', 'utf8').replace('name: web', 'name: db'));
    expect(await keysIn(folder, manifest)).toEqual(new Set(['default/db there', 'default/db gone']));
  });

  test('by a vector', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sts-check-'));
    const file = join(folder, 'passes.jsonl');
    writeFileSync(file, JSON.stringify({ id: 'gone', profile: 'r1.37', set: { name: 'db', absent: true }, expect: { writes: [], statusWrite: false, error: null } }));
    expect(await keysIn(folder, 'vectors', file)).toEqual(new Set(['default/db gone']));
  });
});

describe('a command that cannot be used', () => {
  test.each([
    ['names nothing', 'exec: ', '"exec:" names no command. Expected one as a shell takes it'],
    ['is not there', 'exec:pythn3 ./mine.py', 'pythn3 ./mine.py is no command that can be run here'],
    ['takes the name of a built-in controller', `exec:${speaker("return { hello: { protocol: 1, name: 'reference@1.36' } };")}`, 'calls itself reference@1.36, which is the name of a built-in one'],
  ])('because it %s ends with exit code 2', async (_, spec, message) => {
    const { code, out, err } = await sts([...one, '--controller', spec]);
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, '']);
  });

  test('because it dies in a pass ends with exit code 70, and its last words', async () => {
    const { code, err } = await sts([...one, '--controller', `exec:${speaker(`${hello} console.error('out of ideas'); process.exit(2);`)}`]);
    expect(err).toContain('ended with exit code 2 before it had answered sync');
    expect(err).toContain('Its last lines on standard error:\n  out of ideas\n');
    expect(err).not.toContain('note  mine');
    expect(code).toBe(70);
  });
});
