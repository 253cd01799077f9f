import { describe, expect, test } from 'vitest';
import { check } from '../../../src/check.ts';
import { InOrder } from '../../../src/cli/in-order.ts';
import type { Message } from '../../../src/cli/tasks.ts';
import { scenario } from '../../../src/scopes.ts';
import { referenceFor } from '../../support/scenarios.ts';

const outcome = check(scenario({}), referenceFor('1.37'), [], { maxStates: 1 });
const result = (index: number): Message => ({ kind: 'result', index, result: outcome, seconds: 0 });
const progress = (index: number, states?: number): Message => ({ kind: 'progress', index, progress: states === undefined ? undefined : { states, transitions: 0, depth: 0, frontier: 0, bytes: 0 } });
const fault: Message = { kind: 'fault', fault: { name: 'ControllerFault', message: 'oh' } };
const asked = (controller: string, decisions: number): Message => ({ kind: 'asked', asked: { controller, decisions, distinct: decisions / 2, seconds: decisions / 100 }, processes: 1 });

/** What is heard in the end, and whether the workers were asked to stop, of messages by worker. */
function heard(...told: readonly (readonly [worker: number, message: Message])[]) {
  const messages: Message[] = [];
  let stops = 0;
  const inOrder = new InOrder((message) => void messages.push(message), () => void stops++);
  for (const [worker, message] of told) inOrder.take(worker, message);
  const before = [...messages];
  inOrder.end();
  return { before, messages, stops };
}

const kinds = (messages: readonly Message[]): string[] => messages.map((message) => ('index' in message ? `${message.kind} ${message.index}` : message.kind));

describe('what several workers tell', () => {
  test('is heard in the order of the scopes, each as soon as those before it are known', () => {
    const { before, messages } = heard([1, result(1)], [1, result(2)], [0, result(0)], [1, result(4)], [0, result(3)]);
    expect(kinds(before)).toEqual(['result 0', 'result 1', 'result 2', 'result 3', 'result 4']);
    expect(messages).toEqual(before);
  });

  test('is heard at the end also where a scope before it never ended', () => {
    const { before, messages } = heard([1, result(3)], [1, result(1)], [0, fault]);
    expect(kinds(before)).toEqual([]);
    expect(kinds(messages)).toEqual(['result 1', 'result 3', 'fault']);
  });

  test('about where they are says where the others are', () => {
    const { messages } = heard([0, progress(0, 5)], [1, progress(1)], [0, result(0)], [1, progress(1, 7)]);
    expect(messages[1]).toMatchObject({ index: 1, beside: [{ index: 0, progress: { states: 5 } }] });
    expect(messages.at(-1)).toMatchObject({ index: 1, beside: [] });
  });

  test('about how controllers are loaded is heard once', () => {
    const loaded: Message = { kind: 'loaded', digest: 'abc' };
    const preparing: Message = { kind: 'preparing', what: 'compiling' };
    expect(kinds(heard([0, preparing], [0, loaded], [1, preparing], [1, loaded]).messages)).toEqual(['preparing', 'loaded']);
  });

  test('about how a controller was asked is added up, for each controller', () => {
    const { messages } = heard([0, asked('mine', 200)], [0, asked('yours', 20)], [1, asked('mine', 100)]);
    expect(messages).toEqual([
      { kind: 'asked', asked: { controller: 'mine', decisions: 300, distinct: 150, seconds: 3 }, processes: 2 },
      { kind: 'asked', asked: { controller: 'yours', decisions: 20, distinct: 10, seconds: 0.2 }, processes: 1 },
    ]);
  });

  test('about a fault asks the others to end, and is heard last and once', () => {
    const { messages, stops } = heard([0, result(0)], [1, fault], [0, { ...fault, fault: { name: 'Hang', message: 'later' } }], [0, result(2)]);
    expect(kinds(messages)).toEqual(['result 0', 'result 2', 'fault']);
    expect(messages.at(-1)).toMatchObject({ fault: { message: 'oh' } });
    expect(stops).toBeGreaterThan(0);
  });
});

describe('a fault', () => {
  const explored = { index: 1, progress: { states: 9, transitions: 0, depth: 0, frontier: 0, bytes: 0 }, broken: [] };

  test('comes with where its worker was last heard of, if that cannot tell any more', () => {
    expect(heard([0, progress(0, 5)], [1, progress(1, 7)], [1, fault]).messages.at(-1)).toEqual({ ...fault, explored: { index: 1, progress: { states: 7, transitions: 0, depth: 0, frontier: 0, bytes: 0 } } });
  });

  test('comes with what its worker tells, if it does', () => {
    expect(heard([1, progress(1, 7)], [1, { ...fault, explored } as Message]).messages.at(-1)).toEqual({ ...fault, explored });
  });

  test('between two scopes comes without', () => {
    expect(heard([0, progress(0, 5)], [0, result(0)], [0, fault]).messages.at(-1)).toEqual(fault);
  });
});
