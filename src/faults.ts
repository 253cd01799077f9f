import { ControllerFault } from '../models/pass.ts';
import { ModelFault } from './engine/index.ts';

/**
 * What a controller did wrong as a program is thrown as it is. The engine, which cannot know better, says that the model
 * failed in one of its rules, and has what the rule threw as the cause.
 */
export function asItself<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    throw error instanceof ModelFault && error.cause instanceof ControllerFault ? error.cause : error;
  }
}
