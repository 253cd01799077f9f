import fc from 'fast-check';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { scenario } from '../../../src/scopes.ts';
import { MAX_NAME_LENGTH, MAX_STEPS, MAX_STORY_BYTES } from '../../../src/trace/limits.ts';
import { decodeStory, encodeStory, loadStories, loadStory, StoryError, storyFileName, type SavedStory } from '../../../src/trace/index.ts';

const seed = 20;

const story: SavedStory = {
  controller: 'reference@1.37',
  scenario: scenario({ set: { replicas: 3 }, edits: { scale: 1 } }),
  property: 'ordering/successor-waits',
  keys: ['user/scale 3→2', 'controller/pass 2 pod events behind'],
  end: 'abc',
  reason: 'web-1 was created while web-0 was Pending',
};
const text = encodeStory(story);

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    expect(error).toBeInstanceOf(StoryError);
    return (error as Error).message;
  }
  throw new Error('The story was read.');
}
const complaintAbout = (content: string): string => messageOf(() => decodeStory(content, 'story.json'));

describe('a story file', () => {
  test('is JSON with one action a line', () => {
    expect(text.split('\n')).toEqual(expect.arrayContaining(['    "user/scale 3→2",', '    "controller/pass 2 pod events behind"']));
    expect(Object.keys(JSON.parse(text) as object)).toEqual(['version', 'controller', 'scenario', 'property', 'keys', 'end', 'reason']);
  });

  test('tells again what was recorded', () => expect(decodeStory(text, 'story.json')).toEqual(story));

  test('keeps a digest, which promises were judged, and a loop', () => {
    const own = { ...story, controller: 'mine', digest: '0123', judged: ['update/waits'], loop: 1 };
    expect(decodeStory(encodeStory(own), 'story.json')).toEqual(own);
  });

  test('has a name that says what it tells', () => {
    expect(storyFileName(story)).toMatch(/^ordering-successor-waits\.reference@1\.37\.[0-9a-f]{8}\.json$/);
    expect(storyFileName({ ...story, controller: '../evil' })).not.toContain('/');
  });

  test('has the name of every story of the same steps in the same scenario, however it ends, and of no other', () => {
    expect(storyFileName({ ...story, end: 'other' })).toBe(storyFileName(story));
    const others: readonly SavedStory[] = [{ ...story, keys: story.keys.slice(1) }, { ...story, scenario: scenario({}) }, { ...story, loop: 0 }, { ...story, judged: [] }];
    expect(new Set([story, ...others].map(storyFileName)).size).toBe(others.length + 1);
  });
});

