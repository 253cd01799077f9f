/** From what people type after `--controller` to a controller: a built-in one, a mutant, a file of their own, a command, Kubernetes itself. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { defineController, type Controller, type ControllerDefinition } from '../models/controllers/controller.ts';
import { mutants } from '../models/controllers/mutants/index.ts';
import { reference } from '../models/controllers/reference.ts';
import { profiles, releaseLines, releaseOf, withGates, type Profile } from '../models/controllers/releases.ts';
import type { Scenario } from '../models/scenario.ts';
import { buildBridge, type GoSource } from './adapters/go/bridge.ts';
import type { Tell } from './adapters/go/go.ts';
import { releaseIn } from './adapters/go/tree.ts';
import { defaultLimits } from './adapters/limits.ts';
import { processController } from './adapters/process-controller.ts';
import type { Asked } from './adapters/process.ts';
import { ControllerError } from './controller-error.ts';
import { closest } from './manifest/complaint.ts';

export { ControllerError } from './controller-error.ts';

export type ControllerKind = 'reference' | 'mutant' | 'file' | 'process' | 'go';

/** A controller under a name, to be made for a release. */
export interface ControllerSource {
  readonly kind: ControllerKind;
  /** Of the text of a file, or of a program that was compiled here. */
  readonly digest?: string;
  /** `setName`, of the set that passes are about, is for a command: it gets the key too. */
  readonly make: (profile: Profile, setName?: string) => Controller;
  /** The same for vectors, if that is not {@link make}: they look at what is asked together. */
  readonly makeInWaves?: ControllerSource['make'];
  /** Ends the process that {@link make} has started, and tells how it was asked, unless it had failed. */
  readonly end?: () => Asked | undefined;
}

/** The one that is checked unless another is asked for: the reference of the scenario's release. */
export const DEFAULT_CONTROLLER = 'reference';

/** What a command begins with: `exec:python3 ./mine.py`. */
const EXEC = 'exec:';

/** What the real controller begins with: of a release, as in `kubernetes@1.37`, and of a source tree, as in `go:../kubernetes`. */
const GO_RELEASE = 'kubernetes@';
const GO_TREE = 'go:';

/** Paths have a slash or the ending of a module. */
export function kindOf(spec: string): ControllerKind {
  if (spec.startsWith(EXEC)) return 'process';
  if (spec.startsWith(GO_RELEASE) || spec.startsWith(GO_TREE)) return 'go';
  if (/[\\/]/.test(spec) || /\.[cm]?[jt]s$/.test(spec)) return 'file';
  return spec === 'reference' || spec.startsWith('reference@') ? 'reference' : 'mutant';
}

/** It names a release of Kubernetes itself. */
export function isRelease(spec: string): boolean {
  return spec.startsWith(GO_RELEASE);
}

/** The release that `reference@1.35.0` or `kubernetes@1.35.0` names; undefined if it names none. */
export function pinnedRelease(spec: string): string | undefined {
  return kindOf(spec) === 'reference' || isRelease(spec) ? /@(.*)/.exec(spec)?.[1] : undefined;
}

/** The release that a source tree is of, as its changelogs say; undefined if it is no tree, or of none that is known here. */
export function treeRelease(spec: string): string | undefined {
  const release = spec.startsWith(GO_TREE) ? releaseIn(spec.slice(GO_TREE.length)) : undefined;
  return release !== undefined && releaseLines.includes(release) ? release : undefined;
}

/** The release of a controller where none is asked for. */
export function releaseByDefault(spec: string): string {
  return pinnedRelease(spec) ?? treeRelease(spec) ?? releaseLines.at(-1)!;
}

/**
 * @param tell hears what takes long, such as to compile; what it throws ends that
 * @throws ControllerError
 */
export async function loadController(spec: string, tell: Tell = () => undefined): Promise<ControllerSource> {
  switch (kindOf(spec)) {
    case 'file':
      return loadFile(spec);
    case 'process':
      return processSource(spec.slice(EXEC.length));
    case 'go': {
      const { command, digest, name } = await buildBridge(goSourceOf(spec), tell);
      return { kind: 'go', digest, ...processController(command, defaultLimits, name) };
    }
    default:
      return builtIn(spec);
  }
}

/**
 * Says soon what is wrong with a name. What is somebody's own, a file or a command, only a task can tell.
 *
 * @throws ControllerError
 */
export function requireKnown(spec: string): void {
  const kind = kindOf(spec);
  if (kind === 'go') goSourceOf(spec);
  else if (kind === 'reference' || kind === 'mutant') builtIn(spec);
}

/** @throws ControllerError if it is misspelled, or the release is none that there is a reference of */
function goSourceOf(spec: string): GoSource {
  if (spec.startsWith(GO_TREE)) {
    const tree = spec.slice(GO_TREE.length);
    if (tree.trim() === '') throw new ControllerError(`"${spec}" names no folder. Expected a source tree of Kubernetes: --controller ${GO_TREE}../kubernetes`);
    return { tree };
  }
  const release = spec.slice(GO_RELEASE.length);
  requireRelease(release);
  return { release: release.replace(/^v/, '') };
}

