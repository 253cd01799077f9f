/**
 * JSON that remembers where things stand. JSON.parse tells the place of a mistake in words only, which change with the
 * engine, and it lets the last of two equal fields win.
 */
import { pathText, type Path } from '../vectors/schema.ts';
import { MAX_NESTING } from './limits.ts';

/** Offsets in a text, the second one excluded. */
export type Span = readonly [start: number, end: number];

/** The text is not JSON. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  readonly span: Span;

  constructor(span: Span, message: string) {
    super(message);
    this.span = span;
  }
}

export interface Located {
  readonly value: unknown;
  /**
   * Where something stands, by its path as in `scenario.templates[1].broken`: a field is shown by its name. What is not
   * there is where the nearest thing around it is.
   */
  readonly spanOf: (path: string) => Span;
}

/** @throws JsonError at the first place where the text is not JSON */
export function parseJson(text: string): Located {
  const parser = new Parser(text);
  const value = parser.document();
  const spanOf = (path: string): Span => parser.spans.get(path) ?? spanOf(path.slice(0, Math.max(0, path.lastIndexOf('.'), path.lastIndexOf('['))));
  return { value, spanOf };
}

const space = /[ \t\r\n]*/y;
const string = /"[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[\da-fA-F]{4})[^"\\\u0000-\u001f]*)*"/y;
/** A text that is cut off. */
const halfString = new RegExp(`${string.source.slice(0, -1)}(?:\\\\(?:u[\\da-fA-F]{0,3})?)?$`, 'y');
const scalar = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;
/** What to point at where something else was expected. */
const word = /[\w.+-]+|[^]|$/y;

class Parser {
  readonly spans = new Map<string, Span>();
  private readonly text: string;
  private at = 0;

  constructor(text: string) {
    this.text = text;
  }

  document(): unknown {
    this.skip(space);
    this.spans.set('', [this.at, this.at + 1]);
    const value = this.value([]);
    if (this.at < this.text.length) this.refuse('the end of the file');
    return value;
  }

  private value(path: Path): unknown {
    if (path.length > MAX_NESTING) throw new JsonError([this.at, this.at + 1], `this is nested more than ${MAX_NESTING} deep, which is the most that is read (MAX_NESTING)`);
    if (this.takes('{')) return this.object(path);
    if (this.takes('[')) return this.list(path);
    const read = this.skip(string) || this.skip(scalar);
    if (read === '') this.refuse('a value');
    this.skip(space);
    return JSON.parse(read);
  }

  private object(path: Path): unknown {
    const entries = new Map<string, unknown>();
    if (this.takes('}')) return {};
    do {
      const start = this.at;
      const quoted = this.skip(string) || this.refuse('a field in double quotes');
      const name = JSON.parse(quoted) as string;
      const span: Span = [start, this.at];
      if (entries.has(name)) throw new JsonError(span, `the field ${quoted} is there twice`);
      this.skip(space);
      if (!this.takes(':')) this.refuse('a colon');
      this.note([...path, name], span);
      entries.set(name, this.value([...path, name]));
    } while (this.takes(','));
    if (!this.takes('}')) this.refuse(', or }');
    return Object.fromEntries(entries);
  }

  private list(path: Path): unknown {
    const items: unknown[] = [];
    if (this.takes(']')) return items;
    do {
      const start = this.at;
      const item = [...path, items.length];
      items.push(this.value(item));
      this.note(item, [start, this.at]);
    } while (this.takes(','));
    if (!this.takes(']')) this.refuse(', or ]');
    return items;
  }

  private note(path: Path, [start, end]: Span): void {
    this.spans.set(pathText(path), [start, start + this.text.slice(start, end).trimEnd().length]);
  }

  private takes(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at++;
    this.skip(space);
    return true;
  }

  /** What the pattern finds here; empty: nothing. */
  private skip(pattern: RegExp): string {
    const found = this.peek(pattern);
    this.at += found.length;
    return found;
  }

  private peek(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    return pattern.exec(this.text)?.[0] ?? '';
  }

  private refuse(expected: string): never {
    const found = this.peek(word);
    if (found === '') throw new JsonError([this.at, this.at + 1], `the file ends where ${expected} is expected: it is cut off`);
    if (this.peek(halfString) !== '') throw new JsonError([this.at, this.text.length], 'the file ends within this text: it is cut off');
    if (found === '"') throw new JsonError([this.at, this.at + 1], 'a text begins here that does not end on its line, or has an escape that JSON does not know');
    throw new JsonError([this.at, this.at + found.length], `${JSON.stringify(found.slice(0, 40))} stands where ${expected} is expected`);
  }
}
