/** What a test suite can say about how a controller is checked, and what is made of it. */
import { relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ControllerDefinition, PodManagementPolicy, UpdateStrategy } from '../../models/controllers/controller.ts';
import { releaseLines, releaseOf } from '../../models/controllers/releases.ts';
import type { AssumptionSet } from '../../models/scenario.ts';
import { properties as catalogue } from '../../properties/index.ts';
import type { Property } from '../../properties/property.ts';
import { policies, propertiesLike, strategies, UsageError } from '../plan/index.ts';
import { builtIn, isController, kindOf, ownSource, pinnedRelease, readText, type ControllerSource } from '../controllers.ts';
import { closest, oneOf, show } from '../manifest/complaint.ts';
import { decode, TokenError, type Recording } from '../trace/index.ts';
import { DEFAULT_NUM_RUNS, DEFAULT_REPLICAS, DEFAULT_TIME_LIMIT_MS, MAX_REPLICAS } from './limits.ts';

/** Options of `checkController`. Where fast-check has the same one, it has the same name. */
export interface CheckControllerOptions {
  /** Behave as this release does, any patch of 1.28 to 1.37. Default: the newest, or the one that `reference@1.35.0` names. */
  readonly kubernetes?: string;
  /** What may go wrong: `lag` of caches, or `crashes` and lost writes too. Default: `crashes`. */
  readonly assume?: AssumptionSet;
  /** Pods of the set in the exhaustive search, 1 to 9; the random walks have one more. Default: 2, or what the manifests want up to 2. */
  readonly replicas?: number;
  /** Default: both, or that of the manifest. */
  readonly policies?: readonly PodManagementPolicy[];
  /** Default: RollingUpdate and OnDelete, or that of the manifest. Recreate has to be asked for: its gate is off by default. */
  readonly strategies?: readonly UpdateStrategy['type'][];
  /** Files or folders with StatefulSets, from the working directory. Default: the set of the well-known tutorial. */
  readonly manifests?: readonly (string | URL)[];
  /** Ids (`ordering/successor-waits`), globs (`ordering/*`) or properties of your own. Default: all that are built in. */
  readonly properties?: readonly (string | Property)[];
  /** Look at everything in small scopes before walking at random in larger ones. Default: true. */
  readonly exhaustive?: boolean;
  /** Random walks for each policy and strategy; 0: none. Default: 100. */
  readonly numRuns?: number;
  /** Of the random walks. Default: a new one, which a failure prints; where `CI` is set there is no default. */
  readonly seed?: number;
  /** Milliseconds for each policy and strategy. Default: 300,000. Infinity: no limit, and a pass that hangs is not ended either. */
  readonly interruptAfterTimeLimit?: number;
  /** Stories that are replayed first: tokens of earlier failures. */
  readonly examples?: readonly (string | Recording)[];
  /** A failure says how much was explored as well. Default: false. */
  readonly verbose?: boolean;
  /** The file that exports the controller, from the working directory: makes the replay line of a failure complete. */
  readonly file?: string | URL;
}

/** A controller and options, checked and with all defaults. */
export interface Settings {
  /** As people call it: `mine`, `reference`, `reference@1.35.0`. */
  readonly name: string;
  readonly source: ControllerSource;
  readonly kubernetes: string;
  readonly assume: AssumptionSet;
  /** Undefined: as many as the manifests want, up to {@link DEFAULT_REPLICAS}. */
  readonly replicas: number | undefined;
  /** Empty: what the manifests say. */
  readonly policies: readonly (PodManagementPolicy | 'all')[];
  /** Empty: what the manifests say. */
  readonly strategies: readonly (UpdateStrategy['type'] | 'all')[];
  readonly manifests: readonly string[];
  readonly properties: readonly Property[];
  /** Ids of `properties`, if those are not just all that are built in. */
  readonly judged: readonly string[] | undefined;
  readonly exhaustive: boolean;
  readonly numRuns: number;
  readonly seed: number;
  readonly timeLimitMs: number;
  readonly examples: readonly Recording[];
  readonly verbose: boolean;
  /** The file of a controller that is not built in, as people type it where the tests run; undefined: nobody said. */
  readonly file: string | undefined;
}

