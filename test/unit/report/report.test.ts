import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { PropertyResult, Result, Story, Verdict } from '../../../src/check.ts';
import { knownFindings } from '../../../src/known.ts';
import { formats, paintOf, secondsText, wrap, type Run, type Style } from '../../../src/report/index.ts';
import { flow } from '../../../src/report/paint.ts';
import { scenario } from '../../../src/scopes.ts';
import { complaintsOf, type Schema } from '../../support/schema.ts';

const plain: Style = { paint: paintOf(false), width: 110, quiet: false };
const schema = JSON.parse(readFileSync(new URL('../../../docs/schema/result-1.schema.json', import.meta.url), 'utf8')) as Schema;

const story = (property: string, keys: readonly string[] = ['kubelet/start web-0']): Story => ({
  property,
  reason: `${property} broke`,
  start: {},
  steps: keys.map((key) => ({ action: { key, family: key.split(' ')[0]!, object: key.split(' ')[1] ?? '', outcome: '' }, before: {}, after: {} })),
});

const property = (id: string, verdict: Verdict, more: Partial<PropertyResult> = {}): PropertyResult => ({ id, verdict, exercised: 1, ...(verdict === 'violated' ? { story: story(id) } : {}), ...more });

function runOf(properties: readonly PropertyResult[], changes: Partial<Run> = {}, exploration: Partial<Result['exploration']> = {}): Run {
  return {
    universe: 'web',
    scope: 'everyday',
    about: 'a day',
    result: {
      scenario: scenario({}),
      controller: 'reference@1.37',
      exploration: { search: 'exhaustive', states: 12_345, transitions: 67_890, depth: 9, complete: true, lossProbability: 1e-9, peakBytes: 0, actions: [], ...exploration },
      properties,
    },
    seconds: 1.25,
    tokens: Object.fromEntries(properties.filter(({ story }) => story).map(({ id }) => [id, `1:reference@1.37:${id.replace('/', '-')}`])),
    known: {},
    ...changes,
  };
}

function told(format: string, runs: readonly Run[], style: Style = plain, ending = {}): string {
  const reporter = formats[format]!(style);
  return runs.map((run) => reporter.run(run)).join('') + reporter.end({ seconds: 2, ...ending });
}

const last = (text: string): string => text.trimEnd().split('\n').at(-1)!;

