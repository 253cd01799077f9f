/** Stories as a fast-check arbitrary. */
import fc from 'fast-check';
import type { Scenario } from '../../models/scenario.ts';
import type { Property } from '../../properties/property.ts';
import type { Universe } from '../universe.ts';
import { isSameViolation, MAX_STEPS, withoutBlocks, type Deletion, type Walk, type Walker, type WalkViolation } from '../engine/index.ts';
import type { ScenarioChanges } from '../scopes.ts';
import { asItself } from '../faults.ts';
import { MAX_EXACT_STATES } from './limits.ts';
import { defaultSampler, samplers, type SamplerName } from './samplers.ts';
import { generousScenarios } from './scenarios.ts';
import { shortestStory, type BrokenStory, type Shortest } from './shortest.ts';
import { SIMPLIFICATIONS, simplified, type Simplified } from './simplify.ts';
import { Universes, walkable, type ControllerOf, type Walkable } from './universes.ts';

export interface StoryOptions {
  /** Steps of a story at most, its fair phase left out; where the universe is drawn, all of them, a half or a quarter. */
  readonly maxSteps?: number;
  readonly sampler?: SamplerName;
  /** Properties that are not judged, by id. */
  readonly except?: ReadonlySet<string>;
  /** States that the exact step explores at most; 0: there is none. */
  readonly maxExactStates?: number;
  /**
   * Asked between two attempts to shrink and during the exact step: `true` ends them with the shortest story so far.
   * fast-check's own time limit is looked at between stories only.
   */
  readonly isOver?: () => boolean;
}

/** A walk, and the scenario in which it is told. */
export interface ToldStory extends Walk {
  readonly scenario: Scenario;
  /** The exact step was asked: it was proved that no story of this scenario that breaks this promise is shorter, or it was not. */
  readonly minimal?: boolean;
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

/** Where stories are told. */
export interface Tellers {
  /** One is drawn for each story. */
  readonly scenarios: readonly Scenario[];
  readonly open: (scenario: Scenario) => Walkable;
  /** How many things can be made simpler. */
  readonly simplifications: number;
  /** The scenario with thing number `which` made simpler; undefined: it cannot be. */
  readonly simplified: (scenario: Scenario, keys: readonly string[], which: number) => Simplified | undefined;
  /** The exact step. */
  readonly shortest: (story: BrokenStory & { readonly scenario: Scenario }, options: StoryOptions) => Shortest;
}

/**
 * Stories of a universe for fast-check: `fc.assert(fc.property(told, told.keepsPromises), { seed })`. A story is a list
 * of action keys and the promise that it breaks, if it breaks one.
 */
export function stories(universe: Universe, options: StoryOptions = {}): Stories {
  return new Stories(tellersIn(walkable(universe), (story, options) => shortestIn(universe, story, options)), options);
}

/** All stories are told in one universe, which stays as it is. */
export function tellersIn(walkable: Walkable, shortest: Tellers['shortest']): Tellers {
  return { scenarios: [walkable.universe.scenario], open: () => walkable, simplifications: 0, simplified: () => undefined, shortest };
}

/**
 * Stories of many universes: the seed draws the universe and the walk. What is in `fixed` is the same in all of them,
 * for example what a manifest says. A story that breaks a promise becomes shorter, then its universe becomes simpler,
 * and in the end the exhaustive search is asked for the shortest story there.
 */
export function storiesOfUniverses(controller: ControllerOf, properties: readonly Property[], fixed: ScenarioChanges = {}, options: StoryOptions = {}): Stories {
  const universes = new Universes(controller, properties);
  return new Stories(
    {
      scenarios: generousScenarios(fixed),
      open: (scenario) => universes.open(scenario),
      simplified: (scenario, keys, which) => simplified(scenario, keys, which, fixed),
      simplifications: SIMPLIFICATIONS,
      shortest: (story, options) => shortestIn(universes.open(story.scenario).universe, story, options),
    },
    { sampler: 'weightedPrioritySwarm', ...options },
  );
}

/** Where shrinking stands. */
interface Shrinking {
  readonly deletion?: Deletion;
  /** The simplification to try next: the last one that went well, and after the last one the first. */
  readonly simplification: number;
}

/**
 * A story shrinks by deleting steps, and what is not enabled without them, as long as the same promise is broken by the
 * same family of steps. Of a story whose end is a fair run, the first phase shrinks, and the fair phase is what follows.
 */
export class Stories extends fc.Arbitrary<ToldStory> {
  private readonly tellers: Tellers;
  private readonly options: StoryOptions;
  /** Stories that were judged here: others, from examples or a file, are replayed first. */
  private readonly known = new WeakSet<ToldStory>();

  constructor(tellers: Tellers, options: StoryOptions) {
    super();
    this.tellers = tellers;
    this.options = options;
  }

  /** What the seed of a story draws, and nothing else, decides about it: neither the stories before nor what a universe has learned. */
  override generate(mrng: fc.Random): fc.Value<ToldStory> {
    const { maxSteps = MAX_STEPS, sampler = defaultSampler, except } = this.options;
    const { scenarios } = this.tellers;
    const below = (bound: number): number => mrng.nextInt(0, bound - 1);
    const isDrawn = scenarios.length > 1;
    const scenario = scenarios[isDrawn ? below(scenarios.length) : 0]!;
    // Some walks are short, so that the fair phase begins while a lot is still under way.
    const steps = isDrawn ? maxSteps >> below(3) : maxSteps;
    const walk = this.walked(scenario, (walker) => walker.walk(below, samplers[sampler], { maxSteps: steps, ...(except ? { except } : {}) }));
    return new fc.Value(this.remembered({ scenario, ...walk }), undefined);
  }

