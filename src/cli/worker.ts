/** The other side of workers.ts. */
import { parentPort, workerData } from 'node:worker_threads';
import { runHere } from './tasks.ts';
import type { WorkerData } from './workers.ts';

const { task, stop, team } = workerData as WorkerData;

await runHere(task, (message) => parentPort!.postMessage(message), stop, team);
