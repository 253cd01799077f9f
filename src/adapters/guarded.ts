/** Commands that end when whoever has started them does. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { GRACE_SECONDS } from './limits.ts';

/**
 * Runs the command beside a guard that outlives it. Pipe 3 is open while somebody wants the command, and a pipe closes
 * however its owner ends: at the end of a search, at Ctrl-C, at a crash, by SIGKILL. Then the guard ends the group.
 */
const guard = `
(trap '' TERM; read -r line <&3; kill -s TERM -- -$$; sleep ${GRACE_SECONDS}; kill -s KILL -- -$$) </dev/null >/dev/null 2>&1 &
exec 3<&-
eval "$1"`;

export interface Guarded {
  readonly child: ChildProcess;
  readonly stdin: Writable;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Ends the command and what it has started, by force if need be. */
  readonly end: () => void;
}

/** @param command for `sh`; what is not given of `place` is as it is here */
export function startGuarded(command: string, place: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv } = {}): Guarded {
  // A group of its own: Ctrl-C in a terminal is for the search, which then ends the whole group.
  const child = spawn('sh', ['-c', guard, 'sts-check', command], { ...place, detached: true, stdio: ['pipe', 'pipe', 'pipe', 'pipe'] });
  const [stdin, stdout, stderr, life] = child.stdio as unknown as [Writable, Readable, Readable, Writable];
  const end = (): void => {
    stdin.end();
    life.destroy();
  };
  // A command that has ended reads no more; that it has is told by the child.
  stdin.on('error', () => undefined);
  life.on('error', () => undefined);
  // What it has started itself may live on, and hold the streams open.
  child.on('exit', end);
  return { child, stdin, stdout, stderr, end };
}

/** A word as `sh` takes it. */
export function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
