/**
 * What each promise catches, and how: `npm run teeth`. For each seeded bug that a promise must catch, the steps of the
 * shortest story (of one that ends in a loop: of one whose loop begins first), and what random walks needed to meet one:
 * walks, its steps as it was met, and its steps as shrunk, without the exact step. A dash: not met. A slow test pins the table.
 */
import { fileURLToPath } from 'node:url';
import { mutants, type Mutant } from '../models/controllers/mutants/index.ts';
import { properties } from '../properties/index.ts';
import type { Property } from '../properties/property.ts';
import { check, type PropertyResult } from '../src/check.ts';
import { checkRandomly } from '../src/random.ts';
import { mutantWorld } from '../test/support/scenarios.ts';

/** Of the walks. */
const SEED = 1;

/** Walks in which a bug must be met. */
const RUNS = 10_000;

/** One promise and one bug; lengths are in steps. */
export interface Tooth {
  readonly property: string;
  readonly mutant: string;
  readonly shortest: number;
  /** By random walks; undefined: none met it. */
  readonly met?: { readonly walks: number; readonly found: number; readonly shrunk: number };
}

/** In the order of the catalogue. */
export function* teeth(): Generator<Tooth> {
  for (const property of properties) {
    for (const mutant of mutants.filter(({ caughtBy }) => caughtBy.includes(property.id))) yield tooth(property, mutant);
  }
}

function tooth(property: Property, mutant: Mutant): Tooth {
  const { scenario, controller } = mutantWorld(mutant);
  const judged = properties.filter(({ id }) => mutant.caughtBy.includes(id));
  const of = (results: readonly PropertyResult[]): PropertyResult | undefined => results.find(({ id, story }) => id === property.id && story);
  const shortest = of(check(scenario, controller, judged).properties)!.story!.steps.length;
  const { exploration, properties: results } = checkRandomly(scenario, controller, [property], { runs: RUNS, seed: SEED, maxExactStates: 0 });
  const met = of(results);
  return { property: property.id, mutant: mutant.name, shortest, ...(met ? { met: { walks: exploration.walks!, found: met.shrunkFrom!, shrunk: met.story!.steps.length } } : {}) };
}

/** The head of the table. */
export const teethHead = [`random: seed ${SEED}, at most ${RUNS} walks`, '', lineOf('property', 'mutant', ['shortest', 'walks', 'found', 'shrunk']), ''].join('\n');

export function toothLine({ property, mutant, shortest, met }: Tooth): string {
  return `${lineOf(property, mutant, [shortest, met?.walks, met?.found, met?.shrunk].map((number) => String(number ?? '–')))}\n`;
}

function lineOf(property: string, mutant: string, numbers: readonly string[]): string {
  return [property.padEnd(45), mutant.padEnd(29), ...numbers.map((number) => number.padStart(8))].join(' ');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(teethHead);
  for (const each of teeth()) process.stdout.write(toothLine(each));
}
