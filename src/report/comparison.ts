/** How a comparison of two controllers is told. */
import { brokenPromises, type BrokenBy, type BrokenByEither, type DecisionComparison, type DecisionSearch, type Difference } from '../compare/index.ts';
import { differenceStory, differenceWords } from './decisions.ts';
import { counted, grouped } from './moment.ts';
import { wrap } from './paint.ts';
import type { Ending, Run, Style } from './report.ts';
import { aboutSet, inScope, releaseWords, shortestWords, storyText } from './story.ts';
import { secondsText } from './table.ts';

/** What is known of one of the two. */
export type ComparedSide = Omit<Run, 'seconds'>;

/** One scope, explored with both. */
export interface ComparedRun {
  readonly left: ComparedSide;
  readonly right: ComparedSide;
  readonly decisions: DecisionComparison;
  readonly seconds: number;
}

/** What a reader wants to know of a scope first. */
export type ComparisonMark = 'same' | 'different' | 'unknown';

export function comparisonMark(run: ComparedRun): ComparisonMark {
  const broken = brokenPromises(resultsOf(run));
  if (broken.some(({ by }) => by === 'left' || by === 'right') || differencesOf(run).length > 0) return 'different';
  return limitsOf(run).length > 0 ? 'unknown' : 'same';
}

export interface ComparisonReporter {
  readonly run: (run: ComparedRun) => string;
  readonly end: (ending: Ending) => string;
}

/** For people at a terminal: scope by scope, each story where it is met first. */
export function comparisonReporter(style: Style): ComparisonReporter {
  const all: ComparedRun[] = [];
  const told: Told = new Map();
  return {
    run: (run) => {
      const isNew = all.at(-1)?.left.universe !== run.left.universe;
      all.push(run);
      return [...(isNew ? title(run, style) : []), ...scopeLines(run, style), '', ...stories(run, told, style), ''].join('\n');
    },
    end: (ending) => `${summary(all, ending, style).join('\n')}\n`,
  };
}

function resultsOf({ left, right }: ComparedRun) {
  return { left: left.result, right: right.result };
}

/** What the two are called; the release tells them apart where the name does not. */
function namesOf({ left, right }: ComparedRun): readonly [string, string] {
  const [a, b] = [left.result, right.result];
  return a.controller === b.controller ? [`${a.controller} on ${a.scenario.kubernetes}`, `${b.controller} on ${b.scenario.kubernetes}`] : [a.controller, b.controller];
}

function differencesOf({ decisions: { first, besidesWaiting } }: ComparedRun): readonly Difference[] {
  return [first.difference, besidesWaiting?.difference].filter((difference) => difference !== undefined);
}

/** The limits that kept something from being known. */
function limitsOf({ left, right, decisions: { first, besidesWaiting } }: ComparedRun): readonly string[] {
  const explorations = [left.result.exploration, right.result.exploration, first.exploration, ...(besidesWaiting ? [besidesWaiting.exploration] : [])];
  return [...new Set(explorations.flatMap(({ limit }) => limit ?? []))];
}

function title(run: ComparedRun, { paint }: Style): string[] {
  const { scenario } = run.left.result;
  const releases = [...new Set([scenario, run.right.result.scenario].map(({ kubernetes }) => releaseWords(kubernetes)))];
  const about = [`${scenario.set.name}, ${counted(scenario.set.replicas, 'replica')}`, ...aboutSet(scenario), namesOf(run).join(' against ')].join(' · ');
  return [paint.bold(about), paint.dim(releases.join(' against ')), ''];
}

// ---------------------------------------------------------------- a scope

function scopeLines(run: ComparedRun, { paint, width }: Style): string[] {
  const { scope, about } = run.left;
  const row = (name: string, items: readonly string[]): string[] =>
    items.flatMap((item, index) => wrap(item, width - 15).map((line, part) => `  ${(index + part === 0 ? name : '').padEnd(11)}${part === 0 ? '' : '  '}${line}`));
  return [
    `${paint.bold(`scope ${scope}`)} (${about})`,
    '',
    ...row('promises', promiseLines(run)),
    ...row('decisions', decisionLines(run)),
    ...row('explored', [exploredLine(run)]),
  ];
}

function promiseLines(run: ComparedRun): string[] {
  const broken = brokenPromises(resultsOf(run));
  if (broken.length === 0) return [limitsOf(run).length > 0 ? 'broken by neither so far' : 'broken by neither'];
  const width = Math.max(...broken.map(({ id }) => id.length));
  return broken.map((each) => `${each.id.padEnd(width)}  ${byWords(run, each)}`);
}

function byWords(run: ComparedRun, { id, by, left }: BrokenByEither): string {
  const [leftName, rightName] = namesOf(run);
  const known = (run.left.known[id] ?? run.right.known[id])?.reference;
  const [breaks, open] = left?.verdict === 'violated' ? [leftName, rightName] : [rightName, leftName];
  const words: Readonly<Record<BrokenBy, string>> = {
    left: `broken by ${leftName} only`,
    right: `broken by ${rightName} only`,
    both: 'broken by both',
    open: `broken by ${breaks}; of ${open} it is unknown`,
  };
  return `${words[by]}${known ? ` (known: ${known})` : ''}`;
}

