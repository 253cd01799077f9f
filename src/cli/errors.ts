/** What a command can end as. */
import { ControllerFault } from '../../models/pass.ts';
import { placeIn } from '../controllers.ts';
import { FaultInStory, type FaultStory } from '../faults.ts';

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
  const last = causes.at(-1)!;
  // What is thrown about a controller says nothing of where that failed; what it threw itself does.
  const stack = last instanceof ControllerFault ? undefined : last.stack;
  const place = file === undefined || message.includes(file) ? undefined : placeIn(stack, file);
  const told = causes.find((cause) => cause instanceof FaultInStory);
  // What somebody yields may hold what cannot be sent to another thread, as functions.
  const story = told && (JSON.parse(JSON.stringify(told.story)) as FaultStory);
  return { name, message: place ? `${message}\n${place}` : message, ...(stack === undefined ? {} : { stack }), ...(story ? { story } : {}) };
}

function causesOf(error: Error): Error[] {
  return error.cause instanceof Error ? [error, ...causesOf(error.cause)] : [error];
}

/** Errors that are about what was asked for; all others are faults. */
const usageErrors = new Set(['UsageError', 'ControllerError', 'TokenError', 'StoryError', 'VectorError']);

/** Mistakes of a program under test, told without a word about ours. */
export const explained = new Set([...usageErrors, 'ControllerFault', 'ModelFault', 'Hang']);

export function exitCodeOf({ name }: Fault): number {
  return usageErrors.has(name) ? exitCode.usage : exitCode.fault;
}
