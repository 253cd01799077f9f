import { describe, expect, test } from 'vitest';
import oneByOne from '../../../examples/06-test-suite/controller.ts';
import { ask, type ControllerDefinition } from '../../../models/controllers/controller.ts';
import { always, violated } from '../../../properties/property.ts';
import { cellsOf } from '../../../src/vitest/cells.ts';
import { settingsOf, type CheckControllerOptions } from '../../../src/vitest/options.ts';
import { answerOf, failureOf, searchCell, type Answer } from '../../../src/vitest/search.ts';
import { sts } from '../../support/terminal.ts';
import mine from './mine.ts';

/** One small cell, so that a search takes moments. */
const small = { policies: ['OrderedReady'], strategies: ['RollingUpdate'], replicas: 1, seed: 1 } as const;

/** What the tests of one cell would do about its promises. */
function answers(controller: ControllerDefinition | string, options: CheckControllerOptions): ReadonlyMap<string, Answer> {
  const settings = settingsOf(controller, options, false);
  const cell = cellsOf(settings)[0]!;
  const searched = searchCell(cell, settings);
  return new Map(cell.promises.map((id) => [id, answerOf(id, searched, settings)]));
}

function messageOf(answer: Answer | undefined): string {
  if (answer?.is !== 'failed') throw new Error(`Expected a failure, not ${JSON.stringify(answer)}.`);
  return answer.message;
}

const waits = 'ordering/successor-waits';
const impatient = { ...small, replicas: 2, properties: [waits] } as const;
/** Where `mine` is written, and another promise that it does not keep. */
const file = 'test/unit/vitest/mine.ts';
const claimed = 'storage/claim-before-pod';
const forgetful = { ...small, properties: [claimed] } as const;
const found = /\n {2}found {5}(.*)\n/;
const token = /npx sts-check replay (\S+)/;

describe('a broken promise', () => {
  test('that the exhaustive search finds is told word for word as the command line tells it', async () => {
    const message = messageOf(answers(mine, { ...forgetful, file }).get(claimed));
    const { out } = await sts(['--controller', file, '--replicas', '1', '--property', claimed]);
    expect(out).toContain(message.replace(found, '').replace(` --controller ./${file}`, ''));
    expect(found.exec(message)![1]).toBe('by the exhaustive search of scope everyday');
  });

  test('that random walks find says so, and their seed', () => {
    const message = messageOf(answers('skips-readiness-wait', { ...impatient, exhaustive: false, seed: 7 }).get(waits));
    expect(message).toContain('web-1 was created while web-0 was');
    expect(found.exec(message)![1]).toBe('by random walks, seed 7');
  });

  test('has a replay line that tells the same story on the command line', async () => {
    const [, line] = /npx sts-check (replay .*)/.exec(messageOf(answers(mine, { ...forgetful, file }).get(claimed)))!;
    expect(line!.endsWith(` --controller ./${file}`)).toBe(true);
    const { out, err } = await sts(line!.split(' '));
    expect(out).toContain(`The last state is the recorded one; ${claimed} is violated.`);
    expect(err).toBe('');
  });

  test('of a controller whose file is not known says what is missing', () => {
    expect(messageOf(answers(mine, impatient).get(waits))).toMatch(/replay \S+ --controller \.\/FILE\.ts\n +FILE\.ts is the file that exports mine; the option file names it here\n/);
  });

  test('says how much was explored if somebody wants to know', () => {
    const wordy = messageOf(answers(mine, { ...impatient, verbose: true }).get(waits));
    expect(wordy).toMatch(/rollback +everyday .* large\n/);
    expect(wordy).toMatch(/\n1 promise of 1 violated, .* · \d+ scopes · .*\n1 random walk, seed 1\./);
    expect(messageOf(answers(mine, impatient).get(waits))).not.toMatch(/\d scopes/);
  });

  test('of a suite of its own is told too', () => {
    const never = always('own/never-a-pod', { catalogue: 'P-0', promise: 'There is no pod.', source: 'here', reads: ['pods'], check: ({ pods }) => pods.length === 0 || violated('there is a pod') });
    expect(messageOf(answers('reference', { ...small, properties: [never] }).get('own/never-a-pod'))).toContain('there is a pod');
  });
});

