/** The text of a violation, to the letter. `vitest -u` writes it anew; say in the commit why it changed. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { mutants } from '../../models/controllers/mutants/index.ts';
import { check } from '../../src/check.ts';
import { paintOf, storyText } from '../../src/report/index.ts';
import { tokensOf } from '../../src/trace/index.ts';
import { mutantWorld, propertiesCalled, result } from '../support/scenarios.ts';
import { sts } from '../support/terminal.ts';

/** What is printed before the table of promises. */
async function stories(...argv: string[]): Promise<string> {
  const { out } = await sts(argv);
  return withoutToken(out.slice(0, out.indexOf('\nweb, ')));
}

/** How a token is packed is up to the zlib of this Node. */
function withoutToken(text: string): string {
  return text.replace(/(?<= replay )1:\S+/, 'TOKEN');
}

describe('the text of', () => {
  test('a broken template that was reverted (kubernetes/kubernetes#67250)', async () => {
    await expect(await stories('--property', 'liveness/converges')).toMatchFileSnapshot('67250.txt');
  });

  test('a story in which caches are behind', async () => {
    await expect(await stories('--kubernetes', '1.35.0', '--assume', 'lag', '--scope', 'small', '--replicas', '1', '--property', 'protocol/no-needless-delete')).toMatchFileSnapshot('stale-cache.txt');
  });

  test('what a mutant breaks', async () => {
    const mutant = mutants.find(({ name }) => name === 'skips-readiness-wait')!;
    const { scenario, controller } = mutantWorld(mutant);
    const id = 'ordering/successor-waits';
    const broken = check(scenario, controller, propertiesCalled(id));
    const text = storyText(result(broken, id).story!, { scenario, controller: controller.name, token: tokensOf(broken)[id]!, length: 'no shorter one exists' }, { paint: paintOf(false), width: 100 });
    await expect(withoutToken(text)).toMatchFileSnapshot('skips-readiness-wait.txt');
  });
});

test('docs/reading-a-trace.md explains what is printed', async () => {
  const page = readFileSync(new URL('../../docs/reading-a-trace.md', import.meta.url), 'utf8');
  const text = await stories('--kubernetes', '1.35.0', '--assume', 'lag', '--scope', 'small', '--replicas', '1', '--property', 'protocol/no-needless-delete');
  expect(page).toContain(text.trimEnd());
  const { out } = await sts(['explain', 'liveness/falls-silent']);
  expect(page).toContain(withoutToken(out.slice(out.indexOf('✗ '))).trimEnd());
});
