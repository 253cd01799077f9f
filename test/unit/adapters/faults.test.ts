/** What a process can do wrong, and what people are told. */
import { afterAll, describe, expect, test } from 'vitest';
import { releaseOf } from '../../../models/controllers/releases.ts';
import { ControllerFault } from '../../../models/pass.ts';
import { properties } from '../../../properties/index.ts';
import { defaultLimits, type ProcessLimits } from '../../../src/adapters/limits.ts';
import { processController } from '../../../src/adapters/process-controller.ts';
import { check } from '../../../src/check.ts';
import { ControllerError } from '../../../src/controllers.ts';
import { scenario } from '../../../src/scopes.ts';
import { processesOf } from '../../support/processes.ts';
import { hello, speaker } from '../../support/speaker.ts';

const create = "{ op: 'createPod', name: 'web-0', revision: 'A', claims: [] }";

/** Commands that were started. None of them is ended by a test: a fault does that. */
const commands: string[] = [];

/** Explores with the command until that fails, and answers with the error. */
function failureOf(command: string, limits: Partial<ProcessLimits> = {}): Error {
  commands.push(command);
  const { make } = processController(command, { ...defaultLimits, ...limits });
  try {
    check(scenario({ set: { replicas: 2, policy: 'Parallel' }, disturbances: 1 }), make(releaseOf('1.37')), properties);
  } catch (error) {
    return error as Error;
  }
  throw new Error(`Nothing is wrong with ${command}.`);
}

afterAll(async () => {
  for (const command of commands) expect(await processesOf(command)).toEqual([]);
});

describe('a command that does not say hello is refused', () => {
  test.each([
    ['that does not exist', 'pythn3 ./mine.py', 'pythn3 ./mine.py is no command that can be run here: the shell does not find it.'],
    ['that exits at once', "sh -c 'echo no configuration >&2; exit 3'", 'ended with exit code 3 before it had answered hello'],
    ['that prints a banner', speaker(`if (count === 1) say('Starting …'); ${hello}`), 'answered hello with a line that is not JSON: "Starting …"\nStandard output is for messages'],
    ['of another protocol', speaker("return { hello: { protocol: 2, named: 'mine' } };"), 'speaks version 2 of the protocol; this sts-check speaks version 1'],
    ['that answers with something else', speaker('return { ready: {} };'), 'answered hello with ready, expected a hello of its own'],
    ['whose name no token can hold', speaker("return { hello: { protocol: 1, name: 'my controller' } };"), 'hello.name is "my controller", expected up to 100 letters'],
  ])('%s', (_, command, message) => {
    const failure = failureOf(command);
    expect(failure).toBeInstanceOf(ControllerError);
    expect(failure.message).toContain(command);
    expect(failure.message).toContain(message);
  });

  test('that never answers, though it is asked to end and does not', () => {
    const failure = failureOf("trap '' TERM; while :; do sleep 0.1; done", { helloMs: 300 });
    expect(failure).toBeInstanceOf(ControllerError);
    expect(failure.message).toContain('did not answer hello within 0.3 s, and was ended');
  });

  test('and its last words are told', () => {
    const { message } = failureOf("sh -c 'for i in 1 2 3 4 5 6 7 8 9 10 11; do echo line $i >&2; done; exit 1'");
    expect(message).toContain('Its last lines on standard error:\n  line 2\n');
    expect(message).toContain('\n  line 11');
  });
});

