/**
 * Everything that runs a controller, as a task that is plain data: so that it can be done in a worker, which a watchdog
 * and Ctrl-C can end.
 */
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Scenario } from '../../models/scenario.ts';
import { properties } from '../../properties/index.ts';
import { check, type Result } from '../check.ts';
import { kindOf, loadController, profileOf, type ControllerSource } from '../controllers.ts';
import type { Progress } from '../engine/index.ts';
import { checkRandomly } from '../random.ts';
import { replay, type Recording, type Replay } from '../trace/index.ts';
import { runVectorFile, type VectorResult } from '../vectors/run.ts';
import { faultOf, type Fault } from './errors.ts';
import { PROGRESS_EVERY, PROGRESS_MS } from './limits.ts';

export interface SearchTask {
  readonly task: 'search';
  /** What people typed after `--controller`. */
  readonly controller: string;
  readonly scenarios: readonly Scenario[];
  /** Ids of the promises to judge; absent: all. */
  readonly judged?: readonly string[];
  readonly limits: { readonly maxStates?: number; readonly maxBytes?: number; readonly maxDepth?: number; readonly timeoutMs?: number };
  readonly random?: { readonly runs: number; readonly seed: number };
}

export interface ReplayTask {
  readonly task: 'replay';
  readonly controller: string;
  readonly recording: Recording;
}

export interface VectorsTask {
  readonly task: 'vectors';
  readonly controller: string;
  readonly files: readonly { readonly name: string; readonly text: string }[];
}

export type Task = SearchTask | ReplayTask | VectorsTask;

export type Message =
  | { readonly kind: 'loaded'; readonly digest: string | undefined }
  /** A scenario is begun, or goes on. */
  | { readonly kind: 'progress'; readonly index: number; readonly progress: Progress | undefined }
  | { readonly kind: 'result'; readonly index: number; readonly result: Result; readonly seconds: number }
  | { readonly kind: 'replayed'; readonly controller: string; readonly replay: Replay }
  | { readonly kind: 'compared'; readonly name: string; readonly results: readonly VectorResult[] }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'done' };

/** Does a task and resolves at its end; faults come as messages. `stop` holds a number that is not 0 once to be ended. */
export type RunTask = (task: Task, receive: (message: Message) => void, stop: Int32Array) => Promise<void>;

/** Does a task in this thread. */
export const runHere: RunTask = async (task, receive, stop) => {
  try {
    const source = await loadController(task.controller);
    receive({ kind: 'loaded', digest: source.digest });
    if (task.task === 'search') search(task, source, receive, stop);
    else if (task.task === 'vectors') {
      for (const { name, text } of task.files) receive({ kind: 'compared', name, results: runVectorFile(text, name, source.make) });
    } else {
      const controller = source.make(profileOf(task.recording.scenario));
      receive({ kind: 'replayed', controller: controller.name, replay: replay(task.recording, controller, properties) });
    }
  } catch (error) {
    receive({ kind: 'fault', fault: faultOf(error, kindOf(task.controller) === 'file' ? basename(task.controller) : undefined) });
  }
  receive({ kind: 'done' });
};

function search({ scenarios, judged, limits, random }: SearchTask, source: ControllerSource, receive: (message: Message) => void, stop: Int32Array): void {
  const { timeoutMs, ...bounds } = limits;
  const begun = performance.now();
  const chosen = judged ? properties.filter(({ id }) => judged.includes(id)) : properties;
  let told = Number.NEGATIVE_INFINITY;
  for (const [index, scenario] of scenarios.entries()) {
    if (index > 0 && Atomics.load(stop, 0) !== 0) return;
    const controller = source.make(profileOf(scenario));
    const start = performance.now();
    receive({ kind: 'progress', index, progress: undefined });
    const onProgress = (progress: Progress): 'continue' | 'time' | 'interrupted' => {
      const now = performance.now();
      if (Atomics.load(stop, 0) !== 0) return 'interrupted';
      if (timeoutMs !== undefined && now - begun > timeoutMs) return 'time';
      if (now - told >= PROGRESS_MS) {
        told = now;
        receive({ kind: 'progress', index, progress });
      }
      return 'continue';
    };
    const options = { onProgress, progressEvery: PROGRESS_EVERY };
    const result = random ? checkRandomly(scenario, controller, chosen, { ...random, ...options }) : check(scenario, controller, chosen, { ...bounds, ...options });
    receive({ kind: 'result', index, result, seconds: (performance.now() - start) / 1000 });
  }
}