/** What is expected of each option; also the list of those that there are. */
const shapes: { readonly [K in keyof Required<CheckControllerOptions>]: readonly [is: (value: unknown) => boolean, expected: string] } = {
  kubernetes: [isText, "a release, as in '1.35.2'"],
  assume: [isOneOf('lag', 'crashes'), 'lag or crashes'],
  replicas: [isWhole(1, MAX_REPLICAS), `a whole number from 1 to ${MAX_REPLICAS}`],
  policies: [isListOf(isOneOf(...policies)), `a list that is not empty, of ${oneOf(policies)}`],
  strategies: [isListOf(isOneOf(...strategies)), `a list that is not empty, of ${oneOf(strategies)}`],
  manifests: [isListOf(isFile), 'a list of files that is not empty'],
  properties: [isListOf((value) => isText(value) || isProperty(value)), "a list that is not empty, of ids, globs ('ordering/*') or properties"],
  exhaustive: [isFlag, 'true or false'],
  numRuns: [isWhole(0, Number.MAX_SAFE_INTEGER), 'a whole number; 0 for no random walks'],
  seed: [isWhole(-(2 ** 31), 2 ** 31 - 1), 'a whole number of 32 bits'],
  interruptAfterTimeLimit: [(value) => typeof value === 'number' && value > 0, 'milliseconds, or Infinity'],
  examples: [(value) => Array.isArray(value) && value.every((item) => isText(item) || isRecording(item)), "a list of tokens, as the line 'replay' of a failure has one"],
  verbose: [isFlag, 'true or false'],
  file: [isFile, "a path or a URL, as in './mine.ts'"],
};

/** What people may know from fast-check or from the command line, and what it is here. */
const otherwise: Readonly<Record<string, string>> = {
  path: 'A failure is found again with its seed, and replayed with examples.',
  endOnFailure: 'A story is shrunk unless it is an example: replay it with examples.',
  timeout: 'The time of a search is limited by interruptAfterTimeLimit.',
  runs: 'It is called numRuns here.',
  random: 'Both searches are made; give exhaustive: false for the random one alone.',
  scope: 'Give replicas and numRuns for how much is explored.',
  policy: 'It is a list here, policies.',
  update: 'It is a list here, strategies.',
  property: 'It is a list here, properties.',
  controller: 'The controller is the first argument.',
};

/**
 * @param isCi nobody is there to note a seed that was drawn
 * @throws UsageError ControllerError TokenError that says what was found, what was expected and what to do
 */
export function settingsOf(controller: unknown, options: CheckControllerOptions, isCi: boolean): Settings {
  checkShapes(options);
  const { exhaustive = true, numRuns = DEFAULT_NUM_RUNS, manifests, verbose = false, interruptAfterTimeLimit: timeLimitMs = DEFAULT_TIME_LIMIT_MS } = options;
  const { name, source } = controllerOf(controller, options.file);
  const { properties, judged } = propertiesOf(options.properties);
  return {
    name,
    source,
    kubernetes: releaseAsked(options.kubernetes) ?? pinnedRelease(name) ?? releaseLines.at(-1)!,
    assume: options.assume ?? 'crashes',
    replicas: options.replicas ?? (manifests ? undefined : DEFAULT_REPLICAS),
    policies: options.policies ?? (manifests ? [] : ['all']),
    strategies: options.strategies ?? (manifests ? [] : ['all']),
    manifests: manifests?.map(pathOf) ?? [],
    properties,
    judged,
    exhaustive,
    numRuns,
    seed: seedOf(options, exhaustive, numRuns, isCi),
    timeLimitMs,
    examples: examplesOf(options.examples ?? [], properties),
    verbose,
    file: options.file === undefined ? undefined : fromHere(pathOf(options.file)),
  };
}

function checkShapes(options: CheckControllerOptions): void {
  if (typeof options !== 'object' || options === null) throw new UsageError(`The options of checkController are ${show(options)}. Expected an object, as in { numRuns: 1000, seed: 42 }.`);
  for (const [name, value] of Object.entries(options)) {
    if (!Object.hasOwn(shapes, name)) {
      const near = closest(name, Object.keys(shapes));
      const remedy = otherwise[name] ?? (near ? `Did you mean ${near}?` : `Its options are ${Object.keys(shapes).join(', ')}.`);
      throw new UsageError(`checkController has no option ${name}. ${remedy}`);
    }
    const [is, expected] = shapes[name as keyof CheckControllerOptions];
    if (value !== undefined && !is(value)) throw new UsageError(`The option ${name} is ${show(value)}. Expected ${expected}.`);
  }
}

