/** `sts-check [FILES…]`: which promises hold, which do not, and how much was explored. */
import { InvalidArgumentError, Option, type Command } from 'commander';
import { DEFAULT_CONTROLLER, releaseByDefault, requireKnown } from '../controllers.ts';
import type { KnownFinding } from '../known.ts';
import { formats, markOf, type Mark, type Run } from '../report/index.ts';
import { tokensOf } from '../trace/index.ts';
import { type InputOptions, type Plan, planOf, policies, strategies, UsageError } from '../plan/index.ts';
import { askedWords, cutShort, tellFault, type Failure } from './ending.ts';
import { exitCode, exitCodeOf } from './errors.ts';
import type { Io } from './io.ts';
import { knownOf, upstreamToo, upstreamWords } from './known.ts';
import { bytes, collect, count, jobs, jobsFor, judgedIds, milliseconds, release, replicas, seed } from './options.ts';
import { formatNames, openOutputs, StoryFolder, type Outputs } from './outputs.ts';
import { placesOf, progressLine } from './progress.ts';
import type { Message, SearchTask } from './tasks.ts';
import { until } from './until.ts';

interface CheckOptions {
  readonly filename?: readonly string[];
  readonly recursive?: true;
  readonly controller: string;
  readonly kubernetes?: string;
  readonly assume: InputOptions['assume'];
  readonly replicas?: number;
  readonly policy?: InputOptions['policies'];
  readonly update?: InputOptions['strategies'];
  readonly scope: InputOptions['scope'];
  readonly property?: readonly string[];
  readonly skip?: readonly string[];
  readonly maxStates?: number;
  readonly maxMemory?: number;
  readonly maxDepth?: number;
  readonly timeout?: number;
  readonly jobs?: number;
  readonly random?: true;
  readonly runs?: number;
  readonly seed?: number;
  readonly output?: readonly string[];
  readonly save?: string;
  readonly quiet?: true;
  readonly color: 'auto' | 'always' | 'never';
  readonly stack?: true;
}

/** Walks of a random search, unless somebody says otherwise. */
const DEFAULT_RUNS = 1000;

export function addCheck(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('check', { isDefault: true })
    .description('check the StatefulSets of manifests, or the one of the tutorial (the default command)')
    .argument('[files...]', 'manifests, folders of them, or - for standard input')
    .addOption(new Option('-f, --filename <file>', 'the same, as kubectl takes it').argParser(collect<string>))
    .option('-R, --recursive', 'look into folders within folders')
    .optionsGroup('Under test:')
    .option('--controller <name|file|exec:command>', 'a built-in controller, ./a-file-of-your-own.ts, a command in any language, or the real one: kubernetes@1.37, go:PATH', DEFAULT_CONTROLLER)
    .addOption(new Option('--kubernetes <release>', 'behave as this release does, any patch of 1.28 to 1.37 (default: that of the controller, or the newest)').argParser(release))
    .addOption(new Option('--policy <name>', 'podManagementPolicy instead of the manifest\'s; repeatable').choices([...policies, 'all']).argParser(choiceOf([...policies, 'all'])))
    .addOption(new Option('--update <name>', 'updateStrategy instead of the manifest\'s; repeatable').choices([...strategies, 'all']).argParser(choiceOf([...strategies, 'all'])))
    .addOption(new Option('--replicas <n>', 'explore so many replicas').argParser(replicas))
    .addOption(new Option('--assume <name>', 'what may go wrong: lag, or crashes and lost writes too').choices(['lag', 'crashes']).default('crashes'))
    .addOption(new Option('--scope <name>', 'how much happens: several small scopes, or one').choices(['default', 'small', 'standard', 'large']).default('default'))
    .optionsGroup('Promises:')
    .addOption(new Option('--property <glob>', 'judge these only; repeatable').argParser(collect<string>))
    .addOption(new Option('--skip <glob>', 'do not judge these; repeatable').argParser(collect<string>))
    .optionsGroup('How long:')
    .addOption(new Option('--max-states <n>', 'distinct states in a scope').argParser(count))
    .addOption(new Option('--max-memory <size>', 'memory of the search, as in 2GB').argParser(bytes))
    .addOption(new Option('--max-depth <n>', 'steps from the start').argParser(count))
    .addOption(new Option('--timeout <duration>', 'end the search after, as in 30s; each scope gets its share').argParser(milliseconds))
    .addOption(new Option('-j, --jobs <n>', 'explore so many scopes at the same time, each with a process of the controller (default: 1; with one that is a process: the number of cores)').argParser(jobs))
    .option('--random', 'walk at random instead of looking at everything')
    .addOption(new Option('-n, --runs <n>', `random walks in a scope (default: ${DEFAULT_RUNS})`).argParser(count))
    .addOption(new Option('--seed <n>', 'the same walks again').argParser(seed))
    .optionsGroup('Output:')
    .addOption(new Option('-o, --output <format[=file]>', `${formatNames(formats)}; repeatable (default: text)`).argParser(collect<string>))
    .option('--save <folder>', 'write a file for each violation, which replay understands')
    .option('-q, --quiet', 'new violations and the last line only')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--stack', 'show where in the program a fault happened')
    .action(async (files: readonly string[], options: CheckOptions) => finish(await checkCommand(files, options, io)));
}

