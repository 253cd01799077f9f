/**
 * Everything that runs a controller, as a task that is plain data: so that it can be done in a worker, which a watchdog
 * and Ctrl-C can end.
 */
import { basename } from 'node:path';
import { performance } from 'node:perf_hooks';
import type { Controller } from '../../models/controllers/controller.ts';
import type { Scenario } from '../../models/scenario.ts';
import { properties } from '../../properties/index.ts';
import { check, type Result } from '../check.ts';
import { compare, type Comparison, type Contender } from '../compare/index.ts';
import type { Asked } from '../adapters/process.ts';
import { kindOf, loadController, profileOf, type ControllerSource } from '../controllers.ts';
import type { ExploreOptions, Progress } from '../engine/index.ts';
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

/** A controller as people name it, and the release it works in. */
export interface Contestant {
  readonly spec: string;
  readonly kubernetes: string;
}

export interface CompareTask {
  readonly task: 'compare';
  /** Both, for messages that cannot tell which of them it was. */
  readonly controller: string;
  readonly left: Contestant;
  readonly right: Contestant;
  /** Those of `left`; `right` has the same ones in its own release. */
  readonly scenarios: readonly Scenario[];
  readonly limits: SearchTask['limits'];
}

export type Task = SearchTask | ReplayTask | VectorsTask | CompareTask;

export type Message =
  | { readonly kind: 'loaded'; readonly digest: string | undefined }
  /** A scenario is begun, or goes on. */
  | { readonly kind: 'progress'; readonly index: number; readonly progress: Progress | undefined }
  | { readonly kind: 'result'; readonly index: number; readonly result: Result; readonly seconds: number }
  | { readonly kind: 'replayed'; readonly controller: string; readonly replay: Replay }
  | { readonly kind: 'compared'; readonly name: string; readonly results: readonly VectorResult[] }
  | {
      readonly kind: 'comparison';
      readonly index: number;
      readonly comparison: Comparison;
      readonly digests: { readonly left: string | undefined; readonly right: string | undefined };
      readonly seconds: number;
    }
  /** How a controller that is a process was asked; not told after a fault. */
  | { readonly kind: 'asked'; readonly asked: Asked }
  | { readonly kind: 'fault'; readonly fault: Fault }
  | { readonly kind: 'done' };

type Receive = (message: Message) => void;

type Load = (spec: string) => Promise<ControllerSource>;

/** Does a task and resolves at its end; faults come as messages. `stop` holds a number that is not 0 once to be ended. */
export type RunTask = (task: Task, receive: Receive, stop: Int32Array) => Promise<void>;

/** Does a task in this thread. */
export const runHere: RunTask = async (task, receive, stop) => {
  const sources: ControllerSource[] = [];
  const load: Load = async (spec) => {
    const source = await loadController(spec);
    sources.push(source);
    return source;
  };
  try {
    if (task.task === 'compare') await compareAll(task, load, receive, stop);
    else await run(task, load, receive, stop);
  } catch (error) {
    const own = specsOf(task).find((spec) => kindOf(spec) === 'file');
    receive({ kind: 'fault', fault: faultOf(error, own === undefined ? undefined : basename(own)) });
  }
  for (const { end } of sources) {
    const asked = end?.();
    if (asked) receive({ kind: 'asked', asked });
  }
  receive({ kind: 'done' });
};

function specsOf(task: Task): readonly string[] {
  return task.task === 'compare' ? [task.left.spec, task.right.spec] : [task.controller];
}

async function run(task: Exclude<Task, CompareTask>, load: Load, receive: Receive, stop: Int32Array): Promise<void> {
  const source = await load(task.controller);
  receive({ kind: 'loaded', digest: source.digest });
  if (task.task === 'search') search(task, source, receive, stop);
  else if (task.task === 'vectors') {
    for (const { name, text } of task.files) receive({ kind: 'compared', name, results: runVectorFile(text, name, source.makeInWaves ?? source.make) });
  } else {
    const controller = source.make(profileOf(task.recording.scenario));
    receive({ kind: 'replayed', controller: controller.name, replay: replay(task.recording, controller, properties) });
  }
}

