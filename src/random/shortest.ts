/** The exact step: whether there is a shorter story, asked of the exhaustive search. */
import { isAboutRuns } from '../check.ts';
import type { Universe } from '../universe.ts';
import { explore, type Probes, type WalkViolation } from '../engine/index.ts';
import { probesOf } from '../probes.ts';
import { shorterRun } from './shorter-run.ts';

/** A story that breaks a promise. */
export interface BrokenStory {
  readonly keys: readonly string[];
  readonly violation: WalkViolation;
}

export interface Shortest {
  readonly keys: readonly string[];
  /** Of a story that was found here. */
  readonly reason?: string;
  /** Index of the first key of the loop, if it ends with one. */
  readonly cycle?: number;
  /** No story of this universe that breaks the promise is shorter. */
  readonly minimal: boolean;
}

export interface ExactOptions {
  readonly maxStates: number;
  /** Called every so many states, and at every level; may end the search. */
  readonly progressEvery?: number;
  readonly pause?: () => 'continue' | 'time' | 'interrupted';
}

/**
 * The shortest story that breaks a promise, given one that breaks it. The search is bounded by its length, and by the
 * states it may see: if it sees too few of them, the story given is the answer, and is not called minimal.
 *
 * Fair runs are judged on whole graphs only. Of a promise about them, a shorter story is looked for in which the system
 * stands still while something is awaited; if there is none, what is superfluous is left out. None is called minimal,
 * since a loop might be shorter.
 */
export function shortestStory(universe: Universe, story: BrokenStory, options: ExactOptions): Shortest {
  const { keys, violation } = story;
  if (options.maxStates === 0) return { keys, minimal: false, ...cycleOf(violation.cycle) };
  const property = universe.properties.find(({ id }) => id === violation.id)!;
  const probes = probesOf(universe.cluster, [property]);
  if (!isAboutRuns(property)) {
    const { found, isComplete } = search(universe, probes, keys.length, options);
    return found ? { ...found, minimal: true } : { keys, minimal: isComplete };
  }
  // To stand still and to go round in circles are different bugs.
  const standsStill = { quiet: probes.liveness!.map(({ id, reads, check }) => ({ id, reads, check })) };
  const found = violation.cycle === undefined ? search(universe, standsStill, keys.length, options).found : undefined;
  if (found) return { ...found, minimal: false };
  const run = shorterRun(universe, property, { keys, loop: violation.cycle ?? keys.length }, () => (options.pause?.() ?? 'continue') !== 'continue');
  return { keys: run.keys, minimal: false, ...cycleOf(violation.cycle === undefined ? undefined : run.loop) };
}

function cycleOf(cycle: number | undefined): { readonly cycle?: number } {
  return cycle === undefined ? {} : { cycle };
}

/** A story with less than so many steps; `isComplete`: if none was found, there is none. */
function search(universe: Universe, probes: Probes, length: number, { maxStates, progressEvery, pause }: ExactOptions): { readonly found?: Pick<Shortest, 'keys' | 'reason'>; readonly isComplete: boolean } {
  if (length === 0) return { isComplete: true };
  const exploration = explore(universe.world, probes, {
    maxStates,
    maxDepth: length - 1,
    stopWhen: (violated) => violated.length > 0,
    ...(pause ? { onProgress: pause } : {}),
    ...(progressEvery === undefined ? {} : { progressEvery }),
  });
  const violation = exploration.probes.flatMap((probe) => probe.violation ?? [])[0];
  if (violation) {
    const { state, successor, reason } = violation;
    const keys = exploration.trace(state, ...(successor === undefined ? [] : [successor])).map(({ key }) => key);
    return { found: { keys, reason }, isComplete: true };
  }
  const { limit, complete, depth } = exploration;
  // A limit other than the depth may have left the last two levels half judged.
  const judgedDepth = complete || limit === 'depth' ? Number.POSITIVE_INFINITY : depth - 2;
  return { isComplete: length - 1 <= judgedDepth };
}
