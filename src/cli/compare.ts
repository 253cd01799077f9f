/** `sts-check compare [FILES…]`: what two controllers, or two releases, do differently with a set. */
import { Option, type Command } from 'commander';
import type { Result } from '../check.ts';
import { DEFAULT_CONTROLLER, kindOf, pinnedRelease, releaseByDefault, requireKnown, treeRelease } from '../controllers.ts';
import { comparisonJsonReporter } from '../report/comparison-json.ts';
import { comparisonMark, comparisonReporter, type ComparedRun, type ComparedSide, type ComparisonMark } from '../report/comparison.ts';
import { tokensOf } from '../trace/index.ts';
import { type InputOptions, type Plan, planOf, policies, strategies, UsageError } from '../plan/index.ts';
import { cutShort, tellFault, type Failure } from './ending.ts';
import { exitCode, exitCodeOf } from './errors.ts';
import type { Io } from './io.ts';
import { knownOf } from './known.ts';
import { collect, count, jobs, jobsFor, milliseconds, release, replicas } from './options.ts';
import { formatNames, openOutputs, type Outputs } from './outputs.ts';
import { placesOf, progressLine } from './progress.ts';
import type { CompareTask, Contestant } from './tasks.ts';
import { until } from './until.ts';

interface CompareOptions {
  readonly filename?: readonly string[];
  readonly recursive?: true;
  readonly controller: string;
  readonly against?: string;
  readonly kubernetes?: string;
  readonly againstKubernetes?: string;
  readonly assume: InputOptions['assume'];
  readonly replicas?: number;
  readonly policy?: InputOptions['policies'][number];
  readonly update?: InputOptions['strategies'][number];
  readonly scope: InputOptions['scope'];
  readonly maxStates?: number;
  readonly timeout?: number;
  readonly jobs?: number;
  readonly output?: readonly string[];
  readonly color: 'auto' | 'always' | 'never';
  readonly stack?: true;
}

const formats = { text: comparisonReporter, json: comparisonJsonReporter };

export function addCompare(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('compare')
    .description('say what two controllers, or two releases, do differently with a set')
    .argument('[files...]', 'manifests, folders of them, or - for standard input')
    .addOption(new Option('-f, --filename <file>', 'the same, as kubectl takes it').argParser(collect<string>))
    .option('-R, --recursive', 'look into folders within folders')
    .optionsGroup('Compared:')
    .option('--controller <name|file|exec:command>', 'the one: a built-in controller, a file, a command, kubernetes@1.37, or go:PATH', DEFAULT_CONTROLLER)
    .option('--against <name|file|exec:command>', 'the other (default: the same, on the release of --against-kubernetes)')
    .addOption(new Option('--kubernetes <release>', 'release of the one, any patch of 1.28 to 1.37 (default: that of the controller, or the newest)').argParser(release))
    .addOption(new Option('--against-kubernetes <release>', 'release of the other (default: that of the one)').argParser(release))
    .addOption(new Option('--policy <name>', 'podManagementPolicy instead of the manifest\'s').choices([...policies, 'all']))
    .addOption(new Option('--update <name>', 'updateStrategy instead of the manifest\'s').choices([...strategies, 'all']))
    .addOption(new Option('--replicas <n>', 'explore so many replicas').argParser(replicas))
    .addOption(new Option('--assume <name>', 'what may go wrong: lag, or crashes and lost writes too').choices(['lag', 'crashes']).default('crashes'))
    .addOption(new Option('--scope <name>', 'how much happens: several small scopes, or one').choices(['default', 'small', 'standard', 'large']).default('default'))
    .optionsGroup('How long:')
    .addOption(new Option('--max-states <n>', 'distinct states in a scope, of each').argParser(count))
    .addOption(new Option('--timeout <duration>', 'end the search after, as in 30s').argParser(milliseconds))
    .addOption(new Option('-j, --jobs <n>', 'explore so many scopes at the same time (default: 1; with a controller that is a process: the number of cores)').argParser(jobs))
    .optionsGroup('Output:')
    .addOption(new Option('-o, --output <format[=file]>', `${formatNames(formats)}; repeatable (default: text)`).argParser(collect<string>))
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--stack', 'show where in the program a fault happened')
    .addHelpText('after', '\nExit codes: 0 no difference · 1 they differ · 2 something cannot be used · 3 unknown: a limit was reached first')
    .action(async (files: readonly string[], options: CompareOptions) => finish(await compareCommand(files, options, io)));
}

