import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Story } from '../../../src/check.ts';
import { knownFindings } from '../../../src/known.ts';
import { tell } from '../../../src/report/index.ts';
import { readSequence, type Sequence } from '../../support/mermaid.ts';
import { judged, nastyText, realRun, runOf, storyOf, told } from '../../support/runs.ts';

const drawn = (...stories: readonly Story[]): Promise<Sequence> => readSequence(told('mermaid', [runOf(stories.map((story) => judged(story.property, 'violated', { story })))]));
const isArrow = (line: string): boolean => line.includes(' → ');
const unbroken = (line: string): string => line.replaceAll('<br/>', ' ');

describe('mermaid', () => {
  test('draws an arrow for each step, and the reason last', async () => {
    const run = realRun();
    const story = run.result.properties[0]!.story!;
    const { participants, lines } = await readSequence(told('mermaid', [run]));
    expect(participants).toEqual(['controller', 'API server']);
    expect(lines.filter(isArrow).map((line) => line.replace(/^.* → .*?: /, ''))).toEqual(tell(story, run.result.scenario).steps.map(({ words }) => words));
    expect(lines.filter((line) => !isArrow(line)).map(unbroken)).toEqual([
      expect.stringContaining('note: StatefulSet web, 2 replicas'),
      'note: asks create web-0 at revision A',
      'note: + pod web-0 (Pending)',
      'note: asks create web-1 at revision A',
      `note: ✗ ordering/successor-waits ${story.reason}`,
    ]);
  });

  test('sends to the API server what is written there, and to the controller what only it does', async () => {
    const keys = ['user/scale 3→2', 'controller/pass', 'controller/create web-0 ok', 'kubelet/start web-0', 'garbage-collector/delete web-0', 'clock/delayed-enqueue', 'controller/restart'];
    const sequence = await drawn(storyOf('a/one', 'it broke', keys));
    expect(sequence.participants).toEqual(['user', 'controller', 'API server', 'kubelet', 'garbage-collector', 'clock']);
    expect(sequence.lines.filter(isArrow)).toEqual([
      'user → API server: scale 3→2',
      'controller → controller: pass',
      'controller → API server: create web-0',
      'kubelet → API server: start web-0',
      'garbage-collector → API server: delete web-0',
      'clock → controller: delayed-enqueue',
      'controller → controller: crash between passes, and restart',
    ]);
  });

  test('draws what goes on for ever as a loop', async () => {
    const story = { ...storyOf('a/one', 'it runs in circles', ['user/delete web-0', 'kubelet/stop web-0', 'kubelet/remove web-0']), loop: 1 };
    expect((await drawn(story)).lines.slice(1)).toEqual([
      'user → API server: delete web-0',
      'loop: for ever',
      'kubelet → API server: stop web-0',
      'kubelet → API server: remove web-0',
      'end',
      'note: ✗ a/one<br/>it runs in circles',
    ]);
  });

  test('draws the first new finding, and names the others', async () => {
    const run = runOf([judged('a/one', 'violated'), judged('a/two', 'violated'), judged('a/three', 'violated')], { known: { 'a/one': knownFindings[0]! } });
    const text = told('mermaid', [run]);
    expect((await readSequence(text)).lines.at(-1)).toBe('note: ✗ a/two<br/>a/two broke');
    expect(text.split('\n')[0]).toBe('%% Also violated: a/one, a/three. Draw one with --property.');
  });

  test('draws a known finding where there is no new one, and nothing where nothing is violated', async () => {
    expect((await readSequence(told('mermaid', [runOf([judged('a/one', 'violated')], { known: { 'a/one': knownFindings[0]! } })]))).lines.at(-1)).toContain('✗ a/one');
    expect((await readSequence(told('mermaid', [runOf([judged('a/one', 'holds')])]))).lines).toEqual(['note: No violation was found.']);
  });

  test('leaves nothing that a page could take for HTML', () => {
    const text = told('mermaid', [runOf([judged('a/one', 'violated', { story: storyOf('a/one', '<script> &lt;') })])]);
    expect(text.replaceAll('<br/>', '').replaceAll('->>', '')).not.toMatch(/[<>&]/);
  });

  test('shows words as they are, whatever they are', async () => {
    const { lines } = await drawn(storyOf('a/one', nastyText));
    expect(unbroken(lines.at(-1)!)).toBe(`note: ✗ a/one ${nastyText}`);
    const pieces = fc.constantFrom('#', ';', '%%', '<br/>', '&lt;', '->>', ':', ',', '{', '"', '\\n', 'end', 'loop', 'Note over user', '日本', 'a', ' ');
    await fc.assert(
      fc.asyncProperty(fc.array(pieces, { minLength: 1 }), async (chosen) => {
        const words = `x${chosen.join('').trim().replace(/ +/g, ' ')}`;
        const sequence = await drawn(storyOf('a/one', words, [`user/${words}`]));
        expect(sequence.lines.filter(isArrow)[0]).toMatch(/^user → API server: x/);
        expect(unbroken(sequence.lines.at(-1)!)).toBe(`note: ✗ a/one ${unbroken(words)}`);
      }),
      { numRuns: 100, seed: 1 },
    );
  });

  test('is held to a parser that refuses what it should', async () => {
    const text = told('mermaid', [realRun()]);
    await expect(readSequence(text.replace('->>', '->'))).rejects.toThrow('A line of type');
    await expect(readSequence(text.replace('Note over', 'Notice over'))).rejects.toThrow('Parse error');
  });
});
