/** From a story that was found to a token. */
import type { Result, Story } from '../check.ts';
import { digestOf, encode, type Recording } from './token.ts';

export interface Recorded {
  /** Of the text of a controller that is not built in. */
  readonly digest?: string | undefined;
  /** Ids of the promises that were judged, if those were not all. */
  readonly judged?: readonly string[] | undefined;
}

export function recordingOf({ scenario, controller }: Pick<Result, 'scenario' | 'controller'>, story: Story, { digest, judged }: Recorded = {}): Recording {
  return {
    controller,
    ...(digest ? { digest } : {}),
    scenario,
    property: story.property,
    ...(judged ? { judged } : {}),
    keys: story.steps.map(({ action }) => action.key),
    ...(story.loop === undefined ? {} : { loop: story.loop }),
    end: digestOf(story.steps.at(-1)?.after ?? story.start),
  };
}

/** The tokens of all violations of a result, by property id. */
export function tokensOf(result: Result, recorded: Recorded = {}): Record<string, string> {
  return Object.fromEntries(result.properties.flatMap(({ id, story }) => (story ? [[id, encode(recordingOf(result, story, recorded))]] : [])));
}
