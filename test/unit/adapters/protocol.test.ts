/** docs/protocol.md, its schema and what goes through the pipe say the same. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Operation, View } from '../../../models/controllers/controller.ts';
import { releaseOf } from '../../../models/controllers/releases.ts';
import { properties } from '../../../properties/index.ts';
import { defaultLimits, GRACE_SECONDS, MAX_STDERR_LINES } from '../../../src/adapters/limits.ts';
import { processController } from '../../../src/adapters/process-controller.ts';
import { readReply, syncOf } from '../../../src/adapters/protocol.ts';
import { check } from '../../../src/check.ts';
import { scenario } from '../../../src/scopes.ts';
import { runVectorFile } from '../../../src/vectors/run.ts';
import { readSequence } from '../../support/mermaid.ts';
import { complaintsOf, type Schema } from '../../support/schema.ts';

const schema = JSON.parse(readFileSync('docs/schema/protocol-1.schema.json', 'utf8')) as Schema;
const page = readFileSync('docs/protocol.md', 'utf8');

function complaints(line: string, kind: 'message' | 'reply'): string[] {
  return complaintsOf(JSON.parse(line), (schema['$defs'] as Record<string, Schema>)[kind]!, schema);
}

describe('the schema', () => {
  const referenceProcess = 'node --import jiti/register test/support/reference-process.ts';

  test('describes every line of a conversation in which all is asked that the reference asks', () => {
    const folder = mkdtempSync(join(tmpdir(), 'sts-check-'));
    const [asked, said] = [join(folder, 'asked'), join(folder, 'said')];
    // Each line is in its file before it goes on: the end of a conversation comes at once after its last.
    const record = (file: string): string => `tee /dev/fd/3 3>&1 >${file}`;
    const { make, makeInWaves, end } = processController(`${record(asked)} | ${referenceProcess} | ${record(said)} | cat`);
    // With three pods the second batch is of two, and some of its passes are left while they wait.
    check(scenario({ set: { replicas: 3, policy: 'Parallel' } }), make(releaseOf('1.37')), properties);
    runVectorFile(readFileSync('test/vectors/passes.yaml', 'utf8'), 'passes.yaml', makeInWaves);
    end();
    const messages = linesOf(readFileSync(asked, 'utf8'));
    const replies = linesOf(readFileSync(said, 'utf8'));
    expect(messages.flatMap((line) => complaints(line, 'message'))).toEqual([]);
    expect(replies.flatMap((line) => complaints(line, 'reply'))).toEqual([]);
    expect(replies).toHaveLength(messages.length);
    // It never deletes a claim.
    const operations = (schema['$defs'] as Record<string, { readonly enum: readonly Operation[] }>)['operation']!.enum;
    expect(operations.filter((op) => !replies.some((line) => line.includes(`"op":"${op}"`)))).toEqual(['deleteClaim']);
    for (const kind of ['hello', 'sync', 'answer', 'crash']) expect(messages.some((line) => line.includes(`"${kind}":`))).toBe(true);
  });

  test('refuses what is refused', () => {
    const refused = [
      { id: 1, finished: {} },
      { id: 1, requests: [{ op: 'createPods', name: 'web-0' }] },
      { id: 1, done: { requeue: 'later' } },
      { id: 1, hello: { protocol: 1, name: 'my controller' } },
    ].map((reply) => JSON.stringify(reply));
    for (const line of refused) {
      expect(complaints(line, 'reply')).not.toEqual([]);
      expect(() => readReply(line, 1)).toThrow();
    }
  });
});

describe('the page', () => {
  test('shows messages and replies as they are', () => {
    const examples = [...page.matchAll(/```json\n([\s\S]*?)```/g)].flatMap((match) => linesOf(match[1]!));
    const isReply = (line: string): boolean => complaints(line, 'reply').length === 0;
    expect(examples.filter((line) => complaints(line, 'message').length > 0 && !isReply(line))).toEqual([]);
    const replies = examples.filter(isReply);
    for (const line of replies) readReply(line, (JSON.parse(line) as { readonly id: number }).id);
    expect([replies.length, examples.length]).toEqual([6, 11]);
  });

  test('draws a conversation that Mermaid can read', async () => {
    const { participants, lines } = await readSequence(/```mermaid\n([\s\S]*?)```/.exec(page)![1]!);
    expect(participants).toEqual(['explorer', 'controller']);
    expect([lines[2], lines.at(-1)]).toEqual(['explorer → controller: sync: the view', 'controller → explorer: ready']);
  });

  test('tells the limits', () => {
    const { helloMs, answerMs, maxLineBytes } = defaultLimits;
    expect(page).toContain(`| from the start to the first hello | ${helloMs / 1000} s |`);
    expect(page).toContain(`| from a message to its reply | ${answerMs / 1000} s |`);
    expect(page).toContain(`| a line of the process | ${maxLineBytes.toLocaleString('en').replaceAll(',', ' ')} bytes |`);
    expect([GRACE_SECONDS, MAX_STDERR_LINES]).toEqual([1, 10]);
    expect(page).toMatch(/a second later SIGKILL[^]*the last ten lines/);
  });
});

describe('a pass begins', () => {
  const empty: View = { set: undefined, revisions: [], pods: [], claims: [], behindOwnWrites: [] };
  const beginningOf = (view: View) => (syncOf(view, 'db') as Extract<ReturnType<typeof syncOf>, { readonly sync: unknown }>).sync;

  test('with caches at version 1 that do not show yet what the controller wrote as version 2', () => {
    expect(beginningOf(empty).versions).toEqual({ sets: 2, revisions: 2, pods: 2, claims: 2 });
    expect(beginningOf({ ...empty, behindOwnWrites: ['claims', 'sets'] }).versions).toEqual({ sets: 1, revisions: 2, pods: 2, claims: 1 });
  });

  test('with the key of the set, also where the view has none', () => {
    expect(beginningOf(empty).key).toBe('default/db');
  });
});

test('null is an absent field, and no item of a list', () => {
  expect(readReply('{"id": 3, "done": {"error": null, "requeue": null}, "requests": null}', 3)).toEqual({ done: {} });
  expect(() => readReply('{"id": 3, "requests": [null]}', 3)).toThrow('requests[0].op is missing');
});

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}
