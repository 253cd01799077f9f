/** The stories of test/corpus, and those that must be among them. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Controller } from '../../models/controllers/controller.ts';
import { mutants } from '../../models/controllers/mutants/index.ts';
import { reference } from '../../models/controllers/reference.ts';
import type { Scenario } from '../../models/scenario.ts';
import { profileOf } from '../../src/controllers.ts';
import { loadStory, type SavedStory } from '../../src/trace/index.ts';
import { occurrences } from './known.ts';
import { mutantWorld } from './scenarios.ts';

/** Subfolders: what the reference breaks as upstream does, and what seeded bugs break. */
export type Shelf = 'known' | 'mutants';

export interface CorpusFile {
  readonly file: string;
  readonly story: SavedStory;
}

export function folderOf(shelf: Shelf): string {
  return fileURLToPath(new URL(`../corpus/${shelf}`, import.meta.url));
}

/** Whatever lies on a shelf, by name. */
export function storiesOn(shelf: Shelf): readonly CorpusFile[] {
  const files = readdirSync(folderOf(shelf)).filter((file) => file.endsWith('.json'));
  return files.sort().map((file) => ({ file, story: loadStory(join(folderOf(shelf), file)) }));
}

/** A counterexample that the corpus must have. */
export interface Wanted {
  readonly shelf: Shelf;
  readonly scenario: Scenario;
  readonly controller: Controller;
  readonly property: string;
  readonly judged: readonly string[];
}

/** One for each promise of each known finding, and of each seeded bug. */
export function wantedStories(): readonly Wanted[] {
  return [
    ...occurrences().map(({ scenario, property }): Wanted => ({ shelf: 'known', scenario, controller: reference(profileOf(scenario)), property, judged: [property] })),
    ...mutants.flatMap((mutant) => mutant.caughtBy.map((property): Wanted => ({ shelf: 'mutants', ...mutantWorld(mutant), property, judged: mutant.caughtBy }))),
  ];
}

export function isWanted({ scenario, controller, property }: Wanted, story: SavedStory): boolean {
  return story.controller === controller.name && story.property === property && JSON.stringify(story.scenario) === JSON.stringify(scenario);
}
