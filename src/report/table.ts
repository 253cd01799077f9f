/** The promises of a universe, a column for each scope, and how much was explored. */
import { markOf, type Mark, type Run, type Style } from './report.ts';
import { counted, grouped } from './moment.ts';
import { wrap, type Paint } from './paint.ts';

const signs: Readonly<Record<Mark, string>> = { holds: '✓', 'holds-so-far': '✓…', violated: '✗', known: '✗ known', unknown: '?', 'not-exercised': '–' };

const meanings: Readonly<Record<Mark, string>> = {
  holds: 'holds in every reachable state',
  'holds-so-far': 'held in every run',
  violated: 'violated',
  known: 'violated, as upstream does',
  unknown: 'unknown: a limit was reached',
  'not-exercised': 'never put to the test',
};

/** Scopes beside each other as far as they fit, then more below. */
export function promiseTable(runs: readonly Run[], { paint, width }: Style): string[] {
  const ids = idsOf(runs);
  const numbers = explored.filter(([, text]) => runs.some((run) => text(run) !== ''));
  const first = Math.max(...ids.map((id) => id.length), ...numbers.map(([name]) => name.length));
  const columns = runs.map((run) => columnOf(run, ids, numbers, paint));
  const lines: string[] = [];
  for (let from = 0; from < columns.length; ) {
    let to = from + 1;
    let room = width - 2 - first - 2 - columns[from]!.width;
    while (to < columns.length && room - 2 - columns[to]!.width >= 0) room -= 2 + columns[to++]!.width;
    const shown = columns.slice(from, to);
    const row = (name: string, cell: (column: Column) => Cell): string =>
      `  ${name.padEnd(first)}${shown.map((column) => `  ${padded(cell(column), column.width)}`).join('')}`.trimEnd();
    lines.push(paint.bold(row('', ({ head }) => head)));
    ids.forEach((id, index) => {
      if (shown.some(({ marks }) => marks[index]!.text !== '')) lines.push(row(id, ({ marks }) => marks[index]!));
    });
    lines.push('', ...numbers.map(([name], index) => paint.dim(row(name, (column) => column.numbers[index]!))), '');
    from = to;
  }
  const marks = new Set(runs.flatMap((run) => run.result.properties.map((property) => markOf(run, property))));
  const notes = sampleNotes(runs).flatMap((note) => wrap(note, width - 2)).map((line) => `  ${paint.dim(line)}`);
  return [...lines, ...notes, ...(notes.length > 0 ? [''] : []), `  ${paint.dim((Object.keys(signs) as Mark[]).filter((mark) => marks.has(mark)).map((mark) => `${signs[mark]} ${meanings[mark]}`).join('   '))}`];
}

/** What random walks have not seen to its end, or not at all. */
function sampleNotes(runs: readonly Run[]): string[] {
  const samples = runs.filter(({ result }) => result.exploration.search === 'random');
  if (samples.length === 0) return [];
  const taken = new Map<string, number>();
  for (const { result } of samples) {
    for (const { name, taken: count } of result.exploration.actions) {
      const [family = name] = name.split(' ');
      taken.set(family, (taken.get(family) ?? 0) + count);
    }
  }
  const never = [...taken].filter(([, count]) => count === 0).map(([family]) => family);
  const cut = samples.reduce((sum, { result }) => sum + (result.exploration.unsettledWalks ?? 0), 0);
  const unsettled = samples.map(({ result }) => result.exploration.unsettled).find((first) => first !== undefined);
  return [
    ...(never.length > 0 ? [`Never happened: ${never.join(', ')}.`] : []),
    ...(cut > 0 ? [`${counted(cut, 'walk')} had not come to an end when the steps were up${unsettled ? `; the first awaited ${unsettled.awaited.map(({ id, reason }) => `${id} (${reason})`).join(', ')}, and everybody waited for ${unsettled.waitedFor}` : ''}.`] : []),
  ];
}

/** The ids of all runs, in an order that agrees with that of each. */
function idsOf(runs: readonly Run[]): string[] {
  const ids: string[] = [];
  for (const { result } of runs) {
    let at = 0;
    for (const { id } of result.properties) {
      const found = ids.indexOf(id);
      if (found < 0) ids.splice(at, 0, id);
      at = (found < 0 ? at : found) + 1;
    }
  }
  return ids;
}

interface Cell {
  readonly text: string;
  readonly shown: string;
}

interface Column {
  readonly head: Cell;
  readonly marks: readonly Cell[];
  readonly numbers: readonly Cell[];
  readonly width: number;
}

type Count = readonly [name: string, text: (run: Run) => string];

const explored: readonly Count[] = [
  ['walks', ({ result: { exploration } }) => (exploration.walks === undefined ? '' : grouped(exploration.walks))],
  ['states', ({ result }) => grouped(result.exploration.states)],
  ['of those that can be reached', ({ result: { exploration } }) => (exploration.shareOfStates === undefined ? '' : percent(exploration.shareOfStates))],
  ['transitions', ({ result }) => grouped(result.exploration.transitions)],
  ['depth', ({ result }) => String(result.exploration.depth)],
  ['explored', ({ result: { exploration } }) => (exploration.complete ? (exploration.limit ? 'all states' : 'all') : exploration.limit ? `until ${exploration.limit}` : 'a sample')],
  ['a state was lost with p ≤', ({ result: { exploration } }) => (exploration.search === 'random' ? '' : probability(exploration.lossProbability))],
  ['time', ({ seconds }) => secondsText(seconds)],
];

function columnOf(run: Run, ids: readonly string[], counts: readonly Count[], paint: Paint): Column {
  const marks = ids.map((id) => {
    const property = run.result.properties.find((candidate) => candidate.id === id);
    return property ? cellOf(markOf(run, property), paint) : plain('');
  });
  const numbers = counts.map(([, text]) => plain(text(run)));
  const head = plain(run.scope);
  return { head, marks, numbers, width: Math.max(...[head, ...marks, ...numbers].map(({ text }) => text.length)) };
}

function cellOf(mark: Mark, paint: Paint): Cell {
  const colours: Readonly<Record<Mark, (text: string) => string>> = {
    holds: paint.green,
    'holds-so-far': paint.green,
    violated: paint.red,
    known: paint.yellow,
    unknown: paint.yellow,
    'not-exercised': paint.dim,
  };
  return { text: signs[mark], shown: colours[mark](signs[mark]) };
}

function plain(text: string): Cell {
  return { text, shown: text };
}

function padded({ text, shown }: Cell, width: number): string {
  return shown + ' '.repeat(width - text.length);
}

function percent(share: number): string {
  return `${(100 * share).toPrecision(2)} %`;
}

function probability(p: number): string {
  return p === 0 ? '0' : p.toExponential(0).replace('e-', '·10^-');
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
