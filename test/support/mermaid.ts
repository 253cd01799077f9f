/** Mermaid's own parser. Its tiny build is one script for browsers; parsing needs no page. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { runInThisContext } from 'node:vm';

interface Message {
  readonly type: number;
  readonly from?: string;
  readonly to?: string;
  readonly message: string;
}

interface Mermaid {
  readonly parse: (text: string) => Promise<unknown>;
  readonly mermaidAPI: {
    readonly getDiagramFromText: (text: string) => Promise<{
      readonly db: { readonly getMessages: () => Message[]; readonly getActors: () => ReadonlyMap<string, { readonly description: string }> };
    }>;
  };
}

export interface Sequence {
  readonly participants: readonly string[];
  /** `user → controller: text`, `note: text`, `loop: text`, `end`. */
  readonly lines: readonly string[];
}

/** Numbers of Mermaid's LINETYPE. */
const kinds: Readonly<Record<number, 'arrow' | 'note' | 'loop' | 'end' | 'autonumber'>> = { 0: 'arrow', 2: 'note', 10: 'loop', 11: 'end', 26: 'autonumber' };

let loaded: Promise<Mermaid> | undefined;

async function load(): Promise<Mermaid> {
  runInThisContext(readFileSync(createRequire(import.meta.url).resolve('@mermaid-js/tiny'), 'utf8'));
  const { mermaid } = globalThis as unknown as { readonly mermaid: Mermaid };
  // The first parse makes the kinds of diagrams known.
  await mermaid.parse('sequenceDiagram');
  return mermaid;
}

/** @throws what Mermaid says against the text */
export async function readSequence(text: string): Promise<Sequence> {
  const mermaid = await (loaded ??= load());
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const actors = db.getActors();
  const name = (id: string | undefined): string => actors.get(id ?? '')?.description ?? '';
  return {
    participants: [...actors.values()].map(({ description }) => description),
    lines: db.getMessages().flatMap(({ type, from, to, message }) => {
      const kind = kinds[type];
      switch (kind) {
        case 'arrow':
          return [`${name(from)} → ${name(to)}: ${decoded(message)}`];
        case 'autonumber':
          return [];
        case undefined:
          throw new Error(`A line of type ${type} is not expected here.`);
        default:
          return [kind === 'end' ? kind : `${kind}: ${decoded(message)}`];
      }
    }),
  };
}

/** While it parses, Mermaid keeps `#59;` as `ﬂ°°59¶ß`; when it draws, that is a semicolon. */
function decoded(text: string): string {
  return text.replace(/ﬂ°°(\d+)¶ß/g, (_, code: string) => String.fromCodePoint(Number(code)));
}
