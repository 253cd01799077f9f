/** What a command can end as. */
import type { FaultStory } from '../check.ts';
import { placeIn } from '../controllers.ts';
import { FaultInStory } from '../faults.ts';
import { DEFAULT_WIDTH, faultStoryText, paintOf } from '../report/index.ts';
import type { Io } from './io.ts';

export const exitCode = {
  /** Every promise holds, but for known findings. */
  holds: 0,
  /** A promise is violated, or a vector differs. */
  violated: 1,
  /** Options, manifests, tokens or controllers that cannot be used. */
  usage: 2,
  /** A limit was reached before everything was seen. */
  unknown: 3,
  /** The tool, its model or the controller under test failed as a program. */
  fault: 70,
  /** Ctrl-C; what was learned so far was told. */
  interrupted: 130,
} as const;

/** A failure as data, so that it can come from a worker. */
export interface Fault {
  /** `ControllerError`, `ControllerFault`, `ModelFault`, … */
  readonly name: string;
  readonly message: string;
  readonly stack?: string | undefined;
  /** How it came to it, where that is known. */
  readonly story?: FaultStory;
}

/** The engine tells what it was doing when a controller failed; what the controller did is what people want to know. */
export function faultOf(error: unknown, file?: string): Fault {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error) };
  const causes = causesOf(error);
  const { name, message } = causes.find((cause) => cause.name === 'ControllerFault') ?? error;
  const { stack } = causes.at(-1)!;
  const place = file === undefined || message.includes(file) ? undefined : placeIn(stack, file);
  const told = causes.find((cause) => cause instanceof FaultInStory);
  return { name, message: place ? `${message}\n${place}` : message, stack, ...(told ? { story: told.story } : {}) };
}

function causesOf(error: Error): Error[] {
  return error.cause instanceof Error ? [error, ...causesOf(error.cause)] : [error];
}

/** Errors that are about what was asked for; all others are faults. */
const usageErrors = new Set(['UsageError', 'ControllerError', 'TokenError', 'StoryError', 'VectorError']);

/** Mistakes of a program under test, told without a word about ours. */
const explained = new Set([...usageErrors, 'ControllerFault', 'ModelFault', 'Hang']);

export function exitCodeOf({ name }: Fault): number {
  return usageErrors.has(name) ? exitCode.usage : exitCode.fault;
}

/** Never a bare stack trace: that is for those who ask for it. */
export function tellFault(fault: Fault, { err, columns, env }: Pick<Io, 'err' | 'columns' | 'env'>, asksForStack = false): void {
  const showsStack = asksForStack || Boolean(env['STS_CHECK_DEBUG']);
  const story = fault.story ? `\n\n${faultStoryText(fault.story, { paint: paintOf(false), width: columns ?? DEFAULT_WIDTH })}\n` : '';
  const message = explained.has(fault.name) ? fault.message : `sts-check failed: ${fault.name}: ${fault.message}\nThis is a fault of sts-check, not of your manifest or controller.`;
  const hint = exitCodeOf(fault) === exitCode.usage ? '' : '\nSee where it happened with --stack.';
  err(`${message}${story}${showsStack && fault.stack ? `\n\n${fault.stack}` : hint}\n`);
}
