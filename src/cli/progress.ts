/** One line on a terminal while a search runs; nothing in a pipe. */
import type { Progress } from '../engine/index.ts';
import { grouped, secondsText } from '../report/index.ts';
import type { Io } from './io.ts';
import type { Place, ProgressMessage } from './tasks.ts';

/** Something that goes on, and how far it is. */
export interface Running {
  readonly what: string;
  readonly progress: Progress | undefined;
}

export interface ProgressLine {
  /** All that runs at the moment. */
  readonly show: (running: readonly Running[]) => void;
  readonly clear: () => void;
}

const CLEAR = '\r\u001b[K';

export function progressLine(write: ((text: string) => void) | undefined, columns: number): ProgressLine {
  if (!write) return { show: () => undefined, clear: () => undefined };
  let begun: ReadonlyMap<string, number> = new Map();
  return {
    show: (running) => {
      const now = Date.now();
      begun = new Map(running.map(({ what }) => [what, begun.get(what) ?? now]));
      const timed = running.map(({ what, progress }): Timed => ({ what, progress, seconds: (now - begun.get(what)!) / 1000 }));
      write(CLEAR + (timed.length === 1 ? wordsOf(timed[0]!) : wordsOfAll(timed)).join(' · ').slice(0, columns - 1));
    },
    clear: () => write(CLEAR),
  };
}

interface Timed extends Running {
  readonly seconds: number;
}

function wordsOf({ what, progress, seconds }: Timed): string[] {
  if (!progress) return [what];
  const { states, depth, frontier, bytes } = progress;
  return [what, `${grouped(states)} states`, speedWords(states / Math.max(seconds, 0.001)), `depth ${depth}`, `frontier ${grouped(frontier)}`, `${Math.round(bytes / 1e6)} MB`, secondsText(seconds)];
}

/** Names come last: they are what a narrow terminal can do without. */
function wordsOfAll(running: readonly Timed[]): string[] {
  const sum = (number: (progress: Progress, seconds: number) => number): number => running.reduce((so, { progress, seconds }) => so + (progress ? number(progress, seconds) : 0), 0);
  return [
    `${running.length} at once`,
    `${grouped(sum(({ states }) => states))} states`,
    speedWords(sum(({ states }, seconds) => states / Math.max(seconds, 0.001))),
    `${Math.round(sum(({ bytes }) => bytes) / 1e6)} MB`,
    running.map(({ what }) => what).join(' + '),
  ];
}

function speedWords(statesPerSecond: number): string {
  return `${grouped(Math.round(statesPerSecond / 1000))}k/s`;
}

/** Where each worker is, in the order of the scopes. */
export function placesOf({ index, progress, beside = [] }: ProgressMessage): readonly Place[] {
  return [{ index, progress }, ...beside].sort((one, other) => one.index - other.index);
}

/** Tells what is done before a task can begin: on a terminal in one line, in a pipe with a note when it begins. */
export function preparationLine(io: Io): { readonly show: (what: string, seconds?: number) => void; readonly clear: () => void } {
  const line = progressLine(io.errIsTerminal ? io.err : undefined, io.columns ?? 80);
  const noted = new Set<string>();
  let isShown = false;
  const clear = (): void => {
    if (isShown) line.clear();
    isShown = false;
  };
  const show = (what: string, seconds?: number): void => {
    if (io.errIsTerminal && seconds !== undefined) {
      isShown = true;
      return line.show([{ what: `${what} · ${secondsText(seconds)}`, progress: undefined }]);
    }
    clear();
    if (!noted.has(what)) io.err(`note  ${what}\n`);
    noted.add(what);
  };
  return { show, clear };
}