describe('the table of promises', () => {
  test('has a sign for each verdict, in an order that agrees with every scope', () => {
    const first = runOf([property('a/one', 'holds'), property('a/three', 'not-exercised')], { scope: 'first' });
    const second = runOf([property('a/one', 'unknown'), property('a/two', 'holds-so-far'), property('a/three', 'violated')], { scope: 'second' }, { complete: false, limit: 'states' });
    const lines = told('text', [first, second]).split('\n').filter((line) => /^ {2}(?:a\/(?!.*broke)|explored)/.test(line));
    expect(lines.map((line) => line.trim().split(/\s{2,}/))).toEqual([
      ['a/one', '✓', '?'],
      ['a/two', '✓…'],
      ['a/three', '–', '✗'],
      ['explored', 'all', 'until states'],
    ]);
  });

  test('says of random walks what share of the states they saw, what never happened, and what had not come to its end', () => {
    const action = (name: string, taken: number) => ({ name, enabled: 1, taken, changedNothing: 0 });
    const walks = { search: 'random', complete: false, walks: 1000, seed: 7, shareOfStates: 0.1234, unsettledWalks: 2, unsettled: { awaited: [{ id: 'a/one', reason: 'web-0 is missing' }], waitedFor: 'kubelet/start web-1' } } as const;
    const first = runOf([property('a/one', 'holds-so-far')], {}, { ...walks, actions: [action('kubelet/start web-0', 0), action('kubelet/start web-1', 3), action('user/scale', 0), action('network/late web-0', 0)] });
    const second = runOf([property('a/one', 'holds-so-far')], {}, { ...walks, actions: [action('user/scale', 1)] });
    const text = told('text', [first, second]).replace(/\s+/g, ' ');
    expect(text).toContain('walks 1 000 1 000 states 12 345 12 345 of those that can be reached 12 % 12 %');
    expect(text).toContain('Never happened: network/late.');
    expect(text).toContain('4 walks had not come to an end when the steps were up; the first awaited a/one (web-0 is missing), and everybody waited for kubelet/start web-1.');
    // Nothing of it is said of an exhaustive search.
    expect(told('text', [runOf([property('a/one', 'holds')], {}, { actions: [action('user/scale', 0)] })])).not.toMatch(/walks|Never happened/);
  });

  test('continues below where it would be too wide', () => {
    const runs = ['first', 'second', 'third', 'fourth'].map((scope) => runOf([property('a/one', 'holds')], { scope }));
    const text = told('text', runs, { ...plain, width: 50 });
    expect(text.split('\n').filter((line) => line.includes('a/one'))).toHaveLength(2);
    for (const line of text.split('\n').filter((line) => /first|fourth|states {2}/.test(line))) expect(line.length).toBeLessThanOrEqual(50);
  });

  test('says how much was explored, and how probably something was lost', () => {
    expect(told('text', [runOf([property('a/one', 'holds')])])).toMatch(/states +12 345\n +transitions +67 890\n +depth +9\n +explored +all\n +a state was lost with p ≤ +1·10\^-9\n +time +1\.3 s/);
  });

  test.each([[0.04, '0.0 s'], [9.94, '9.9 s'], [12.3, '12 s'], [185, '3 min 5 s']])('%d s is %s', (seconds, text) => expect(secondsText(seconds)).toBe(text));
});

describe('the last line', () => {
  test('counts each promise once, by its worst', () => {
    const runs = [runOf([property('a/one', 'holds'), property('a/two', 'holds'), property('a/three', 'not-exercised')]), runOf([property('a/one', 'violated'), property('a/two', 'holds')])];
    expect(last(told('text', runs))).toBe('1 promise of 3 violated, 1 hold, 1 not exercised · 2 scopes · 24 690 states · 135 780 transitions · 2.0 s');
  });

  test('names the limit that was reached, and what to do', () => {
    const text = told('text', [runOf([property('a/one', 'unknown')], {}, { complete: false, limit: 'states' })]);
    expect(last(text)).toContain('Raise it with --max-states');
    expect(text).toContain('0 of 1 promise violated anew, 0 hold, 1 unknown');
  });

  test('tells of what was not explored', () => {
    const text = told('text', [], plain, { aborted: 'Ended early.', caveats: ['About 2 replicas.'] });
    expect(text).toContain('No scope was explored to its end.\nEnded early.');
    expect(last(told('text', [runOf([property('a/one', 'holds')])], plain, { caveats: ['About 2 replicas.'] }))).toBe('About 2 replicas.');
  });

  test('never says verified after random walks', () => {
    const text = told('text', [runOf([property('a/one', 'holds-so-far')], {}, { search: 'random', complete: false, walks: 10, seed: 7 })]);
    expect(last(text)).toBe('10 random walks, seed 7. Random exploration finds bugs; it does not prove their absence.');
  });
});

