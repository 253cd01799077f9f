/** For pages that draw: a story as a sequence diagram of Mermaid. One document is one diagram. */
import type { Story } from '../check.ts';
import { oneStory, type Finding } from './finding.ts';
import { wrap } from './paint.ts';
import type { Reporter } from './report.ts';
import { tell, type ToldStep } from './telling.ts';

export function mermaidReporter(): Reporter {
  return oneStory((told, others) => {
    if (!told) return 'sequenceDiagram\n  participant checker as sts-check\n  Note over checker: No violation was found.\n';
    const also = [...new Set(others.map(({ property }) => property.id))];
    const comment = also.length > 0 ? `%% Also violated: ${also.join(', ')}. Draw one with --property.\n` : '';
    return `${comment}${diagramOf(told)}\n`;
  });
}

/** Who everything that is written goes to. */
const API_SERVER = 'API server';

/** Steps are numbered as in the text; what one changed is a note below it. */
export function diagramOf({ run, story }: Finding): string {
  const { start, steps } = tell(story, run.result.scenario);
  const participants = participantsOf(steps);
  const everybody = participants.length === 1 ? idOf(API_SERVER) : `${idOf(participants[0]!)},${idOf(participants.at(-1)!)}`;
  const { loop = steps.length } = story;
  const lines = steps.map((step, index) => stepLines(step, story.steps[index]!.action));
  return [
    'sequenceDiagram',
    ...[
      'autonumber',
      ...participants.map((name) => `${name === 'user' ? 'actor' : 'participant'} ${idOf(name)}${idOf(name) === name ? '' : ` as ${name}`}`),
      note(everybody, start),
      ...lines.slice(0, loop).flat(),
      ...(loop < steps.length ? ['loop for ever', ...lines.slice(loop).flat().map((line) => `  ${line}`), 'end'] : []),
      note(everybody, [`✗ ${story.property}`, story.reason]),
    ].map((line) => `  ${line}`),
  ].join('\n');
}

/** Those who act on the API server to its left and right, so that the busiest arrows are short. */
function participantsOf(steps: readonly ToldStep[]): string[] {
  const actors = [...new Set(steps.map(({ actor }) => actor))];
  const left = ['user', 'controller'].filter((name) => actors.includes(name));
  return [...left, API_SERVER, ...actors.filter((name) => !left.includes(name))];
}

function stepLines({ actor, words, changes, saw, asks }: ToldStep, { family }: Story['steps'][number]['action']): string[] {
  const target = targetOf(actor, family);
  const thoughts = [...saw, ...(asks.length > 0 ? [`asks ${asks.join(', ')}`] : [])];
  return [
    `${idOf(actor)}->>${idOf(target)}: ${literal(words)}`,
    ...(changes.length > 0 ? [note(idOf(API_SERVER), changes)] : []),
    ...(thoughts.length > 0 ? [note(idOf('controller'), thoughts)] : []),
  ];
}

function targetOf(actor: string, family: string): string {
  if (family === 'controller/pass' || family === 'controller/restart') return actor;
  return family === 'clock/delayed-enqueue' ? 'controller' : API_SERVER;
}

/** Names without what Mermaid could take for an arrow. */
function idOf(name: string): string {
  return name.replace(/\W/g, '_');
}

/** Characters in a line of a note. */
const NOTE_WIDTH = 48;

function note(over: string, texts: readonly string[]): string {
  return `Note over ${over}: ${texts.flatMap((text) => wrap(text, NOTE_WIDTH)).map(literal).join('<br/>')}`;
}

/** Mermaid ends statements at `;` and texts at `#` and `%%`, and takes `<` and `&` for HTML. `#59;` is how it writes a character. */
function literal(text: string): string {
  return text.replace(/[#;%<>&\\]/g, (character) => `#${character.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
