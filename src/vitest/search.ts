/** The searches of a cell, and what they say about each of its promises. */
import type { Controller } from '../../models/controllers/controller.ts';
import { ControllerFault } from '../../models/pass.ts';
import type { Scenario } from '../../models/scenario.ts';
import { properties as catalogue } from '../../properties/index.ts';
import { check, type PropertyResult, type Result, type Story } from '../check.ts';
import { profileOf } from '../controllers.ts';
import { FaultInStory } from '../faults.ts';
import { knownIn } from '../known.ts';
import { checkRandomly } from '../random.ts';
import { DEFAULT_WIDTH, faultStoryText, formats, grouped, markOf, paintOf, storyText, type Run, type Style } from '../report/index.ts';
import type { Scope } from '../scopes.ts';
import { encode, replay, tokensOf } from '../trace/index.ts';
import type { Cell, Example } from './cells.ts';
import { FIRST_LOOK_STATES } from './limits.ts';
import type { Settings } from './options.ts';
import { Hang, watched, type Watch } from './watch.ts';

/** What a test does about a promise. */
export type Answer =
  | { readonly is: 'kept' }
  /** Broken as upstream breaks it; the note says which finding it is. */
  | { readonly is: 'known'; readonly note: string }
  | { readonly is: 'not-exercised'; readonly note: string }
  /** Broken, unknown, or the controller is at fault; `at` is the error whose place is worth showing. */
  | { readonly is: 'failed'; readonly message: string; readonly at?: unknown };

/** What was learned about a cell. */
export interface Searched {
  /** By promise, the text of the first example that still breaks it. */
  readonly byExample: ReadonlyMap<string, string>;
  readonly runs: readonly Run[];
  readonly seconds: number;
}

const style: Style = { paint: paintOf(false), width: DEFAULT_WIDTH, quiet: false };

/** Searches a cell: examples, then everything in small scopes, then random walks in larger ones. */
export function searchCell(cell: Cell, settings: Settings): Searched {
  const began = performance.now();
  const made = (scenario: Scenario): Controller => settings.source.make(profileOf(scenario));
  const { scenario: first } = (cell.scopes[0] ?? cell.larger[0])!;
  if (Number.isFinite(settings.timeLimitMs)) watched(0, () => check(first, made(first), [], { maxStates: FIRST_LOOK_STATES }));
  return watched(settings.timeLimitMs, (watch) => {
    const byExample = new Map<string, string>();
    for (const example of cell.examples) {
      const text = brokenBy(example, made(example.recording.scenario), settings);
      if (text !== undefined && !byExample.has(example.recording.property)) byExample.set(example.recording.property, text);
    }
    const run = (scope: Scope, search: (controller: Controller) => Result): Run => runOf(cell, scope, settings, () => search(made(scope.scenario)));
    const runs = [
      ...cell.scopes.map((scope) => run(scope, (controller) => check(scope.scenario, controller, settings.properties, watch))),
      ...cell.larger.map((scope) => run(scope, (controller) => walk(scope, controller, settings, watch))),
    ];
    return { byExample, runs, seconds: (performance.now() - began) / 1000 };
  });
}

function walk({ scenario }: Scope, controller: Controller, { properties, numRuns, seed }: Settings, watch: Watch): Result {
  return checkRandomly(scenario, controller, properties, { runs: numRuns, seed, ...watch });
}

function runOf(cell: Cell, scope: Scope, settings: Settings, search: () => Result): Run {
  const start = performance.now();
  const result = search();
  const { source, judged } = settings;
  const tokens = Object.entries(tokensOf(result, { digest: source.digest, judged }));
  return {
    universe: cell.title,
    scope: scope.name,
    about: scope.about,
    result,
    seconds: (performance.now() - start) / 1000,
    tokens: Object.fromEntries(tokens.map(([id, token]) => [id, replayable(token, settings)])),
    known: source.kind === 'reference' ? knownIn(result) : {},
  };
}

/** What follows `replay` on the command line. A token never names a file: whoever has the file says so. */
function replayable(token: string, { source, file = './FILE.ts' }: Settings): string {
  return source.kind === 'file' ? `${token} --controller ${file}` : token;
}

