/**
 * Records what test/corpus lacks: `npx jiti scripts/record-corpus.ts`. A story that still ends as it did is left alone,
 * so that the corpus does not follow the order in which a search happens to look; one that does not is recorded anew.
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { properties } from '../properties/index.ts';
import { check } from '../src/check.ts';
import { encodeStory, recordingOf, replay, storyFileName, type SavedStory } from '../src/trace/index.ts';
import { folderOf, isWanted, storiesOn, wantedStories, type Wanted } from '../test/support/corpus.ts';

function record({ scenario, controller, property, judged }: Wanted): SavedStory {
  const found = check(scenario, controller, properties.filter(({ id }) => judged.includes(id)));
  const { story } = found.properties.find(({ id }) => id === property)!;
  if (!story) throw new Error(`${controller.name} does not break ${property} in the scenario that it names.`);
  return { ...recordingOf(found, story, { judged }), reason: story.reason };
}

for (const wanted of wantedStories()) {
  const folder = folderOf(wanted.shelf);
  mkdirSync(folder, { recursive: true });
  const before = storiesOn(wanted.shelf).filter(({ story }) => isWanted(wanted, story));
  const isAlive = ({ story }: (typeof before)[number]): boolean => {
    const { isSameEnd, judgement } = replay(story, wanted.controller, properties);
    return isSameEnd && judgement === story.reason;
  };
  if (before.some(isAlive)) continue;
  for (const { file } of before) rmSync(join(folder, file));
  const story = record(wanted);
  writeFileSync(join(folder, storyFileName(story)), encodeStory(story));
  console.log(join(wanted.shelf, storyFileName(story)));
}
