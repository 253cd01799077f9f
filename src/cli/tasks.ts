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
import { builtIn, ControllerError, kindOf, loadController, profileOf, type ControllerSource } from '../controllers.ts';
import type { Progress } from '../engine/index.ts';
import { checkRandomly } from '../random.ts';
import { replay, safeName, type Recording, type Replay } from '../trace/index.ts';
import { runVectorFile, type VectorResult } from '../vectors/run.ts';
import { conform, type ConformMessage, type ConformTask } from './conform-task.ts';
import { faultOf, type Fault } from './errors.ts';
import { teamOf, Turns, type Explored, type Limits, type Team } from './turns.ts';

export interface SearchTask {
  readonly task: 'search';
  /** What people typed after `--controller`. */
  readonly controller: string;
  readonly scenarios: readonly Scenario[];
  /** Ids of the promises to judge; absent: all. */
  readonly judged?: readonly string[];
  readonly limits: Limits & { readonly maxStates?: number; readonly maxDepth?: number };
  readonly random?: { readonly runs: number; readonly seed: number };
  /** Scenarios that are explored at the same time, where there are workers. */
  readonly jobs?: number;
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
  readonly jobs?: number;
}

export type Task = SearchTask | ReplayTask | VectorsTask | CompareTask | ConformTask;

export type Message =
  /** Before a task can begin: what is going on, again and again, with its seconds; or, without them, a note. */
  | { readonly kind: 'preparing'; readonly what: string; readonly seconds?: number }
  | { readonly kind: 'loaded'; readonly digest: string | undefined }
  | ProgressMessage
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
  | ConformMessage
  /** How a controller was asked that is a process, or several processes; not told of one that had failed. */
  | { readonly kind: 'asked'; readonly asked: Asked; readonly processes: number }
  /** Where it is known: how far the scenario was explored in which it happened. */
  | { readonly kind: 'fault'; readonly fault: Fault; readonly explored?: Explored }
  | { readonly kind: 'done' };

/** A scenario is begun, or goes on. */
export interface ProgressMessage extends Place {
  readonly kind: 'progress';
  /** Where other workers are. */
  readonly beside?: readonly Place[];
}

/** Where a worker is. */
export interface Place {
  readonly index: number;
  readonly progress: Progress | undefined;
}

type Receive = (message: Message) => void;

type Load = (spec: string) => Promise<ControllerSource>;

/** Does a task and resolves at its end; faults come as messages. `stop` holds a number that is not 0 once to be ended. */
export type RunTask = (task: Task, receive: Receive, stop: Int32Array) => Promise<void>;

/** Somebody pressed Ctrl-C before the task had begun. */
class Interrupted extends Error {}

/** Scenarios, or whatever else a task consists of, that could be done at the same time. */
export function piecesOf(task: Task): number {
  switch (task.task) {
    case 'search':
    case 'compare':
      return task.scenarios.length;
    case 'conform':
      return task.items.length;
    default:
      return 1;
  }
}

/** Does a task in this thread, or what others leave of it. */
export async function runHere(task: Task, receive: Receive, stop: Int32Array, team: Team = teamOf(1)): Promise<void> {
  const sources: ControllerSource[] = [];
  const turns = new Turns(piecesOf(task), 'limits' in task ? task.limits : {}, team, stop, (index, progress) => receive({ kind: 'progress', index, progress }));
  const load: Load = async (spec) => {
    const source = await loadController(spec, (what, seconds) => {
      if (Atomics.load(stop, 0) !== 0) throw new Interrupted();
      receive({ kind: 'preparing', what, ...(seconds === undefined ? {} : { seconds }) });
    });
    sources.push(source);
    return source;
  };
  try {
    if (task.task === 'compare') await compareAll(task, load, turns, receive);
    else await run(task, load, turns, receive);
  } catch (error) {
    const own = specsOf(task).find((spec) => kindOf(spec) === 'file');
    const { explored } = turns;
    if (!(error instanceof Interrupted)) receive({ kind: 'fault', fault: faultOf(error, own === undefined ? undefined : basename(own)), ...(explored ? { explored } : {}) });
  }
  for (const { end } of sources) {
    const asked = end?.();
    if (asked) receive({ kind: 'asked', asked, processes: 1 });
  }
  receive({ kind: 'done' });
}

function specsOf(task: Task): readonly string[] {
  return task.task === 'compare' ? [task.left.spec, task.right.spec] : [task.controller];
}

async function run(task: Exclude<Task, CompareTask>, load: Load, turns: Turns, receive: Receive): Promise<void> {
  const source = await load(task.controller);
  receive({ kind: 'loaded', digest: source.digest });
  if (task.task === 'search') search(task, source, turns, receive);
  else if (task.task === 'conform') conform(task, source, turns, receive);
  else if (task.task === 'vectors') {
    for (const { name, text } of task.files) receive({ kind: 'compared', name, results: runVectorFile(text, name, source.makeInWaves ?? source.make) });
  } else {
    const controller = source.make(profileOf(task.recording.scenario), task.recording.scenario.set.name);
    receive({ kind: 'replayed', controller: controller.name, replay: replay(task.recording, controller, properties, recordedBeside(task.recording, controller)) });
  }
}

function search({ scenarios, judged, limits, random }: SearchTask, source: ControllerSource, turns: Turns, receive: Receive): void {
  const { timeoutMs: _, ...bounds } = limits;
  const chosen = judged ? properties.filter(({ id }) => judged.includes(id)) : properties;
  for (const { index, watch } of turns) {
    const scenario = scenarios[index]!;
    const start = performance.now();
    const { beat, noteBroken, ...options } = watch;
    const controller = beating(source.make(profileOf(scenario), scenario.set.name), beat);
    const result = random ? checkRandomly(scenario, controller, chosen, { ...random, ...options }) : check(scenario, controller, chosen, { ...bounds, ...options, stopWhen: noting(noteBroken) });
    receive({ kind: 'result', index, result, seconds: (performance.now() - start) / 1000 });
  }
}

/** A search goes on whatever is broken. */
function noting(noteBroken: (ids: readonly string[]) => void): (violated: readonly string[]) => false {
  noteBroken([]);
  return (violated) => {
    noteBroken(violated);
    return false;
  };
}

async function compareAll({ left, right, scenarios, limits }: CompareTask, load: Load, turns: Turns, receive: Receive): Promise<void> {
  const { timeoutMs: _, ...bounds } = limits;
  const sources = { left: await load(left.spec), right: await load(right.spec) };
  receive({ kind: 'loaded', digest: sources.left.digest });
  for (const { index, watch } of turns) {
    const scenario = scenarios[index]!;
    const start = performance.now();
    const { beat, noteBroken: _, ...options } = watch;
    const contender = ({ make }: ControllerSource, scenario: Scenario): Contender => ({ scenario, controller: beating(make(profileOf(scenario), scenario.set.name), beat) });
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

/** The controller that a story was recorded with, if it is built in and another one: then it can be asked the same. */
function recordedBeside({ controller: name, digest, scenario }: Recording, controller: Controller): Controller | undefined {
  if (digest !== undefined || name === safeName(controller.name)) return undefined;
  try {
    return builtIn(name).make(profileOf(scenario));
  } catch (error) {
    if (error instanceof ControllerError) return undefined;
    throw error;
  }
}
