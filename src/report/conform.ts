/** How a comparison with the reference is told: how much was compared, and where the two differ. */
import type { DecisionComparison, DecisionSearch } from '../compare/index.ts';
import type { DifferentView, RandomComparison } from '../conform/random.ts';
import type { ConformScenario } from '../conform/scenarios.ts';
import { differenceStory, differenceWords, type Names } from './decisions.ts';
import { counted, grouped } from './moment.ts';
import { wrap } from './paint.ts';
import type { Ending, Style } from './report.ts';
import { releaseWords, shortestWords } from './story.ts';
import { secondsText } from './table.ts';

interface Conformed {
  readonly reference: string;
  readonly controller: string;
  readonly kubernetes: string;
  readonly seconds: number;
}

/** The views that are reached in a scenario. */
export interface ReachedRun extends Conformed {
  readonly where: ConformScenario;
  readonly reached: DecisionComparison;
}

/** Some of the random views. */
export interface RandomRun extends Conformed {
  readonly seed: number;
  readonly random: RandomComparison;
}

export type ConformRun = ReachedRun | RandomRun;

export type ConformMark = 'alike' | 'different' | 'unknown';

export function conformMark(run: ConformRun): ConformMark {
  const { isDifferent, limits } = 'reached' in run ? reachedFacts(run) : { isDifferent: run.random.different > 0, limits: run.random.limit ? [run.random.limit] : [] };
  return isDifferent ? 'different' : limits.length > 0 ? 'unknown' : 'alike';
}

export interface ConformReporter {
  readonly run: (run: ConformRun) => string;
  readonly end: (ending: Ending) => string;
}

/** What all runs come to. */
export interface ConformTotal {
  readonly scenarios: number;
  readonly differentScenarios: number;
  /** Distinct ones, over all scenarios. */
  readonly views: number;
  readonly decisions: number;
  readonly states: number;
  readonly randomViews: number;
  readonly differentRandomViews: number;
}

export function conformTotal(runs: readonly ConformRun[]): ConformTotal {
  const reached = runs.filter((run) => 'reached' in run);
  const searches = reached.map((run) => furthest(run.reached));
  const random = runs.filter((run) => 'random' in run).map((run) => run.random);
  const sum = (counts: readonly number[]): number => counts.reduce((so, count) => so + count, 0);
  return {
    scenarios: reached.length,
    differentScenarios: reached.filter((run) => conformMark(run) === 'different').length,
    views: new Set(searches.flatMap(({ seen }) => seen?.views ?? [])).size,
    decisions: sum(searches.map(({ seen }) => seen?.points ?? 0)),
    states: sum(searches.map(({ exploration }) => exploration.states)),
    randomViews: sum(random.map(({ views }) => views)),
    differentRandomViews: sum(random.map(({ different }) => different)),
  };
}

/** Most differences that are told in full. */
const MOST_TOLD = 10;

/** For people at a terminal: a table that grows, then each difference once, then the sum. */
export function conformReporter(style: Style): ConformReporter {
  const all: ConformRun[] = [];
  return {
    run: (run) => {
      all.push(run);
      if ('random' in run) return '';
      return [...(all.length === 1 ? title(run, style) : []), row(reachedCells(run), style), ''].join('\n');
    },
    end: (ending) => {
      const [first] = all;
      if (!first) return ['Nothing was compared.', ...(ending.aborted ? [ending.aborted] : []), ''].join('\n');
      const random = all.filter((run) => 'random' in run);
      return [
        ...('random' in first ? title(first, style) : []),
        ...(random.length > 0 ? [row(randomCells(random), style)] : []),
        '',
        ...told(all, style),
        ...summary(all, ending, style),
        '',
      ].join('\n');
    },
  };
}

function namesOf({ reference, controller }: Conformed): Names {
  return [reference, controller];
}

function searchesOf({ first, besidesWaiting }: DecisionComparison): readonly DecisionSearch[] {
  return besidesWaiting ? [first, besidesWaiting] : [first];
}

/** The search that went on where the other ended at a wait. */
function furthest({ first, besidesWaiting }: DecisionComparison): DecisionSearch {
  return besidesWaiting ?? first;
}

function reachedFacts({ reached }: ReachedRun): { readonly isDifferent: boolean; readonly limits: readonly string[] } {
  const searches = searchesOf(reached);
  return { isDifferent: searches.some(({ difference }) => difference), limits: searches.flatMap(({ exploration: { limit } }) => limit ?? []) };
}

// ---------------------------------------------------------------- the table

const columns = ['views', 'decisions', 'states'] as const;
const COLUMN_WIDTH = 11;
const NAME_WIDTH = 56;

interface Cells {
  readonly name: string;
  readonly counts: readonly string[];
  readonly verdict: string;
  readonly isDifferent: boolean;
}

function title(run: ConformRun, style: Style): string[] {
  const { paint } = style;
  const [ours, theirs] = namesOf(run);
  return [paint.bold(`${theirs} beside ${ours} · a set called web`), paint.dim(releaseWords(run.kubernetes)), '', paint.bold(row({ name: '', counts: columns, verdict: 'decisions are', isDifferent: false }, style))];
}

function row({ name, counts, verdict, isDifferent }: Cells, { paint }: Style): string {
  const numbers = columns.map((_, index) => (counts[index] ?? '').padStart(COLUMN_WIDTH)).join('');
  return `  ${name.padEnd(NAME_WIDTH)}${numbers}  ${isDifferent ? paint.yellow(verdict) : verdict}`;
}