async function compareCommand(files: readonly string[], options: CompareOptions, io: Io): Promise<number> {
  const { left, right } = contestantsOf(options);
  for (const { spec } of [left, right]) requireKnown(spec);
  let stdin: string | undefined;
  const planFor = ({ kubernetes }: Contestant): Plan => planOf(inputsOf(files, options, kubernetes), () => (stdin ??= io.readStdin()));
  const plan = planFor(left);
  const caveats = [...plan.caveats, ...storedOtherwise(plan, planFor(right), left, right)];
  const outputs = openOutputs(formats, options, io);
  for (const note of [...plan.notes, ...caveats]) io.err(`note  ${note}\n`);
  return compareAll(plan, caveats, taskOf(plan, options, left, right), options, outputs, io);
}

/** @throws UsageError where the options contradict each other, or leave nothing to compare */
function contestantsOf(options: CompareOptions): { readonly left: Contestant; readonly right: Contestant } {
  const { controller, against, kubernetes, againstKubernetes } = options;
  if (against === undefined && againstKubernetes === undefined) {
    throw new UsageError('There is nothing to compare with. Give another controller with --against, or another release with --against-kubernetes.');
  }
  const trees = { left: treeRelease(controller), right: treeRelease(against ?? controller) };
  const left = contestant(controller, kubernetes, '--controller', '--kubernetes') ?? { spec: controller, kubernetes: trees.left ?? trees.right ?? releaseByDefault(controller) };
  const other = against ?? (pinnedRelease(controller) === undefined ? controller : DEFAULT_CONTROLLER);
  const right = contestant(other, againstKubernetes, '--against', '--against-kubernetes') ?? { spec: other, kubernetes: (kubernetes === undefined && otherLine(left.kubernetes, trees.right)) || left.kubernetes };
  if ((left.spec === right.spec && kindOf(controller) === 'file') || (against === undefined && kindOf(controller) === 'go')) {
    throw new UsageError(`${controller} is the same controller in every release. Give another one with --against.`);
  }
  if (nameOf(left) === nameOf(right)) {
    throw new UsageError(`Both are ${left.spec} of Kubernetes ${left.kubernetes}, so there is nothing to compare. Give another one with --against, or another release with --against-kubernetes.`);
  }
  return { left, right };
}

/** The release of a tree, if the first is not of that line already, or of a patch of it. */
function otherLine(first: string, tree: string | undefined): string | undefined {
  return tree !== undefined && first !== tree && !first.startsWith(`${tree}.`) ? tree : undefined;
}

/** `undefined` where nothing says which release. */
function contestant(spec: string, kubernetes: string | undefined, controllerOption: string, releaseOption: string): Contestant | undefined {
  const pinned = pinnedRelease(spec);
  if (pinned !== undefined && kubernetes !== undefined) {
    throw new UsageError(`${controllerOption} ${spec} names its release, and ${releaseOption} ${kubernetes} names one too. Leave one of them out: ${controllerOption} reference ${releaseOption} ${kubernetes}, or ${controllerOption} ${spec}.`);
  }
  const named = kubernetes ?? pinned;
  return named === undefined ? undefined : { spec, kubernetes: named };
}

/** `reference@1.36` is `reference` of 1.36. */
function nameOf({ spec, kubernetes }: Contestant): string {
  return `${pinnedRelease(spec) === undefined ? spec : spec.slice(0, spec.indexOf('@'))} ${kubernetes}`;
}

