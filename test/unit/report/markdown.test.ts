import { marked, type Token, type Tokens } from 'marked';
import { describe, expect, test } from 'vitest';
import { knownFindings } from '../../../src/known.ts';
import { MAX_CHARACTERS } from '../../../src/report/markdown.ts';
import { readSequence } from '../../support/mermaid.ts';
import { judged, nastyText, realRun, runOf, storyOf, told } from '../../support/runs.ts';

const known = { 'a/known': knownFindings[0]! };
const everyVerdict = [judged('a/holds', 'holds'), judged('a/sampled', 'holds-so-far'), judged('a/violated', 'violated'), judged('a/known', 'violated'), judged('a/unknown', 'unknown'), judged('a/idle', 'not-exercised')];

function tokens<T extends Token>(text: string, type: T['type']): T[] {
  return marked.lexer(text).filter((token): token is T => token.type === type);
}
const fences = (text: string, language: string): string[] => tokens<Tokens.Code>(text, 'code').filter(({ lang }) => lang === language).map((fence) => fence.text);
const plainText = (text: string): string => text.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
/** Of each part that folds, the line that is always shown. */
const summaries = (text: string): string[] => tokens<Tokens.HTML>(text, 'html').flatMap(({ raw }) => /<summary>(.*)<\/summary>/.exec(raw)?.[1] ?? []).map((line) => plainText(line.replace(/<\/?[bi]>/g, '')));

describe('markdown', () => {
  const text = told('markdown', [runOf(everyVerdict, { known }), runOf([judged('a/holds', 'holds')], { scope: 'scale' })]);

  test('begins with the verdict', () => {
    expect(tokens<Tokens.Heading>(text, 'heading').map((heading) => heading.text)).toEqual([expect.stringContaining('sts-check: 1 promise of 6 violated, 1 violated as known, 2 held so far, 1 unknown, 1 not exercised · 2 scopes')]);
  });

  test('folds stories, new ones first, and the table', () => {
    expect(summaries(text)).toEqual([
      '❌ a/violated: a/violated broke (web OrderedReady RollingUpdate · scope everyday · 1 step)',
      `⚠️ a/known: a/known broke (web OrderedReady RollingUpdate · scope everyday · 1 step · known: ${knownFindings[0]!.reference})`,
      'web OrderedReady RollingUpdate: 6 promises, 2 scopes',
    ]);
    expect(text.match(/<details>/g)).toHaveLength(3);
    expect(text.match(/<\/details>/g)).toHaveLength(3);
  });

  test('has a table with a sign for each verdict', () => {
    const [table] = tokens<Tokens.Table>(text, 'table');
    expect([table!.header, ...table!.rows].map((row) => row.map((cell) => cell.text))).toEqual([
      ['promise', 'everyday', 'scale'],
      ['a/holds', '✅', '✅'],
      ['a/sampled', '☑️', ''],
      ['a/violated', '❌', ''],
      ['a/known', '⚠️', ''],
      ['a/unknown', '❓', ''],
      ['a/idle', '➖', ''],
      ['states', '12 345', '12 345'],
    ]);
    expect(text).toContain('✅ holds · ☑️ holds-so-far · ❌ violated · ⚠️ known · ❓ unknown · ➖ not-exercised');
  });

  test('tells a real story, and draws it', async () => {
    const run = realRun();
    const real = told('markdown', [run]);
    expect(fences(real, 'text')).toEqual([expect.stringContaining(`replay    npx sts-check replay ${run.tokens['ordering/successor-waits']}`)]);
    const [diagram] = fences(real, 'mermaid');
    expect((await readSequence(diagram!)).lines.at(-1)).toContain('✗ ordering/successor-waits');
  });

  test('quiet leaves out known ones and tables', () => expect(summaries(told('markdown', [runOf(everyVerdict, { known })], { quiet: true }))).toEqual([expect.stringMatching(/^❌ a\/violated/)]));

  test('passes on what to know about the verdicts', () => {
    const notes = tokens<Tokens.Paragraph>(told('markdown', [runOf([judged('a/one', 'holds')])], {}, { caveats: ['About 2 replicas.'], aborted: 'Ended early.' }), 'paragraph');
    expect(notes.map(({ raw }) => raw.trim()).slice(0, 2)).toEqual(['Ended early.', 'About 2 replicas.']);
  });

  test('says of an unfinished scope that there is more', () => {
    expect(told('markdown', [runOf([judged('a/one', 'unknown')], {}, { complete: false, limit: 'states' })])).toContain('| states | 12 345 of more |');
  });

  test('shows words as they are, whatever they are', () => {
    const nasty = told('markdown', [runOf([judged('a/one', 'violated', { story: storyOf('a/one', nastyText) })], { universe: nastyText, scope: nastyText })], {}, { caveats: [nastyText] });
    const html = marked.parse(nasty, { async: false });
    expect(summaries(nasty)).toEqual([expect.stringContaining(`a/one: ${nastyText}`), `${nastyText}: 1 promise, 1 scope`]);
    expect(html).not.toMatch(/<em>|<a |<del>|<b> &/);
    expect(html).toContain(`<p>${nastyText.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;')}</p>`);
    expect(tokens<Tokens.Table>(nasty, 'table')[0]!.header.map((cell) => plainText(cell.text))).toEqual(['promise', nastyText]);
  });

  test('ends no story early that has a fence in it', () => {
    const fence = told('markdown', [runOf([judged('a/one', 'violated', { story: storyOf('a/one', '```') })])]);
    expect(fences(fence, 'text')).toEqual([expect.stringMatching(/\n {2}```\n[\s\S]*sts-check replay/)]);
  });

  test('fits into a comment, and counts what does not', () => {
    const many = Array.from({ length: 40 }, (_, index) => judged(`a/${index}`, 'violated', { story: storyOf(`a/${index}`, 'it broke', Array.from({ length: 30 }, () => 'kubelet/start web-0')) }));
    const long = told('markdown', [runOf(many)]);
    const shown = fences(long, 'mermaid').length;
    expect(long.length).toBeLessThanOrEqual(MAX_CHARACTERS);
    expect(shown).toBeGreaterThan(10);
    expect(long).toContain(`Stories that do not fit into a comment: ${40 - shown}. All of them are in \`-o text\`.`);
    expect(tokens<Tokens.Table>(long, 'table')[0]!.rows).toHaveLength(41);
    expect(told('markdown', [runOf(many.slice(0, 5))])).not.toContain('do not fit');
  });
});