describe('what is no story', () => {
  test('of another version says so before anything else, where, and what to do', () => {
    expect(complaintAbout(text.replace('"version": 1', '"version": 7').replace('"keys"', '"actions"'))).toMatch(
      /^story\.json:2:3 {2}the story has version 7; this sts-check reads version 1 [^]*2 \| {3}"version": 7,\n[^]*Replay it with the sts-check that saved it, or record it again\.$/,
    );
  });

  test('that was cut off says where it ends', () => {
    const half = text.slice(0, text.indexOf('"controller/pass')).trimEnd();
    expect(complaintAbout(half)).toMatch(/^story\.json:14:22 {2}the file ends where a value is expected: it is cut off /);
  });

  const changed = (change: (content: Record<string, unknown>) => void): string => {
    const content = JSON.parse(text) as Record<string, unknown>;
    change(content);
    return JSON.stringify(content, null, 2);
  };
  test.each<[string, string, string]>([
    ['a list', '[]', 'story.json:1:1  this is no story: it has no version'],
    ['null', 'null', 'story.json:1:1  this is no story: it has no version'],
    ['a manifest', 'apiVersion: apps/v1', 'story.json:1:1  "apiVersion" stands where a value is expected'],
    ['a result of -o json', '{"format": 1}', 'story.json:1:1  this is no story: it has no version'],
    ['an unknown field', changed((content) => (content['clock'] = 1)), 'story.json:19:3  unknown field "clock", known are version, controller, '],
    ['a field that is missing', changed((content) => delete content['end']), 'story.json:1:1  end is missing, expected a text'],
    ['a controller that is a path', changed((content) => (content['controller'] = './mine.ts')), 'story.json:3:3  controller is "./mine.ts", expected the name of a controller'],
    ['an action that nobody takes', text.replace('controller/pass', 'controller/pss'), 'story.json:15:5  there is no action "controller/pss" in this scenario, did you mean controller/pass?'],
    ['an action of a facet that is off', text.replace('controller/pass 2 pod events behind', 'controller/create-claim www-web-0 ok'), 'there is no action "controller/create-claim" in this scenario'],
    ['an action that is a number', text.replace('"user/scale 3→2"', '5'), 'story.json:14:5  keys[0] is 5, expected a text'],
    ['an action that is too long', text.replace('3→2', 'x'.repeat(MAX_NAME_LENGTH)), `at most ${MAX_NAME_LENGTH} are read (MAX_NAME_LENGTH)`],
    ['too many actions', changed((content) => (content['keys'] = new Array(MAX_STEPS + 1).fill('controller/pass'))), `keys names ${MAX_STEPS + 1} steps, at most ${MAX_STEPS} are taken (MAX_STEPS)`],
    ['a loop that begins nowhere', changed((content) => (content['loop'] = 2)), 'story.json:19:3  loop is 2, expected the index of a key, from 0 to 1'],
    ['a scenario of a field that is not', text.replace('"replicas": 3', '"replicas": "three"'), 'story.json:6:7  scenario.set.replicas is not a number of things'],
    ['a scenario with a field that no scenario has', text.replace('"edits"', '"edit"'), 'scenario has no field "edit"'],
    ['a scenario that is none', changed((content) => (content['scenario'] = 3)), 'story.json:4:3  scenario is not an object'],
  ])('%s', (_, content, complaint) => expect(complaintAbout(content)).toContain(complaint));

  test('never crashes, whatever it is', () => {
    const refusedOrRead = (content: string): void => {
      try {
        decodeStory(content, 'story.json');
      } catch (error) {
        expect(error).toBeInstanceOf(StoryError);
      }
    };
    fc.assert(fc.property(fc.string(), refusedOrRead), { seed, numRuns: 300 });
    fc.assert(fc.property(fc.nat({ max: text.length - 1 }), fc.constantFrom(...'A0_-:é",[]{}'), (at, letter) => refusedOrRead(text.slice(0, at) + letter + text.slice(at + 1))), { seed, numRuns: 500 });
    const names = fc.constantFrom('set', 'edits', 'templates', 'lag', 'facets', 'claims', 'volumes', '__proto__', 'replicas', 'start');
    fc.assert(fc.property(fc.object({ key: names }), (of) => refusedOrRead(changed((content) => (content['scenario'] = of)))), { seed, numRuns: 500 });
  });
});

describe('a folder of stories', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sts-check-stories-'));
  writeFileSync(join(folder, 'b.json'), text);
  writeFileSync(join(folder, 'a.json'), encodeStory({ ...story, end: 'first' }));
  writeFileSync(join(folder, 'README.md'), 'no story');

  test('is read by name', () => expect(loadStories(folder)).toEqual([{ ...story, end: 'first' }, story]));
  test('that is not there says so', () => expect(messageOf(() => loadStories('nowhere'))).toBe('There is no nowhere. Expected a folder of stories.'));
  test('is not a file', () => expect(messageOf(() => loadStories(join(folder, 'a.json')))).toContain('a.json is no folder. Expected a folder of stories.'));
  test('is not one story', () => expect(messageOf(() => loadStory(folder))).toBe(`${folder} is a folder. Expected a story, as check --save writes it.`));
  test('names the story that cannot be read', () => {
    const broken = join(folder, 'more');
    mkdirSync(broken);
    writeFileSync(join(broken, 'c.json'), '{');
    expect(messageOf(() => loadStories(broken))).toContain(`${join(broken, 'c.json')}:1:2  the file ends`);
  });
  test('has no story that is larger than what is read', () => {
    const large = join(folder, 'large.txt');
    writeFileSync(large, ' '.repeat(MAX_STORY_BYTES + 1));
    expect(messageOf(() => loadStory(large))).toContain(`at most ${MAX_STORY_BYTES} are read (MAX_STORY_BYTES)`);
  });
});
