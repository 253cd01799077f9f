/** For people at a terminal: stories as they are found, a table for each universe, one line at the end. */
import type { PropertyResult } from '../check.ts';
import { findingsOf, firstTimes, lengthWords } from './finding.ts';
import { counted } from './moment.ts';
import { markOf, type Ending, type Mark, type Reporter, type Run, type Style } from './report.ts';
import { wrap } from './paint.ts';
import { aboutSet, releaseWords, storyText } from './story.ts';
import { promiseTable, secondsText } from './table.ts';

export function textReporter(style: Style): Reporter {
  const isFirst = firstTimes();
  const all: Run[] = [];
  let universe: Run[] = [];

  const table = (): string => {
    const runs = universe;
    universe = [];
    if (runs.length === 0 || style.quiet) return '';
    const { scenario, controller } = runs[0]!.result;
    const { set } = scenario;
    const title = [`${set.name}, ${counted(set.replicas, 'replica')}`, ...aboutSet(scenario), releaseWords(scenario.kubernetes), controller].join(' · ');
    return [style.paint.bold(title), '', ...promiseTable(runs, style), '', ''].join('\n');
  };

  return {
    run: (run) => {
      const before = universe.length > 0 && universe[0]!.universe !== run.universe ? table() : '';
      universe.push(run);
      all.push(run);
      return before + findings(run, isFirst, style);
    },
    end: (ending) => `${table()}${summary(all, ending, style)}\n`,
  };
}

/** Each finding is told in full once: a new one once in each universe, a known one once. */
function findings(run: Run, isFirst: ReturnType<typeof firstTimes>, style: Style): string {
  const { scenario, controller } = run.result;
  const here: PropertyResult[] = [];
  const texts = findingsOf(run).flatMap((finding) => {
    const { property, story, token, known } = finding;
    const { id } = property;
    if (known && style.quiet) return [];
    const place = `${[...aboutSet(scenario), `scope ${run.scope}`].join(' · ')}, ${counted(story.steps.length, 'step')}`;
    // A known one that occurs in many places is not worth many tokens; -o json has them.
    if (!isFirst(finding)) return known ? [`${style.paint.yellow(`✗ ${id}  known  ${known.reference}, again`)} ${style.paint.dim(`(${place})`)}\n`] : [shortly(run, property, `again (${place})`, style)];
    const twin = here.find((other) => known?.reference === run.known[other.id]?.reference && isSameStory(other, property));
    if (twin) return [shortly(run, property, `by the steps of ${twin.id}: ${story.reason}`, style)];
    here.push(property);
    return [storyText(story, { scenario, controller, token, known, length: lengthWords(finding) }, style)];
  });
  return texts.map((text) => `${text}\n`).join('');
}

function isSameStory(a: PropertyResult, b: PropertyResult): boolean {
  const keys = ({ story }: PropertyResult): string => JSON.stringify(story?.steps.map(({ action }) => action.key));
  return keys(a) === keys(b);
}

/** A finding whose story was told already. */
function shortly(run: Run, { id }: PropertyResult, where: string, { paint, width }: Style): string {
  const known = run.known[id];
  const mark = known ? paint.yellow('✗') : paint.red('✗');
  const about = known ? `known  ${known.reference}: ${where}` : where;
  return [
    `${mark} ${paint.bold(id)}`,
    ...wrap(about, width - 2).map((line) => `  ${known ? paint.yellow(line) : line}`),
    `  replay    ${paint.cyan(`npx sts-check replay ${run.tokens[id] ?? ''}`)}`,
    '',
  ].join('\n');
}

function summary(runs: readonly Run[], { seconds, aborted, caveats = [] }: Ending, { paint }: Style): string {
  if (runs.length === 0) return ['No scope was explored to its end.', ...(aborted ? [aborted] : [])].join('\n');
  const marks = runs.flatMap((run) => run.result.properties.map((property) => [property.id, markOf(run, property)] as const));
  const ids = (mark: Mark): string[] => [...new Set(marks.filter(([, found]) => found === mark).map(([id]) => id))];
  const total = new Set(marks.map(([id]) => id)).size;
  const violated = ids('violated');
  const knowns = ids('known').filter((id) => !violated.includes(id));
  const unknown = ids('unknown').filter((id) => !violated.includes(id) && !knowns.includes(id));
  const held = [...new Set([...ids('holds'), ...ids('holds-so-far')])].filter((id) => ![violated, knowns, unknown].flat().includes(id));
  const never = total - violated.length - knowns.length - unknown.length - held.length;
  const sum = (count: (run: Run) => number): number => runs.reduce((so, run) => so + count(run), 0);
  const limits = new Set(runs.flatMap(({ result }) => result.exploration.limit ?? []));
  const parts = [
    ...(violated.length > 0 ? [paint.red(`${counted(violated.length, 'promise')} of ${total} violated`)] : [paint.green(`0 of ${counted(total, 'promise')} violated anew`)]),
    ...(knowns.length > 0 ? [paint.yellow(`${knowns.length} violated as known`)] : []),
    `${held.length} ${ids('holds-so-far').length > 0 ? 'held so far' : 'hold'}`,
    ...(unknown.length > 0 ? [paint.yellow(`${unknown.length} unknown`)] : []),
    ...(never > 0 ? [`${never} not exercised`] : []),
  ];
  const numbers = [
    counted(runs.length, 'scope'),
    `${counted(sum(({ result }) => result.exploration.states), 'state')}`,
    counted(sum(({ result }) => result.exploration.transitions), 'transition'),
    secondsText(seconds),
  ];
  const notes = [
    ...[...limits].flatMap((limit) => limitWords[limit] ?? []),
    ...(aborted ? [aborted] : []),
    ...randomWords(runs),
    ...caveats,
  ];
  return [`${parts.join(', ')} · ${numbers.join(' · ')}`, ...notes].join('\n');
}

function randomWords(runs: readonly Run[]): string[] {
  const random = runs.map(({ result }) => result.exploration).filter(({ search }) => search === 'random');
  if (random.length === 0) return [];
  const walks = random.reduce((so, { walks = 0 }) => so + walks, 0);
  return [`${counted(walks, 'random walk')}, seed ${random[0]!.seed ?? 'unknown'}. Random exploration finds bugs; it does not prove their absence.`];
}

/** What to do about a limit. */
const limitWords: Readonly<Record<string, string>> = {
  states: 'The limit of states was reached, so what is not violated is unknown there. Raise it with --max-states, or explore less: --replicas, --scope small.',
  memory: 'The limit of memory was reached, so what is not violated is unknown there. Raise it with --max-memory, or explore less: --replicas, --scope small.',
  depth: 'The limit of depth was reached, so what is not violated is unknown there. Raise it with --max-depth.',
  time: 'The time was up, so what is not violated is unknown there. Give it more with --timeout, or explore less: --replicas, --scope small.',
};
