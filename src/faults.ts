/** Controllers that failed as programs, and how they came to it. */
import { ControllerFault } from '../models/pass.ts';
import type { FaultStory } from './check.ts';
import { ModelFault } from './engine/index.ts';

/** A controller failed as a program after steps that are known. */
export class FaultInStory extends ControllerFault {
  readonly story: FaultStory;

  constructor(fault: ControllerFault, story: FaultStory) {
    super(fault.message, { cause: fault.cause });
    if (fault.stack !== undefined) this.stack = fault.stack;
    this.story = story;
  }
}

/**
 * What a controller did wrong as a program is thrown as it is. The engine, which cannot know better, says that the model
 * failed in one of its rules, and has what the rule threw as the cause.
 *
 * @param tell how it came to it, after steps with these keys
 */
export function asItself<T>(run: () => T, tell: (keys: readonly string[], fault: ControllerFault) => FaultStory | undefined): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof ModelFault && error.cause instanceof ControllerFault)) throw error;
    const { keys, cause } = error;
    const story = keys && tell(keys, cause);
    throw story ? new FaultInStory(cause, story) : cause;
  }
}
