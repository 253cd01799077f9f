import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { View } from '../../../models/controllers/controller.ts';
import { releaseOf } from '../../../models/controllers/releases.ts';
import { loadController } from '../../../src/controllers.ts';

const view: View = { set: undefined, revisions: [], pods: [], claims: [], behindOwnWrites: [] };

/** What a controller in a file asks first. */
async function firstOf(text: string): Promise<unknown> {
  const path = join(mkdtempSync(join(tmpdir(), 'sts-check-')), 'mine.ts');
  writeFileSync(path, text);
  const { make } = await loadController(path);
  return make(releaseOf('1.37')).reconcile(view).next().value;
}

describe('a controller in a file', () => {
  const request = { op: 'getSet', name: 'web' };

  test('may be what defineController returns, from a list or a generator', async () => {
    expect(await firstOf(`import { defineController } from 'sts-check';\nexport default defineController({ name: 'mine', reconcile: () => [${JSON.stringify(request)}] });\n`)).toEqual(request);
    expect(await firstOf(`import { ask, defineController } from 'sts-check';\nexport default defineController({ name: 'mine', *reconcile() { yield* ask(${JSON.stringify(request)}); return {}; } });\n`)).toEqual(request);
  });

  test('may be the bare object', async () => {
    expect(await firstOf(`export default { name: 'mine', reconcile: () => [${JSON.stringify(request)}] };\n`)).toEqual(request);
    expect(await firstOf(`export const controller = { name: 'mine', *reconcile() { yield ${JSON.stringify(request)}; return {}; } };\n`)).toEqual(request);
  });

  test('that returns anything else says what was expected', async () => {
    await expect(firstOf("export default { name: 'mine', reconcile: async () => [] };\n")).rejects.toThrow('reconcile returned a Promise, expected a generator (function*) or a list of requests');
  });

  test('without a pass is none, and the message says what one is', async () => {
    await expect(firstOf("export default { name: 'mine' };\n")).rejects.toThrow(/exports no controller\. It exports default\.\nExpected a default export, .*reconcile as a generator function, or as one that returns a list of requests\./);
  });
});
