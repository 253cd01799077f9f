/** Where a command reads and writes; tests bring their own. */
import { readFileSync } from 'node:fs';
import { WATCHDOG_MS } from './limits.ts';
import type { RunTask } from './tasks.ts';
import { runInWorkers } from './workers.ts';

export interface Io {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  readonly readStdin: () => string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Columns of the terminal that `out` is; undefined: it is none. */
  readonly columns: number | undefined;
  /** `err` is a terminal, so a line may be written over. */
  readonly errIsTerminal: boolean;
  readonly runTask: RunTask;
  /** Calls back at each Ctrl-C until the function it returns is called. */
  readonly onInterrupt: (callback: () => void) => () => void;
  /** Ends at once. */
  readonly kill: (code: number) => void;
}

export function processIo(): Io {
  const { stdout, stderr, env } = process;
  // Whoever reads may have seen enough: sts-check … | head.
  stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  return {
    out: (text) => void stdout.write(text),
    err: (text) => void stderr.write(text),
    readStdin: () => readFileSync(0, 'utf8'),
    env,
    columns: stdout.isTTY ? stdout.columns : undefined,
    errIsTerminal: stderr.isTTY && !env['CI'],
    runTask: runInWorkers(Number(env['STS_CHECK_WATCHDOG_MS']) || WATCHDOG_MS),
    onInterrupt: (callback) => {
      process.on('SIGINT', callback);
      return () => void process.off('SIGINT', callback);
    },
    kill: (code) => process.exit(code),
  };
}
