/**
 * Every story in the folders here, replayed for ever: what a known finding or a seeded bug once led to, it still leads to.
 * To add one, put the file that `sts-check --save` wrote into a folder. `npx jiti scripts/record-corpus.ts` records what is
 * missing or ends otherwise; `npx vitest run test/corpus -u` writes against-the-reference.txt. Say in the commit why it moved.
 */
import { describe, expect, test } from 'vitest';
import { reference } from '../../models/controllers/reference.ts';
import { properties } from '../../properties/index.ts';
import { builtIn, profileOf } from '../../src/controllers.ts';
import { knownFinding } from '../../src/known.ts';
import { replay, type Replay, type SavedStory } from '../../src/trace/index.ts';
import { isWanted, storiesOn, wantedStories, type CorpusFile } from '../support/corpus.ts';

const [known, mutants] = [storiesOn('known'), storiesOn('mutants')];

function replayed(story: SavedStory): Replay {
  return replay(story, builtIn(story.controller).make(profileOf(story.scenario)), properties);
}

/** `$file` would be cut in a title. */
const named = (files: readonly CorpusFile[]) => files.map(({ file, story }) => [file, story] as const);

describe.each([['known', known], ['mutants', mutants]])('%s', (_, stories) => {
  test.each(named(stories))('%s ends where it was recorded, and breaks its promise as it did', (_, story) => {
    expect(replayed(story)).toMatchObject({ isSameEnd: true, judgement: story.reason });
  });
});

test.each(named(known))('%s is known to be what upstream does', (_, story) => {
  const { start, steps } = replayed(story);
  const { property, reason, loop, scenario } = story;
  expect(knownFinding({ property, reason, start, steps, ...(loop === undefined ? {} : { loop }) }, profileOf(scenario).name, scenario)).toBeDefined();
});

describe('the reference, told the story of a seeded bug,', () => {
  const againstReference = ({ scenario, ...story }: SavedStory): Replay => replay({ ...story, scenario }, reference(profileOf(scenario)), properties);

  test.each(named(mutants))('does not break the promise of %s', (_, story) => {
    expect([true, undefined]).toContain(againstReference(story).judgement);
  });

  test('parts ways with it where it did, or keeps its promise', async () => {
    const lines = mutants.map(({ story }) => `${story.controller.padEnd(28)}  ${story.property.padEnd(44)}  ${outcome(story, againstReference(story))}\n`);
    await expect(lines.sort().join('')).toMatchFileSnapshot('against-the-reference.txt');
  });
});

function outcome({ keys }: SavedStory, { diverged, isSameEnd, judgement }: Replay): string {
  if (diverged) return `parts ways at step ${diverged.at + 1} of ${keys.length}: ${diverged.key}`;
  return `takes ${keys.length} of ${keys.length} steps${isSameEnd ? '' : ', to another end'}; the promise ${judgement === true ? 'holds there' : 'says nothing about it'}`;
}

test.each(wantedStories().map((wanted) => [wanted.property, wanted.controller.name, wanted] as const))('%s has a story here, broken by %s', (_property, _name, wanted) => {
  const stories = wanted.shelf === 'known' ? known : mutants;
  expect(stories.filter(({ story }) => isWanted(wanted, story)), 'record it with: npx jiti scripts/record-corpus.ts').toHaveLength(1);
});
