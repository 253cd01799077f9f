/**
 * The reference controller as a process that speaks the protocol: whatever a controller can do goes through the pipe.
 *
 *     node --import jiti/register test/support/reference-process.ts
 */
import { createInterface } from 'node:readline';
import type { Answer, Ask, Controller, Conversation, Ending, Request } from '../../models/controllers/controller.ts';
import { reference } from '../../models/controllers/reference.ts';
import { profiles } from '../../models/controllers/releases.ts';
import type { Decision, Message } from '../../src/adapters/protocol.ts';

/** A part of a pass, and the part it belongs to. */
interface Part {
  readonly conversation: Conversation<unknown>;
  readonly whole?: { readonly part: Part; readonly index: number };
  readonly results: unknown[];
  running: number;
}

let waiting: { readonly part: Part; readonly request: Request }[] = [];
let ending: Ending | undefined;

function start(conversation: Conversation<unknown>, whole?: Part['whole']): void {
  goOn({ conversation, ...(whole ? { whole } : {}), results: [], running: 0 }, undefined);
}

function goOn(part: Part, value: unknown): void {
  const step = part.conversation.next(value);
  if (step.done) return end(part, step.value);
  const asks: Ask = step.value;
  if ('op' in asks) return void waiting.push({ part, request: asks });
  part.results.length = 0;
  part.running = asks.concurrently.length;
  if (part.running === 0) return goOn(part, []);
  for (const [index, conversation] of asks.concurrently.entries()) start(conversation, { part, index });
}

function end({ whole }: Part, value: unknown): void {
  if (!whole) return void (ending = value as Ending);
  whole.part.results[whole.index] = value;
  if (--whole.part.running === 0) goOn(whole.part, [...whole.part.results]);
}

let controller: Controller;

function replyTo(message: Message): object {
  if ('hello' in message) {
    controller = reference(profiles.get(`r${message.hello.release}`)!);
    return { hello: { protocol: 1, name: 'reference-process', recordsOwnWrites: controller.recordsOwnWrites } };
  }
  if ('crash' in message) return { ready: {} };
  if ('sync' in message) {
    [waiting, ending] = [[], undefined];
    const { set, ...view } = message.sync.view;
    start(controller.reconcile({ set, ...view }));
  } else {
    const { op, name, ...answer } = message.answer;
    const answered = waiting.find(({ request }) => request.op === op && request.name === name)!;
    waiting = waiting.filter((one) => one !== answered);
    goOn(answered.part, answer as Answer);
  }
  return (ending ? { done: ending } : { requests: waiting.map(({ request }) => request) }) satisfies Decision;
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...message } = JSON.parse(line) as Message & { readonly id: number };
  process.stdout.write(`${JSON.stringify({ id, ...replyTo(message) })}\n`);
}
