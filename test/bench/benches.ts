/** Every bench, in one place: add a line to `benches` and it has a name on the command line. */
import { reference } from '../../models/controllers/reference.ts';
import { releaseOf } from '../../models/controllers/releases.ts';
import type { Scenario } from '../../models/scenario.ts';
import { openUniverse } from '../../src/universe.ts';
import { type Exploration, explore, World } from '../../src/engine/index.ts';
import { baseScenario, defaultReplicas, scopesOf } from '../../src/scopes.ts';
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
  ...(['small', 'standard'] as const).flatMap((scope) =>
    (['OrderedReady', 'Parallel'] as const).map((policy) => ({ name: `${scope}-${policy}`, what: `real model, scope ${scope}, ${policy}`, run: () => realModel(scope, policy) })),
  ),
];

/** The search alone, as the benchmark model's: promises cost what they cost, and are measured by using them. */
function realModel(scope: 'small' | 'standard', policy: Scenario['set']['policy']): Result {
  const replicas = defaultReplicas[scope];
  const set = { ...baseScenario.set, replicas, policy, claimTemplates: ['www'] };
  const { kubernetes } = baseScenario;
  const [first] = scopesOf(set, { kubernetes, assume: 'crashes', volumes: [], scope, maxReplicas: replicas });
  return timed(() => explore(openUniverse(first!.scenario, reference(releaseOf(kubernetes)), []).world));
}

/** What runs when no bench is named. */
export const usual: readonly string[] = ['XS', 'M', 'S', 'small-OrderedReady', 'small-Parallel', 'standard-OrderedReady'];

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
