/** A place in a manifest: a value that may be absent, its path, and where to point when something is wrong with it. */
import { isAlias, isMap, isPair, isScalar, isSeq } from 'yaml';
import type { Document, Node, Pair, Scalar } from 'yaml';
import { keyText, spanOf, targetOf } from './documents.ts';
import type { Source, Span, Words } from './source.ts';

export type Kind = 'absent' | 'string' | 'integer' | 'number' | 'boolean' | 'object' | 'list';

export class Place {
  readonly source: Source;
  readonly path: string;
  /** Where a problem with the value is shown. */
  readonly span: Span;
  /** Where a problem with the field's name is shown. */
  readonly keySpan: Span;
  readonly #node: Node | undefined;
  #fields: ReadonlyMap<string, Place> | undefined;

  private constructor(source: Source, path: string, raw: unknown, keySpan: Span) {
    const node = isAlias(raw) ? targetOf(raw) : raw;
    this.source = source;
    this.path = path;
    this.keySpan = keySpan;
    // An explicit null counts as absent, as it does when Go decodes JSON.
    const present = (isScalar(node) && node.value !== null) || isMap(node) || isSeq(node);
    this.#node = present ? (node as Node) : undefined;
    // A block is best shown by its key; a scalar or an alias by itself.
    this.span = present && (isScalar(node) || isAlias(raw)) ? spanOf(raw as Node) : keySpan;
  }

  static root(source: Source, document: Document): Place {
    const start = (document.contents as Node | null)?.range?.[0] ?? 0;
    const lineEnd = source.text.indexOf('\n', start);
    const end = lineEnd < 0 ? source.text.length : lineEnd;
    return new Place(source, '', document.contents, [start, Math.max(start + 1, end)]);
  }

  get kind(): Kind {
    const node = this.#node;
    if (node === undefined) return 'absent';
    if (isMap(node)) return 'object';
    if (isSeq(node)) return 'list';
    const value = scalarValue(node as Scalar);
    if (typeof value === 'boolean') return 'boolean';
    if (typeof value !== 'number') return 'string';
    return Number.isInteger(value) ? 'integer' : 'number';
  }

  get present(): boolean {
    return this.#node !== undefined;
  }

  /** The value of a scalar. */
  get scalar(): string | number | boolean | undefined {
    return isScalar(this.#node) ? scalarValue(this.#node) : undefined;
  }

  /** The spelling of a scalar in the file. */
  get spelling(): string {
    return isScalar(this.#node) ? (this.#node.source ?? String(this.#node.value)) : '';
  }

  /** The string, or `''` when the field is absent or something else. */
  get string(): string {
    const value = this.scalar;
    return typeof value === 'string' ? value : '';
  }

  /** The integer, or undefined when the field is absent or something else. */
  get integer(): number | undefined {
    return this.kind === 'integer' ? (this.scalar as number) : undefined;
  }

  /** A place one or several fields below; an absent one points at its nearest present parent. */
  at(...names: readonly string[]): Place {
    let place: Place = this;
    for (const name of names) {
      place = place.fields.get(name) ?? new Place(this.source, join(place.path, name), undefined, place.keySpan);
    }
    return place;
  }

  /** The fields of an object, merge keys included. */
  get fields(): ReadonlyMap<string, Place> {
    this.#fields ??= isMap(this.#node) ? this.#readFields(this.#node.items) : new Map();
    return this.#fields;
  }

  /** The elements of a list. */
  get items(): readonly Place[] {
    if (!isSeq(this.#node)) return [];
    return this.#node.items.map((item, index) => {
      const node = item as Node;
      const [start, end] = spanOf(node);
      return new Place(this.source, `${this.path}[${index}]`, node, end > start ? [start, end] : this.keySpan);
    });
  }

  /** Explicit fields win over merged ones, and earlier merged ones over later ones. */
  #readFields(pairs: readonly Pair[]): Map<string, Place> {
    const fields = new Map<string, Place>();
    const merged: Place[] = [];
    for (const pair of pairs) {
      if (!isPair(pair) || !isScalar(pair.key)) continue;
      const key = keyText(pair.key);
      const place = new Place(this.source, join(this.path, key), pair.value, spanOf(pair.key));
      if (key !== '<<') fields.set(key, place);
      else merged.push(...(place.kind === 'list' ? place.items : [place]));
    }
    for (const other of merged) {
      for (const [key, place] of other.fields) {
        if (!fields.has(key)) fields.set(key, place.#under(join(this.path, key)));
      }
    }
    return fields;
  }

  #under(path: string): Place {
    return new Place(this.source, path, this.#node, this.keySpan);
  }

  /** The value as JSON would have it. Only for documents that were found sound. */
  get plain(): unknown {
    switch (this.kind) {
      case 'absent':
        return null;
      case 'list':
        return this.items.map((item) => item.plain);
      case 'object':
        return Object.fromEntries([...this.fields].map(([key, place]) => [key, place.plain]));
      default:
        return this.scalar;
    }
  }

  complain(id: string, words: Words): void {
    this.source.complain(id, this.span, { path: this.path, ...words });
  }

  complainOfKey(id: string, words: Words): void {
    this.source.complain(id, this.keySpan, { path: this.path, ...words });
  }

  note(id: string, message: string): void {
    this.source.note(id, this.span, this.path, message);
  }
}

/** Names with dots or slashes are keys of maps, and Kubernetes writes those in brackets. */
function join(path: string, name: string): string {
  if (!/^[A-Za-z0-9_-]+$/.test(name)) return `${path}[${name}]`;
  return path === '' ? name : `${path}.${name}`;
}

const YES_NO: Readonly<Record<string, boolean>> = {
  y: true, Y: true, yes: true, Yes: true, YES: true, on: true, On: true, ON: true,
  n: false, N: false, no: false, No: false, NO: false, off: false, Off: false, OFF: false,
};

/** A scalar as kubectl reads it: YAML 1.1 booleans, and a leading zero makes an octal number. */
function scalarValue(node: Scalar): string | number | boolean {
  const { value, source, type } = node;
  if (type === 'PLAIN' && typeof value === 'string' && Object.hasOwn(YES_NO, value)) return YES_NO[value]!;
  if (typeof value === 'number') {
    return source !== undefined && /^[-+]?0[0-7]+$/.test(source) ? octal(source) : value;
  }
  return typeof value === 'boolean' ? value : String(value);
}

function octal(source: string): number {
  return (source.startsWith('-') ? -1 : 1) * parseInt(source.replace(/^[-+]/, ''), 8);
}
