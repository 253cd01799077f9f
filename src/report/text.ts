/** For people at a terminal: stories as they are found, a table for each universe, one line at the end. */
import type { PropertyResult } from '../check.ts';
import { counted } from './moment.ts';
import { markOf, type Ending, type Mark, type Reporter, type Run, type Style } from './report.ts';
import { aboutSet, releaseWords, storyText } from './story.ts';
import { promiseTable, secondsText } from './table.ts';

export function textReporter(style: Style): Reporter {
  const told = new Set<string>();
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
      return before + run.result.properties.map((property) => storyOf(run, property, told, style)).join('');
    },
    end: (ending) => `${table()}${summary(all, ending, style)}\n`,
  };
}

/** Each finding is told in full once: a new one once in each universe, a known one once. */
function storyOf(run: Run, { id, story }: PropertyResult, told: Set<string>, style: Style): string {
  if (!story) return '';
  const { scenario, controller, exploration } = run.result;
  const known = run.known[id];
  if (known && style.quiet) return '';
  const finding = known ? `${id} ${known.reference}` : `${id} ${run.universe}`;
  const token = run.tokens[id] ?? '';
  if (told.has(finding)) {
    const { paint } = style;
    const what = known ? paint.yellow(`known  ${known.reference}: ${id}`) : `${paint.red('✗')} ${id}`;
    const where = `${[...aboutSet(scenario), `scope ${run.scope}`].join(' · ')}, ${counted(story.steps.length, 'step')}`;
    return style.quiet || known ? `${what} again ${paint.dim(`(${where})`)}\n\n` : `${what} again ${paint.dim(`(${where})`)}\n  replay    ${paint.cyan(`npx sts-check replay ${token}`)}\n\n`;
  }
  told.add(finding);
  const length = exploration.search === 'exhaustive' ? `no shorter one exists in scope ${run.scope} (${run.about})` : 'a shorter one may exist';
  return `${storyText(story, { scenario, controller, token, known, length }, style)}\n`;
}

function summary(runs: readonly Run[], { seconds, aborted }: Ending, { paint }: Style): string {
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
    `${held.length} hold`,
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
    ...[...limits].map((limit) => limitWords[limit] ?? `The search ended at its limit of ${limit}.`),
    ...(aborted ? [aborted] : []),
    ...(runs.some(({ result }) => result.exploration.search === 'random') ? ['Random exploration finds bugs; it does not prove their absence.'] : []),
  ];
  return [`${parts.join(', ')} · ${numbers.join(' · ')}`, ...notes].join('\n');
}

/** What to do about a limit. */
const limitWords: Readonly<Record<string, string>> = {
  states: 'The limit of states was reached, so what is not violated is unknown there. Raise it with --max-states, or explore less: --replicas, --scope small.',
  memory: 'The limit of memory was reached, so what is not violated is unknown there. Raise it with --max-memory, or explore less: --replicas, --scope small.',
  depth: 'The limit of depth was reached, so what is not violated is unknown there. Raise it with --max-depth.',
  time: 'The time was up, so what is not violated is unknown there. Give it more with --timeout, or explore less: --replicas, --scope small.',
  interrupted: 'Interrupted: this is what was learned so far.',
};
