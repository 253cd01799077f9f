/** The other side of workers.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { runHere, type Task } from './tasks.ts';

const { task, stop } = workerData as { readonly task: Task; readonly stop: Int32Array };

await runHere(task, (message) => parentPort!.postMessage(message), stop);
