/** How fast random walks are: steps a second in one thread, judged by every property, with the default sampler. */
import fc from 'fast-check';
import { reference } from '../../models/controllers/reference.ts';
import { releaseOf } from '../../models/controllers/releases.ts';
import { properties } from '../../properties/index.ts';
import { openUniverse } from '../../src/universe.ts';
import { stories } from '../../src/random.ts';
import { baseScenario, defaultReplicas, scopesOf, type Scope } from '../../src/scopes.ts';

export interface WalkLine {
  readonly name: string;
  readonly walks: number;
  readonly steps: number;
  readonly seconds: number;
  readonly stepsPerSecond: number;
}

/** Walks of one measurement; as many before it teach the universe what follows from what. */
const WALKS = 10_000;

export function* randomLines(): Generator<WalkLine> {
  for (const scope of ['default', 'standard'] as const) for (const { name, scenario } of scopes(scope)) yield measured(`random ${name}`, scenario);
}

function scopes(scope: 'default' | 'standard'): readonly Scope[] {
  const maxReplicas = defaultReplicas[scope];
  const set = { ...baseScenario.set, replicas: maxReplicas, claimTemplates: ['www'] };
  return scopesOf(set, { kubernetes: baseScenario.kubernetes, assume: 'crashes', volumes: [], scope, maxReplicas });
}

function measured(name: string, scenario: Scope['scenario']): WalkLine {
  const told = stories(openUniverse(scenario, reference(releaseOf(scenario.kubernetes)), properties));
  const walked = (seed: number): number => {
    let steps = 0;
    fc.assert(fc.property(told, ({ keys }) => void (steps += keys.length)), { seed, numRuns: WALKS });
    return steps;
  };
  walked(1);
  const start = performance.now();
  const steps = walked(2);
  const seconds = (performance.now() - start) / 1000;
  return { name, walks: WALKS, steps, seconds, stepsPerSecond: steps / seconds };
}
