import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { releaseOf } from '../../../models/controllers/releases.ts';
import { processController } from '../../../src/adapters/process-controller.ts';
import { processesOf } from '../../support/processes.ts';
import { deaf, hello, speaker } from '../../support/speaker.ts';

describe('no process is left, though it is deaf to being asked, when whoever started it', () => {
  test.each([
    ['exits', 'exit', undefined],
    ['dies of an error', 'throw', undefined],
    ['is interrupted', 'wait', 'SIGINT'],
    ['is ended', 'wait', 'SIGTERM'],
    ['is killed', 'wait', 'SIGKILL'],
    ['is killed while it is busy', 'loop', 'SIGKILL'],
  ] as const)('%s', async (_, how, signal) => {
    const command = speaker(`if (count === 1) { ${deaf} } ${hello}`);
    const owner = spawn(process.execPath, ['--import', 'jiti/register', 'test/support/process-owner.ts', command, how]);
    const ended = once(owner, 'exit');
    await once(owner.stdout, 'data');
    if (signal) owner.kill(signal);
    await ended;
    expect(await processesOf(command)).toEqual([]);
  });

  test('ends it', async () => {
    const command = speaker(`if (count === 1) { ${deaf} } ${hello}`);
    const { make, end } = processController(command);
    make(releaseOf('1.37'));
    expect((await processesOf(command, 0)).length).toBeGreaterThan(0);
    end();
    expect(await processesOf(command)).toEqual([]);
  });
});

test('a search that was stopped for longer than an answer may take, as by Ctrl-Z, does not blame the process', async () => {
  const command = speaker(`if (count === 1) { ${hello} } setTimeout(() => say(JSON.stringify({ id: message.id, hello: { protocol: 1, name: 'mine' } })), 700);`);
  const owner = spawn(process.execPath, ['--import', 'jiti/register', 'test/support/process-owner.ts', command, 'ask']);
  const ended = once(owner, 'exit');
  await once(owner.stdout, 'data');
  await sleep(200);
  owner.kill('SIGSTOP');
  await sleep(2000);
  owner.kill('SIGCONT');
  expect(await ended).toEqual([0, null]);
});

test('what a command has started itself ends with it', async () => {
  const sleeper = 'sleep 271828';
  const { make, end } = processController(`${sleeper} & ${speaker(hello)}`);
  make(releaseOf('1.37'));
  expect(await processesOf(sleeper, 0)).toContain(sleeper);
  end();
  expect(await processesOf(sleeper)).toEqual([]);
});
