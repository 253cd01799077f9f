import { FairRun } from './fair-run.ts';
import { FairSteps } from './fair-steps.ts';
import { LivenessJudge } from './judge.ts';
import { LivenessWatch } from './liveness-watch.ts';
import { type LivenessProbe, thrownAfter, type Verdict } from './model.ts';
import { ALL, Successors, type World } from './world.ts';

/**
 * Judges the run that takes these steps, and then goes round those from number `loop` on for ever; without one, it stays
 * where it is. `undefined` if that is no fair run: a step is not enabled, the loop does not close, or somebody who is
 * fair would move.
 *
 * @param keys action keys from the initial state
 */
export function judgeRun(world: World, probes: readonly LivenessProbe[], keys: readonly string[], loop = keys.length): Verdict {
  const run = new FairRun(world, new FairSteps(world));
  const watches = probes.map((probe) => new LivenessWatch(new LivenessJudge(world, probe)));
  const successors = new Successors(world);
  let row = world.initial();
  let written = ALL;
  let loopBegins = '';
  for (let position = 0; position <= keys.length; position++) {
    successors.clear();
    try {
      world.expand(row, 0, successors);
    } catch (error) {
      throw thrownAfter(error, () => keys.slice(0, position));
    }
    run.arrive(row, successors);
    if (position === loop) loopBegins = world.text(row);
    for (const watch of watches) watch.arrive(row, position, written);
    if (position === keys.length) break;
    const successor = successors.find(keys[position]!);
    if (successor < 0) return undefined;
    run.take(successor);
    written = successors.written(successor);
    row = successors.row(successor, row);
  }
  const isFair = loop === keys.length ? run.longestAwaited() < 0 : world.text(row) === loopBegins && run.isFairSince(loop);
  if (!isFair) return undefined;
  return watches.map((watch) => watch.missedSince(loop)?.reason).find((reason) => reason !== undefined) ?? true;
}