/** @throws ControllerError */
export function builtIn(spec: string): ControllerSource {
  if (spec.startsWith(EXEC)) throw new ControllerError(`${spec} is a command, and those are for the command line only: npx sts-check --controller '${spec}'`);
  if (kindOf(spec) === 'go') throw new ControllerError(`${spec} is compiled first, and that is for the command line only: npx sts-check --controller ${spec}`);
  const release = pinnedRelease(spec);
  if (release !== undefined) {
    const profile = profileCalled(release);
    return { kind: 'reference', make: () => reference(profile) };
  }
  if (spec === 'reference') return { kind: 'reference', make: reference };
  const mutant = mutants.find(({ name }) => name === spec);
  if (mutant) return { kind: 'mutant', make: mutant.make };
  const near = closest(spec, ['reference', ...mutants.map(({ name }) => name)]);
  throw new ControllerError(
    `No controller is called "${spec}".\n${near ? `Did you mean ${near}? ` : ''}List them all with: sts-check controllers\nA file needs a slash or its ending: ./${spec.replace(/[^\w.-]/g, '')}.ts`,
  );
}

function profileCalled(name: string): Profile {
  return profiles.get(`r${name}`) ?? requireRelease(name);
}

function requireRelease(name: string): Profile {
  try {
    return releaseOf(name);
  } catch (error) {
    throw new ControllerError((error as Error).message);
  }
}

/** The profile of a scenario's release. Recreate needs a gate that is off by default: a set that uses it has it on. */
export function profileOf(scenario: Scenario): Profile {
  const profile = releaseOf(scenario.kubernetes);
  const recreates = scenario.set.strategy.type === 'Recreate' && profile.gates.includes('StatefulSetRecreateStrategy');
  return recreates ? withGates(profile, { StatefulSetRecreateStrategy: true }) : profile;
}

/** A command that speaks the protocol of docs/protocol.md. No digest: what a command runs, nobody can tell. */
function processSource(command: string): ControllerSource {
  if (command.trim() === '') throw new ControllerError(`"${EXEC}" names no command. Expected one as a shell takes it: --controller '${EXEC}python3 ./mine.py'`);
  const { make, makeInWaves, end } = processController(command);
  const named = (controller: Controller): Controller => {
    const { name } = controller;
    const isTaken = kindOf(name) === 'reference' || kindOf(name) === 'go' || mutants.some((mutant) => mutant.name === name);
    if (!isTaken) return controller;
    throw new ControllerError(`The controller behind ${EXEC}${command} calls itself ${name}, which is the name of a built-in one. Give it another name in its hello.`);
  };
  return { kind: 'process', make: (profile, setName) => named(make(profile, setName)), makeInWaves: (profile, setName) => named(makeInWaves(profile, setName)), end };
}

async function loadFile(path: string): Promise<ControllerSource> {
  const text = readText(path);
  const exported = await importFile(path);
  const found = [exported['default'], exported['controller']].find(isController);
  if (!found) {
    const names = Object.keys(exported).filter((name) => !(name === 'default' && exported['default'] === undefined));
    throw new ControllerError(
      `${path} exports no controller. ${names.length > 0 ? `It exports ${names.join(', ')}.` : 'It exports nothing.'}\n` +
        "Expected a default export, or one called controller, made by defineController from 'sts-check': a name, and reconcile as a generator function, or as one that returns a list of requests.",
    );
  }
  return ownSource(found, text);
}

/**
 * A controller that somebody wrote, whether they called defineController or not.
 *
 * @param text of its file, as far as that is known
 */
export function ownSource(controller: ControllerDefinition, text?: Uint8Array): ControllerSource {
  const made = defineController(controller);
  return { kind: 'file', ...(text ? { digest: createHash('sha256').update(text).digest('hex').slice(0, 16) } : {}), make: () => made };
}

/** @throws ControllerError if it cannot be read */
export function readText(path: string): Uint8Array {
  try {
    if (statSync(path).isDirectory()) throw new ControllerError(`${path} is a folder. Expected a TypeScript or JavaScript file.`);
    return readFileSync(path);
  } catch (error) {
    if (error instanceof ControllerError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new ControllerError(code === 'ENOENT' ? `There is no file ${path} (looked in ${resolve('.')}).` : `${path} cannot be read: ${message}`);
  }
}

/** Loads TypeScript without a build step; `sts-check` means the copy that is running. */
async function importFile(path: string): Promise<Record<string, unknown>> {
  const [{ createJiti }, api] = await Promise.all([import('jiti'), import('./index.ts')]);
  const jiti = createJiti(import.meta.url, { virtualModules: { 'sts-check': api }, fsCache: false, sourceMaps: true });
  try {
    const loaded: unknown = await jiti.import(pathToFileURL(resolve(path)).href);
    return typeof loaded === 'object' && loaded !== null ? { ...(loaded as Record<string, unknown>) } : { default: loaded };
  } catch (error) {
    const { message, stack } = error instanceof Error ? error : new Error(String(error));
    const place = message.includes(basename(path)) ? undefined : placeIn(stack, basename(path));
    throw new ControllerError(`${path} could not be loaded: ${message}${place ? `\n${place}` : ''}`, { cause: error });
  }
}

/** The first line of a stack that is in the file, for messages: `at reconcile (mine.ts:4:7)`. */
export function placeIn(stack: string | undefined, file: string): string | undefined {
  return stack?.split('\n').find((line) => /^\s+at .*:\d+:\d+/.test(line) && line.includes(file))?.trim();
}

export function isController(value: unknown): value is ControllerDefinition {
  const { name, reconcile } = (value ?? {}) as Partial<ControllerDefinition>;
  return typeof name === 'string' && name !== '' && typeof reconcile === 'function';
}
