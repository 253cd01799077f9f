/** Runs a task until it is done or somebody presses Ctrl-C twice. */
import { exitCode } from './errors.ts';
import type { Io } from './io.ts';
import type { ProgressLine } from './progress.ts';
import type { Message, Task } from './tasks.ts';

/** Whether it was interrupted. The first Ctrl-C asks for what was learned so far, the second does not wait for it. */
export async function until(task: Task, io: Io, progress: ProgressLine | undefined, receive: (message: Message) => void): Promise<boolean> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  let presses = 0;
  const forget = io.onInterrupt(() => {
    progress?.clear();
    if (++presses > 1) return io.kill(exitCode.interrupted);
    Atomics.store(stop, 0, 1);
    io.err('Interrupted; the report follows. Press Ctrl-C again to end at once.\n');
  });
  try {
    await io.runTask(task, receive, stop);
  } finally {
    forget();
  }
  return presses > 0;
}
