/** A command line that is run in this process, and what it wrote. */
import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import { runHere } from '../../src/cli/tasks.ts';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export async function sts(argv: readonly string[], changes: Partial<Io> & { readonly stdin?: string } = {}): Promise<Ran> {
  let out = '';
  let err = '';
  const io: Io = {
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    readStdin: () => changes.stdin ?? '',
    env: {},
    columns: undefined,
    errIsTerminal: false,
    runTask: runHere,
    onInterrupt: () => () => undefined,
    kill: () => undefined,
    ...changes,
  };
  const code = await run(argv, io);
  return { code, out, err };
}