function reachedCells(run: ReachedRun): Cells {
  const { first, besidesWaiting } = run.reached;
  const { views, seen, exploration } = furthest(run.reached);
  const counts = [views, seen?.points ?? 0, exploration.states].map(grouped);
  const verdict = besidesWaiting ? `${verdictOf(first)}; apart from waiting: ${verdictOf(besidesWaiting)}` : verdictOf(first);
  return { name: run.where.name, counts, verdict, isDifferent: reachedFacts(run).isDifferent };
}

function verdictOf({ difference, exploration: { limit } }: DecisionSearch): string {
  if (difference) return `different after ${counted(difference.story.steps.length, 'step')}`;
  return limit ? `alike so far (${limit})` : 'alike';
}

function randomCells(runs: readonly RandomRun[]): Cells {
  const { randomViews, differentRandomViews } = conformTotal(runs);
  const limit = runs.map(({ random }) => random.limit).find((reached) => reached !== undefined);
  const verdict = differentRandomViews > 0 ? `different on ${grouped(differentRandomViews)}` : limit ? `alike so far (${limit})` : 'alike';
  return { name: `random views, seed ${runs[0]!.seed}`, counts: [grouped(randomViews)], verdict, isDifferent: differentRandomViews > 0 };
}

// ---------------------------------------------------------------- differences

/** Each in full where it is met first. */
function told(runs: readonly ConformRun[], style: Style): string[] {
  const texts = new Map<string, string>();
  for (const run of runs) {
    if ('random' in run) {
      const { smallest } = run.random;
      if (smallest) texts.set(viewWords(smallest), texts.get(viewWords(smallest)) ?? viewText(run, smallest, style));
      continue;
    }
    const { first, besidesWaiting } = run.reached;
    for (const [what, difference] of [['decisions', first.difference] as const, ['decisions apart from waiting', besidesWaiting?.difference] as const]) {
      if (!difference) continue;
      const words = differenceWords(namesOf(run), difference);
      const length = shortestWords({}, ` in ${run.where.name} (${run.where.about})`);
      texts.set(words, texts.get(words) ?? differenceStory(difference, { what, names: namesOf(run), scenario: run.where.scenario, length }, style));
    }
  }
  const left = texts.size - MOST_TOLD;
  return [...[...texts.values()].slice(0, MOST_TOLD), ...(left > 0 ? [`${counted(left, 'more difference')} ${left === 1 ? 'is' : 'are'} not told here; -o json has all of them.`, ''] : [])];
}

function viewWords({ differences }: DifferentView): string {
  return JSON.stringify(differences);
}

function viewText(run: RandomRun, { differences, vector }: DifferentView, { paint, width }: Style): string {
  const [ours, theirs] = namesOf(run);
  const nameWidth = Math.max(ours.length, theirs.length) + 2;
  return [
    `${paint.yellow('≠')} ${paint.bold('a random view'.padEnd(45))}${paint.dim(`${ours} against ${theirs} · seed ${run.seed}`)}`,
    '',
    ...differences.flatMap(({ what, expected, actual }) => [`  ${paint.bold(what)}`, `    ${ours.padEnd(nameWidth)}${expected}`, `    ${theirs.padEnd(nameWidth)}${actual}`]),
    '',
    ...wrap(`The view, and what ${theirs} does on it, as a vector: save this line, and run it again with sts-check vectors.`, width - 2).map((line) => `  ${paint.dim(line)}`),
    // Never broken into lines: people copy it.
    vector,
    '',
  ].join('\n');
}

// ---------------------------------------------------------------- the end

function summary(runs: readonly ConformRun[], { seconds, aborted }: Ending, { paint }: Style): string[] {
  const marks = runs.map(conformMark);
  const limits = [...new Set(runs.flatMap((run) => ('reached' in run ? reachedFacts(run).limits : (run.random.limit ?? []))))].filter((limit) => limit !== 'interrupted');
  const colour = marks.includes('different') ? paint.yellow : marks.includes('unknown') || aborted ? paint.bold : paint.green;
  return [
    colour(totalWords(runs, limits.length > 0 || aborted !== undefined)),
    ...(limits.length > 0 ? [`A limit was reached (${limits.join(', ')}): what does not differ may differ beyond it. Give it more with --timeout, or compare less: --scope small, --views, --policy, --update.`] : []),
    ...(aborted ? [aborted] : []),
    paint.dim(secondsText(seconds)),
  ];
}

function totalWords(runs: readonly ConformRun[], isCut: boolean): string {
  const [ours, theirs] = namesOf(runs[0]!);
  const { scenarios, differentScenarios, views, decisions, randomViews, differentRandomViews } = conformTotal(runs);
  if (differentScenarios > 0 || differentRandomViews > 0) {
    const parts = [
      ...(scenarios > 0 ? [`in ${grouped(differentScenarios)} of ${counted(scenarios, 'scenario')}`] : []),
      ...(randomViews > 0 ? [`on ${grouped(differentRandomViews)} of ${counted(randomViews, 'random view')}`] : []),
    ];
    return `${ours} and ${theirs} decide differently ${parts.join(', and ')}.`;
  }
  const seen = [
    ...(scenarios > 0 ? [`${counted(views, 'distinct view')} (${counted(decisions, 'decision')})`] : []),
    ...(randomViews > 0 ? [scenarios > 0 ? `${grouped(randomViews)} random ${randomViews === 1 ? 'one' : 'ones'}` : counted(randomViews, 'random view')] : []),
  ];
  return `${isCut ? 'So far ' : ''}${ours} and ${theirs} decide alike on ${seen.join(' and ')}.`;
}
