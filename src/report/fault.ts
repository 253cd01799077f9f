/** How a controller came to fail as a program. */
import type { FaultStory } from '../faults.ts';
import { counted } from './moment.ts';
import { aboutSet, stepLines, type TextStyle } from './story.ts';

/** A pass that goes on for ever is answered hundreds of times. */
const MOST_ANSWERS = 12;

export function faultStoryText(story: FaultStory, style: TextStyle): string {
  const { scenario, steps, answered, minimal } = story;
  const length = minimal ? 'no pass failed in any state that is nearer' : 'a shorter one may lead to a pass that fails';
  return [
    `  ${[...aboutSet(scenario), `Kubernetes ${scenario.kubernetes}`].join(' · ')}`,
    '',
    ...stepLines(story, scenario, style, failureWords(answered)),
    '',
    `  ${counted(steps.length, 'step')}; ${length}`,
  ].join('\n');
}

/** All answers are tried once a view is met, whether this world gives them there or not. */
function failureWords(answered: readonly string[]): string {
  if (answered.length === 0) return 'fails before it is answered anything';
  const left = answered.length - MOST_ANSWERS;
  return `fails if it is answered ${answered.slice(0, MOST_ANSWERS).join(', ')}${left > 0 ? `, and ${left} more` : ''}`;
}
