import { EOL } from 'node:os';
import * as core from '@actions/core';
import { describe, expect, test, vi } from 'vitest';
import { knownFindings } from '../../../src/known.ts';
import { judged, nastyText, realRun, runOf, storyOf, told } from '../../support/runs.ts';

/** What the toolkit of GitHub prints for an annotation. */
function annotated(level: 'error' | 'warning' | 'notice', title: string, message: string): string {
  const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  try {
    core[level](message, { title });
    return write.mock.calls.map(([text]) => text).join('').replaceAll(EOL, '\n');
  } finally {
    write.mockRestore();
  }
}

const lines = (text: string): string[] => text.split(/(?<=\n)/);
/** The message of a command as it is shown. */
const shown = (line: string): string => line.slice(line.indexOf('::', 2) + 2, -1).replaceAll('%0A', '\n').replaceAll('%25', '%');
const heads = (text: string): string[] => lines(text).map((line) => line.slice(0, line.indexOf('::', 2)));

describe('github', () => {
  test('has an error for a new finding, a notice for a known one, and the summary last', () => {
    const run = runOf([judged('a/one', 'violated'), judged('a/two', 'violated'), judged('a/three', 'holds')], { known: { 'a/two': knownFindings[0]! } });
    expect(heads(told('github', [run]))).toEqual(['::error title=a/one is violated', '::notice title=a/two is violated%2C as known%3A kubernetes/kubernetes#67250', '::notice title=sts-check']);
    expect(lines(told('github', [run])).at(-1)).toContain('::1 promise of 3 violated, 1 violated as known, 1 hold · 1 scope · ');
  });

  test('tells the story of a finding, and how to replay it', () => {
    const run = realRun();
    const message = shown(lines(told('github', [run]))[0]!);
    expect(message).toContain('web-1 was created while web-0 was Pending');
    expect(message).toContain(`replay    npx sts-check replay ${run.tokens['ordering/successor-waits']}`);
  });

  test('says in one warning for a scope what is unknown there', () => {
    const text = told('github', [runOf([judged('a/one', 'unknown'), judged('a/two', 'unknown'), judged('a/three', 'violated')], {}, { complete: false, limit: 'states' })]);
    expect(lines(text).filter((line) => line.startsWith('::warning'))).toEqual([
      '::warning title=2 promises unknown in web OrderedReady RollingUpdate%2C scope everyday::The limit of states was reached before all was known: a/one, a/two\n',
    ]);
  });

  test('tells a new finding once in a universe, and a known one once', () => {
    const known = { 'a/two': knownFindings[0]! };
    const findings = [judged('a/one', 'violated'), judged('a/two', 'violated')];
    const text = told('github', [runOf(findings, { known }), runOf(findings, { known, scope: 'scale' }), runOf(findings, { known, universe: 'web Parallel RollingUpdate' })]);
    expect(heads(text).map((head) => head.slice(0, 28))).toEqual(['::error title=a/one is viola', '::notice title=a/two is viol', '::error title=a/one is viola', '::notice title=sts-check']);
  });

  test('quiet leaves out known ones', () => {
    const text = told('github', [runOf([judged('a/one', 'violated')], { known: { 'a/one': knownFindings[0]! } })], { quiet: true });
    expect(heads(text)).toEqual(['::notice title=sts-check']);
  });

  test('escapes as the toolkit of GitHub does', () => {
    const nasty = `${nastyText}\r\n::error::x`;
    const text = told('github', [runOf([judged(nasty, 'violated', { story: storyOf(nasty, nasty) }), judged('a/two', 'unknown')], { universe: nasty, scope: nasty })]);
    const [error, warning] = lines(text);
    expect(text.match(/^::/gm)).toHaveLength(3);
    expect(error).toBe(annotated('error', `${nasty} is violated`, shown(error!).replaceAll('%0D', '\r')));
    expect(warning).toBe(annotated('warning', `1 promise unknown in ${nasty}, scope ${nasty}`, 'The search ended before all was known: a/two'));
  });
});
