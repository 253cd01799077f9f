/** What only a process of its own shows: the worker, the watchdog, Ctrl-C. */
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { fakeGo } from '../../support/fake-go.ts';
import { processesOf } from '../../support/processes.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** Built here, because dist/ may be old, and below node_modules/, where packages are found from. */
const built = join(root, 'node_modules', '.cache', 'sts-check');
const main = join(built, 'src', 'cli', 'main.js');

beforeAll(() => {
  const { status, stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json', '--outDir', built, '--noCheck', '--declaration', 'false'], { cwd: root, encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '']);
  writeFileSync(join(built, 'package.json'), '{ "name": "sts-check", "version": "0.0.0", "type": "module" }\n');
});

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function start(argv: readonly string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, [main, ...argv], { cwd: root, env: { ...process.env, ...env } });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => void (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => void (err += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, out, err })));
  return { child, ended, errors: () => err };
}

const controller = (text: string): string => {
  const path = join(mkdtempSync(join(built, 'own-')), 'mine.ts');
  writeFileSync(path, text);
  return path;
};

/** Sooner than the real watchdog, and not so soon that a busy machine takes longer to load a controller. */
const watched = { STS_CHECK_WATCHDOG_MS: '4000' };

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

describe('in a process of its own', () => {
  test('a check runs in a worker', async () => {
    const { code, out, err } = await start(['--scope', 'small', '--replicas', '1', '--property', 'ordering/*']).ended;
    expect(out).toContain('0 of 3 promises violated anew');
    expect([code, err]).toEqual([0, '']);
  });

  test('the first verdict on the tutorial comes soon', async () => {
    const began = performance.now();
    const { child, ended } = start(['examples/01-tutorial']);
    await new Promise((resolve) => child.stdout.once('data', resolve));
    // Two seconds are promised; a machine that runs other tests beside gets more.
    expect(performance.now() - began).toBeLessThan(10_000);
    child.kill('SIGKILL');
    await ended;
  });

  test('Ctrl-C ends a search with what was learned so far', async () => {
    const path = controller("import { reference, releaseOf } from 'sts-check';\nconsole.log('loaded');\nexport default { ...reference(releaseOf('1.37')), name: 'mine' };\n");
    const { child, ended, errors } = start(['--controller', path, '--scope', 'large', '--replicas', '3']);
    // A busy machine takes its time until somebody listens to Ctrl-C.
    while (!errors().includes('loaded')) await sleep(20);
    await sleep(500);
    child.kill('SIGINT');
    const { code, out } = await ended;
    expect(out).toContain('Interrupted: this is what was learned so far.');
    expect(out).toMatch(/states +\d/);
    expect(code).toBe(130);
  });

  test('a second Ctrl-C does not wait', async () => {
    const { child, ended, errors } = start(['--controller', controller("import { writeSync } from 'node:fs';\nexport const controller = { name: 'mine', *reconcile() { writeSync(2, 'hangs'); for (;;); } };\n")]);
    // What a thread that hangs prints as usual never gets out.
    while (!errors().includes('hangs')) await sleep(20);
    child.kill('SIGINT');
    while (!errors().includes('again')) await sleep(20);
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, out: '' });
  });

  test('a controller that hangs in a pass is named and ended', async () => {
    const path = controller("export const controller = { name: 'mine', *reconcile() { for (;;); } };\n");
    const { code, err } = await start(['--controller', path], watched).ended;
    expect(err).toContain(`${path} hangs in a pass: it answered nothing for 4 s, and was ended.`);
    expect(code).toBe(70);
  });

  test('one whose passes are many and slow is not', async () => {
    const slow = "import { reference, releaseOf } from 'sts-check';\nconst { reconcile } = reference(releaseOf('1.37'));\nexport const controller = { name: 'mine', *reconcile(view) { const end = performance.now() + 40; while (performance.now() < end); return yield* reconcile(view); } };\n";
    const { code, err } = await start(['--controller', controller(slow), '--scope', 'small', '--replicas', '1', '--timeout', '8s', '-q'], watched).ended;
    expect(err).not.toContain('hangs');
    expect(code).toBe(3);
  });

  test('so is one that hangs while it is loaded', async () => {
    const { code, err } = await start(['--controller', controller('for (;;);\n')], watched).ended;
    expect(err).toContain('hangs while it was loaded');
    expect(code).toBe(70);
  });

  test('nor one that takes long to compile', async () => {
    fakeGo({ test: 'sleep 6; cp $program "$out"' });
    const { code, err } = await start(['--controller', 'kubernetes@1.37.2', '--scope', 'small', '--replicas', '1', '--property', 'ordering/*', '-q'], watched).ended;
    vi.unstubAllEnvs();
    expect([code, err]).toEqual([0, '']);
  });

  test('a second Ctrl-C leaves no compiler behind', async () => {
    const sleeper = 'sleep 173205';
    fakeGo({ test: sleeper });
    const { child, ended, errors } = start(['--controller', 'kubernetes@1.37.2']);
    vi.unstubAllEnvs();
    while (!errors().includes('compiling')) await sleep(20);
    child.kill('SIGINT');
    child.kill('SIGINT');
    expect((await ended).code).toBe(130);
    expect(await processesOf(sleeper)).toEqual([]);
  });

  test('a controller that ends its process ends the search only', async () => {
    const { code, err } = await start(['--controller', controller("export const controller = { name: 'mine', *reconcile() { process.exit(0); } };\n")]).ended;
    expect(err).toContain('A controller must not end its process.');
    expect(code).toBe(70);
  });

  test('what a controller prints does not get into the report', async () => {
    const path = controller("console.log('hello');\nexport const controller = { name: 'mine', *reconcile() { return {}; } };\n");
    const { out, err } = await start(['--controller', path, '--scope', 'small', '--property', 'ordering/*', '-o', 'json']).ended;
    expect(JSON.parse(out)).toMatchObject({ format: 1 });
    expect(err).toBe('hello\n');
  });

  test('the report of several workers is that of one, byte by byte', async () => {
    const argv = ['--policy', 'all', '--controller', 'skips-readiness-wait', '--property', 'ordering/*', '--max-states', '2000', '-o', 'json'];
    const [one, two] = await Promise.all(['1', '2'].map(async (jobs) => (await start([...argv, '--jobs', jobs]).ended).out));
    expect(one).toContain('was created while');
    expect(two).toBe(one);
  });

  test('each worker has a process of the controller, and what they were asked is added up', async () => {
    const spec = 'exec:node --import jiti/register examples/07-other-languages/typescript/controller.ts';
    const { code, err } = await start(['--policy', 'Parallel', '--replicas', '1', '--controller', spec, '--property', 'storage/*', '--jobs', '2']).ended;
    expect(err).toMatch(/^note {2}small-parallel-typescript was asked for [\d ]+ decisions in 2 processes, [\d ]+ a second each; [\d ]+ were new, for [\d ]+ states \(0\.\d+ a state\)\n$/);
    expect(code).toBe(0);
  });

  test('a fault in one worker ends the others with what they have learned', async () => {
    const tired = "import { reference, releaseOf } from 'sts-check';\nconst { reconcile } = reference(releaseOf('1.37'));\nlet passes = 0;\nexport const controller = { name: 'tired', *reconcile(view) { if (++passes > 400) throw new Error('oh'); return yield* reconcile(view); } };\n";
    const { code, out, err } = await start(['--controller', controller(tired), '--property', 'ordering/*', '--jobs', '2']).ended;
    expect(out).toMatch(/The search ended early, at a fault\. At least [\d ]+ states? of web OrderedReady RollingUpdate · [a-z-]+ had been seen until then/);
    expect(err.match(/tired threw an error in a pass: oh\./g)).toHaveLength(1);
    expect(code).toBe(70);
  });

  test('a hang of one of several workers is named, and where it was', async () => {
    const path = controller("import { reference, releaseOf } from 'sts-check';\nconst { reconcile } = reference(releaseOf('1.37'));\nlet passes = 0;\nexport const controller = { name: 'mine', *reconcile(view) { while (++passes > 400); return yield* reconcile(view); } };\n");
    const { code, out, err } = await start(['--controller', path, '--jobs', '2'], watched).ended;
    expect(err).toContain(`${path} hangs in a pass`);
    expect(out).toMatch(/At least [\d ]+ states? of web OrderedReady RollingUpdate · [a-z-]+ had been seen until then\.$/m);
    expect(code).toBe(70);
  });

  test('Ctrl-C ends several workers with what each has learned', async () => {
    const path = controller("import { reference, releaseOf } from 'sts-check';\nconsole.log('loaded');\nexport default { ...reference(releaseOf('1.37')), name: 'mine' };\n");
    const { child, ended, errors } = start(['--controller', path, '--scope', 'large', '--replicas', '3', '--policy', 'all', '--jobs', '2']);
    while (errors().split('loaded').length < 3) await sleep(20);
    await sleep(1000);
    child.kill('SIGINT');
    const { code, out } = await ended;
    expect(out.match(/^web, 3 replicas/gm)).toHaveLength(2);
    expect(out).toContain('Interrupted: this is what was learned so far.');
    expect(code).toBe(130);
  });

  test('a reader that has seen enough ends it quietly', async () => {
    const { child, ended } = start(['controllers']);
    child.stdout.destroy();
    expect((await ended).err).toBe('');
  });
});
