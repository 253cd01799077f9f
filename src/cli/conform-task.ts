/** A controller beside the reference, as a task: a list of pieces of work that do not need each other. */
import { performance } from 'node:perf_hooks';
import type { Controller } from '../../models/controllers/controller.ts';
import { reference } from '../../models/controllers/reference.ts';
import { releaseOf, type Gate } from '../../models/controllers/releases.ts';
import type { Scenario } from '../../models/scenario.ts';
import { compareDecisions, type DecisionComparison } from '../compare/index.ts';
import { compareOnViews, type RandomComparison, type RandomViews } from '../conform/random.ts';
import { pinnedRelease, profileOf, type ControllerSource } from '../controllers.ts';
import type { Turn, Watch } from './turns.ts';

/** The views that are reached in a scenario, or random ones. */
export type ConformItem = { readonly scenario: Scenario } | { readonly views: RandomViews };

export interface ConformTask {
  readonly task: 'conform';
  /** What people typed after `--controller`. */
  readonly controller: string;
  /** Release of the reference, and that which the controller is to behave as. */
  readonly kubernetes: string;
  readonly items: readonly ConformItem[];
  /** What the controller does on random views is wanted as vectors. */
  readonly keepsVectors: boolean;
  readonly limits: { readonly timeoutMs?: number };
  /** Pieces that are worked on at the same time, where there are workers. */
  readonly jobs?: number;
}

export type ConformResult = { readonly reference: string; readonly controller: string } & ({ readonly reached: DecisionComparison } | { readonly random: RandomComparison });

/** What became of one piece. */
export interface ConformMessage {
  readonly kind: 'conformed';
  readonly index: number;
  readonly result: ConformResult;
  readonly seconds: number;
}

export function conform(task: ConformTask, source: ControllerSource, turns: Iterable<Turn>, receive: (message: ConformMessage) => void): void {
  for (const { index, watch } of turns) {
    const item = task.items[index]!;
    const begun = performance.now();
    const result = 'scenario' in item ? reached(item.scenario, source, watch) : random(task, item.views, source, watch);
    receive({ kind: 'conformed', index, result, seconds: (performance.now() - begun) / 1000 });
  }
}

function reached(scenario: Scenario, source: ControllerSource, { beat, noteBroken: _, ...options }: Watch): ConformResult {
  const profile = profileOf(scenario);
  const [ours, theirs] = [reference(profile), source.make(profile, scenario.set.name)];
  return { reference: ours.name, controller: theirs.name, reached: compareDecisions(scenario, ours, heard(theirs, beat), { ...options, everything: true }) };
}

function random({ controller, kubernetes, keepsVectors }: ConformTask, views: RandomViews, source: ControllerSource, { beat, onProgress }: Watch): ConformResult {
  const profile = releaseOf(kubernetes);
  const make = source.makeInWaves ?? source.make;
  const compared = compareOnViews(profile, (of, setName) => heard(make(of, setName), beat), views, {
    gates: pinnedRelease(controller) !== undefined && source.kind === 'reference' ? [] : profile.gates.filter((gate) => mayBeSwitched(gate, source)),
    keepsVectors,
    onProgress: (seen) => onProgress({ states: seen, transitions: 0, depth: 0, frontier: 0, bytes: 0 }),
  });
  return { reference: reference(profile).name, controller: make(profile).name, random: compared };
}

/** A file is the same whatever gates are switched, and a command need not know gates that no scenario switches. */
function mayBeSwitched(gate: Gate, { kind }: ControllerSource): boolean {
  return kind === 'process' ? gate === 'StatefulSetRecreateStrategy' : kind !== 'file';
}

/** A controller that is heard of whenever a pass begins: a search that waits for it does not hang. */
function heard(controller: Controller, beat: () => void): Controller {
  return {
    ...controller,
    reconcile: (view) => {
      beat();
      return controller.reconcile(view);
    },
  };
}