  override canShrinkWithoutContext(value: unknown): value is ToldStory {
    const keys: unknown = typeof value === 'object' && value !== null && 'keys' in value ? value.keys : undefined;
    return Array.isArray(keys) && keys.every((key) => typeof key === 'string');
  }

  override shrink(story: ToldStory, context?: unknown): fc.Stream<fc.Value<ToldStory>> {
    return fc.stream(this.simpler(story, (context as Shrinking | undefined) ?? { simplification: 0 }));
  }

  /** The predicate: throws a `PromiseBroken` if the story breaks one. */
  readonly keepsPromises = (story: ToldStory): void => {
    const { keys, violation } = this.judged(story);
    if (violation) throw new PromiseBroken(violation, keys);
  };

  /** The story that these keys tell; those that are not enabled when their turn comes are left out. A scenario that is left off is the first one. */
  replay(keys: readonly string[], scenario: Scenario = this.tellers.scenarios[0]!): ToldStory {
    return this.retold(keys, scenario, false);
  }

  private *simpler(told: ToldStory, { deletion, simplification }: Shrinking): Generator<fc.Value<ToldStory>, void> {
    const story = this.judged(told);
    if (told.minimal !== undefined) return;
    if (story.keys.length < told.keys.length) yield new fc.Value(story, undefined);
    const { scenario, keys, violation } = story;
    const isAboutRun = violation !== undefined && story.rest !== undefined;
    const drawn = isAboutRun ? keys.slice(0, story.rest) : keys;
    // The step that breaks a promise stays.
    const deletable = drawn.length - (violation && !isAboutRun ? 1 : 0);
    // In any other story a fair phase would make up for the steps that are left out.
    const retold = (left: readonly string[], where: Scenario): ToldStory => this.retold(left, where, !isAboutRun);
    const isSame = ({ violation: other }: ToldStory): boolean => isSameViolation(other, violation);
    for (const { left, next } of withoutBlocks(drawn, deletable, deletion)) {
      if (this.isOver) return;
      const shorter = retold(left, scenario);
      if (isSame(shorter)) yield new fc.Value(shorter, { deletion: next, simplification } satisfies Shrinking);
    }
    if (!violation) return;
    for (let tried = 0; tried < this.tellers.simplifications; tried++) {
      const which = (simplification + tried) % this.tellers.simplifications;
      const smaller = this.tellers.simplified(scenario, drawn, which);
      if (!smaller) continue;
      if (this.isOver) return;
      const simpler = retold(smaller.keys, smaller.scenario);
      if (isSame(simpler)) yield new fc.Value(simpler, { simplification: which } satisfies Shrinking);
    }
    const { minimal, ...exact } = this.exact(story, violation);
    // A shorter story may do with less.
    const isLast = this.tellers.simplifications === 0 || exact.keys.length >= keys.length;
    yield new fc.Value(this.remembered(isLast ? { ...exact, minimal } : exact), undefined);
  }

  /** The shortest story of the same violation, if the exact step knows one that is. */
  private exact(story: ToldStory, violation: WalkViolation): ToldStory & { readonly minimal: boolean } {
    const { keys, minimal, cycle } = this.tellers.shortest({ ...story, violation }, this.options);
    if (keys === story.keys) return { ...story, minimal };
    const shortest = this.retold(keys.slice(0, cycle), story.scenario, story.rest === undefined);
    if (!isSameViolation(shortest.violation, violation)) return { ...story, minimal: false };
    // The fair phase may go round in a longer loop than there is.
    return cycle === undefined ? { ...shortest, minimal } : { ...shortest, keys, rest: cycle, violation: { ...violation, cycle }, minimal };
  }

  private retold(keys: readonly string[], scenario: Scenario, withoutRest: boolean): ToldStory {
    const { except } = this.options;
    return this.remembered({ scenario, ...this.walked(scenario, (walker) => walker.replay(keys, { withoutRest, ...(except ? { except } : {}) })) });
  }

  private walked(scenario: Scenario, walk: (walker: Walker) => Walk): Walk {
    const { universe, walker } = this.tellers.open(scenario);
    return asItself(() => walk(walker), universe, { minimal: false });
  }

  private get isOver(): boolean {
    return this.options.isOver?.() ?? false;
  }

  private judged(story: ToldStory): ToldStory {
    return this.known.has(story) ? story : this.replay(story.keys.slice(0, story.rest), story.scenario);
  }

  private remembered(story: ToldStory): ToldStory {
    this.known.add(story);
    return story;
  }
}

function shortestIn(universe: Universe, story: BrokenStory, { maxExactStates = MAX_EXACT_STATES, isOver }: StoryOptions): Shortest {
  const pause = (): 'continue' | 'interrupted' => (isOver?.() ? 'interrupted' : 'continue');
  return asItself(() => shortestStory(universe, story, { maxStates: maxExactStates, pause }), universe, { minimal: false });
}