/** The text of an example, if it still breaks its promise. One that cannot happen any more has done its duty. */
function brokenBy({ number, recording }: Example, controller: Controller, settings: Settings): string | undefined {
  const { property, scenario, loop } = recording;
  // Without a list of its own it was recorded with the built-in ones: one more could make a request a step of its own.
  const known = recording.judged ? [...new Set([...catalogue, ...settings.properties])] : catalogue;
  const { start, steps, judgement } = replay(recording, controller, known);
  if (typeof judgement !== 'string') return undefined;
  const context = { scenario, controller: controller.name, token: replayable(encode(recording), settings), length: 'a shorter one may exist' };
  const story: Story = { property, reason: judgement, start, steps, ...(loop === undefined ? {} : { loop }) };
  return withOrigin(storyText(story, context, style), `as example ${number}`, settings);
}

/** What a cell's searches say about a promise. */
export function answerOf(id: string, searched: Searched, settings: Settings): Answer {
  const example = searched.byExample.get(id);
  if (example !== undefined) return { is: 'failed', message: example };
  const judged = searched.runs.flatMap((run) => run.result.properties.filter((property) => property.id === id).map((property) => ({ run, property, mark: markOf(run, property) })));
  const found = judged.find(({ mark }) => mark === 'violated');
  if (found) return { is: 'failed', message: violationText(found.run, found.property, searched, settings) };
  const unknown = judged.find(({ mark }) => mark === 'unknown');
  if (unknown) return { is: 'failed', message: unknownText(id, unknown.run, settings) };
  const known = judged.find(({ mark }) => mark === 'known');
  if (known) {
    const { reference, summary } = known.run.known[id]!;
    return { is: 'known', note: `known  ${reference}: ${summary}` };
  }
  if (judged.some(({ mark }) => mark !== 'not-exercised')) return { is: 'kept' };
  return { is: 'not-exercised', note: `never put to the test: in nothing that was searched did it apply (${searched.runs.map(({ scope }) => scope).join(', ')})` };
}

function violationText(run: Run, property: PropertyResult, searched: Searched, settings: Settings): string {
  const alone: Run = { ...run, result: { ...run.result, properties: [property] } };
  const origin = run.result.exploration.search === 'random' ? `by random walks, seed ${settings.seed}` : `by the exhaustive search of scope ${run.scope}`;
  return withOrigin(formats['text']!(style).run(alone), origin, settings) + (settings.verbose ? `\n${tableText(searched)}` : '');
}

/** A story as the command line tells it, and how it was found. */
function withOrigin(story: string, origin: string, { source, name, file }: Settings): string {
  const missing = source.kind === 'file' && file === undefined ? [`            FILE.ts is the file that exports ${name}; the option file names it here`] : [];
  return [story.trimEnd(), ...missing, `  found     ${origin}`, ''].join('\n');
}

/** How much was explored, as the command line says it after the stories. */
function tableText({ runs, seconds }: Searched): string {
  const reporter = formats['text']!(style);
  for (const run of runs) reporter.run(run);
  return reporter.end({ seconds });
}

function unknownText(id: string, { scope, result: { exploration } }: Run, { timeLimitMs }: Settings): string {
  return [
    `? ${id} is unknown: ${limitText(exploration.limit, timeLimitMs)}`,
    '',
    `  ${grouped(exploration.states)} states of scope ${scope} were seen. Give it more, or explore less: fewer replicas, or exhaustive: false for`,
    '  random walks alone.',
    '',
  ].join('\n');
}

function limitText(limit: string | undefined, timeLimitMs: number): string {
  return limit === 'time' ? `the time was up (interruptAfterTimeLimit: ${grouped(timeLimitMs)} milliseconds for each policy and strategy)` : `a limit was reached (${limit})`;
}

/**
 * A search that failed because of the controller: what that did is what people want to know.
 *
 * @throws the error itself, with its stack, if the controller is not to blame
 */
export function failureOf(error: unknown, { name }: Settings): Answer {
  if (error instanceof Hang) {
    return {
      is: 'failed',
      message: `${name} hangs in a pass: it did not come back, and was ended after ${error.afterMs / 1000} s.\nThe usual cause is a loop without an end: a pass cannot wait for anything but answers, and must not retry for ever.`,
    };
  }
  const fault = causesOf(error).find((cause) => cause instanceof ControllerFault);
  if (!fault) throw error;
  const story = fault instanceof FaultInStory ? `\n\n${faultStoryText(fault.story, style)}` : '';
  return { is: 'failed', message: fault.message + story, at: fault.cause };
}

function causesOf(error: unknown): readonly unknown[] {
  return error instanceof Error ? [error, ...causesOf(error.cause)] : [];
}
