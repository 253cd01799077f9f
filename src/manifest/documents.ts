/**
 * Text in, YAML documents out that are safe to walk: bounded in depth and size, no duplicate keys, no cycles.
 *
 * The library's composer and its `toJS` recurse and compare keys pairwise, so hostile input could exhaust the stack or
 * the hours. Depth is therefore judged on the concrete syntax tree, which is built without recursion, and keys here.
 */
import { Composer, isAlias, isMap, isPair, isScalar, isSeq, Parser } from 'yaml';
import type { Alias, Document, Node } from 'yaml';
import { show } from './complaint.ts';
import { MAX_DEPTH, MAX_FILE_BYTES, MAX_LINES, MAX_VALUES } from './limits.ts';
import type { Source, Span } from './source.ts';

/** The documents of a source that are worth reading; what is wrong with the others is complained about. */
export function documentsOf(source: Source): Document[] {
  const { text } = source;
  if (text.length > MAX_FILE_BYTES || source.lines > MAX_LINES) {
    const most = text.length > MAX_FILE_BYTES ? `${MAX_FILE_BYTES / 1e6} MB` : `${MAX_LINES} lines`;
    source.complain('manifest/too-large', [0, 1], {
      message: `The file is larger than ${most}.`,
      hint: 'Give the StatefulSet and what belongs to it in a file of their own.',
    });
    return [];
  }
  const binary = /[\0\ufffe\uffff]/.exec(text);
  if (binary !== null) {
    source.complain('manifest/not-text', [binary.index, binary.index + 1], {
      message: 'The file holds bytes that are not text.',
      expected: 'YAML or JSON in UTF-8',
    });
    return [];
  }
  try {
    const tokens = [...new Parser().parse(text)];
    const deep = tooDeep(tokens);
    if (deep !== undefined) {
      complainOfDepth(source, [deep, deep + 1]);
      return [];
    }
    const composer = new Composer({ uniqueKeys: false, prettyErrors: false, resolveKnownTags: false });
    return [...composer.compose(tokens)].filter((document) => isSound(source, document));
  } catch (error) {
    source.complain('manifest/syntax', [0, 1], {
      message: `The file cannot be read as YAML: ${String(error).split('\n')[0]}`,
    });
    return [];
  }
}

interface Token {
  readonly offset?: number;
  readonly value?: unknown;
  readonly items?: readonly { readonly key?: unknown; readonly value?: unknown }[];
}

/** Offset of the first token found that is nested too deep. */
function tooDeep(tokens: readonly unknown[]): number | undefined {
  const open = tokens.map((token) => [token, 0] as [unknown, number]);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [value, depth] = next;
    if (typeof value !== 'object' || value === null) continue;
    const token = value as Token;
    if (depth > MAX_DEPTH) return token.offset ?? 0;
    open.push([token.value, depth + 1]);
    for (const item of token.items ?? []) open.push([item.key, depth + 1], [item.value, depth + 1]);
  }
  return undefined;
}

function complainOfDepth(source: Source, span: Span): void {
  source.complain('manifest/too-deep', span, { message: `Values are nested more than ${MAX_DEPTH} deep here.` });
}

function isSound(source: Source, document: Document): boolean {
  const before = source.complaints.length;
  for (const { code, message, pos } of document.errors) {
    source.complain('manifest/syntax', pos, {
      message: message.endsWith('.') ? message : `${message}.`,
      hint: HINTS[code],
    });
  }
  for (const { message, pos } of document.warnings) {
    source.complain('manifest/tag', pos, { message: `${message}.`, hint: 'Kubernetes objects need no YAML tags.' });
  }
  if (source.complaints.length > before) return false;
  resolveAliases(document.contents, new Map());
  new Soundness(source).judge(document.contents);
  return source.complaints.length === before;
}

const HINTS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'Indent with spaces; YAML allows no tabs there.',
  BLOCK_AS_IMPLICIT_KEY: 'A colon followed by a space inside a value needs quotes around the value.',
};

const targets = new WeakMap<Alias, Node>();

/** What an alias of a sound document stands for. The library's own `resolve` walks the document anew each time. */
export function targetOf(alias: Alias): Node | undefined {
  return targets.get(alias);
}

/** An alias stands for the nearest node before it that has its anchor. */
function resolveAliases(node: unknown, anchors: Map<string, Node>): void {
  if (isPair(node)) {
    resolveAliases(node.key, anchors);
    resolveAliases(node.value, anchors);
  } else if (isAlias(node)) {
    const target = anchors.get(node.source);
    if (target !== undefined) targets.set(node, target);
  } else if (isNode(node)) {
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    if (isMap(node) || isSeq(node)) for (const item of node.items) resolveAliases(item, anchors);
  }
}

/** One walk over a document, aliases included. */
class Soundness {
  readonly #source: Source;
  readonly #seen = new Set<Node>();
  #values = 0;

  constructor(source: Source) {
    this.#source = source;
  }

  /** Returns false when the walk was given up. */
  judge(node: unknown, depth = 0): boolean {
    if (!isNode(node)) return true;
    const span = spanOf(node);
    if (++this.#values > MAX_VALUES) {
      this.#source.complain('manifest/too-many-values', span, {
        message: `The document stands for more than ${MAX_VALUES} values.`,
        hint: 'Aliases of aliases multiply what they stand for.',
      });
      return false;
    }
    // A cycle of aliases has no end, so it ends here.
    if (depth > MAX_DEPTH) {
      complainOfDepth(this.#source, span);
      return false;
    }
    const first = !this.#seen.has(node);
    this.#seen.add(node);
    if (isAlias(node)) {
      // What is wrong with the target is said where the target stands.
      const target = targetOf(node);
      if (target !== undefined) return this.judge(target, depth + 1);
      this.#source.complain('manifest/syntax', span, { message: `No anchor &${node.source} precedes this alias.` });
      return false;
    }
    if (isSeq(node)) return node.items.every((item) => this.judge(item, depth + 1));
    if (!isMap(node)) return true;
    if (first) this.#judgeKeys(node.items);
    return node.items.every((pair) => !isPair(pair) || this.judge(pair.value, depth + 1));
  }

  #judgeKeys(pairs: readonly unknown[]): void {
    const keys = new Map<string, Span>();
    for (const pair of pairs) {
      if (!isPair(pair)) continue;
      const span = isNode(pair.key) ? spanOf(pair.key) : ([0, 1] as const);
      if (!isScalar(pair.key) || pair.key.value === null) {
        this.#source.complain('manifest/syntax', span, { message: 'The key of a field is not a plain name.' });
        continue;
      }
      const key = keyText(pair.key);
      const earlier = keys.get(key);
      if (earlier !== undefined) {
        this.#source.complain('manifest/duplicate-key', span, {
          message: `${show(key)} is given twice.`,
          hint: `The first one is in line ${this.#source.locate(earlier).line}.`,
        });
      }
      keys.set(key, span);
    }
  }
}

function isNode(value: unknown): value is Node & { readonly anchor?: string | undefined } {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value);
}

/** Where a node stands, without what follows it. */
export function spanOf(node: Node): Span {
  return node.range == null ? [0, 1] : [node.range[0], node.range[1]];
}

/** A key as JSON would spell it. */
export function keyText(key: { readonly value: unknown }): string {
  return String(key.value);
}
