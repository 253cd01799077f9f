/** `sts-check conform --controller NAME`: does the reference decide like this controller? */
import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { DEFAULT_VIEWS, VIEWS_AT_ONCE } from '../conform/limits.ts';
import { conformScenarios, type ConformOptions, type ConformScenario } from '../conform/scenarios.ts';
import { DEFAULT_CONTROLLER, kindOf, pinnedRelease, releaseByDefault, requireKnown } from '../controllers.ts';
import { whyNot } from '../folders.ts';
import { policies, strategies, UsageError } from '../plan/index.ts';
import { conformJsonReporter } from '../report/conform-json.ts';
import { conformMark, conformReporter, type ConformMark, type ConformRun } from '../report/conform.ts';
import type { ConformItem, ConformTask } from './conform-task.ts';
import { askedWords, cutShort, tellFault, type Failure } from './ending.ts';
import { exitCode, exitCodeOf } from './errors.ts';
import type { Io } from './io.ts';
import { collect, count, jobs, jobsFor, milliseconds, release, seed } from './options.ts';
import { formatNames, openOutputs, type Outputs } from './outputs.ts';
import { placesOf, progressLine } from './progress.ts';
import { until } from './until.ts';

interface ConformCommandOptions {
  readonly controller: string;
  readonly kubernetes?: string;
  readonly policy?: NonNullable<ConformOptions['policy']>;
  readonly update?: NonNullable<ConformOptions['update']>;
  readonly scope: ConformOptions['scope'];
  readonly views: number;
  readonly seed?: number;
  readonly vectors?: string;
  readonly timeout?: number;
  readonly jobs?: number;
  readonly output?: readonly string[];
  readonly color: 'auto' | 'always' | 'never';
  readonly stack?: true;
}

const formats = { text: conformReporter, json: conformJsonReporter };

export function addConform(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('conform')
    .description('say whether the reference decides like a controller, on views that are reached and on random ones')
    .requiredOption('--controller <name|file|exec:command>', 'whose decisions are compared with those of the reference: kubernetes@1.37, go:PATH, a command, a file, a built-in controller')
    .addOption(new Option('--kubernetes <release>', 'release of the reference, any patch of 1.28 to 1.37 (default: that of the controller, or the newest)').argParser(release))
    .optionsGroup('How much:')
    .addOption(new Option('--scope <name>', 'how many scenarios').choices(['small', 'standard']).default('standard'))
    .addOption(new Option('--policy <name>', 'scenarios of this podManagementPolicy only').choices(policies))
    .addOption(new Option('--update <name>', 'scenarios of this updateStrategy only').choices(strategies))
    .addOption(new Option('--views <n>', 'random views; 0: none').argParser(countOrNone).default(DEFAULT_VIEWS))
    .addOption(new Option('--seed <n>', 'of the random views, as a report prints it (default: another one each time)').argParser(seed))
    .addOption(new Option('--timeout <duration>', 'end the comparison after, as in 30s').argParser(milliseconds))
    .addOption(new Option('-j, --jobs <n>', 'compare so much at the same time, each with a process of the controller (default: 1; with one that is a process: the number of cores)').argParser(jobs))
    .optionsGroup('Output:')
    .option('--vectors <file>', 'write what the controller did on the random views, one vector a line')
    .addOption(new Option('-o, --output <format[=file]>', `${formatNames(formats)}; repeatable (default: text)`).argParser(collect<string>))
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--stack', 'show where in the program a fault happened')
    .addHelpText('after', '\nExit codes: 0 they decide alike · 1 they differ · 2 something cannot be used · 3 unknown: a limit was reached first · 70 a fault')
    .action(async (options: ConformCommandOptions) => finish(await conformCommand(options, io)));
}

function countOrNone(text: string): number {
  if (text === '0') return 0;
  try {
    return count(text);
  } catch {
    throw new InvalidArgumentError('Expected a whole number, as in 5000 or 20k, or 0 for none.');
  }
}