function decisionLines(run: ComparedRun): string[] {
  const { first, besidesWaiting } = run.decisions;
  return [searchLine(run, first), ...(besidesWaiting ? [`apart from waiting: ${searchLine(run, besidesWaiting)}`] : [])];
}

function searchLine(run: ComparedRun, { difference, exploration, views, points }: DecisionSearch): string {
  if (difference) return `differ after ${counted(difference.story.steps.length, 'step')}: ${differenceWords(namesOf(run), difference)}`;
  const where = `on ${counted(views, 'view')}, and at ${counted(points, 'point')} where a pass waits for answers`;
  return exploration.complete ? `the same ${where}` : `no difference so far, ${where}`;
}

function exploredLine(run: ComparedRun): string {
  const [leftName, rightName] = namesOf(run);
  const states = ({ result: { exploration } }: ComparedSide): string => `${counted(exploration.states, 'state')}${exploration.limit ? ` (limit: ${exploration.limit})` : ''}`;
  return `${leftName}: ${states(run.left)} · ${rightName}: ${states(run.right)} · ${secondsText(run.seconds)}`;
}

// ---------------------------------------------------------------- stories

/** What was told already, and where, by everything that makes a second telling superfluous. */
type Told = Map<string, { readonly what: string; readonly where: string }>;

/** Each is told in full where it is met first; promises that are broken by the same steps share one. */
function stories(run: ComparedRun, told: Told, style: Style): string[] {
  const where = `scope ${run.left.scope} (${aboutSet(run.left.result.scenario).join(', ')})`;
  const once = (what: string, keys: readonly string[], text: () => string): string => {
    const before = keys.map((key) => told.get(key)).find((place) => place !== undefined);
    for (const key of keys) if (!told.has(key)) told.set(key, { what, where });
    if (!before) return text();
    const words = `${what}: as told ${before.what === what ? '' : `for ${before.what} `}in ${before.where}`;
    return [...wrap(words, style.width - 2).map((line) => `  ${style.paint.dim(line)}`), ''].join('\n');
  };
  const broken = brokenPromises(resultsOf(run)).filter(({ by }) => by !== 'both');
  const { first, besidesWaiting } = run.decisions;
  return [
    ...broken.map(({ id, left }) => {
      const side = left?.verdict === 'violated' ? run.left : run.right;
      const { steps } = side.result.properties.find((property) => property.id === id)!.story!;
      const way = steps.map(({ action }) => action.key).join('\n');
      return once(id, [`${id} ${side.known[id]?.reference ?? side.universe}`, `${side.universe} ${side.scope}\n${way}`], () => promiseStory(side, id, style));
    }),
    ...[['decisions', first.difference] as const, ['decisions apart from waiting', besidesWaiting?.difference] as const].flatMap(([what, difference]) =>
      difference ? [once(what, [differenceWords(namesOf(run), difference)], () => decisionStory(run, what, difference, style))] : [],
    ),
  ];
}

function promiseStory({ result, scope, about, tokens, known }: ComparedSide, id: string, style: Style): string {
  const { story, minimal } = result.properties.find((property) => property.id === id)!;
  const { scenario, controller } = result;
  return storyText(story!, { scenario, controller, token: tokens[id] ?? '', known: known[id], length: shortestWords(story!, inScope(scope, about), minimal) }, style);
}

function decisionStory(run: ComparedRun, what: string, difference: Difference, style: Style): string {
  const { result, scope, about } = run.left;
  return differenceStory(difference, { what, names: namesOf(run), scenario: result.scenario, length: shortestWords({}, inScope(scope, about)) }, style);
}

// ---------------------------------------------------------------- the end

function summary(runs: readonly ComparedRun[], { seconds, aborted, caveats = [] }: Ending, { paint }: Style): string[] {
  if (runs.length === 0) return ['No scope was compared to its end.', ...(aborted ? [aborted] : [])];
  const [leftName, rightName] = namesOf(runs[0]!);
  const ids = (by: BrokenBy): number => new Set(runs.flatMap((run) => brokenPromises(resultsOf(run)).filter((each) => each.by === by).map(({ id }) => id))).size;
  const differing = runs.filter((run) => differencesOf(run).length > 0).length;
  const marks = runs.map(comparisonMark);
  const isSame = marks.every((mark) => mark === 'same');
  const limits = [...new Set(runs.flatMap(limitsOf))];
  const parts = [
    `promises broken in some scope: ${ids('left')} by ${leftName} only, ${ids('right')} by ${rightName} only, ${ids('both')} by both`,
    `decisions differ in ${grouped(differing)} of ${counted(runs.length, 'scope')}`,
    secondsText(seconds),
  ];
  return [
    (marks.includes('different') ? paint.yellow : isSame ? paint.green : paint.bold)(parts.join(' · ')),
    ...(isSame && !aborted ? [`No difference: in these scopes ${leftName} and ${rightName} break the same promises and decide alike.`] : []),
    ...(limits.length > 0 ? [`A limit was reached (${limits.join(', ')}): what does not differ may differ beyond it. Raise it with --max-states or --timeout, or explore less: --replicas, --scope small.`] : []),
    ...(aborted ? [aborted] : []),
    ...caveats,
  ];
}
