/**
 * For CI servers: JUnit XML as Jenkins and GitLab read it. A suite for each scope, a case for each promise judged in it.
 *
 * `unknown` is an error, JUnit's word for a case that could not be decided: a skipped one would pass for harmless.
 */
import type { PropertyResult } from '../check.ts';
import { findingsOf, type Finding } from './finding.ts';
import { plainStory } from './plain.ts';
import { markOf, type Ending, type Mark, type Reporter, type Run } from './report.ts';

export function junitReporter(): Reporter {
  const runs: Run[] = [];
  return {
    run: (run) => {
      runs.push(run);
      return '';
    },
    end: (ending) => `<?xml version="1.0" encoding="UTF-8"?>\n${documentOf(runs, ending).join('\n')}\n`,
  };
}

type Attributes = Readonly<Record<string, string | number>>;

function documentOf(runs: readonly Run[], { seconds, aborted, fault, caveats = [] }: Ending): string[] {
  const counts = countsOf(runs.flatMap(marksOf));
  const missing = aborted === undefined ? 0 : 1;
  const all: Attributes = { name: 'sts-check', tests: counts.tests + missing, failures: counts.failures, errors: counts.errors + missing, time: seconds.toFixed(3) };
  const suites = runs.flatMap((run) => suiteOf(run, caveats));
  return element('testsuites', all, [...suites, ...(aborted === undefined ? [] : abortedSuite(aborted, fault))]);
}

function suiteOf(run: Run, caveats: readonly string[]): string[] {
  const { scenario, controller, exploration, properties } = run.result;
  const { search, states, transitions, depth, complete, limit, walks, seed } = exploration;
  const facts = { about: run.about, controller, kubernetes: scenario.kubernetes, search, states, transitions, depth, complete, limit, walks, seed };
  const findings = findingsOf(run);
  return element('testsuite', { name: className(run), ...countsOf(marksOf(run)), time: run.seconds.toFixed(3) }, [
    ...element('properties', {}, [
      ...Object.entries(facts).flatMap(([name, value]) => (value === undefined ? [] : element('property', { name, value: String(value) }))),
      ...caveats.flatMap((value) => element('property', { name: 'caveat', value })),
    ]),
    ...properties.flatMap((property) => caseOf(run, property, findings.find((finding) => finding.property === property))),
  ]);
}

/** Universe and scope, as servers split names at the dot: two scopes may judge one promise, and each case needs a name of its own. */
function className({ universe, scope }: Run): string {
  return `${universe}.${scope}`;
}

function caseOf(run: Run, property: PropertyResult, finding: Finding | undefined): string[] {
  return element('testcase', { classname: className(run), name: property.id }, outcomeOf(run, markOf(run, property), finding));
}

/** A server takes a case without any of these for passed. */
function outcomeOf({ scope, result }: Run, mark: Mark, finding: Finding | undefined): string[] {
  switch (mark) {
    case 'violated':
      return textElement('failure', { type: mark, message: finding!.story.reason }, plainStory(finding!));
    case 'known':
      return textElement('system-out', {}, plainStory(finding!));
    case 'unknown': {
      const { limit } = result.exploration;
      const message = limit ? `the limit of ${limit} was reached` : 'the search ended early';
      return textElement('error', { type: mark, message }, `Not everything about scope ${scope} is known, nor whether the promise holds.`);
    }
    case 'not-exercised':
      return textElement('skipped', {}, `not exercised: nothing in scope ${scope} puts the promise to the test`);
    case 'holds':
    case 'holds-so-far':
      return [];
  }
}

/** Scopes that were never begun must not look like scopes in which all is well. */
function abortedSuite(aborted: string, fault: string | undefined): string[] {
  const error = textElement('error', { type: 'aborted', message: aborted }, fault === undefined ? aborted : `${aborted}\n\n${fault}`);
  return element('testsuite', { name: 'sts-check', tests: 1, failures: 0, errors: 1, skipped: 0 }, element('testcase', { classname: 'sts-check', name: 'every scope was searched' }, error));
}

function marksOf(run: Run): Mark[] {
  return run.result.properties.map((property) => markOf(run, property));
}

function countsOf(marks: readonly Mark[]) {
  const count = (mark: Mark): number => marks.filter((found) => found === mark).length;
  return { tests: marks.length, failures: count('violated'), errors: count('unknown'), skipped: count('not-exercised') };
}

function element(name: string, attributes: Attributes, children: readonly string[] = []): string[] {
  const start = `<${name}${attributeText(attributes)}`;
  return children.length === 0 ? [`${start}/>`] : [`${start}>`, ...children.map((line) => `  ${line}`), `</${name}>`];
}

function textElement(name: string, attributes: Attributes, text: string): string[] {
  return [`<${name}${attributeText(attributes)}>${escaped(text)}</${name}>`];
}

function attributeText(attributes: Attributes): string {
  return Object.entries(attributes).map(([name, value]) => ` ${name}="${escaped(String(value)).replace(/[\t\n\r]/g, (space) => `&#${space.charCodeAt(0)};`)}"`).join('');
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** XML 1.0 §2.2 says which characters a document may have; the others cannot be escaped either. */
function escaped(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\uFFFD').replace(/[&<>"]/g, (character) => entities[character]!);
}
