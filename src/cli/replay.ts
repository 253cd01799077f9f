/** `sts-check replay TOKEN` or `FILE`: a story that was found, told once more. */
import { Option, type Command } from 'commander';
import { builtIn, ControllerError, DEFAULT_CONTROLLER, kindOf, pinnedRelease, requireKnown } from '../controllers.ts';
import type { View } from '../../models/observation.ts';
import { properties, propertyOf } from '../../properties/index.ts';
import { isAboutRuns } from '../check.ts';
import { closest } from '../manifest/complaint.ts';
import { aboutSet, asksWords, counted, differenceWords, stepLines, wrap, type Style } from '../report/index.ts';
import { decode, loadStory, type Beside, type Recording, type Replay } from '../trace/index.ts';
import { UsageError } from '../plan/index.ts';
import { tellFault } from './ending.ts';
import { exitCode, exitCodeOf, type Fault } from './errors.ts';
import type { Io } from './io.ts';
import { styleOf } from './style.ts';
import { until } from './until.ts';

interface ReplayOptions {
  readonly controller?: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly stack?: true;
}

export function addReplay(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('replay')
    .description('tell a story once more, step by step, from the token in a report or from a file')
    .argument('<token|file>', 'a token, or a file that check --save has written')
    .option('--controller <name|file|exec:command>', 'replay it against another controller, or name the file, the command or the tree (go:PATH) of the one it was recorded with')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--stack', 'show where in the program a fault happened')
    .addHelpText('after', '\nExit codes: 0 the promise holds at the end · 1 it is broken there · 2 something cannot be used · 3 unknown: the story cannot be told to its end · 70 a fault')
    .action(async (story: string, options: ReplayOptions) => finish(await replayCommand(story, options, io)));
}

async function replayCommand(story: string, options: ReplayOptions, io: Io): Promise<number> {
  const recording = isFile(story) ? loadStory(story) : decode(story);
  const controller = options.controller ?? recordedController(recording);
  let replayed: { readonly controller: string; readonly replay: Replay } | undefined;
  let fault: Fault | undefined;
  let digest: string | undefined;
  const interrupted = await until({ task: 'replay', controller, recording }, io, undefined, (message) => {
    if (message.kind === 'loaded') digest = message.digest;
    else if (message.kind === 'replayed') replayed = message;
    else if (message.kind === 'fault') fault = message.fault;
  });
  if (fault) {
    tellFault(fault, io, options.stack);
    return exitCodeOf(fault);
  }
  if (!replayed) return exitCode.interrupted;
  if (digest !== undefined && recording.digest !== undefined && digest !== recording.digest) {
    io.err(`note  ${controller} is not what the story was recorded with: its ${kindOf(controller) === 'go' ? 'program' : 'text'} has digest ${digest}, the recorded one ${recording.digest}.\n`);
  }
  io.out(replayText(recording, replayed.controller, replayed.replay, styleOf(options, io)));
  if (interrupted) return exitCode.interrupted;
  const { diverged, judgement } = replayed.replay;
  if (diverged || judgement === undefined) return exitCode.unknown;
  return typeof judgement === 'string' ? exitCode.violated : exitCode.holds;
}

/** Tokens begin with a version; paths have a slash or the ending of a story. */
function isFile(story: string): boolean {
  return !/^\s*\d+:/.test(story) && /[\\/]|\.json$/.test(story);
}

/** A story names a controller, never a file: whoever has the file says so. */
function recordedController({ controller, digest }: Recording): string {
  const isRelease = pinnedRelease(controller) !== undefined;
  try {
    if (isRelease) requireKnown(controller);
    else if (digest === undefined) builtIn(controller);
  } catch (error) {
    if (!(error instanceof ControllerError)) throw error;
    throw new UsageError(`${error.message}\n${notNamed}`);
  }
  if (digest !== undefined && !isRelease) throw new UsageError(`The story was recorded with a controller of its own, ${controller} (digest of its text: ${digest}).\n${notNamed}`);
  return controller;
}

const notNamed = `A story never names a file to run: give it yourself with --controller ./FILE.ts, --controller 'exec:COMMAND' or --controller go:PATH, or another controller: --controller ${DEFAULT_CONTROLLER}`;