function inputsOf(files: readonly string[], options: CompareOptions, kubernetes: string): InputOptions {
  const { assume, scope, policy, update } = options;
  return {
    files: [...files, ...(options.filename ?? [])],
    recursive: options.recursive ?? false,
    kubernetes,
    assume,
    scope,
    replicas: options.replicas,
    policies: policy ? [policy] : [],
    strategies: update ? [update] : [],
  };
}

/**
 * Both get the set as the first release stores it, which is what an upgrade finds. The manifest, applied again, may be
 * stored otherwise. No maxUnavailable means 1, and releases that know it write that out.
 */
function storedOtherwise(plan: Plan, other: Plan, left: Contestant, right: Contestant): string[] {
  const sets = ({ universes }: Plan): string =>
    JSON.stringify(universes.map(({ scopes }) => scopes[0]?.scenario.set), (key, value: unknown) => (key === 'maxUnavailable' && value === 1 ? undefined : value));
  if (sets(plan) === sets(other)) return [];
  return [`Kubernetes ${right.kubernetes} stores the set otherwise than ${left.kubernetes}. What is said here is about the set as ${left.kubernetes} stores it.`];
}

function taskOf({ universes }: Plan, { maxStates, timeout, jobs }: CompareOptions, left: Contestant, right: Contestant): CompareTask {
  return {
    task: 'compare',
    controller: `${left.spec} or ${right.spec}`,
    left,
    right,
    scenarios: universes.flatMap(({ scopes }) => scopes.map(({ scenario }) => scenario)),
    limits: { ...(maxStates ? { maxStates } : {}), ...(timeout ? { timeoutMs: timeout } : {}) },
    jobs: jobsFor(jobs, left.spec, right.spec),
  };
}

async function compareAll(plan: Plan, caveats: readonly string[], task: CompareTask, options: CompareOptions, outputs: Outputs<ComparedRun>, io: Io): Promise<number> {
  const scopes = plan.universes.flatMap(({ name, scopes }) => scopes.map((scope) => ({ universe: name, scope })));
  const nameOf = (index: number): string => `${scopes[index]!.universe} · ${scopes[index]!.scope.name}`;
  const progress = progressLine(io.errIsTerminal ? io.err : undefined, io.columns ?? 80);
  const started = Date.now();
  const marks: ComparisonMark[] = [];
  let failure: Failure | undefined;
  const interrupted = await until(task, io, progress, (message) => {
    switch (message.kind) {
      case 'progress':
        return progress.show(placesOf(message).map(({ index, progress }) => ({ what: `${index + 1}/${scopes.length} ${nameOf(index)}`, progress })));
      case 'comparison': {
        const { universe, scope } = scopes[message.index]!;
        const { comparison, digests, seconds } = message;
        const side = (result: Result, { spec }: Contestant, digest: string | undefined): ComparedSide => ({
          universe,
          scope: scope.name,
          about: scope.about,
          result,
          tokens: tokensOf(result, { digest }),
          known: knownOf(result, spec),
        });
        const run: ComparedRun = { left: side(comparison.left, task.left, digests.left), right: side(comparison.right, task.right, digests.right), decisions: comparison.decisions, seconds };
        marks.push(comparisonMark(run));
        progress.clear();
        return outputs.run(run);
      }
      case 'fault':
        failure = message;
    }
  });
  progress.clear();
  // What cannot be used was not compared: there is nothing to report.
  const hasBegun = !failure || exitCodeOf(failure.fault) === exitCode.fault;
  outputs.end(hasBegun ? { seconds: (Date.now() - started) / 1000, ...cutShort('search', failure, interrupted, nameOf), caveats } : undefined);
  if (failure) {
    tellFault(failure.fault, io, options.stack);
    return exitCodeOf(failure.fault);
  }
  if (interrupted) return exitCode.interrupted;
  if (marks.includes('different')) return exitCode.violated;
  return marks.includes('unknown') ? exitCode.unknown : exitCode.holds;
}