/** `choices` alone would replace what was collected before. */
function choiceOf(choices: readonly string[]): (value: string, before?: readonly string[]) => string[] {
  return (value, before) => {
    if (!choices.includes(value)) throw new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
    return collect(value, before);
  };
}

async function checkCommand(files: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  if (!options.random && (options.runs !== undefined || options.seed !== undefined)) {
    throw new UsageError('--runs and --seed are about random walks, and everything is looked at without. Add --random.');
  }
  if (options.random && (options.maxStates !== undefined || options.maxDepth !== undefined || options.maxMemory !== undefined)) {
    throw new UsageError('--max-states, --max-depth and --max-memory are about looking at everything. Bound random walks with --runs or --timeout, or leave out --random.');
  }
  requireKnown(options.controller);
  const plan = planOf(inputsOf(files, options), io.readStdin);
  const judged = judgedIds(options.property, options.skip);
  const outputs = openOutputs(formats, options, io);
  const folder = options.save === undefined ? undefined : new StoryFolder(options.save);
  if (options.quiet !== true) for (const note of [...plan.notes, ...plan.caveats]) io.err(`note  ${note}\n`);
  return searchAll(plan, taskOf(plan, options, judged), options, outputs, folder, io);
}

function inputsOf(files: readonly string[], options: CheckOptions): InputOptions {
  const { assume, scope } = options;
  return {
    files: [...files, ...(options.filename ?? [])],
    recursive: options.recursive ?? false,
    kubernetes: options.kubernetes ?? releaseByDefault(options.controller),
    assume,
    scope,
    replicas: options.replicas,
    policies: options.policy ?? [],
    strategies: options.update ?? [],
  };
}

function taskOf(plan: Plan, options: CheckOptions, judged: readonly string[] | undefined): SearchTask {
  const { maxStates, maxMemory, maxDepth, timeout, random, runs, seed } = options;
  return {
    task: 'search',
    controller: options.controller,
    scenarios: plan.universes.flatMap(({ scopes }) => scopes.map(({ scenario }) => scenario)),
    ...(judged ? { judged } : {}),
    limits: { ...(maxStates ? { maxStates } : {}), ...(maxMemory ? { maxBytes: maxMemory } : {}), ...(maxDepth ? { maxDepth } : {}), ...(timeout ? { timeoutMs: timeout } : {}) },
    ...(random ? { random: { runs: runs ?? DEFAULT_RUNS, seed: seed ?? Math.floor(Math.random() * 2 ** 31) } } : {}),
    jobs: jobsFor(options.jobs, options.controller),
  };
}

async function searchAll(plan: Plan, task: SearchTask, options: CheckOptions, outputs: Outputs<Run>, folder: StoryFolder | undefined, io: Io): Promise<number> {
  const scopes = plan.universes.flatMap(({ name, scopes }) => scopes.map((scope) => ({ universe: name, scope })));
  const nameOf = (index: number): string => `${scopes[index]!.universe} · ${scopes[index]!.scope.name}`;
  const progress = progressLine(io.errIsTerminal && options.quiet !== true ? io.err : undefined, io.columns ?? 80);
  const started = Date.now();
  const marks: Mark[] = [];
  const upstream: Record<string, KnownFinding> = {};
  let digest: string | undefined;
  let failure: Failure | undefined;
  let cost: Extract<Message, { readonly kind: 'asked' }> | undefined;
  let states = 0;
  const interrupted = await until(task, io, progress, (message) => {
    switch (message.kind) {
      case 'loaded':
        digest = message.digest;
        return;
      case 'progress':
        return progress.show(placesOf(message).map(({ index, progress }) => ({ what: `${index + 1}/${scopes.length} ${nameOf(index)}`, progress })));
      case 'result': {
        const { universe, scope } = scopes[message.index]!;
        const { result, seconds } = message;
        const recorded = { digest, judged: task.judged };
        const run: Run = { universe, scope: scope.name, about: scope.about, result, seconds, tokens: tokensOf(result, recorded), known: knownOf(result, options.controller) };
        marks.push(...result.properties.map((property) => markOf(run, property)));
        states += result.exploration.states;
        Object.assign(upstream, upstreamToo(result, options.controller));
        progress.clear();
        outputs.run(run);
        for (const done of folder?.save(result, recorded) ?? []) io.err(`${done}\n`);
        return;
      }
      case 'asked':
        cost = message;
        return;
      case 'fault':
        failure = message;
    }
  }, options.quiet === true);
  progress.clear();
  // What cannot be used was not a search: there is nothing to report.
  const hasBegun = !failure || exitCodeOf(failure.fault) === exitCode.fault;
  outputs.end(hasBegun ? { seconds: (Date.now() - started) / 1000, ...cutShort('search', failure, interrupted, nameOf), caveats: plan.caveats } : undefined);
  const [first] = task.scenarios;
  if (first && Object.keys(upstream).length > 0 && options.quiet !== true) io.err(`note  ${upstreamWords(upstream, options.controller, first.kubernetes)}\n`);
  if (cost && states > 0 && !failure && options.quiet !== true) io.err(`note  ${askedWords(cost.asked, cost.processes, states)}\n`);
  if (failure) {
    tellFault(failure.fault, io, options.stack);
    return exitCodeOf(failure.fault);
  }
  if (interrupted) return exitCode.interrupted;
  if (marks.includes('violated')) return exitCode.violated;
  return marks.includes('unknown') ? exitCode.unknown : exitCode.holds;
}