function replayText(recording: Recording, controller: string, replay: Replay, style: Style): string {
  const { paint, width } = style;
  const { scenario, property } = recording;
  const header = `replay ${paint.bold(property)}   ${paint.dim([controller, ...aboutSet(scenario), `Kubernetes ${scenario.kubernetes}`].join(' · '))}`;
  const reason = !replay.diverged && typeof replay.judgement === 'string' ? replay.judgement : undefined;
  const { loop } = recording;
  const steps = stepLines({ start: replay.start, steps: replay.steps, ...(loop === undefined || replay.diverged ? {} : { loop }) }, scenario, style, reason, replay.beside && marksOf(replay.beside, style));
  const verdict = replay.diverged ? divergence(recording, controller, replay, replay.diverged) : verdictLines(recording, controller, replay);
  const besides = replay.beside ? ['', ...besideLines(recording, controller, replay, replay.beside)] : [];
  return [header, '', ...steps, '', ...[...verdict, ...besides].flatMap((line) => wrap(line, width - 2).map((part) => `  ${part}`.trimEnd())), ''].join('\n');
}

function verdictLines({ property, controller: recorded }: Recording, controller: string, replay: Replay): string[] {
  const { isSameEnd, judgement } = replay;
  const promise = typeof judgement === 'string' ? `${property} is violated` : judgement === true ? `${property} holds there` : nothingSaid(property);
  if (isSameEnd) return [`The last state is the recorded one; ${promise}.`];
  return [`Every step could be taken, but the last state is not the recorded one; ${promise}.`, ...whose(recorded, controller), '', ...decision(controller, replay)];
}

/** Why nothing was judged. */
function nothingSaid(id: string): string {
  const property = propertyOf(id);
  if (!property) {
    const near = closest(id, properties.map((each) => each.id));
    return `${id} was not judged, because no promise is called so here${near ? ` (did you mean ${near}?)` : ''}`;
  }
  if (!isAboutRuns(property)) return `${id} says nothing about it`;
  return `${id} was not judged, because the story is not at its end there: somebody who is fair can still act, or its loop does not close`;
}

function divergence({ keys, controller: recorded }: Recording, controller: string, replay: Replay, { at, key, enabled }: NonNullable<Replay['diverged']>): string[] {
  return [
    `The story parts ways at step ${at + 1} of ${keys.length}: ${key} cannot happen here.`,
    ...whose(recorded, controller),
    '',
    ...decision(controller, replay),
    `What can happen here: ${enabled.join(', ') || 'nothing'}.`,
  ];
}

function whose(recorded: string, controller: string): string[] {
  return [recorded === controller ? 'The model or the controller has changed since it was recorded.' : `It was recorded with ${recorded}; this is ${controller}.`];
}

/** What the controller wants at the end of what could be told, and what it knew when it decided so. */
function decision(controller: string, { steps, end }: Replay): string[] {
  const view = steps.findLast((step) => step.view !== undefined)?.view;
  const asks = asksWords(end);
  const wants = asks.length > 0 ? `${controller} asks here: ${asks.join(', ')}.` : `${controller} asks nothing here: ${view ? 'its last pass has ended' : 'no pass has begun'}.`;
  return [wants, ...(view ? [`Its last pass saw ${viewWords(view)}.`] : [])];
}

function viewWords({ set, pods }: View): string {
  const about = set ? `${set.name} with ${set.replicas} replicas at template ${set.template}` : 'no set';
  return `${about}, ${pods.map((pod) => `${pod.name} ${pod.terminating ? 'terminating' : pod.ready ? 'Ready' : pod.phase} at revision ${pod.revision}`).join(', ') || 'no pods'}`;
}

/** `=` both decided alike, `≠` they did not. */
function marksOf({ alike }: Beside, { paint }: Style): string[] {
  return alike.map((same) => (same === undefined ? '' : same ? paint.dim('=') : paint.yellow('≠')));
}

/** Whether both decide alike in the story, or where they first do not. */
function besideLines({ keys }: Recording, controller: string, { diverged }: Replay, { controller: recorded, alike, first, stuck }: Beside): string[] {
  const cannot = stuck === undefined ? [] : [`${recorded} itself cannot take step ${stuck + 1} now (${keys[stuck]}), so nothing is compared from there on.`];
  if (first) return [`${controller} differs first after step ${first.at + 1}: ${differenceWords(['it', recorded], first)}.`, ...cannot];
  const decided = alike.filter((same) => same !== undefined).length;
  if (decided === 0) return ['No step of a controller could be compared.', ...cannot];
  return [`${controller} decided as ${recorded} did at each of the ${counted(decided, 'step')}${diverged ? ' before' : ''} that are a controller's.`, ...cannot];
}
