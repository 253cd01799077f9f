/** Controllers that failed as programs, and how they came to it. */
import { ControllerFault, type FailedPass } from '../models/pass.ts';
import type { Scenario } from '../models/scenario.ts';
import { approach, ModelFault } from './engine/index.ts';
import { actionOf } from './probes.ts';
import { momentOf, PASS, startOf, storyStep, type Moment, type StoryStep, type Universe } from './universe.ts';

/** How a controller came to fail as a program, from the start of the scenario to the pass in which it did. */
export interface FaultStory {
  readonly scenario: Scenario;
  readonly start: Moment;
  readonly steps: readonly StoryStep[];
  /**
   * What the pass had been answered until then, as `createPod web-0 ok`. Once a view is met, a pass over it is given all
   * answers that there may be, also such as this world does not give there.
   */
  readonly answered: readonly string[];
  /** In no state that is nearer to the start did a pass fail. */
  readonly minimal: boolean;
}

/** A controller failed as a program after steps that are known. */
export class FaultInStory extends ControllerFault {
  readonly story: FaultStory;

  constructor(fault: ControllerFault, story: FaultStory) {
    super(fault.message, { cause: fault.cause });
    if (fault.stack !== undefined) this.stack = fault.stack;
    if (fault.pass !== undefined) this.pass = fault.pass;
    this.story = story;
  }
}

/** Where it happened. */
type Place = Pick<Universe, 'scenario' | 'cluster' | 'world'>;

/**
 * What a controller did wrong as a program is thrown as it is, with how it came to that. The engine, which cannot know
 * better, says that the model failed in one of its rules, and has what the rule threw as the cause.
 *
 * @param minimal whoever runs looks at nearer states first
 */
export function asItself<T>(run: () => T, place: Place, { minimal }: Pick<FaultStory, 'minimal'>): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ModelFault && error.cause instanceof ControllerFault)) throw error;
    const { keys, cause } = error;
    throw keys && cause.pass ? new FaultInStory(cause, { ...storyOf(place, keys, cause.pass), minimal }) : cause;
  }
}

function storyOf({ scenario, cluster, world }: Place, keys: readonly string[], { view, answered }: FailedPass): Omit<FaultStory, 'minimal'> {
  const { steps, end } = approach(world, keys);
  const moment = momentOf(cluster, end);
  const failing: StoryStep = { action: actionOf({ rule: PASS, family: PASS, key: PASS }), before: moment, after: moment, view, fails: true };
  return { scenario, start: startOf(cluster), steps: [...steps.map((step) => storyStep(cluster, step)), failing], answered };
}
