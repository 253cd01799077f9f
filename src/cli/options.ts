/** What options mean: numbers with units, globs, names. */
import { availableParallelism } from 'node:os';
import { kindOf } from '../controllers.ts';
import { propertiesLike, UsageError } from '../plan/index.ts';
import { InvalidArgumentError } from 'commander';
import { releaseOf } from '../../models/controllers/releases.ts';
import { properties } from '../../properties/index.ts';
import { closest } from '../manifest/complaint.ts';

export function count(text: string): number {
  const match = /^(\d[\d_]*)([kM]?)$/.exec(text);
  const units: Readonly<Record<string, number>> = { '': 1, k: 1e3, M: 1e6 };
  return whole(match ? Number(match[1]!.replaceAll('_', '')) * units[match[2]!]! : Number.NaN, 'a whole number, as in 500000, 500_000, 500k or 2M');
}

function whole(number: number, expected: string): number {
  if (!Number.isSafeInteger(number) || number < 1) throw new InvalidArgumentError(`Expected ${expected}.`);
  return number;
}

export function replicas(text: string): number {
  const number = whole(/^\d+$/.test(text) ? Number(text) : Number.NaN, 'a number of replicas, from 1 to 9');
  // The universe doubles many times over with each: nine are never explored to the end.
  if (number > 9) throw new InvalidArgumentError('Expected a number of replicas, from 1 to 9.');
  return number;
}

export function jobs(text: string): number {
  return whole(/^\d+$/.test(text) ? Number(text) : Number.NaN, 'how many scopes are explored at the same time, 1 or more');
}

/** A process keeps one core busy, and what is in this program shares its memory: that is parallel only if somebody wants it. */
export function jobsFor(wanted: number | undefined, ...specs: readonly string[]): number {
  return wanted ?? (specs.some((spec) => ['process', 'go'].includes(kindOf(spec))) ? availableParallelism() : 1);
}

export function seed(text: string): number {
  const number = /^-?\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isInteger(number) || Math.abs(number) > 2 ** 31 - 1) throw new InvalidArgumentError('Expected a whole number, as a report prints it.');
  return number;
}

export function milliseconds(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)?$/.exec(text);
  const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;
  const number = match ? Number(match[1]) * units[(match[2] ?? 's') as keyof typeof units] : 0;
  if (number <= 0) throw new InvalidArgumentError('Expected a duration, as in 30s, 500ms, 10m or 1h.');
  return number;
}

export function bytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kKMG]i?)B?$/.exec(text);
  const units = { k: 1e3, K: 1e3, M: 1e6, G: 1e9, ki: 1024, Ki: 1024, Mi: 1024 ** 2, Gi: 1024 ** 3 } as const;
  const number = match ? Number(match[1]) * units[match[2] as keyof typeof units] : 0;
  if (number <= 0) throw new InvalidArgumentError('Expected an amount of memory, as in 500MB or 2GB.');
  return Math.floor(number);
}

export function release(text: string): string {
  try {
    releaseOf(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
  return text.replace(/^v/, '');
}

export function collect<T>(value: T, before: readonly T[] = []): T[] {
  return [...before, value];
}

/** Ids to judge; undefined: all. */
export function judgedIds(wanted: readonly string[] = [], skipped: readonly string[] = []): string[] | undefined {
  if (wanted.length === 0 && skipped.length === 0) return undefined;
  const skip = new Set(skipped.flatMap(propertiesLike));
  const chosen = new Set(wanted.length > 0 ? wanted.flatMap(propertiesLike) : properties.map(({ id }) => id));
  const ids = properties.map(({ id }) => id).filter((id) => chosen.has(id) && !skip.has(id));
  if (ids.length === 0) throw new UsageError('No property is left to judge: --skip leaves out all that --property chooses.');
  return ids;
}