describe('findings', () => {
  const known = { 'a/one': knownFindings[0]! };

  test('new ones are told in full once in a universe, then in short with their token', () => {
    const text = told('text', [runOf([property('a/one', 'violated')]), runOf([property('a/one', 'violated')], { scope: 'storage' })]);
    expect(text.match(/no shorter one exists/g)).toHaveLength(1);
    expect(text).toContain('again (OrderedReady · RollingUpdate · scope storage, 1 step)');
    expect(text.match(/sts-check replay/g)).toHaveLength(2);
  });

  test('known ones are told in full once, and fail nothing', () => {
    const text = told('text', [runOf([property('a/one', 'violated')], { known }), runOf([property('a/one', 'violated')], { universe: 'other', known })]);
    expect(text.match(/no shorter one exists/g)).toHaveLength(1);
    expect(text.replace(/\s+/g, ' ')).toContain(`known ${knownFindings[0]!.reference}: ${knownFindings[0]!.summary}`);
    expect(last(text)).toContain('0 of 1 promise violated anew, 1 violated as known');
  });

  test('of one and the same story are told with it', () => {
    const text = told('text', [runOf([property('a/one', 'violated'), property('a/two', 'violated')])]);
    expect(text).toContain('✗ a/two\n  by the steps of a/one: a/two broke\n');
  });

  test('a random one says what it was shrunk from', () => {
    const found = (more: Partial<PropertyResult>) => told('text', [runOf([property('a/one', 'violated', more)], {}, { search: 'random', complete: false, seed: 1, walks: 2 })]);
    expect(found({ shrunkFrom: 31 })).toContain('1 step; shrunk from 31; a shorter one may exist');
    expect(found({ shrunkFrom: 31, minimal: true })).toContain('1 step; shrunk from 31; no shorter one exists');
  });

  test('quiet leaves out tables and known ones', () => {
    const quiet = { ...plain, quiet: true };
    expect(told('text', [runOf([property('a/one', 'violated')], { known })], quiet).trimEnd().split('\n')).toHaveLength(1);
    expect(told('text', [runOf([property('a/one', 'violated')])], quiet)).toContain('✗ a/one');
  });
});

describe('json', () => {
  const run = runOf([property('a/one', 'violated'), property('a/two', 'holds'), property('a/three', 'unknown')], { known: { 'a/one': knownFindings[0]! } }, { complete: false, limit: 'time' });
  const text = told('json', [run]);

  test('is what the schema says', () => expect(complaintsOf(JSON.parse(text), schema)).toEqual([]));

  test('has the format, the verdicts and the trace', () => {
    expect(JSON.parse(text)).toMatchObject({
      format: 1,
      runs: [
        {
          scope: 'everyday',
          controller: 'reference@1.37',
          exploration: { search: 'exhaustive', states: 12_345, transitions: 67_890, depth: 9, complete: false, limit: 'time' },
          properties: [
            { id: 'a/one', verdict: 'violated', known: 'kubernetes/kubernetes#67250', trace: { token: '1:reference@1.37:a-one', reason: 'a/one broke', steps: [{ actor: 'kubelet', action: 'kubelet/start web-0', changes: [] }] } },
            { id: 'a/two', verdict: 'holds' },
            { id: 'a/three', verdict: 'unknown' },
          ],
        },
      ],
    });
  });

  test('the schema refuses what it should', () => {
    const wrong = JSON.parse(text.replace('"verdict": "holds"', '"verdict": "proved"').replace('"complete": false', '"complete": "no"')) as unknown;
    expect(complaintsOf(wrong, schema)).toEqual([
      '$.runs[0].exploration.complete is not of type boolean',
      '$.runs[0].properties[1].verdict is none of holds, holds-so-far, violated, unknown, not-exercised',
    ]);
    expect(complaintsOf({ format: 2 }, schema)).toEqual(['$ has no runs', '$.format is not 1']);
  });
});

describe('lines', () => {
  test('are broken at spaces', () => expect(wrap('one two three', 7)).toEqual(['one two', 'three']));
  test('hold as many changes as fit', () => expect(flow(['+ pod a', '+ pod b', '+ pod c'], 18)).toEqual(['+ pod a   + pod b', '+ pod c']));
  test('have colours only where they are wanted', () => {
    expect(told('text', [runOf([property('a/one', 'violated')])])).not.toContain('\u001b');
    expect(told('text', [runOf([property('a/one', 'violated')])], { ...plain, paint: paintOf(true) })).toContain('\u001b[31m');
  });
});
