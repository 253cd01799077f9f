/** Random exploration of one scenario: draws stories, shrinks what breaks a promise, and sums up what was seen. */
import { performance } from 'node:perf_hooks';
import fc from 'fast-check';
import type { Controller } from '../../models/controllers/controller.ts';
import type { Scenario } from '../../models/scenario.ts';
import type { Property } from '../../properties/property.ts';
import { endOf, reasonOf, type PropertyResult, type Result } from '../check.ts';
import { followKeys, openUniverse, type Universe } from '../universe.ts';
import { PROGRESS_EVERY, type Progress, type Walker, type WalkStatistics, type WalkViolation } from '../engine/index.ts';
import { asItself } from '../faults.ts';
import { MAX_EXACT_STATES } from './limits.ts';
import type { SamplerName } from './samplers.ts';
import { shortestStory, type Shortest } from './shortest.ts';
import { withoutUnusedEdits } from './simplify.ts';
import { Stories, tellersIn, type ToldStory } from './stories.ts';
import { walkable } from './universes.ts';

export interface RandomProgress extends Progress {
  readonly walks: number;
}

export interface RandomOptions {
  /** Walks at most. */
  readonly runs: number;
  readonly seed: number;
  readonly maxSteps?: number;
  readonly sampler?: SamplerName;
  /** Called now and then; may end the search. */
  readonly onProgress?: (progress: RandomProgress) => 'continue' | 'time' | 'interrupted';
  /** Steps, or states of the exact step, between two calls. */
  readonly progressEvery?: number;
  /** The result depends on the machine if this is reached. */
  readonly timeLimitMs?: number;
  readonly maxExactStates?: number;
  /** Number of states that can be reached, if somebody has counted them: the result says which share of them was seen. */
  readonly reachableStates?: number;
}

/** A broken promise, as found and as shrunk. */
interface Finding {
  readonly shrunkFrom: number;
  readonly story: ToldStory & { readonly violation: WalkViolation };
}

/**
 * Draws stories and judges them. A property that was violated is not judged any more: the walks go on for the others.
 * Walk number n of a seed takes the same steps always: `fc.assert` on `stories` with the same seed sees the same ones,
 * and a `path` of n begins there.
 */
export function checkRandomly(scenario: Scenario, controller: Controller, properties: readonly Property[], options: RandomOptions): Result {
  const universe = openUniverse(scenario, controller, properties);
  return asItself(() => new RandomSearch(universe, options).run(), universe, { minimal: false });
}

class RandomSearch {
  private readonly universe: Universe;
  private readonly walker: Walker;
  private readonly options: RandomOptions;
  private readonly deadline: number;
  private readonly findings = new Map<string, Finding>();
  private walks = 0;
  private limit: 'time' | 'interrupted' | undefined;
  private told = 0;

  constructor(universe: Universe, options: RandomOptions) {
    this.universe = universe;
    this.walker = walkable(universe).walker;
    this.options = options;
    this.deadline = performance.now() + (options.timeLimitMs ?? Number.POSITIVE_INFINITY);
  }

  run(): Result {
    const { universe, options, findings } = this;
    const statistics = this.draw();
    const { walks, states, transitions, depth, lossProbability, bytes, rules, exercised, cut, unsettled, firstUnsettled } = statistics;
    // The exact step expands passes too, and those speak of promises that no walk met.
    const onRequests = new Map(universe.judge.exercised);
    const minima = new Map([...findings].map(([id, finding]) => [id, this.shortest(finding)]));
    return {
      scenario: universe.scenario,
      controller: universe.controller.name,
      exploration: {
        search: 'random', states, transitions, depth, complete: false, ...(this.limit ? { limit: this.limit } : {}),
        lossProbability, peakBytes: bytes, actions: rules, walks, seed: options.seed, cutWalks: cut, unsettledWalks: unsettled,
        ...(firstUnsettled ? { unsettled: firstUnsettled } : {}),
        ...(options.reachableStates === undefined ? {} : { shareOfStates: states / options.reachableStates }),
      },
      properties: universe.properties.map((property): PropertyResult => {
        const { id } = property;
        const count = exercised.get(id)! + (onRequests.get(id) ?? 0);
        const finding = findings.get(id);
        if (!finding) return { id, verdict: count === 0 ? 'not-exercised' : 'holds-so-far', exercised: count };
        const { reason } = finding.story.violation;
        const shortest = minima.get(id)!;
        const { cycle } = shortest;
        const { start, steps, followed } = followKeys(universe, shortest.keys);
        const story = { property: id, reason: reasonOf(property, shortest.reason ?? reason, cycle === undefined ? { universe, end: followed.end } : undefined), start, steps, ...endOf(property, cycle) };
        return { id, verdict: 'violated', exercised: count, story, shrunkFrom: finding.shrunkFrom, minimal: shortest.minimal };
      }),
    };
  }

