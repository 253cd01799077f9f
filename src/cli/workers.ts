/** Does tasks in worker threads, and ends those that hang. */
import { Worker } from 'node:worker_threads';
import { faultOf, type Fault } from './errors.ts';
import { InOrder } from './in-order.ts';
import { WATCHDOG_TICKS } from './limits.ts';
import { piecesOf, type Message, type RunTask, type Task } from './tasks.ts';
import { teamOf, type Team } from './turns.ts';

/** What a worker is started with. */
export interface WorkerData {
  readonly task: Task;
  readonly stop: Int32Array;
  readonly team: Team;
}

/**
 * Each worker loads the controllers of a task itself. The others begin once the first has done so: what has to be compiled
 * is compiled once, and what cannot be loaded is told once.
 *
 * @param watchdogMs a worker that reports nothing for so long hangs
 */
export function runInWorkers(watchdogMs: number): RunTask {
  return async (task, receive, stop) => {
    const { jobs = 1 } = 'jobs' in task ? task : {};
    const team = teamOf(Math.max(1, Math.min(jobs, piecesOf(task))));
    const messages = new InOrder(receive, () => void Atomics.store(stop, 0, 1));
    const others: Promise<void>[] = [];
    const start = (worker: number): Promise<void> =>
      runInWorker({ task, stop, team }, watchdogMs, (message) => {
        const isFirstToLoad = worker === 0 && message.kind === 'loaded';
        if (isFirstToLoad) for (let other = 1; other < team.workers; other++) others.push(start(other));
        messages.take(worker, message);
      });
    await start(0);
    await Promise.all(others);
    messages.end();
  };
}

function runInWorker(workerData: WorkerData, watchdogMs: number, receive: (message: Message) => void): Promise<void> {
  const { task } = workerData;
  return new Promise((resolve) => {
    // What a controller prints must not get into a report.
    const worker = new Worker(new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url), { workerData, stdout: true });
    worker.stdout.pipe(process.stderr, { end: false });
    let isOver = false;
    let isLoaded = false;
    let silentTicks = 0;
    const end = (fault?: Fault): void => {
      if (isOver) return;
      isOver = true;
      clearInterval(timer);
      if (fault) receive({ kind: 'fault', fault });
      void worker.terminate().then(() => resolve());
    };
    const timer = setInterval(() => {
      if (++silentTicks === WATCHDOG_TICKS) end(hangOf(task, isLoaded, watchdogMs));
    }, watchdogMs / WATCHDOG_TICKS);
    worker.on('message', (message: Message) => {
      if (isOver) return;
      isLoaded ||= message.kind === 'loaded';
      silentTicks = 0;
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
  if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
    return { name: 'ControllerFault', message: `The memory of this process ran out while ${controller} was checked. Explore less (--replicas, --scope small, --max-states), or allow more: NODE_OPTIONS=--max-old-space-size=8192` };
  }
  return faultOf(error);
}
