/**
 * Measures the table of docs/decisions/0008-sampling.md and prints it: `npx jiti scripts/measure-samplers.ts [NAME…]`,
 * for some samplers. Each number is of ten fixed seeds, at most 10,000 walks each.
 */
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { mutants } from '../models/controllers/mutants/index.ts';
import { reference } from '../models/controllers/reference.ts';
import type { Controller } from '../models/controllers/controller.ts';
import type { Scenario } from '../models/scenario.ts';
import { properties } from '../properties/index.ts';
import { check } from '../src/check.ts';
import { openUniverse } from '../src/universe.ts';
import { profileOf } from '../src/controllers.ts';
import { samplers, stories, type SamplerName } from '../src/random.ts';
import { scenario, scopesOf, type ScenarioChanges } from '../src/scopes.ts';

export const RUNS = 10_000;
export const seeds: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];

/** A promise that is known to be broken there. */
export interface Target {
  readonly name: string;
  readonly scenario: Scenario;
  readonly controller: Controller;
  readonly property: string;
}

function known(name: string, property: string, of: Scenario): Target {
  return { name, scenario: of, controller: reference(profileOf(of)), property };
}

/** Two edits of the template, to a broken one and on, and nothing else. */
function rollback(policy: Scenario['set']['policy'], kubernetes: string): Scenario {
  const [scope] = scopesOf({ ...scenario({}).set, policy }, { kubernetes, assume: 'crashes', volumes: [], scope: 'default', maxReplicas: 2 });
  return scope!.scenario;
}

/** Two edits of the template, two of the scale, several disturbances: what a user may do in a bad week. */
const rich: ScenarioChanges = { edits: { template: 2, scale: 2 }, disturbances: 3 };
const broken: ScenarioChanges = { templates: [{ broken: false }, { broken: true }] };

const needless = 'protocol/no-needless-delete';
const converged = 'liveness/converges';

export const findings: readonly Target[] = [
  known('#67250', converged, rollback('OrderedReady', '1.37')),
  known('#67250, rich', converged, scenario({ ...rich, ...broken })),
  known('#137409', converged, rollback('Parallel', '1.35.0')),
  known('#137409, rich', converged, scenario({ ...rich, ...broken, kubernetes: '1.35.0', set: { policy: 'Parallel' } })),
  known('stale-cache deletion, lag alone', needless, scenario({ ...rich, kubernetes: '1.35.0', assume: 'lag' })),
  known('stale-cache deletion, crashes', needless, scenario({ ...rich, kubernetes: '1.35.0' })),
];

/** Each promise that catches a mutant, where its hint says. */
export const seeded: readonly Target[] = mutants.flatMap((mutant) => {
  const of = scenario(mutant.scenario as ScenarioChanges);
  return mutant.caughtBy.map((property) => ({ name: `${mutant.name} ${property}`, scenario: of, controller: mutant.make(profileOf(of)), property }));
});

/** Walks until the promise breaks, for each seed; undefined: it does not. */
export function walksUntilFound({ scenario: of, controller, property }: Target, sampler: SamplerName, runs = RUNS): readonly (number | undefined)[] {
  const universe = openUniverse(of, controller, properties.filter(({ id }) => id === property));
  const told = stories(universe, { sampler });
  return seeds.map((seed) => {
    const { failed, numRuns } = fc.check(fc.property(told, told.keepsPromises), { seed, numRuns: runs, endOnFailure: true });
    return failed ? numRuns : undefined;
  });
}

/** Found by how many seeds, and after how many walks half of them. */
function cellOf(walks: readonly (number | undefined)[]): string {
  const sorted = walks.map((count) => count ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const median = sorted[Math.floor((sorted.length - 1) / 2)]!;
  const found = sorted.filter(Number.isFinite).length;
  return `${found}/${walks.length}${Number.isFinite(median) ? `, ${median}` : ''}`;
}

/** Steps by which the story that is told in the end is longer than the shortest one, for each seed that finds one. */
export function stepsTooMany({ scenario: of, controller, property }: Target, maxExactStates?: number): readonly number[] {
  const judged = properties.filter(({ id }) => id === property);
  const shortest = check(of, controller, judged).properties[0]!.story!.steps.length;
  const told = stories(openUniverse(of, controller, judged), maxExactStates === undefined ? {} : { maxExactStates });
  return seeds.flatMap((seed) => {
    const { counterexample } = fc.check(fc.property(told, told.keepsPromises), { seed, numRuns: RUNS });
    return counterexample ? [counterexample[0].keys.length - shortest] : [];
  });
}

function shareOf(count: number, all: number): string {
  return `${count} of ${all}`;
}

function main(names: readonly SamplerName[]): void {
  console.log(`| Target | ${names.join(' | ')} |`);
  console.log(`| --- |${names.map(() => ' --- |').join('')}`);
  for (const target of findings) console.log(`| ${target.name} | ${names.map((name) => cellOf(walksUntilFound(target, name))).join(' | ')} |`);
  const rows = seeded.map((target) => ({ target, byName: names.map((name) => walksUntilFound(target, name)) }));
  const found = names.map((_, at) => rows.reduce((sum, { byName }) => sum + byName[at]!.filter((count) => count !== undefined).length, 0));
  console.log(`| ${seeded.length} promises that seeded bugs break | ${found.map((count) => shareOf(count, seeded.length * seeds.length)).join(' | ')} |`);
  const isHard = (walks: readonly (number | undefined)[]): boolean => walks.filter((count) => count !== undefined && count < HARD).length < seeds.length;
  for (const { target, byName } of rows.filter(({ byName }) => byName.every(isHard))) console.log(`| ${target.name} | ${byName.map(cellOf).join(' | ')} |`);
  console.log('\n| Steps above the minimum | 0 | 1 or 2 | more |\n| --- | --- | --- | --- |');
  // Without a bound on states the exhaustive search of the rich scenarios takes too long.
  const countable = [findings[0]!, findings[2]!, ...seeded];
  for (const [name, maxExactStates] of [['shrunk', 0], ['with the exact step', undefined]] as const) {
    const extra = countable.flatMap((target) => stepsTooMany(target, maxExactStates));
    const many = (from: number, to: number): string => shareOf(extra.filter((steps) => steps >= from && steps <= to).length, extra.length);
    console.log(`| ${name} | ${many(Number.NEGATIVE_INFINITY, 0)} | ${many(1, 2)} | ${many(3, Number.POSITIVE_INFINITY)} |`);
  }
}

/** Walks in which every seed finds what is not told in a row of its own. */
const HARD = 300;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const named = process.argv.slice(2) as SamplerName[];
  main(named.length > 0 ? named : (Object.keys(samplers) as SamplerName[]));
}
