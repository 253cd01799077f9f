/** Controllers in other languages in the program as it is built: what ends a search ends them too. */
import { spawn, spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import { processesOf } from '../support/processes.ts';
import { deaf, hello, speaker } from '../support/speaker.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Below node_modules/, where packages are found from. */
const built = join(root, 'node_modules', '.cache', 'sts-check-adapters');
const main = join(built, 'src', 'cli', 'main.js');
const controller = 'node --import jiti/register examples/07-other-languages/typescript/controller.ts';

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

const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** The same command as another test has, but for an argument that tells its processes from others. */
const marked = (name: string): string => `${controller} ${name}`;

/** Until the command runs. */
const running = (command: string): Promise<void> => until(async () => (await processesOf(command, 0)).includes(command));

async function until(isTrue: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isTrue())) await sleep(20);
}

describe('a controller in another language', () => {
  test('is checked in a worker, and gone at the end', async () => {
    const command = marked('ends');
    const { code, out, err } = await start(['--scope', 'small', '--replicas', '1', '--policy', 'Parallel', '--controller', `exec:${command}`, '--property', 'storage/*']).ended;
    expect(out).toContain('small-parallel-typescript');
    expect(err).toContain('note  small-parallel-typescript was asked for');
    expect(code).toBe(0);
    expect(await processesOf(command)).toEqual([]);
  });

  test('is gone after Ctrl-C, and what was learned is told', async () => {
    const command = marked('interrupted');
    const { child, ended } = start(['--scope', 'large', '--replicas', '3', '--policy', 'Parallel', '--controller', `exec:${command}`]);
    await running(command);
    await sleep(1000);
    child.kill('SIGINT');
    const { code, out } = await ended;
    expect(out).toContain('Interrupted: this is what was learned so far.');
    expect(code).toBe(130);
    expect(await processesOf(command)).toEqual([]);
  });

  test('is gone after a second Ctrl-C, though it answers nothing and is deaf', async () => {
    const command = speaker(`if (count === 1) { ${deaf} } else return; ${hello}`);
    const { child, ended, errors } = start(['--controller', `exec:${command}`]);
    await running(command);
    await sleep(1000);
    child.kill('SIGINT');
    await until(() => errors().includes('again'));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, out: '' });
    expect(await processesOf(command)).toEqual([]);
  });

  test('that answers nothing is named before the watchdog has to', async () => {
    const command = speaker(`if (count > 1) return; ${hello}`);
    const { code, err } = await start(['--controller', `exec:${command}`]).ended;
    expect(err).toContain('did not answer sync within 5 s, and was ended');
    expect(code).toBe(70);
    expect(await processesOf(command)).toEqual([]);
  });

  test('is gone after the watchdog has ended the search that waits for it', async () => {
    const command = speaker(`if (count === 1) { ${deaf} } else return; ${hello}`);
    const { code, err } = await start(['--controller', `exec:${command}`], { STS_CHECK_WATCHDOG_MS: '3000' }).ended;
    expect(err).toContain('hangs in a pass');
    expect(code).toBe(70);
    expect(await processesOf(command)).toEqual([]);
  });

  test('is gone after the search was killed', async () => {
    const command = marked('killed');
    const { child, ended } = start(['--scope', 'large', '--replicas', '3', '--policy', 'Parallel', '--controller', `exec:${command}`]);
    await running(command);
    child.kill('SIGKILL');
    await ended;
    expect(await processesOf(command)).toEqual([]);
  });
});