  /** Walks until there are no more runs, or no more properties to violate. */
  private draw(): WalkStatistics {
    const { universe, walker, findings } = this;
    const { runs, seed } = this.options;
    let statistics: WalkStatistics | undefined;
    while (this.walks < runs && this.limit === undefined && findings.size < universe.properties.length) {
      const told = this.stories();
      let found: ToldStory | undefined;
      const promise = fc.property(told, (story) => {
        if (!found) {
          this.walks++;
          if (story.violation) found = story;
          else if (this.isOver()) {
            // fast-check draws one more story before it stops, and asks nobody about it.
            statistics = walker.statistics;
            throw new fc.PreconditionFailure(true);
          }
        }
        told.keepsPromises(story);
      });
      const path = this.walks === 0 ? '' : String(this.walks);
      const { counterexample, errorInstance, interrupted } = fc.check(promise, { seed, path, numRuns: runs - this.walks, endOnFailure: false, examples: [] });
      if (counterexample) {
        const [story] = counterexample;
        if (!story.violation || !found) throw errorInstance;
        findings.set(story.violation.id, { shrunkFrom: found.keys.length, story: { ...story, violation: story.violation } });
      } else {
        // Whoever configured fast-check globally may have given it less time.
        if (interrupted) this.limit ??= 'time';
        break;
      }
    }
    return statistics ?? walker.statistics;
  }

  private stories(): Stories {
    const { universe, walker, options, findings } = this;
    return new Stories(
      tellersIn({ universe, walker }, ({ keys }) => ({ keys, minimal: false })),
      {
        ...(options.maxSteps === undefined ? {} : { maxSteps: options.maxSteps }),
        ...(options.sampler ? { sampler: options.sampler } : {}),
        except: new Set(findings.keys()),
        isOver: () => this.isOver(),
      },
    );
  }

  /**
   * The shortest story, if the exhaustive search gets far enough to know it: first among those with no more edits than
   * the one that was found, of which there are fewer, then among all.
   */
  private shortest({ story }: Finding): Shortest {
    const { universe, options } = this;
    const { maxExactStates: maxStates = MAX_EXACT_STATES, progressEvery = PROGRESS_EVERY } = options;
    const pause = (): 'continue' | 'time' | 'interrupted' => {
      if (!this.isOver()) this.ask();
      return this.limit ?? 'continue';
    };
    const exact = { maxStates, progressEvery, pause };
    const fewer = withoutUnusedEdits(universe.scenario, story.keys);
    const among = shortestStory(openUniverse(fewer, universe.controller, universe.properties), story, exact);
    const violation = { ...story.violation, ...(among.cycle === undefined ? {} : { cycle: among.cycle }) };
    return { ...among, ...shortestStory(universe, { keys: among.keys, violation }, exact) };
  }

  /** Whether to end: asked often, passed on now and then. */
  private isOver(): boolean {
    const { progressEvery = PROGRESS_EVERY } = this.options;
    if (this.limit === undefined && performance.now() > this.deadline) this.limit = 'time';
    if (this.limit === undefined && this.walker.steps - this.told >= progressEvery) {
      this.told = this.walker.steps;
      this.ask();
    }
    return this.limit !== undefined;
  }

  /** Passes it on. */
  private ask(): void {
    const { states, transitions, depth, bytes } = this.walker.statistics;
    const answer = this.options.onProgress?.({ walks: this.walks, states, transitions, depth, frontier: 0, bytes }) ?? 'continue';
    if (answer !== 'continue') this.limit ??= answer;
  }
}