function controllerOf(controller: unknown, file: string | URL | undefined): Pick<Settings, 'name' | 'source'> {
  if (typeof controller === 'string') {
    if (kindOf(controller) === 'file') throw new UsageError(`checkController was given the file ${controller}. Import the controller and give that, and the file as an option: checkController(mine, { file: '${controller}' }).`);
    if (file !== undefined) throw new UsageError(`The option file says where a controller of your own is written, but ${controller} is built in. Leave it out.`);
    return { name: controller, source: builtIn(controller) };
  }
  if (!isController(controller)) throw new UsageError(`checkController was given ${show(controller)}. Expected a controller, made by defineController from 'sts-check', or the name of a built-in one, such as 'reference'.`);
  return { name: controller.name, source: ownSource(controller, file === undefined ? undefined : readText(pathOf(file))) };
}

function releaseAsked(kubernetes: string | undefined): string | undefined {
  if (kubernetes === undefined) return undefined;
  try {
    releaseOf(kubernetes);
  } catch (error) {
    throw new UsageError(`The option kubernetes is ${show(kubernetes)}. ${(error as Error).message}`);
  }
  return kubernetes.replace(/^v/, '');
}

function propertiesOf(asked: CheckControllerOptions['properties']): Pick<Settings, 'properties' | 'judged'> {
  if (!asked) return { properties: catalogue, judged: undefined };
  const ids = new Set(asked.flatMap((item) => (typeof item === 'string' ? propertiesLike(item) : [])));
  const own = asked.filter((item) => typeof item !== 'string');
  const properties = [...catalogue.filter(({ id }) => ids.has(id)), ...own];
  const twice = properties.find(({ id }, index) => properties.findIndex((other) => other.id === id) !== index);
  if (twice) throw new UsageError(`Two properties are called ${twice.id}. Expected an id for each: it is the title of the test.`);
  return { properties, judged: properties.map(({ id }) => id) };
}

function seedOf({ seed, numRuns: asked }: CheckControllerOptions, exhaustive: boolean, numRuns: number, isCi: boolean): number {
  if (numRuns > 0) {
    if (seed === undefined && isCi) {
      throw new UsageError(
        'checkController walks at random and was given no seed. In CI (the variable CI is set) it must have one: with a new seed each time a test fails today, passes tomorrow, and nobody knows why.\n' +
          "Give a seed, as in checkController(mine, { seed: 42 }), or no random walks: { numRuns: 0 }.",
      );
    }
    return seed ?? Math.floor(Math.random() * 2 ** 31);
  }
  if (!exhaustive) throw new UsageError('With exhaustive: false and numRuns: 0 nothing is searched. Leave one of them out.');
  if (seed !== undefined) throw new UsageError(`The option seed is about random walks, and numRuns: ${asked} asks for none. Leave one of them out.`);
  return 0;
}

function examplesOf(examples: readonly (string | Recording)[], judged: readonly Property[]): Recording[] {
  return examples.map((example, index) => {
    const recording = typeof example === 'string' ? exampleOf(example, index) : example;
    const { property } = recording;
    if (judged.some(({ id }) => id === property)) return recording;
    throw new UsageError(`Example ${index + 1} tells how ${property} breaks, which is not judged here. Add it to properties, or leave the example out.`);
  });
}

function exampleOf(token: string, index: number): Recording {
  try {
    return decode(token);
  } catch (error) {
    throw error instanceof TokenError ? new UsageError(`Example ${index + 1} cannot be read. ${error.message}`) : error;
  }
}

function pathOf(file: string | URL): string {
  return typeof file === 'string' && !file.startsWith('file:') ? file : fileURLToPath(file);
}

/** A path as people type it where the tests run. */
function fromHere(path: string): string {
  const here = relative('.', resolve(path)).replaceAll('\\', '/');
  return here.startsWith('.') ? here : `./${here}`;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isFlag(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isFile(value: unknown): boolean {
  return isText(value) || (value instanceof URL && value.protocol === 'file:');
}

function isProperty(value: unknown): boolean {
  const { id, kind, check } = (value ?? {}) as Partial<Property>;
  return isText(id) && isText(kind) && typeof check === 'function';
}

function isRecording(value: unknown): boolean {
  const { property, keys, scenario } = (value ?? {}) as Partial<Recording>;
  return isText(property) && Array.isArray(keys) && typeof scenario === 'object';
}

function isOneOf(...words: readonly string[]): (value: unknown) => boolean {
  return (value) => words.includes(value as string);
}

function isWhole(least: number, most: number): (value: unknown) => boolean {
  return (value) => Number.isInteger(value) && (value as number) >= least && (value as number) <= most;
}

function isListOf(is: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => Array.isArray(value) && value.length > 0 && value.every(is);
}
