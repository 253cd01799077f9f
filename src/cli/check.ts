/** `sts-check [FILES…]`: which promises hold, which do not, and how much was explored. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { knownFinding, type KnownFinding } from '../known.ts';
import type { Result } from '../check.ts';
import { DEFAULT_CONTROLLER, kindOf, pinnedRelease, builtIn } from '../controllers.ts';
import { releaseLines } from '../../models/controllers/releases.ts';
import { formats, markOf, type Mark, type Reporter, type Run } from '../report/index.ts';
import { tokensOf } from '../trace/index.ts';
import { exitCode, exitCodeOf, faultText, UsageError, type Fault } from './errors.ts';
import { planOf, policies, strategies, type InputOptions, type Plan } from './inputs.ts';
import type { Io } from './io.ts';
import { bytes, collect, count, judgedIds, milliseconds, release, replicas, seed } from './options.ts';
import { progressLine } from './progress.ts';
import { styleOf } from './style.ts';
import type { SearchTask } from './tasks.ts';
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
  readonly random?: true;
  readonly runs?: number;
  readonly seed?: number;
  readonly output?: readonly string[];
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
    .option('--controller <name|file>', 'a built-in controller, or ./a-file-of-your-own.ts', DEFAULT_CONTROLLER)
    .addOption(new Option('--kubernetes <release>', 'behave as this release does, any patch of 1.28 to 1.37 (default: the newest)').argParser(release))
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
    .addOption(new Option('--timeout <duration>', 'end the search after, as in 30s').argParser(milliseconds))
    .option('--random', 'walk at random instead of looking at everything')
    .addOption(new Option('-n, --runs <n>', `random walks in a scope (default: ${DEFAULT_RUNS})`).argParser(count))
    .addOption(new Option('--seed <n>', 'the same walks again').argParser(seed))
    .optionsGroup('Output:')
    .addOption(new Option('-o, --output <format[=file]>', `${Object.keys(formats).join(' or ')}; repeatable (default: text)`).argParser(collect<string>))
    .option('-q, --quiet', 'new violations and the last line only')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--stack', 'show where in the program a fault happened')
    .action(async (files: readonly string[], options: CheckOptions) => finish(await checkCommand(files, options, io)));
}

/** `choices` alone would replace what was collected before. */
function choiceOf(choices: readonly string[]): (value: string, before?: readonly string[]) => string[] {
  return (value, before) => {
    if (!choices.includes(value)) throw new UsageError(`"${value}" is not one of ${choices.join(', ')}.`);
    return collect(value, before);
  };
}

async function checkCommand(files: readonly string[], options: CheckOptions, io: Io): Promise<number> {
  if (!options.random && (options.runs !== undefined || options.seed !== undefined)) {
    throw new UsageError('--runs and --seed are about random walks, and everything is looked at without. Add --random.');
  }
  if (kindOf(options.controller) !== 'file') builtIn(options.controller);
  const plan = planOf(inputsOf(files, options), io.readStdin);
  const judged = judgedIds(options.property, options.skip);
  const outputs = openOutputs(options, io);
  if (options.quiet !== true) for (const note of [...plan.notes, ...plan.caveats]) io.err(`note  ${note}\n`);
  return searchAll(plan, taskOf(plan, options, judged), options, judged, outputs, io);
}

function inputsOf(files: readonly string[], options: CheckOptions): InputOptions {
  const { assume, scope } = options;
  return {
    files: [...files, ...(options.filename ?? [])],
    recursive: options.recursive ?? false,
    kubernetes: options.kubernetes ?? pinnedRelease(options.controller) ?? releaseLines.at(-1)!,
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
  };
}