async function conformCommand(options: ConformCommandOptions, io: Io): Promise<number> {
  requireKnown(options.controller);
  const { controller, kubernetes } = comparedOf(options);
  const { scope, policy, update, vectors } = options;
  const scenarios = conformScenarios({ kubernetes, scope, ...(policy ? { policy } : {}), ...(update ? { update } : {}) });
  if (scenarios.length === 0) throw new UsageError(`Kubernetes ${kubernetes} has no strategy ${update}, so there is nothing to compare. Leave out --update, or name another release with --kubernetes.`);
  if (vectors !== undefined && options.views === 0) throw new UsageError('--vectors writes what the controller does on random views, and --views 0 wants none. Leave one of them out.');
  const views = { count: options.views, seed: options.seed ?? Math.floor(Math.random() * 2 ** 31) };
  const outputs = openOutputs(formats, options, io);
  const file = vectors === undefined ? undefined : openVectors(vectors);
  const task: ConformTask = {
    task: 'conform',
    controller,
    kubernetes,
    items: itemsOf(scenarios, views),
    keepsVectors: file !== undefined,
    limits: options.timeout ? { timeoutMs: options.timeout } : {},
    jobs: jobsFor(options.jobs, options.controller),
  };
  try {
    return await conformAll(task, scenarios, views, options, outputs, (lines) => file !== undefined && writeSync(file, lines.map((line) => `${line}\n`).join('')), io);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** `reference@1.36` alone is the reference of 1.36, with the gates that a scenario switches. */
function comparedOf({ controller, kubernetes }: ConformCommandOptions): { readonly controller: string; readonly kubernetes: string } {
  if (kubernetes !== undefined) return { controller, kubernetes };
  const named = pinnedRelease(controller);
  if (named === undefined) return { controller, kubernetes: releaseByDefault(controller) };
  const release = named.replace(/^v|[+-].*$/g, '');
  return { controller: kindOf(controller) === 'reference' && release === named ? DEFAULT_CONTROLLER : controller, kubernetes: release };
}

function itemsOf(scenarios: readonly ConformScenario[], { count, seed }: { readonly count: number; readonly seed: number }): readonly ConformItem[] {
  const pieces = Array.from({ length: Math.ceil(count / VIEWS_AT_ONCE) }, (_, piece) => piece * VIEWS_AT_ONCE);
  return [...scenarios.map(({ scenario }) => ({ scenario })), ...pieces.map((from) => ({ views: { from, count: Math.min(VIEWS_AT_ONCE, count - from), seed } }))];
}

/** At once, so that a place that cannot be written to is known before anything is compared. */
function openVectors(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new UsageError(`Vectors cannot be written to ${file}. ${whyNot(error, dirname(file))}`);
  }
}

async function conformAll(
  task: ConformTask,
  scenarios: readonly ConformScenario[],
  views: { readonly count: number; readonly seed: number },
  options: ConformCommandOptions,
  outputs: Outputs<ConformRun>,
  keep: (vectors: readonly string[]) => void,
  io: Io,
): Promise<number> {
  const progress = progressLine(io.errIsTerminal ? io.err : undefined, io.columns ?? 80);
  const started = Date.now();
  const marks: ConformMark[] = [];
  const notes: string[] = [];
  let failure: Failure | undefined;
  const nameOf = (index: number): string => scenarios[index]?.name ?? 'the random views';
  const interrupted = await until(task, io, progress, (message) => {
    switch (message.kind) {
      case 'progress':
        return progress.show(
          placesOf(message).map(({ index, progress }) => {
            const where = `${index + 1}/${task.items.length} ${nameOf(index)}`;
            if (index < scenarios.length) return { what: where, progress };
            const seen = (index - scenarios.length) * VIEWS_AT_ONCE + (progress?.states ?? 0);
            return { what: `${where}, ${seen} of ${views.count}`, progress: undefined };
          }),
        );
      case 'conformed': {
        const { index, result, seconds } = message;
        const { reference, controller } = result;
        const about = { reference, controller, kubernetes: task.kubernetes, seconds };
        const run: ConformRun = 'reached' in result ? { ...about, where: scenarios[index]!, reached: result.reached } : { ...about, seed: views.seed, random: result.random };
        if ('random' in result) keep(result.random.vectors ?? []);
        marks.push(conformMark(run));
        progress.clear();
        return outputs.run(run);
      }
      case 'asked':
        return void notes.push(askedWords(message.asked, message.processes));
      case 'fault':
        failure = message;
    }
  });
  progress.clear();
  // What cannot be used was not compared: there is nothing to report.
  const hasBegun = !failure || exitCodeOf(failure.fault) === exitCode.fault;
  outputs.end(hasBegun ? { seconds: (Date.now() - started) / 1000, ...cutShort('comparison', failure, interrupted, nameOf) } : undefined);
  for (const note of notes) io.err(`note  ${note}\n`);
  if (failure) {
    tellFault(failure.fault, io, options.stack);
    return exitCodeOf(failure.fault);
  }
  if (interrupted) return exitCode.interrupted;
  if (marks.includes('different')) return exitCode.violated;
  return marks.includes('unknown') ? exitCode.unknown : exitCode.holds;
}
