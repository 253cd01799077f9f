import { type Followed, type Step, thrownAfter } from './model.ts';
import type { Successors, World } from './world.ts';

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
  const { taken, row, stuck } = take(world, keys);
  const { quiet } = expanded(world, row, () => keys.slice(0, taken.length));
  return { steps: taken, end: world.values(row), isQuiet: quiet, ...(stuck ? { stuck } : {}) };
}

/** The same, without a look at what is enabled in the end. */
export function approach(world: World, keys: readonly string[]): Pick<Followed, 'steps' | 'end'> {
  const { taken, row } = take(world, keys);
  return { steps: taken, end: world.values(row) };
}

function take(world: World, keys: readonly string[]): { readonly taken: readonly Step[]; readonly row: Int32Array; readonly stuck?: Followed['stuck'] } {
  const taken: Step[] = [];
  let row = world.initial();
  for (const [at, key] of keys.entries()) {
    const enabled = enabledIn(expanded(world, row, () => keys.slice(0, at)));
    const successor = enabled.indexOf(key);
    if (successor < 0) return { taken, row, stuck: { at, key, enabled: [...new Set(enabled)] } };
    const { step, row: next } = stepOf(world, row, successor);
    taken.push(step);
    row = next;
  }
  return { taken, row };
}

function expanded(world: World, row: Int32Array, keysOf: () => readonly string[]): Successors {
  try {
    return world.successors(row);
  } catch (error) {
    throw thrownAfter(error, keysOf);
  }
}

function enabledIn(successors: Successors): readonly string[] {
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