describe('a process that misbehaves in a pass is a fault, told in words', () => {
  test.each([
    ['prints garbage', "say('oops');", 'answered sync with a line that is not JSON: "oops"'],
    ['prints bytes that are no text', 'process.stdout.write(Buffer.from([0xff, 10]));', 'answered sync with bytes that are not UTF-8'],
    ['answers no message that was sent', "say(JSON.stringify({ id: 99, done: {} }));", 'it answers message 99, which was never sent, expected an answer to message 2'],
    ['answers a message again', 'say(JSON.stringify({ id: 1, done: {} }));', 'it answers message 1, which has its answer already'],
    ['says an unknown word', 'return { finished: {} };', 'unknown field "finished", known are id, hello, ready, requests, done, fault'],
    ['says nothing', 'return {};', 'it holds no message, expected one of hello, ready, requests, done, fault'],
    ['says two things', `return { done: {}, requests: [${create}] };`, 'it holds requests and done, expected one of'],
    ['asks for nothing, and does not end', 'return { requests: [] };', 'requests is empty, expected what the pass waits for, or done'],
    ['asks for an unknown operation', "return { requests: [{ op: 'createPods', name: 'web-0' }] };", 'requests[0].op is "createPods", expected getSet or '],
    ['leaves out a field', "return { requests: [{ op: 'createPod', name: 'web-0', claims: [] }] };", 'requests[0].revision is missing, expected a text'],
    ['adds a field', "return { requests: [{ op: 'getSet', name: 'web', namespace: 'default' }] };", 'requests[0] has unknown field "namespace", known are op, name'],
    ['asks twice for the same', `return { requests: [${create}, ${create}] };`, 'requests names createPod web-0 twice'],
    ['reports a fault', "return { fault: 'no such namespace' };", 'cannot go on after sync: no such namespace'],
    ['never ends its pass', "return { requests: [{ op: 'getSet', name: 'web' }] };", 'asked 300 things in one pass and did not end'],
    ['changes its caches', 'return { done: { cacheMutated: true } };', 'reports that it changed an object of its caches'],
    ['panics', "return { done: { panic: 'assignment to entry in nil map', cacheMutated: true } };", 'panicked in a pass: assignment to entry in nil map'],
    ['ends its pass in an unknown way', "return { done: { requeue: 'later' } };", 'done.requeue is "later", expected minReady'],
    ['dies in a pass', "console.error('Segmentation fault'); process.exit(139);", 'ended with exit code 139 before it had answered sync. '],
    ['is killed in a pass', "process.kill(process.pid, 'SIGKILL');", 'ended with exit code 137 before it had answered sync'],
    ['dies after an answer', `if (message.answer) process.exit(1); return { requests: [${create}] };`, 'before it had answered the answer to createPod web-0'],
    ['forgets what waits', `if (message.sync) return { requests: [${create}, { op: 'getSet', name: 'web' }] }; return { done: {} };`, 'no longer waits for getSet web, which has no answer yet, after the answer to createPod web-0'],
    ['is no function of its view', `if (message.sync) return { requests: [{ ...${create}, revision: String(count) }] }; return { done: {} };`, 'decided two different things for the same view and the same answers so far:\n  first {"requests":[{"op":"createPod"'],
    ['ends in two ways', `if (message.sync) return { requests: [${create}] }; return { done: count < 4 ? {} : { error: 'no' } };`, 'decided two different things'],
    ['asks for what the first of two answers, whichever, is followed by',
      `const two = [${create}, { ...${create}, name: 'web-1' }];
       if (message.sync) { globalThis.told = []; return { requests: two }; }
       globalThis.told.push(message.answer.name);
       const requests = [...two, { op: 'getSet', name: 'web' }].filter(({ name }) => !globalThis.told.includes(name));
       return requests.length > 0 ? { requests } : { done: {} };`,
      'asks getSet web after either of two answers that may come in any order: to createPod web-0, and to createPod web-1.'],
  ])('if it %s', (_, body, message) => {
    const command = speaker(`${hello} ${body}`);
    const failure = failureOf(command);
    expect(failure.message).toContain(message);
    expect(causesOf(failure).some((cause) => cause instanceof ControllerFault)).toBe(true);
    expect(failure.message).toContain(`mine (${command}) `);
  });

  const died = (text: string): string => failureOf(speaker(`${hello} console.error(${JSON.stringify(text)}); process.exit(2);`)).message;

  test('if it is in Go and dies of a panic, with where that was', () => {
    const deep = Array.from({ length: 20 }, (_, index) => `main.deeper(0x1)\n\t/src/main.go:${index} +0x1`).join('\n');
    expect(
      died(`I0101 a log line\npanic: runtime error: nil pointer\n[signal SIGSEGV: segmentation violation]\n\ngoroutine 7 [running]:\npanic({0x1, 0x2})\n\t/go/src/runtime/panic.go:787 +0x1\nruntime.goexit({})\n\t/go/asm.s:1\nmain.(*worker).run(0xc000, {0x1?, 0x2})\n\t/src/main.go:12 +0x34\nmain.main()\n\t/src/main.go:3\ncreated by main.start in goroutine 1\n\t/src/main.go:4 +0x5\n${deep}\nexit status 2`),
    ).toMatch(/^mine \(.*\) panicked in a pass: runtime error: nil pointer\nThe functions that were under way, innermost first:\n {2}main\.\(\*worker\)\.run \(\/src\/main\.go:12\)\n {2}main\.main \(\/src\/main\.go:3\)\n {2}created by main\.start in goroutine 1 \(\/src\/main\.go:4\)\n( {2}main\.deeper \(\/src\/main\.go:\d+\)\n?){7}$/);
  });

  test('if it is in Go and its stack overflows', () => {
    expect(died('runtime: goroutine stack exceeds 1000000000-byte limit\nfatal error: stack overflow\n\nruntime stack:\nmain.ghost({})\n\t/go/panic.go:1\n\ngoroutine 5 [running]:\nmain.loop(0x1)\n\t/src/main.go:7 +0x1 fp=0x2')).toMatch(
      /panicked in a pass: stack overflow\nThe functions that were under way, innermost first:\n {2}main\.loop \(\/src\/main\.go:7\)$/,
    );
  });

  test('if it is in Go and says no more than that it panics', () => {
    expect(died('panic: nil map')).toMatch(/panicked in a pass: nil map$/);
  });

  test('if it answers too late', () => {
    const { message } = failureOf(speaker(`${hello} setTimeout(() => say(JSON.stringify({ id: message.id, done: {} })), 900);`), { answerMs: 300 });
    expect(message).toContain('did not answer sync within 0.3 s, and was ended');
  });

  test('if its line is longer than the limit, by one byte', () => {
    const line = (bytes: number): string => speaker(`${hello} say(JSON.stringify({ id: message.id, done: {} }).padEnd(${bytes}));`);
    expect(failureOf(line(1001), { maxLineBytes: 1000 }).message).toContain('answered sync with a line of more than 1000 bytes');
    const { make, end } = processController(line(1000), { ...defaultLimits, maxLineBytes: 1000 });
    expect(check(scenario({ set: { replicas: 1 } }), make(releaseOf('1.37')), properties).exploration.complete).toBe(true);
    end();
  });
});

function causesOf(error: unknown): unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
