/** What somebody gets who installs the package into a project of their own. */
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { filesOf, folderOf, runSuite, type Suite } from '../support/suite.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const run = (folder: string, command: string, ...argv: readonly string[]): SpawnSyncReturns<string> => spawnSync(command, argv, { cwd: folder, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1' } });

/** Packs a copy, because packing builds, and others may be using what is built. */
function packed(copy: string): string {
  const left = new Set(['node_modules', '.git', 'dist', 'coverage']);
  cpSync(root, copy, { recursive: true, filter: (path) => !left.has(basename(path)) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  const { status, stdout, stderr } = run(copy, 'npm', 'pack', '--json', '--silent');
  if (status !== 0) throw new Error(`npm pack failed: ${stdout}${stderr}`);
  const [{ filename }] = JSON.parse(stdout.slice(stdout.indexOf('['))) as [{ filename: string }];
  return join(copy, filename);
}

/** What npm says when it cannot get to its registry. */
const isOffline = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENOTCACHED/;

describe('a fresh project with the package and Vitest', () => {
  const pages = filesOf('docs/test-suites.md');
  let folder: string;
  let offline: string | undefined;
  let suite: Suite;

  const copy = mkdtempSync(join(tmpdir(), 'sts-check-pack-'));
  afterAll(() => {
    for (const made of [copy, folder]) rmSync(made, { recursive: true });
  });
  beforeAll(() => {
    folder = folderOf({ 'package.json': '{ "private": true, "type": "module" }\n', 'mine.ts': pages.get('mine.ts')!, 'mine.test.ts': pages.get('mine.test.ts')! });
    const { status, stderr } = run(folder, 'npm', 'install', '--save-dev', '--prefer-offline', '--no-audit', '--no-fund', packed(copy), 'vitest@4');
    offline = isOffline.exec(stderr)?.[0];
    if (offline === undefined) {
      expect([status, stderr]).toEqual([0, expect.not.stringContaining('ERR!')]);
      suite = runSuite(folder, [], { from: folder });
    }
  });
  beforeEach(({ skip }) => skip(offline !== undefined, `npm could not reach its registry (${offline})`));

  const waits = 'ordering/successor-waits';
  const failure = (): string => suite.tests.find(({ title }) => title === `mine > OrderedReady · RollingUpdate > ${waits}`)!.message;
  /** The numbered lines of a story. */
  const stepsOf = (text: string): string[] => text.split('\n').filter((line) => /^ {2,}\d+ {2}\w/.test(line));

  test('fails with a story', () => {
    expect(failure()).toContain('web-1 was created while web-0 was missing');
    expect(stepsOf(failure())).toHaveLength(3);
    expect(suite.broken).toEqual({});
  });

  test('is told the same story by the command line', () => {
    const { status, stdout } = run(folder, 'npx', 'sts-check', '--controller', './mine.ts', '--property', waits);
    expect(status).toBe(1);
    const [story] = stdout.split(/(?<=.)(?=^✗ )/ms);
    expect(stepsOf(story!)).toEqual(stepsOf(failure()));
  });

  test('has a replay line that runs as it stands', () => {
    const [, line] = /^ +replay +(npx sts-check replay .*)$/m.exec(failure())!;
    const { status, stdout, stderr } = run(folder, 'sh', '-c', line!);
    expect(stdout).toContain(`The last state is the recorded one; ${waits} is violated.`);
    expect([status, stderr]).toEqual([1, '']);
  });

  test('has types', () => {
    const tsc = (): SpawnSyncReturns<string> => run(folder, process.execPath, join(root, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', '.');
    const compilerOptions = { strict: true, noEmit: true, module: 'nodenext', target: 'es2023', allowImportingTsExtensions: true, types: [] };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
    const { status, stdout } = tsc();
    expect([status, stdout]).toEqual([0, '']);
    writeFileSync(join(folder, 'wrong.test.ts'), "import { checkController } from 'sts-check/vitest';\ncheckController('reference', { numRun: 3 });\n");
    expect(tsc().stdout).toContain("'numRun' does not exist in type 'CheckControllerOptions'");
  });
});