describe('an example', () => {
  const [, kept] = token.exec(messageOf(answers(mine, impatient).get(waits)))!;

  test('that still breaks its promise is told, and that it is an example', () => {
    const message = messageOf(answers(mine, { ...impatient, examples: [kept!] }).get(waits));
    expect(message).toContain('web-1 was created while web-0 was missing');
    expect(message).toContain(`replay ${kept!} `);
    expect(found.exec(message)![1]).toBe('as example 1');
  });

  test('that cannot happen any more breaks nothing', () => {
    expect(answers(oneByOne, { ...impatient, examples: [kept!] }).get(waits)).toEqual({ is: 'kept' });
  });
});

describe('a promise that is not broken', () => {
  const reference = answers('reference', small);

  test('is kept', () => expect(reference.get('identity/ordinal-in-range')).toEqual({ is: 'kept' }));

  test('is kept so far, if random walks are all there is', () => {
    expect(answers('reference', { ...small, exhaustive: false, properties: ['identity/ordinal-in-range'] }).get('identity/ordinal-in-range')).toEqual({ is: 'kept' });
  });

  test('is named as not exercised where it was never put to the test', () => {
    expect(reference.get('update/partition-respected')).toEqual({ is: 'not-exercised', note: expect.stringMatching(/^never put to the test: .*rollback, everyday/) as string });
  });

  test('is unknown if the time was up, which fails', () => {
    const message = messageOf(answers('reference', { ...small, replicas: 3, numRuns: 0, seed: undefined as never, interruptAfterTimeLimit: 1 }).get('identity/ordinal-in-range'));
    expect(message).toMatch(/^\? identity\/ordinal-in-range is unknown: the time was up \(interruptAfterTimeLimit: 1 milliseconds for each policy and strategy\)/);
    expect(message).toContain('Give it more, or explore less');
  });

  test('is excused where the reference breaks it as upstream does, and nobody else is', () => {
    const stuck = 'liveness/converges';
    expect(reference.get(stuck)).toEqual({ is: 'known', note: expect.stringContaining('kubernetes/kubernetes#67250') as string });
    expect(answers('always-writes-status', { ...small, properties: [stuck] }).get(stuck)?.is).toBe('failed');
  });
});

describe('a controller that is at fault as a program', () => {
  const quick = { ...small, numRuns: 0, seed: undefined as never, properties: ['identity/*'] };
  const failure = (reconcile: ControllerDefinition['reconcile'], options: CheckControllerOptions = quick): Extract<Answer, { is: 'failed' }> => {
    try {
      answers({ name: 'mine', reconcile }, options);
    } catch (error) {
      return failureOf(error, settingsOf('reference', { numRuns: 0, ...options }, false)) as Extract<Answer, { is: 'failed' }>;
    }
    throw new Error('Expected a failure.');
  };
  let calls = 0;

  test.each<[string, ControllerDefinition['reconcile'], string]>([
    ['because it throws', () => { throw new Error('boom'); }, 'mine threw an error in a pass: boom.'],
    ['because it yields no request', function* () { yield { op: 'makeCoffee' } as never; return {}; }, 'which is no request'],
    ['because it asks something else the second time', () => [{ op: 'createPod', name: `web-${calls++}`, revision: 'A', claims: [] }], 'two different things for the same view'],
    ['because it changes its view', ({ pods }) => { (pods as unknown[]).push({}); return []; }, 'A pass must not change its view.'],
    ['because it is asynchronous', (() => Promise.resolve([])) as never, 'reconcile returned a Promise, expected a generator (function*) or a list of requests'],
    ['because it asks for ever', function* () { for (;;) yield* ask({ op: 'getSet', name: 'web' }); }, 'did not end'],
  ])('is named %s', (_, reconcile, message) => {
    const told = failure(reconcile).message;
    expect(told).toContain(message);
    expect(told).not.toContain('fault of the model');
    expect(told).toMatch(/\n\n {3}0 {2}start {7}StatefulSet web[\s\S]*▲ fails (before it is answered anything|if it is answered getSet web ok)/);
  });

  test('is not blamed for what somebody else does wrong', () => {
    const broken = always('own/broken', { catalogue: 'P-0', promise: 'It throws.', source: 'here', reads: [], check: () => { throw new Error('boom'); } });
    const settings = settingsOf('reference', { ...small, properties: [broken] }, false);
    let thrown: unknown;
    try {
      searchCell(cellsOf(settings)[0]!, settings);
    } catch (error) {
      thrown = error;
    }
    expect(() => failureOf(thrown, settings)).toThrow(thrown as Error);
  });

  test('points to where it threw', () => {
    const boom = new Error('boom');
    expect(failure(() => { throw boom; }).at).toBe(boom);
  });
});
