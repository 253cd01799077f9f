/** Does tasks in a worker thread, and ends it when it hangs. */
import { Worker } from 'node:worker_threads';
import type { Fault } from './errors.ts';
import type { Message, RunTask, Task } from './tasks.ts';

/** @param watchdogMs a worker that reports nothing for so long hangs */
export function runInWorker(watchdogMs: number): RunTask {
  return (task, receive, stop) =>
    new Promise((resolve) => {
      // What a controller prints must not get into a report.
      const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url), { workerData: { task, stop }, stdout: true });
      worker.stdout.pipe(process.stderr, { end: false });
      let isOver = false;
      let isLoaded = false;
      let timer: NodeJS.Timeout;
      const end = (fault?: Fault): void => {
        if (isOver) return;
        isOver = true;
        clearTimeout(timer);
        if (fault) receive({ kind: 'fault', fault });
        void worker.terminate().then(() => resolve());
      };
      const watch = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => end(hangOf(task, isLoaded, watchdogMs)), watchdogMs);
      };
      watch();
      worker.on('message', (message: Message) => {
        if (isOver) return;
        isLoaded ||= message.kind === 'loaded';
        watch();
        if (message.kind === 'done') end();
        else receive(message);
      });
      worker.on('error', (error: NodeJS.ErrnoException) => end(failureOf(task, error)));
      worker.on('exit', (code) => end({ name: 'ControllerFault', message: `${task.controller} ended the search (process.exit(${code})?). A controller must not end its process.` }));
    });
}

function hangOf({ controller }: Task, isLoaded: boolean, watchdogMs: number): Fault {
  const where = isLoaded ? 'in a pass' : 'while it was loaded';
  return {
    name: 'Hang',
    message: `${controller} hangs ${where}: it answered nothing for ${watchdogMs / 1000} s, and was ended.\nThe usual cause is a loop without an end: a pass cannot wait for anything but answers, and must not retry for ever.`,
  };
}

function failureOf({ controller }: Task, error: NodeJS.ErrnoException): Fault {
  const { name, message, stack, code } = error;
  if (code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { name: 'ControllerFault', message: `The memory of this process ran out while ${controller} was checked. Explore less (--replicas, --scope small, --max-states), or allow more: NODE_OPTIONS=--max-old-space-size=8192` };
  }
  return { name, message, stack };
}
