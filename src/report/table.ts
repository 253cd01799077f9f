/** The promises of a universe, a column for each scope, and how much was explored. */
import { markOf, type Mark, type Run, type Style } from './report.ts';
import { grouped } from './moment.ts';
import type { Paint } from './paint.ts';

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
  const first = Math.max(...ids.map((id) => id.length), ...explored.map(([name]) => name.length));
  const columns = runs.map((run) => columnOf(run, ids, paint));
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
    lines.push('', ...explored.map(([name], index) => paint.dim(row(name, ({ numbers }) => numbers[index]!))), '');
    from = to;
  }
  const marks = new Set(runs.flatMap((run) => run.result.properties.map((property) => markOf(run, property))));
  return [...lines, `  ${paint.dim((Object.keys(signs) as Mark[]).filter((mark) => marks.has(mark)).map((mark) => `${signs[mark]} ${meanings[mark]}`).join('   '))}`];
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

const explored: readonly (readonly [string, (run: Run) => string])[] = [
  ['states', ({ result }) => grouped(result.exploration.states)],
  ['transitions', ({ result }) => grouped(result.exploration.transitions)],
  ['depth', ({ result }) => String(result.exploration.depth)],
  ['explored', ({ result: { exploration } }) => (exploration.complete ? 'all' : exploration.limit ? `until ${exploration.limit}` : 'a sample')],
  ['a state was lost with p ≤', ({ result: { exploration } }) => (exploration.search === 'random' ? '' : probability(exploration.lossProbability))],
  ['time', ({ seconds }) => secondsText(seconds)],
];

function columnOf(run: Run, ids: readonly string[], paint: Paint): Column {
  const marks = ids.map((id) => {
    const property = run.result.properties.find((candidate) => candidate.id === id);
    return property ? cellOf(markOf(run, property), paint) : plain('');
  });
  const numbers = explored.map(([, text]) => plain(text(run)));
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

function probability(p: number): string {
  return p === 0 ? '0' : p.toExponential(0).replace('e-', '·10^-');
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
export function secondsText(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
