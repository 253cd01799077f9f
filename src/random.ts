/** Random exploration: stories as a fast-check arbitrary, and a check that draws them. */
import fc from 'fast-check';
import type { Controller } from '../models/controllers/controller.ts';
import type { Scenario } from '../models/scenario.ts';
import type { Property } from '../properties/property.ts';
import { followKeys, openUniverse, type PropertyResult, type Result, type Universe } from './check.ts';
import {
  explore, isSameViolation, MAX_STEPS, PROGRESS_EVERY, uniform, Walker, weighted, withoutBlocks,
  type Action, type Deletion, type Progress, type Sampler, type Walk, type WalkStatistics, type WalkViolation,
} from './engine/index.ts';
import { actionOf, probesOf } from './probes.ts';

/** States that the exact step explores at most when it looks for a shorter story. */
export const MAX_EXACT_STATES = 300_000;

/** Ways to choose among the enabled steps. */
export const samplers = { weighted, uniform } as const satisfies Record<string, Sampler>;

export interface StoryOptions {
  /** Steps of a story at most. */
  readonly maxSteps?: number;
  readonly sampler?: keyof typeof samplers;
  /** Properties that are not judged, by id. */
  readonly except?: ReadonlySet<string>;
}

/** A story broke a promise. */
export class PromiseBroken extends Error {
  override readonly name = 'PromiseBroken';
  readonly property: string;
  readonly keys: readonly string[];

  constructor({ id, reason }: WalkViolation, keys: readonly string[]) {
    super(`${id}\n  ${reason}\n${keys.map((key, index) => `  ${index + 1}  ${key}`).join('\n')}`);
    this.property = id;
    this.keys = keys;
  }
}

/**
 * Stories of a universe for fast-check: `fc.assert(fc.property(told, told.keepsPromises), { seed })`. A story is a list
 * of action keys and the promise that its last step breaks, if it breaks one. It shrinks by deleting steps, and what
 * is not enabled without them, as long as the same promise is broken by the same family of steps.
 */
export function stories(universe: Universe, options: StoryOptions = {}): Stories {
  return new Stories(walkerOf(universe), options);
}

export class Stories extends fc.Arbitrary<Walk> {
  private readonly walker: Walker;
  private readonly options: StoryOptions;
  /** Stories that were judged here: others, from examples or a file, are replayed first. */
  private readonly known = new WeakSet<Walk>();

  constructor(walker: Walker, options: StoryOptions) {
    super();
    this.walker = walker;
    this.options = options;
  }

