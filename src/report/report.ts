/** What a run is told as. A format is a {@link Reporter}; formats are listed in index.ts. */
import type { KnownFinding } from '../known.ts';
import type { PropertyResult, Result, Verdict } from '../check.ts';
import type { Paint } from './paint.ts';

/** One scope, searched. */
export interface Run {
  /** The set, the policy and the strategy; runs of equal universes stand in one table. */
  readonly universe: string;
  readonly scope: string;
  /** In a few words, what is looked for in it. */
  readonly about: string;
  readonly result: Result;
  readonly seconds: number;
  /** By property id, for violations: the token that replays it. */
  readonly tokens: Readonly<Record<string, string>>;
  /** By property id, for violations: what they are an instance of. */
  readonly known: Readonly<Record<string, KnownFinding>>;
}

export interface Style {
  readonly paint: Paint;
  readonly width: number;
  /** New violations and the last line only. */
  readonly quiet: boolean;
}

/** Runs come one after the other, those of a universe together. Each method answers what is to be written then. */
export interface Reporter {
  readonly run: (run: Run) => string;
  readonly end: (ending: Ending) => string;
}

export interface Ending {
  readonly seconds: number;
  /** The search was ended before all scopes were begun: why. */
  readonly aborted?: string;
  /** What the program that failed did wrong, and how it came to that, where a program failed. */
  readonly fault?: string;
  /** What a reader must know to take the verdicts for what they are. */
  readonly caveats?: readonly string[];
}

/** What a reader wants to know about a promise at a glance. */
export type Mark = Verdict | 'known';

export function markOf(run: Run, { id, verdict }: PropertyResult): Mark {
  return verdict === 'violated' && run.known[id] ? 'known' : verdict;
}
