/** One line on a terminal while a search runs; nothing in a pipe. */
import type { Progress } from '../engine/index.ts';
import { grouped, secondsText } from '../report/index.ts';

export interface ProgressLine {
  readonly show: (what: string, progress: Progress | undefined) => void;
  readonly clear: () => void;
}

const CLEAR = '\r\u001b[K';

export function progressLine(write: ((text: string) => void) | undefined, columns: number): ProgressLine {
  if (!write) return { show: () => undefined, clear: () => undefined };
  let start = Date.now();
  let last = '';
  return {
    show: (what, progress) => {
      if (what !== last) start = Date.now();
      last = what;
      const seconds = (Date.now() - start) / 1000;
      const numbers = progress
        ? [
            `${grouped(progress.states)} states`,
            `${grouped(Math.round(progress.states / Math.max(seconds, 0.001) / 1000))}k/s`,
            `depth ${progress.depth}`,
            `frontier ${grouped(progress.frontier)}`,
            `${Math.round(progress.bytes / 1e6)} MB`,
            secondsText(seconds),
          ]
        : [];
      write(CLEAR + [what, ...numbers].join(' · ').slice(0, columns - 1));
    },
    clear: () => write(CLEAR),
  };
}
