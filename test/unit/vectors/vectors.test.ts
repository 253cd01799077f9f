import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Answer, Controller, Request } from '../../../models/controllers/controller.ts';
import { reference } from '../../../models/controllers/reference.ts';
import { releaseOf } from '../../../models/controllers/releases.ts';
import { ControllerFault } from '../../../models/pass.ts';
import { ApiServer } from '../../../src/vectors/api-server.ts';
import { converse } from '../../../src/vectors/conversation.ts';
import { runVectorFile, type VectorResult } from '../../../src/vectors/run.ts';
import { parseVectors, type Vector } from '../../../src/vectors/vector.ts';

const folder = new URL('../../vectors/', import.meta.url);
const files = readdirSync(folder).filter((name) => /\.(yaml|jsonl)$/.test(name));
const textOf = (file: string): string => readFileSync(new URL(file, folder), 'utf8');

/** Every difference by name, so that a red test needs no debugger. */
function report(results: readonly VectorResult[]): string {
  return results
    .filter((result) => !result.agrees)
    .flatMap(({ id, name, differences }) => [
      `${id} ${name}`,
      ...differences.map(({ what, expected, actual }) => `  ${what}: expected ${expected}; got ${actual}`),
    ])
    .join('\n');
}

test('there are six files', () => {
  expect(files).toHaveLength(6);
});

test.each(files)('the reference does what the real controller did in %s', (file) => {
  const results = runVectorFile(textOf(file), file, reference);
  expect(report(results)).toBe('');
  expect(results).toHaveLength(file === 'passes.yaml' ? 110 : 250);
});

test.each([
  ['real-1.33.jsonl', '1.34'],
  ['real-1.34.jsonl', '1.33'],
  ['real-1.34.jsonl', '1.34.1'],
  ['real-1.35.0.jsonl', '1.35.1'],
  ['real-1.35.0.jsonl', '1.35.4'],
  ['real-1.36.jsonl', '1.35.4'],
  ['real-1.37.jsonl', '1.36'],
])('%s tells the release it was recorded with from %s', (file, version) => {
  const results = runVectorFile(textOf(file), file, () => reference(releaseOf(version)));
  expect(results.some((result) => !result.agrees)).toBe(true);
});

/** All requests of a pass, with their answers. */
function transcript(vector: Vector): readonly [Request, Answer][] {
  const server = new ApiServer(vector);
  const said: [Request, Answer][] = [];
  converse(reference(vector.profile), vector.view, (request) => {
    const { answer } = server.handle(request);
    said.push([request, answer]);
    return answer;
  });
  return said;
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  Object.values(value).forEach(deepFreeze);
}

test('a controller that throws is at fault, in a request that waits alone or with others', () => {
  const boom = (): never => { throw new Error('boom'); };
  for (const reconcile of [boom, function* () { return boom(); }, function* () { yield { concurrently: [(function* () { yield* []; return boom(); })()] }; return {}; }] satisfies Controller['reconcile'][]) {
    expect(() => runVectorFile(textOf(files[0]!), files[0]!, () => ({ name: 'mine', reconcile }))).toThrow(new ControllerFault('mine threw an error in a pass: boom.'));
  }
});

test.each(files)('a pass depends on its view and the answers only, and leaves the view alone, in %s', (file) => {
  for (const vector of parseVectors(textOf(file), file)) {
    deepFreeze(vector.view);
    expect(transcript(vector)).toEqual(transcript(vector));
  }
});
