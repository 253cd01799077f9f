/** What is wrong with a manifest, where, and how it is printed. */

export interface Remark {
  /** Stable name of the rule, `manifest/…`. */
  readonly id: string;
  readonly file: string;
  /** Counted from 1; 0 when the file as a whole is meant. */
  readonly line: number;
  /** Counted from 1 in UTF-16 units; 0 when the file as a whole is meant. */
  readonly column: number;
  /** How many characters of the line are meant. */
  readonly length: number;
  /** The field as Kubernetes writes it, `spec.template.spec.containers[0].name`. */
  readonly path: string;
  readonly message: string;
}

/** Something that Kubernetes would refuse, or that cannot be read. */
export interface Complaint extends Remark {
  /** What would be right; printed after the carets. */
  readonly expected?: string;
  /** What to do next. */
  readonly hint?: string;
}

/** Something worth knowing that breaks nothing. */
export type Note = Remark;

/** The width to which rule ids are pushed. */
const WIDTH = 107;
/** Longer source lines are cut around the place that is meant. */
const EXCERPT = 100;

/**
 * Prints a complaint (or a note) with the source line and carets under the place that is meant.
 * Without the source text, or when the file as a whole is meant, the first line alone.
 */
export function formatComplaint(complaint: Complaint | Note, sourceText = ''): string {
  const where = complaint.line > 0 ? `${complaint.file}:${complaint.line}:${complaint.column}` : complaint.file;
  const start = `${printable(where)}  ${printable(complaint.message)}`;
  const id = `(${complaint.id})`;
  const head = start.padEnd(Math.max(start.length + 2, WIDTH - id.length)) + id;
  const { expected, hint } = complaint as Complaint;
  const line = complaint.line > 0 ? lineOf(sourceText, complaint.line) : undefined;
  const parts = [head];
  if (line !== undefined) parts.push(excerpt(complaint, line, expected));
  if (hint !== undefined) parts.push(`    ${printable(hint)}`);
  return parts.join('\n\n');
}

function excerpt(complaint: Remark, line: string, expected: string | undefined): string {
  const start = complaint.column - 1;
  const from = line.length > EXCERPT && start > EXCERPT / 2 ? start - EXCERPT / 2 : 0;
  const shown = line.slice(from, from + EXCERPT);
  const carets = Math.max(1, Math.min(complaint.length, shown.length - (start - from)));
  const number = String(complaint.line).padStart(5);
  const gutter = ' '.repeat(number.length);
  const comment = expected === undefined ? '' : ` expected ${printable(expected)}`;
  return `${number} | ${printable(shown)}\n${gutter} | ${' '.repeat(start - from)}${'^'.repeat(carets)}${comment}`;
}

/** The text of a line counted from 1, without its end; undefined past the last. */
function lineOf(text: string, line: number): string | undefined {
  let start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let n = 1; n < line; n++) {
    const end = text.indexOf('\n', start);
    if (end < 0) return undefined;
    start = end + 1;
  }
  const end = text.indexOf('\n', start);
  return text.slice(start, end < 0 ? undefined : end).replace(/\r$/, '');
}

/** What terminals obey instead of showing: control characters, line separators, changes of direction. */
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** One character for each control character, so that carets fit and no file can steer the terminal. */
function printable(text: string): string {
  return text.replace(/\t/g, ' ').replace(CONTROLS, '\ufffd');
}

/** A value as messages show it: quoted when it is a string, and not too long. */
export function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 70 ? `${text.slice(0, 67)}…${typeof value === 'string' ? '"' : ''}` : text;
}

/** `a`, `a or b`, `a, b or c`. */
export function oneOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

/** The candidate that is most like `word`, when one is close enough to be meant. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length > 60) return undefined;
  const near = candidates
    .map((candidate) => ({ candidate, far: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.far - b.far)[0];
  return near !== undefined && near.far <= Math.max(1, Math.floor(word.length / 4)) ? near.candidate : undefined;
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length]!;
}