  override generate(mrng: fc.Random): fc.Value<Walk> {
    const { maxSteps = MAX_STEPS, sampler = 'weighted', except } = this.options;
    const below = (bound: number): number => mrng.nextInt(0, bound - 1);
    const walk = this.walker.walk(below, samplers[sampler], { maxSteps, ...(except ? { except } : {}) });
    return new fc.Value(this.remembered(walk), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is Walk {
    const keys: unknown = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
    return Array.isArray(keys) && keys.every((key) => typeof key === 'string');
  }

  override shrink(story: Walk, context?: unknown): fc.Stream<fc.Value<Walk>> {
    return fc.stream(this.shorter(story, context as Deletion | undefined));
  }

  /** The predicate: throws a `PromiseBroken` if the story breaks one. */
  readonly keepsPromises = (story: Walk): void => {
    const { keys, violation } = this.judged(story);
    if (violation) throw new PromiseBroken(violation, keys);
  };

  /** The story that these keys tell; those that are not enabled when their turn comes are left out. */
  replay(keys: readonly string[]): Walk {
    return this.remembered(this.walker.replay(keys, this.options.except));
  }

  private *shorter(told: Walk, start: Deletion | undefined): Generator<fc.Value<Walk>, void> {
    const story = this.judged(told);
    if (story.keys.length < told.keys.length) yield new fc.Value(story, undefined);
    // The step that breaks a promise stays.
    const deletable = story.violation ? story.keys.length - 1 : story.keys.length;
    for (const { left, next } of withoutBlocks(story.keys, deletable, start)) {
      const walk = this.replay(left);
      if (isSameViolation(walk.violation, story.violation)) yield new fc.Value(walk, next);
    }
  }

  private judged(story: Walk): Walk {
    return this.known.has(story) ? story : this.replay(story.keys);
  }

  private remembered(walk: Walk): Walk {
    this.known.add(walk);
    return walk;
  }
}

function walkerOf(universe: Universe): Walker {
  const kindOf = (action: Action): string => {
    const { family, key, outcome } = actionOf(action);
    // How stale a pass is, is a choice of its own, so that a cache can starve; so is what happens to a write.
    return family === 'controller/pass' ? key : outcome === '' || family.startsWith('user/') ? family : `${family} ${outcome}`;
  };
  return new Walker(universe.world, probesOf(universe.cluster, universe.properties), kindOf);
}

export interface RandomProgress extends Progress {
  readonly walks: number;
}

export interface RandomOptions {
  /** Walks at most. */
  readonly runs: number;
  readonly seed: number;
  readonly maxSteps?: number;
  readonly sampler?: keyof typeof samplers;
  /** Called now and then; may end the search. */
  readonly onProgress?: (progress: RandomProgress) => 'continue' | 'time' | 'interrupted';
  readonly progressEvery?: number;
  /** The result depends on the machine if this is reached. */
  readonly timeLimitMs?: number;
  readonly maxExactStates?: number;
}

/** A broken promise, as found and as shrunk. */
interface Finding {
  readonly shrunkFrom: number;
  readonly keys: readonly string[];
  readonly violation: WalkViolation;
}

/**
 * Draws stories and judges them. A property that was violated is not judged any more: the walks go on for the others.
 * Walk number n of a seed takes the same steps always: `fc.assert` on `stories` with the same seed sees the same ones,
 * and a `path` of n begins there.
 */
export function checkRandomly(scenario: Scenario, controller: Controller, properties: readonly Property[], options: RandomOptions): Result {
  const universe = openUniverse(scenario, controller, properties);
  const walker = walkerOf(universe);
  const { findings, limit, statistics } = draw(universe, walker, options);
  const { walks, states, transitions, depth, lossProbability, bytes, rules, exercised } = statistics;
  // The exact step expands passes too, and those speak of promises that no walk met.
  const onRequests = new Map(universe.judge.exercised);
  const minima = exactMinima(universe, findings, options.maxExactStates ?? MAX_EXACT_STATES);
  return {
    scenario,
    controller: controller.name,
    exploration: {
      search: 'random', states, transitions, depth, complete: false, ...(limit ? { limit } : {}),
      lossProbability, peakBytes: bytes, actions: rules, walks, seed: options.seed,
    },
    properties: universe.properties.map(({ id }): PropertyResult => {
      const count = exercised.get(id)! + (onRequests.get(id) ?? 0);
      const finding = findings.get(id);
      if (!finding) return { id, verdict: count === 0 ? 'not-exercised' : 'holds-so-far', exercised: count };
      const { keys, reason, minimal } = minima.get(id)!;
      const { start, steps } = followKeys(universe, keys);
      return { id, verdict: 'violated', exercised: count, story: { property: id, reason, start, steps }, shrunkFrom: finding.shrunkFrom, minimal };
    }),
  };
}

interface Drawn {
  readonly findings: ReadonlyMap<string, Finding>;
  readonly limit?: string;
  readonly statistics: WalkStatistics;
}

/** Walks until there are no more runs, or no more properties to violate. */
function draw(universe: Universe, walker: Walker, options: RandomOptions): Drawn {
  const { runs, seed, maxSteps, sampler, timeLimitMs } = options;
  const findings = new Map<string, Finding>();
  const pause = pauses(options, timeLimitMs === undefined ? Number.POSITIVE_INFINITY : performance.now() + timeLimitMs);
  let walks = 0;
  let limit: 'time' | 'interrupted' | undefined;
  let statistics: WalkStatistics | undefined;
  while (walks < runs && limit === undefined && findings.size < universe.properties.length) {
    const told = new Stories(walker, { ...(maxSteps === undefined ? {} : { maxSteps }), ...(sampler ? { sampler } : {}), except: new Set(findings.keys()) });
    let found: Walk | undefined;
    const promise = fc.property(told, (story) => {
      if (!found) {
        walks++;
        if (story.violation) found = story;
        else if ((limit = pause(walker, walks)) !== undefined) {
          // fast-check draws one more story before it stops, and asks nobody about it.
          statistics = walker.statistics;
          throw new fc.PreconditionFailure(true);
        }
      }
      told.keepsPromises(story);
    });
    const path = walks === 0 ? '' : String(walks);
    const { counterexample, errorInstance, interrupted } = fc.check(promise, { seed, path, numRuns: runs - walks, endOnFailure: false, examples: [] });
    if (counterexample) {
      const [{ keys, violation }] = counterexample;
      if (!violation || !found) throw errorInstance;
      findings.set(violation.id, { shrunkFrom: found.keys.length, keys, violation });
    } else {
      // Whoever configured fast-check globally may have given it less time.
      if (interrupted) limit ??= 'time';
      break;
    }
  }
  return { findings, ...(limit ? { limit } : {}), statistics: statistics ?? walker.statistics };
}

/** Asks after each walk whether to go on. */
function pauses({ onProgress, progressEvery = PROGRESS_EVERY }: RandomOptions, deadline: number) {
  let reported = 0;
  return (walker: Walker, walks: number): 'time' | 'interrupted' | undefined => {
    if (performance.now() > deadline) return 'time';
    if (!onProgress || walker.transitions - reported < progressEvery) return undefined;
    reported = walker.transitions;
    const { states, transitions, depth, bytes } = walker.statistics;
    const answer = onProgress({ walks, states, transitions, depth, frontier: 0, bytes });
    return answer === 'continue' ? undefined : answer;
  };
}

interface Minimum {
  readonly keys: readonly string[];
  readonly reason: string;
  readonly minimal: boolean;
}

/** For each finding the shortest story, if the exhaustive search gets far enough to know it. */
function exactMinima(universe: Universe, findings: ReadonlyMap<string, Finding>, maxStates: number): ReadonlyMap<string, Minimum> {
  if (findings.size === 0) return new Map();
  const lengths = [...findings.values()].map(({ keys }) => keys.length);
  const probes = probesOf(universe.cluster, universe.properties.filter(({ id }) => findings.has(id)));
  const exploration = explore(universe.world, probes, {
    maxStates,
    maxDepth: Math.max(...lengths) - 1,
    stopWhen: (violated) => violated.length === findings.size,
  });
  const { limit, complete, depth } = exploration;
  // A limit other than the depth may have left the last two levels half judged.
  const judgedDepth = complete || exploration.stopped || limit === 'depth' ? Number.POSITIVE_INFINITY : depth - 2;
  const minimum = (id: string, { keys, violation: { reason } }: Finding): Minimum => {
    const exact = exploration.probes.find((probe) => probe.id === id)!.violation;
    if (!exact) return { keys, reason, minimal: keys.length - 1 <= judgedDepth };
    return { keys: exploration.trace(exact.state, exact.successor).map(({ key }) => key), reason: exact.reason, minimal: true };
  };
  return new Map([...findings].map(([id, finding]) => [id, minimum(id, finding)]));
}
