/** Where two controllers decide differently, in words and as a story. */
import type { Request } from '../../models/observation.ts';
import type { Scenario } from '../../models/scenario.ts';
import type { Decision, Decisions, Difference } from '../compare/index.ts';
import { counted } from './moment.ts';
import { wrap } from './paint.ts';
import type { Style } from './report.ts';
import { aboutSet, stepLines } from './story.ts';
import { asksWords } from './telling.ts';

/** What the two are called. */
export type Names = readonly [left: string, right: string];

export interface DifferenceContext {
  /** What differs: `decisions`. */
  readonly what: string;
  readonly names: Names;
  readonly scenario: Scenario;
  /** What is known about its length: `no shorter one exists in this scope`. */
  readonly length: string;
}

export function differenceStory(difference: Difference, { what, names, scenario, length }: DifferenceContext, style: Style): string {
  const { paint, width } = style;
  const { story } = difference;
  const words = differenceWords(names, difference);
  return [
    `${paint.yellow('≠')} ${paint.bold(what.padEnd(45))}${paint.dim([names.join(' against '), ...aboutSet(scenario)].join(' · '))}`,
    '',
    ...wrap(words, width - 2).map((line) => `  ${paint.bold(line)}`),
    '',
    ...stepLines(story, scenario, style, words),
    '',
    `  ${counted(story.steps.length, 'step')}; ${length}`,
    '',
  ].join('\n');
}

/** `reference@1.36 asks nothing: its pass ends; reference@1.37 asks delete web-0 (update)`. */
export function differenceWords(names: Names, difference: Decisions): string {
  const { answers = [] } = difference;
  const after = answers.length > 0 ? `once it is answered ${answers.join(', ')}: ` : '';
  return after + decisionWords(difference).map((words, side) => `${names[side]!} ${words}`).join('; ');
}

/** What each asks, or how its pass ends; with the fields that differ where the rest is equal. */
function decisionWords({ left, right }: Decisions): Names {
  const words = [left, right].map(plainWords);
  if (words[0] !== words[1]) return [words[0]!, words[1]!];
  return [`${words[0]!} with ${fieldWords(left, right)}`, `${words[1]!} with ${fieldWords(right, left)}`];
}

function plainWords({ asks, end, waits }: Decision): string {
  if (waits) return 'waits until its caches show its own writes';
  if (asks.length > 0) return `asks ${asksWords({ inFlight: asks }).join(', ')}`;
  if (end?.retry) return 'asks nothing: its pass fails, and is tried again';
  return end && end.armed.length > 0 ? 'asks nothing: its pass ends, and plans another by time' : 'asks nothing: its pass ends';
}

/** The fields in which the requests of `one`, or the status that its pass ends with, differ from those of `other`. */
function fieldWords(one: Decision, other: Decision): string {
  const pairs = one.end?.status && other.end?.status ? [[one.end.status, other.end.status]] : requestPairs(one, other);
  return pairs
    .flatMap(([ours, theirs]) => Object.entries(ours!).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify((theirs as Record<string, unknown>)[key])))
    .map(([key, value]) => `${key} ${typeof value === 'string' ? value || 'unset' : JSON.stringify(value)}`)
    .join(', ');
}

function requestPairs(one: Decision, other: Decision): object[][] {
  const fields = (request: Request): object => ('status' in request ? request.status : request);
  return one.asks.map(({ request }) => {
    const twin = other.asks.find((ask) => ask.request.op === request.op && ask.request.name === request.name);
    return [fields(request), twin ? fields(twin.request) : {}];
  });
}
