/** Runs a task until it is done or somebody presses Ctrl-C twice. */
import { exitCode } from './errors.ts';
import type { Io } from './io.ts';
import { preparationLine, type ProgressLine } from './progress.ts';
import type { Message, Task } from './tasks.ts';

/**
 * Whether it was interrupted. The first Ctrl-C asks for what was learned so far, the second does not wait for it.
 *
 * @param isQuiet nothing is told of what is done before the task can begin
 */
export async function until(task: Task, io: Io, progress: ProgressLine | undefined, receive: (message: Message) => void, isQuiet = false): Promise<boolean> {
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const preparation = preparationLine(io);
  let presses = 0;
  const forget = io.onInterrupt(() => {
    preparation.clear();
    progress?.clear();
    if (++presses > 1) return io.kill(exitCode.interrupted);
    Atomics.store(stop, 0, 1);
    io.err('Interrupted; the report follows. Press Ctrl-C again to end at once.\n');
  });
  try {
    await io.runTask(task, (message) => {
      if (message.kind === 'preparing') return isQuiet ? undefined : preparation.show(message.what, message.seconds);
      if (message.kind === 'loaded' || message.kind === 'fault') preparation.clear();
      receive(message);
    }, stop);
  } finally {
    forget();
  }
  return presses > 0;
}
