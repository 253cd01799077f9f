/** Runs that go on for ever, made shorter. */
import type { Property } from '../../properties/property.ts';
import type { Universe } from '../universe.ts';
import { judgeRun, withoutBlocks } from '../engine/index.ts';
import { probesOf } from '../probes.ts';

/** Steps, and the number of the first one of those that are taken for ever; the number of steps: the run stays where they lead. */
export interface Run {
  readonly keys: readonly string[];
  readonly loop: number;
}

/**
 * A run that breaks the same promise and from which no step can be left out, neither on the way nor in the loop. The
 * fair phase of a walk takes its steps in turn, whether the loop needs them or not.
 *
 * @param isOver asked between two attempts: `true` ends with the shortest run so far
 */
export function shorterRun(universe: Universe, property: Property, run: Run, isOver: () => boolean): Run {
  const probes = probesOf(universe.cluster, [property]).liveness!;
  const breaks = ({ keys, loop }: Run): boolean => typeof judgeRun(universe.world, probes, keys, loop) === 'string';
  let shortest = run;
  for (let shorter: Run | undefined = run; shorter; ) {
    shortest = shorter;
    shorter = undefined;
    for (const candidate of shortened(shortest)) {
      if (isOver()) return shortest;
      if (!breaks(candidate)) continue;
      shorter = candidate;
      break;
    }
  }
  return shortest;
}

function* shortened({ keys, loop }: Run): Generator<Run> {
  const way = keys.slice(0, loop);
  const round = keys.slice(loop);
  // The way may have been part of the loop already.
  if (loop > 0 && round.length > 0) yield { keys: keys.slice(0, -1), loop: loop - 1 };
  for (const { left } of withoutBlocks(round, round.length)) if (left.length > 0) yield { keys: [...way, ...left], loop };
  for (const { left } of withoutBlocks(way, way.length)) yield { keys: [...left, ...round], loop: left.length };
}
