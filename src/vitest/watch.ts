/** A watch over searches in this thread, which a controller can keep from ending. */
import { runInNewContext } from 'node:vm';
import { GRACE_MS, PROGRESS_EVERY } from './limits.ts';

/** A search did not come back, although it looks at the watch all the time: a pass did not. */
export class Hang extends Error {
  override readonly name = 'Hang';
  readonly afterMs: number;

  constructor(afterMs: number) {
    super(`Nothing came back for ${afterMs} milliseconds.`);
    this.afterMs = afterMs;
  }
}

/** What a search is given, so that it ends in time. */
export interface Watch {
  readonly onProgress: () => 'continue' | 'time';
  readonly progressEvery: number;
}

/**
 * Does `work`, which has so many milliseconds: its searches end themselves when they look at the watch.
 *
 * @param graceMs for what does not look at it: a last step, or a pass that never ends
 * @throws Hang when that is over too
 */
export function watched<T>(limitMs: number, work: (watch: Watch) => T, graceMs = GRACE_MS): T {
  const deadline = performance.now() + limitMs;
  const watch: Watch = { onProgress: () => (performance.now() > deadline ? 'time' : 'continue'), progressEvery: PROGRESS_EVERY };
  // Nobody waits for ever if somebody said so: at a breakpoint of a debugger, for example.
  if (limitMs === Number.POSITIVE_INFINITY) return work(watch);
  const timeout = Math.ceil(limitMs + graceMs);
  try {
    // Only the clock of a context can end a loop in this thread; the work itself knows nothing of the new context.
    return runInNewContext('work()', { work: () => work(watch) }, { timeout }) as T;
  } catch (error) {
    throw (error as NodeJS.ErrnoException).code === 'ERR_SCRIPT_EXECUTION_TIMEOUT' ? new Hang(timeout) : error;
  }
}
