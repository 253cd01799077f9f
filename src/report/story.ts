/** The text of one violation, which is also what a failing test prints. */
import { releaseOf } from '../../models/controllers/releases.ts';
import type { Scenario } from '../../models/scenario.ts';
import type { Story } from '../check.ts';
import type { KnownFinding } from '../known.ts';
import { counted } from './moment.ts';
import { flow, wrap, type Paint } from './paint.ts';
import { tell, type ToldStep } from './telling.ts';

export interface StoryContext {
  readonly scenario: Scenario;
  readonly controller: string;
  readonly token: string;
  readonly known?: KnownFinding | undefined;
  /** What is known about its length: `no shorter one exists in this scope`. */
  readonly length: string;
}

export interface TextStyle {
  readonly paint: Paint;
  readonly width: number;
}

/** The widest an action may be before what it changed goes to the next line. */
const WIDEST_ACTION = 36;

export function storyText(story: Story, context: StoryContext, style: TextStyle): string {
  const { paint, width } = style;
  const { known, token } = context;
  return [
    header(story, context, style),
    '',
    ...(known ? [...wrap(`known  ${known.reference}: ${known.summary}`, width - 2).map((line) => `  ${paint.yellow(line)}`), ''] : []),
    ...wrap(story.reason, width - 2).map((line) => `  ${paint.bold(line)}`),
    '',
    ...stepLines(story, context.scenario, style, story.reason),
    '',
    `  ${lengthWords(story)}; ${context.length}`,
    // Never broken into lines: people copy it.
    `  replay    ${paint.cyan(`npx sts-check replay ${token}`)}`,
    '',
  ].join('\n');
}

function lengthWords({ steps, loop }: Story): string {
  if (loop === undefined) return counted(steps.length, 'step');
  return `${counted(loop, 'step')}, then ${counted(steps.length - loop, 'step')} again and again`;
}

/** What an exhaustive search knows about the length of what it tells, in the scope that `where` names. */
export function shortestWords({ loop, rests }: Pick<Story, 'loop' | 'rests'>, where = '', isProved = true): string {
  const what = !isProved ? 'a shorter one may exist' : loop !== undefined ? 'no such loop begins earlier' : rests ? 'no shorter one comes to rest' : 'no shorter one exists';
  return what + where;
}

/** ` in scope rollback (…)`. */
export function inScope(scope: string, about: string): string {
  return ` in scope ${scope} (${about})`;
}

function header({ property }: Story, { scenario, controller, known }: StoryContext, { paint }: TextStyle): string {
  const about = [controller, ...aboutSet(scenario), `Kubernetes ${scenario.kubernetes}`].join(' · ');
  const mark = known ? paint.yellow('✗') : paint.red('✗');
  return `${mark} ${paint.bold(property)}${' '.repeat(Math.max(3, 45 - property.length))}${paint.dim(about)}`;
}

/** `OrderedReady`, `RollingUpdate`. */
export function aboutSet({ set }: Scenario): string[] {
  return [set.policy, set.strategy.type];
}

/** `1.35.2 (profile r1.35.1)`. */
export function releaseWords(kubernetes: string): string {
  return `Kubernetes ${kubernetes} (profile ${releaseOf(kubernetes).name})`;
}

/**
 * Numbered steps, a column for each of: who, what, and what it changed; the reason under the last; a bar along a loop.
 *
 * @param marks one sign for each step, beside its number
 */
export function stepLines(story: Pick<Story, 'start' | 'steps' | 'loop'>, scenario: Scenario, { paint, width }: TextStyle, reason?: string, marks?: readonly string[]): string[] {
  const { start, steps } = tell(story, scenario);
  const actorWidth = Math.max('start'.length, ...steps.map(({ actor }) => actor.length)) + 2;
  const actionWidth = Math.min(WIDEST_ACTION, Math.max(8, ...steps.map(({ words }) => words.length))) + 2;
  const before = marks ? 7 : 6;
  const left = before + actorWidth + actionWidth;
  const room = Math.max(30, width - left);
  const lines = [...startLines(start, before, actorWidth, width)];
  steps.forEach((step, index) => {
    const number = String(index + 1).padStart(4);
    const told = detailLines(step, room, paint);
    const head = `${number} ${marks ? `${marks[index] || ' '} ` : ' '}${paint.cyan(step.actor.padEnd(actorWidth))}${step.words.padEnd(actionWidth)}`;
    const isWide = step.words.length > actionWidth - 2;
    const stepped = [`${head}${isWide ? '' : (told.shift() ?? '')}`.trimEnd(), ...told.map((line) => ' '.repeat(left) + line)];
    lines.push(...(story.loop === undefined || index < story.loop ? stepped : stepped.map((line, at) => (index === story.loop && at === 0 ? '╭' : '│') + line.slice(1))));
  });
  if (story.loop !== undefined) lines.push(`╰ back to where step ${story.loop + 1} began, and so on for ever`);
  if (reason !== undefined) {
    wrap(reason, room - 2).forEach((line, index) => lines.push(' '.repeat(left) + paint.red(`${index === 0 ? '▲' : ' '} ${line}`)));
  }
  return lines;
}

function startLines(start: readonly string[], before: number, actorWidth: number, width: number): string[] {
  const indent = before + actorWidth;
  const lines = start.flatMap((text) => wrap(text, width - indent));
  return lines.map((line, index) => (index === 0 ? `${'   0'.padEnd(before)}${'start'.padEnd(actorWidth)}${line}` : ' '.repeat(indent) + line));
}

function detailLines({ changes, saw, asks }: ToldStep, room: number, paint: Paint): string[] {
  return [
    ...flow(changes, room),
    ...saw.flatMap((text) => wrap(text, room).map(paint.yellow)),
    ...(asks.length > 0 ? wrap(`asks ${asks.join(', ')}`, room).map(paint.dim) : []),
  ];
}