function search({ scenarios, judged, limits, random }: SearchTask, source: ControllerSource, receive: Receive, stop: Int32Array): void {
  const { timeoutMs, ...bounds } = limits;
  const chosen = judged ? properties.filter(({ id }) => judged.includes(id)) : properties;
  const watch = watchOf(scenarios.length, timeoutMs, receive, stop);
  for (const [index, scenario] of scenarios.entries()) {
    if (index > 0 && Atomics.load(stop, 0) !== 0) return;
    const start = performance.now();
    const { beat, ...options } = watch(index);
    const controller = beating(source.make(profileOf(scenario)), beat);
    const result = random ? checkRandomly(scenario, controller, chosen, { ...random, ...options }) : check(scenario, controller, chosen, { ...bounds, ...options });
    receive({ kind: 'result', index, result, seconds: (performance.now() - start) / 1000 });
  }
}

async function compareAll({ left, right, scenarios, limits }: CompareTask, load: Load, receive: Receive, stop: Int32Array): Promise<void> {
  const { timeoutMs, ...bounds } = limits;
  const sources = { left: await load(left.spec), right: await load(right.spec) };
  receive({ kind: 'loaded', digest: sources.left.digest });
  const watch = watchOf(scenarios.length, timeoutMs, receive, stop);
  for (const [index, scenario] of scenarios.entries()) {
    if (index > 0 && Atomics.load(stop, 0) !== 0) return;
    const start = performance.now();
    const { beat, ...options } = watch(index);
    const contender = ({ make }: ControllerSource, scenario: Scenario): Contender => ({ scenario, controller: beating(make(profileOf(scenario)), beat) });
    const comparison = compare(contender(sources.left, scenario), contender(sources.right, { ...scenario, kubernetes: right.kubernetes }), properties, { ...bounds, ...options });
    const digests = { left: sources.left.digest, right: sources.right.digest };
    receive({ kind: 'comparison', index, comparison, digests, seconds: (performance.now() - start) / 1000 });
  }
}

/** A controller that is heard of whenever a pass begins: what takes long between two steps of a search is no hang of its passes. */
function beating(controller: Controller, beat: () => void): Controller {
  const { name, recordsOwnWrites } = controller;
  return {
    name,
    ...(recordsOwnWrites === undefined ? {} : { recordsOwnWrites }),
    reconcile: (view) => {
      beat();
      return controller.reconcile(view);
    },
  };
}

interface Watch extends Required<Pick<ExploreOptions, 'onProgress' | 'progressEvery'>> {
  /** Something is still going on. */
  readonly beat: () => void;
}

/**
 * What an exploration is told by the clock and by Ctrl-C, and how it tells where it is; for one scenario after the other.
 * Each has an equal share of the time that is left, so that one that is too large does not keep the others from being begun.
 */
function watchOf(scenarios: number, timeoutMs: number | undefined, receive: Receive, stop: Int32Array): (index: number) => Watch {
  const begun = performance.now();
  let told = Number.NEGATIVE_INFINITY;
  return (index) => {
    const started = performance.now();
    const shareMs = timeoutMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, begun + timeoutMs - started) / (scenarios - index);
    receive({ kind: 'progress', index, progress: undefined });
    const tell = (progress: Progress | undefined): void => {
      const now = performance.now();
      if (now - told < PROGRESS_MS) return;
      told = now;
      receive({ kind: 'progress', index, progress });
    };
    let last: Progress | undefined;
    const onProgress = (progress: Progress): 'continue' | 'time' | 'interrupted' => {
      if (Atomics.load(stop, 0) !== 0) return 'interrupted';
      if (performance.now() - started > shareMs) return 'time';
      tell((last = progress));
      return 'continue';
    };
    return { onProgress, progressEvery: PROGRESS_EVERY, beat: () => tell(last) };
  };
}
