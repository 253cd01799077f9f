/** What is told at the end of a task about how it went. */
import type { Asked } from '../adapters/process.ts';
import { counted, DEFAULT_WIDTH, faultStoryText, grouped, paintOf, type Ending } from '../report/index.ts';
import { exitCode, exitCodeOf, explained, type Fault } from './errors.ts';
import type { Io } from './io.ts';
import type { Explored } from './turns.ts';

/** A fault, and how far the scope was in which it happened. */
export interface Failure {
  readonly fault: Fault;
  readonly explored?: Explored | undefined;
}

/** Why a report ends before all was done; undefined: all was. */
function abortedWords(what: string, failure: Failure | undefined, interrupted: boolean, nameOf: (index: number) => string): string | undefined {
  if (failure) return [`The ${what} ended early, at a fault.`, ...(failure.explored ? [exploredWords(failure.explored, nameOf)] : [])].join(' ');
  return interrupted ? 'Interrupted: this is what was learned so far.' : undefined;
}

/** The last that was heard of a scope may be a moment old, so it says no more than that. */
function exploredWords({ index, progress: { states }, broken }: Explored, nameOf: (index: number) => string): string {
  const seen = `At least ${counted(states, 'state')} of ${nameOf(index)} had been seen until then`;
  if (!broken) return `${seen}.`;
  return `${seen}, ${broken.length === 0 ? 'and no promise broken so far' : `and broken: ${[...new Set(broken)].join(', ')}`}.`;
}

/** What a controller costs that is a process, and what an exploration of so many states saves. */
export function askedWords({ controller, decisions, distinct, seconds }: Asked, processes: number, states?: number): string {
  const speed = `${grouped(Math.round(decisions / seconds))} a second`;
  const often = `${controller} was asked for ${grouped(decisions)} decisions`;
  const asked = processes === 1 ? `${often}, ${speed}` : `${often} in ${processes} processes, ${speed} each`;
  return states === undefined ? asked : `${asked}; ${grouped(distinct)} were new, for ${grouped(states)} states (${(distinct / states).toFixed(3)} a state)`;
}

/** How a task ended that was cut short, for a report. */
export function cutShort(what: string, failure: Failure | undefined, interrupted: boolean, nameOf: (index: number) => string): Pick<Ending, 'aborted' | 'fault'> {
  const aborted = abortedWords(what, failure, interrupted, nameOf);
  return { ...(aborted === undefined ? {} : { aborted }), ...(failure ? { fault: faultWords(failure.fault, DEFAULT_WIDTH).trimEnd() } : {}) };
}

/** Never a bare stack trace: that is for those who ask for it. */
export function tellFault(fault: Fault, { err, columns, env }: Pick<Io, 'err' | 'columns' | 'env'>, asksForStack = false): void {
  const showsStack = asksForStack || Boolean(env['STS_CHECK_DEBUG']);
  const hint = exitCodeOf(fault) === exitCode.usage || fault.stack === undefined ? '' : `${fault.story ? '\n' : ''}See where it happened with --stack.\n`;
  err(`${faultWords(fault, columns ?? DEFAULT_WIDTH)}${showsStack && fault.stack ? `\n${fault.stack}\n` : hint}`);
}

function faultWords(fault: Fault, width: number): string {
  const message = explained.has(fault.name) ? fault.message : `sts-check failed: ${fault.name}: ${fault.message}\nThis is a fault of sts-check, not of your manifest or controller.`;
  return `${message}\n${fault.story ? `\n${faultStoryText(fault.story, { paint: paintOf(false), width })}\n` : ''}`;
}
