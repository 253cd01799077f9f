/** Every bench, in one place: add a line to `benches` and it has a name on the command line. */
import { type Exploration, explore, World } from '../../src/engine/index.ts';
import { benchmarkModel, expected, type Size, sizes } from './benchmark-model.ts';

export interface Bench {
  readonly name: string;
  /** For people: what is explored. */
  readonly what: string;
  run(): Result;
}

export interface Result {
  readonly exploration: Exploration;
  /** Wall clock, compiling the model included. */
  readonly seconds: number;
  /** What is wrong with the result, if anything. */
  readonly complaint?: string;
}

export const benches: readonly Bench[] = [
  ...(Object.keys(sizes) as (keyof typeof sizes)[]).map((name) => ({
    name,
    what: describe(sizes[name]),
    run: () => benchmark(name),
  })),
];

/** What runs when no bench is named. */
export const usual: readonly string[] = ['XS', 'M', 'S'];

function benchmark(name: keyof typeof sizes): Result {
  const result = timed(() => explore(new World(benchmarkModel(sizes[name]))));
  const { states, transitions, depth } = result.exploration;
  const right = expected[name];
  const isRight = states === right.states && transitions === right.transitions && depth === right.depth;
  if (isRight) return result;
  const complaint = `expected ${right.states} states, ${right.transitions} transitions, depth ${right.depth}`;
  return { ...result, complaint };
}

/** Runs an exploration and takes its time. */
export function timed(run: () => Exploration): Result {
  const start = performance.now();
  const exploration = run();
  return { exploration, seconds: (performance.now() - start) / 1000 };
}

function describe({ pods, budgets: { update, scale, crash, evict } }: Size): string {
  return `benchmark model, ${pods} pods, update/scale/crash/evict ${update}/${scale}/${crash}/${evict}`;
}
