/** The go command: it is told of while it runs, and nothing of it is left behind. */
import { performance } from 'node:perf_hooks';
import { text } from 'node:stream/consumers';
import { ControllerError } from '../../controller-error.ts';
import { quoted, startGuarded } from '../guarded.ts';
import { MAX_GO_LINES, TELL_MS } from './limits.ts';

/**
 * Hears what is going on, again and again, with the seconds that it takes already; without them it is a note that is
 * to stay. What it throws ends the work.
 */
export type Tell = (what: string, seconds?: number) => void;

/** The go command ended with something else than 0. */
export class GoError extends Error {
  override readonly name = 'GoError';
  readonly output: string;
  /** The last lines of its standard error. */
  readonly lines: readonly string[];

  constructor(output: string, errors: string) {
    const lines = errors.trimEnd().split('\n').slice(-MAX_GO_LINES);
    super(lines.join('\n'));
    this.output = output;
    this.lines = lines;
  }

  /** The lines as a message shows them. */
  get shown(): string {
    return this.lines.map((line) => `  ${line.replaceAll('\t', '  ')}`).join('\n');
  }
}

export interface GoRun {
  /** What is told of it. */
  readonly what: string;
  readonly tell: Tell;
  /** Where it runs. */
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Runs the go command and answers what it prints.
 *
 * @throws GoError ControllerError if there is none
 */
export function go(argv: readonly string[], { what, tell, folder, env }: GoRun): Promise<string> {
  return telling(what, tell, async (signal) => {
    const { child, stdin, stdout, stderr, end } = startGuarded(`exec ${['go', ...argv].map(quoted).join(' ')}`, { cwd: folder, env: { ...process.env, ...env } });
    stdin.end();
    signal.addEventListener('abort', end);
    const ended = new Promise<number | null>((resolve, reject) => void child.on('error', reject).on('close', resolve));
    const [code, output, errors] = await Promise.all([ended, text(stdout), text(stderr)]);
    if (code === commandNotFound) throw new ControllerError('The go command is not in PATH, and a controller in Go is compiled by it. Install Go 1.25 or later (https://go.dev/dl), or leave out what begins with kubernetes@ or go:.');
    if (code !== 0) throw new GoError(output, errors);
    return output;
  });
}

/** Exit code of `sh`. */
const commandNotFound = 127;

/** Does something and tells of it until it is done. `signal` is for work that can be ended. */
export async function telling<T>(what: string, tell: Tell, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const begun = performance.now();
  let interruption: unknown;
  const timer = setInterval(() => {
    try {
      tell(what, Math.round((performance.now() - begun) / 1000));
    } catch (error) {
      interruption ??= error;
      controller.abort();
    }
  }, TELL_MS);
  try {
    const done = await work(controller.signal);
    if (interruption === undefined) return done;
    throw interruption;
  } catch (error) {
    throw interruption ?? error;
  } finally {
    clearInterval(timer);
  }
}
