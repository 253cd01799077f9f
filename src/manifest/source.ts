/** One file's text, positions in it, and what was found to say about it. */
import type { Complaint, Note } from './complaint.ts';
import { MAX_COMPLAINTS } from './limits.ts';

/** Offsets into the text of a source: first and one past the last. */
export type Span = readonly [start: number, end: number];

/** The words of a remark; where it is comes from a span. */
export interface Words {
  readonly path?: string;
  readonly message: string;
  readonly expected?: string | undefined;
  readonly hint?: string | undefined;
}

export class Source {
  readonly file: string;
  /** Without a byte order mark. */
  readonly text: string;
  readonly complaints: Complaint[] = [];
  readonly notes: Note[] = [];
  readonly #lineStarts: readonly number[];

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text.startsWith('\uFEFF') ? text.slice(1) : text;
    const starts = [0];
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.#lineStarts = starts;
  }

  get lines(): number {
    return this.#lineStarts.length;
  }

  /** Line and column of a span, clipped to its first line. */
  locate([start, end]: Span): { readonly line: number; readonly column: number; readonly length: number } {
    const at = Math.max(0, Math.min(start, this.text.length));
    let low = 0;
    for (let high = this.#lineStarts.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if (this.#lineStarts[middle]! <= at) low = middle;
      else high = middle;
    }
    const lineStart = this.#lineStarts[low]!;
    const next = this.#lineStarts[low + 1];
    const lineEnd = next === undefined ? this.text.length : next - 1;
    return { line: low + 1, column: at - lineStart + 1, length: Math.max(1, Math.min(end, lineEnd) - at) };
  }

  complain(id: string, span: Span, { path = '', message, expected, hint }: Words): void {
    if (this.complaints.length > MAX_COMPLAINTS) return;
    const full = this.complaints.length === MAX_COMPLAINTS;
    this.complaints.push({
      id: full ? 'manifest/too-many' : id,
      file: this.file,
      ...this.locate(span),
      path,
      message: full ? `There are more complaints; the first ${MAX_COMPLAINTS} are shown.` : message,
      ...(expected === undefined || full ? {} : { expected }),
      ...(hint === undefined || full ? {} : { hint }),
    });
  }

  note(id: string, span: Span, path: string, message: string): void {
    this.notes.push({ id, file: this.file, ...this.locate(span), path, message });
  }
}
