import type { Followed, Step } from './model.ts';
import type { World } from './world.ts';

/** The steps that these successor numbers lead through, from the initial state. */
export function steps(world: World, successors: readonly number[]): readonly Step[] {
  let row = world.initial();
  return successors.map((successor) => {
    const step = stepOf(world, row, successor);
    row = step.row;
    return step.step;
  });
}

/** Takes from the initial state, for each key in turn, the step with that key, as far as they are enabled. */
export function follow(world: World, keys: readonly string[]): Followed {
  const taken: Step[] = [];
  let row = world.initial();
  for (const [at, key] of keys.entries()) {
    const successor = enabledKeys(world, row).indexOf(key);
    if (successor < 0) {
      return { steps: taken, end: world.values(row), isQuiet: world.successors(row).quiet, stuck: { at, key, enabled: [...new Set(enabledKeys(world, row))] } };
    }
    const { step, row: next } = stepOf(world, row, successor);
    taken.push(step);
    row = next;
  }
  return { steps: taken, end: world.values(row), isQuiet: world.successors(row).quiet };
}

function enabledKeys(world: World, row: Int32Array): readonly string[] {
  const successors = world.successors(row);
  return Array.from({ length: successors.count }, (_, successor) => successors.key(successor));
}

function stepOf(world: World, row: Int32Array, successor: number): { readonly step: Step; readonly row: Int32Array } {
  const successors = world.successors(row);
  const before = world.values(row);
  // Two states for one key would make the trace impossible to replay; better to hear of it here.
  successors.refuseAmbiguityOf(successors.key(successor), before);
  const next = successors.row(successor, row);
  const step = { rule: successors.rule(successor), key: successors.key(successor), before, after: world.values(next) };
  return { step, row: next };
}