interface Output {
  readonly reporter: Reporter;
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** Files are opened before the search, so that a place that cannot be written to is known before. */
function openOutputs(options: CheckOptions, io: Io): Output[] {
  const asked = (options.output ?? ['text']).map((text) => {
    const [format = '', ...file] = text.split('=');
    return { format, file: file.length > 0 ? file.join('=') : undefined };
  });
  const toStdout = asked.filter(({ file }) => file === undefined);
  if (toStdout.length > 1) throw new UsageError(`Only one format can go to standard output, not ${toStdout.map(({ format }) => format).join(' and ')}. Give the others a file: -o json=result.json`);
  return asked.map(({ format, file }) => {
    const make = Object.hasOwn(formats, format) ? formats[format] : undefined;
    if (!make) throw new UsageError(`There is no format "${format}". Expected ${Object.keys(formats).join(' or ')}, as in -o json or -o json=result.json.`);
    const reporter = make(styleOf(options, io, file !== undefined));
    if (file === undefined) return { reporter, write: io.out, close: () => undefined };
    const handle = openFile(file);
    return { reporter, write: (text) => void writeSync(handle, text), close: () => closeSync(handle) };
  });
}

function openFile(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new UsageError(`${file === '' ? 'A file without a name' : file} cannot be written: ${(error as Error).message}`);
  }
}

async function searchAll(plan: Plan, task: SearchTask, options: CheckOptions, judged: readonly string[] | undefined, outputs: readonly Output[], io: Io): Promise<number> {
  const scopes = plan.universes.flatMap(({ name, scopes }) => scopes.map((scope) => ({ universe: name, scope })));
  const progress = progressLine(io.errIsTerminal && options.quiet !== true ? io.err : undefined, io.columns ?? 80);
  const started = Date.now();
  const marks: Mark[] = [];
  let digest: string | undefined;
  let fault: Fault | undefined;
  const write = (text: (reporter: Reporter) => string): void => {
    for (const output of outputs) {
      const told = text(output.reporter);
      if (told !== '') output.write(told);
    }
  };
  const interrupted = await until(task, io, progress, (message) => {
    switch (message.kind) {
      case 'loaded':
        digest = message.digest;
        return;
      case 'progress': {
        const { universe, scope } = scopes[message.index]!;
        return progress.show(`${message.index + 1}/${scopes.length} ${universe} · ${scope.name}`, message.progress);
      }
      case 'result': {
        const { universe, scope } = scopes[message.index]!;
        const { result, seconds } = message;
        const run: Run = { universe, scope: scope.name, about: scope.about, result, seconds, tokens: tokensOf(result, { digest, judged }), known: knownIn(result, options.controller) };
        marks.push(...result.properties.map((property) => markOf(run, property)));
        progress.clear();
        return write((reporter) => reporter.run(run));
      }
      case 'fault':
        fault = message.fault;
    }
  });
  progress.clear();
  // What cannot be used was not a search: there is nothing to report.
  const hasBegun = !fault || exitCodeOf(fault) === exitCode.fault;
  const aborted = fault ? 'The search ended early, at a fault.' : interrupted ? 'Interrupted: this is what was learned so far.' : undefined;
  if (hasBegun) write((reporter) => reporter.end({ seconds: (Date.now() - started) / 1000, ...(aborted ? { aborted } : {}), caveats: plan.caveats }));
  for (const { close } of outputs) close();
  if (fault) {
    io.err(`${faultText(fault, options.stack === true || Boolean(io.env['STS_CHECK_DEBUG']))}\n`);
    return exitCodeOf(fault);
  }
  if (interrupted) return exitCode.interrupted;
  if (marks.includes('violated')) return exitCode.violated;
  return marks.includes('unknown') ? exitCode.unknown : exitCode.holds;
}

/** Only the reference is excused: it breaks what upstream breaks. */
function knownIn({ scenario, controller, properties }: Result, spec: string): Record<string, KnownFinding> {
  if (kindOf(spec) !== 'reference') return {};
  const profile = `r${controller.slice('reference@'.length)}`;
  return Object.fromEntries(
    properties.flatMap(({ id, story }) => {
      const known = story && knownFinding(story, profile, scenario);
      return known ? [[id, known]] : [];
    }),
  );
}
