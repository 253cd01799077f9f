/**
 * The StatefulSet controller of Kubernetes itself, as a command that speaks the protocol: our Go sources compiled into
 * pkg/controller/statefulset of a release, or of somebody's source tree.
 */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { releaseLines } from '../../../models/controllers/releases.ts';
import { ControllerError } from '../../controller-error.ts';
import { quoted } from '../guarded.ts';
import { inFolder, inTurn, openCache, RELEASE_PREFIX, touch, unwritable } from './cache.ts';
import { go, GoError, telling, type Tell } from './go.ts';
import { OLDEST_GO, RECIPE } from './limits.ts';
import { mapsInOrder, type Replacement } from './maps.ts';
import { download, isWithin, KUBERNETES, newestOfAll, newestPatch, versionsOf, withPublishedModules } from './modules.ts';
import { overlayOf, PACKAGE, sourcesDigest, sourcesFolder, textOf } from './sources.ts';
import { folderOf, releaseIn } from './tree.ts';

export type GoSource =
  /** `1.35.0`, or `1.35` for its newest patch. */
  | { readonly release: string }
  /** A path to a source tree. */
  | { readonly tree: string };

export interface Bridge {
  /** For `sh`. */
  readonly command: string;
  /** Of the program, and so of all that went into it: 16 hexadecimal digits. */
  readonly digest: string;
  /** `kubernetes@1.37.2`, or `go-kubernetes-1f0a9c3e` for a tree: its folder, and what is in it. */
  readonly name: string;
}

/**
 * Compiles what is not compiled yet. Nothing in the tree is changed.
 *
 * @throws ControllerError if it cannot be had
 */
export async function buildBridge(source: GoSource, tell: Tell): Promise<Bridge> {
  try {
    return 'release' in source ? await ofRelease(source.release, tell) : await ofTree(source.tree, tell);
  } catch (error) {
    if (error instanceof GoError) throw new ControllerError(`The go command failed:\n${error.shown}`, { cause: error });
    throw (error as NodeJS.ErrnoException).code === 'ENOSPC' ? unwritable(error) : error;
  }
}

async function ofRelease(asked: string, tell: Tell): Promise<Bridge> {
  const cache = openCache();
  const sources = sourcesFolder();
  const toolchain = await toolchainIn(cache, tell);
  const key = createHash('sha256').update(`${toolchain.id} ${sourcesDigest(sources)} ${RECIPE}`).digest('hex').slice(0, 16);
  const release = isExact(asked) ? asked : await newestOf(asked, toolchain.downloads, key, cache, tell);
  const name = `${RELEASE_PREFIX}${release}`;
  const program = join(cache, `${name}-${key}`);
  if (!existsSync(program)) {
    await inTurn(program, name, tell, async () => {
      if (existsSync(program)) return;
      await inFolder(cache, async (part) => {
        const archive = await download(release, toolchain.downloads, { what: `${name}: downloading`, tell, folder: cache });
        const tree = join(part, 'kubernetes');
        await telling(`${name}: copying`, tell, () => copyTree(archive, tree));
        const goMod = join(tree, 'go.mod');
        await writeFile(goMod, withPublishedModules(await readFile(join(archive, 'go.mod'), 'utf8'), release.replace(/^1/, '0')));
        // Its go.mod may ask for a newer Go, which the go command then gets.
        const { root, downloads } = await toolchainIn(tree, tell);
        const compiled = await compile({ tree, name, part, sources, replacement: mapsInOrder(root, downloads), options: ['-mod=mod'], env: { GOWORK: 'off' }, tell });
        await rename(compiled, program);
      });
    });
  }
  return bridgeOf(program, name);
}

const isExact = (release: string): boolean => release.split('.').length === 3;

/** What is compiled depends on {@link Toolchain.id}. */
interface Toolchain {
  readonly id: string;
  /** Where Go is installed. */
  readonly root: string;
  /** Where the go command keeps modules. */
  readonly downloads: string;
}

/** @throws ControllerError if it is too old */
async function toolchainIn(folder: string, tell: Tell): Promise<Toolchain> {
  const output = await go(['env', 'GOVERSION', 'GOOS', 'GOARCH', 'GOTOOLCHAIN', 'GOMODCACHE', 'GOROOT', 'GOFLAGS', 'GOEXPERIMENT'], { what: 'asking for the version of Go', tell, folder });
  const [version = '', system, processor, chosen, downloads = '', root = '', ...others] = output.split('\n');
  const minor = /go1\.(\d+)/.exec(version)?.[1];
  if (minor === undefined || Number(minor) < OLDEST_GO) {
    throw new ControllerError(`Go is ${version || 'of no known version'} here, and the bridge to a controller in Go needs 1.${OLDEST_GO} or later (testing/synctest). Install a newer one (https://go.dev/dl), or let Go download it: GOTOOLCHAIN=go1.${OLDEST_GO}.0+auto`);
  }
  return { id: [version, system, processor, chosen, ...others].join(' '), root, downloads };
}

/** The newest patch of a line; of those that are on this machine, if nobody else can be asked. */
async function newestOf(line: string, downloads: string, key: string, cache: string, tell: Tell): Promise<string> {
  const { versions, offline } = await versionsOf(KUBERNETES, downloads, { what: `kubernetes@${line}: asking for its newest patch`, tell, folder: cache });
  const bridges = readdirSync(cache).filter((name) => name.startsWith(RELEASE_PREFIX) && name.endsWith(`-${key}`));
  const here = bridges.map((name) => name.slice(RELEASE_PREFIX.length, -key.length - 1));
  const known = offline === undefined ? versions : [...versions, ...here];
  const newest = newestPatch(known, line);
  if (newest === undefined && offline !== undefined) {
    throw new ControllerError(`Nobody can say which the newest patch of Kubernetes ${line} is:\n${offline}\nIs the network there, and does GOPROXY name a proxy that can be reached? On this machine are: ${newestOfAll(known)}.`);
  }
  if (newest === undefined) {
    throw new ControllerError(`The Go module proxy lists no release of Kubernetes ${line}. Its newest are ${newestOfAll(known)}. Name a patch if you know one, as in --controller kubernetes@${line}.0.`);
  }
  if (offline !== undefined) tell(`kubernetes@${line} is ${newest} here, the newest patch on this machine: the Go module proxy cannot be reached.`);
  return newest;
}

/** What a build needs of a tree. Folders of modules are read only, and copies of them are not. */
async function copyTree(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const name of ['pkg', 'third_party']) await copyFolder(join(from, name), join(to, name));
  await copyFile(join(from, 'go.sum'), join(to, 'go.sum'));
}

async function copyFolder(from: string, to: string): Promise<void> {
  await mkdir(to);
  const entries = await readdir(from, { withFileTypes: true });
  await Promise.all(entries.filter((entry) => entry.isFile()).map(({ name }) => copyFile(join(from, name), join(to, name))));
  for (const { name } of entries.filter((entry) => entry.isDirectory())) await copyFolder(join(from, name), join(to, name));
}

/** A tree is compiled each time: the go command knows best, and fast, what has changed since the last time. */
async function ofTree(path: string, tell: Tell): Promise<Bridge> {
  const sources = sourcesFolder();
  const tree = folderOf(path);
  const title = `go:${path}`;
  // Before anything else runs there, so that what is no tree is called so.
  overlayOf(tree, title, sources);
  const cache = openCache();
  const { root, downloads } = await toolchainIn(tree, tell);
  if (isWithin(tree, downloads)) throw new ControllerError(`${title} is in the folder of downloaded modules, and the go command lets nobody add to those. Name its release instead, as in --controller kubernetes@1.37, or a copy.`);
  const turn = join(cache, `go-${createHash('sha256').update(tree).digest('hex').slice(0, 16)}`);
  return inTurn(turn, title, tell, () =>
    inFolder(cache, async (part) => {
      const modules = await publishedModules(tree, title, downloads, part, tell);
      const compiled = await compile({ tree, name: title, part, sources, replacement: mapsInOrder(root, downloads), ...modules, tell });
      const digest = digestOf(compiled);
      const stem = `go-${basename(tree).replace(/[^\w.@+-]/g, '-').slice(0, LONGEST_NAME)}`;
      const program = join(cache, `${stem}-${digest}`);
      await rename(compiled, program);
      return bridgeOf(program, `${stem}-${digest.slice(0, 8)}`);
    }),
  );
}

/** Names of controllers have at most 100 characters, and ours adds to that of a folder. */
const LONGEST_NAME = 60;

type Modules = Pick<Compilation, 'options' | 'env'>;

/** For the copy of a module archive, which lacks staging/: its go.mod and go.sum, changed, elsewhere. */
async function publishedModules(tree: string, name: string, downloads: string, part: string, tell: Tell): Promise<Modules> {
  const goMod = textOf(join(tree, 'go.mod'), name);
  if (!goMod.includes('=> ./staging/') || existsSync(join(tree, 'staging', 'src', 'k8s.io', 'api'))) return { options: [], env: {} };
  const lacking = `${name} lacks staging/src/k8s.io/api, which its go.mod points to, and`;
  const remedy = 'Take a checkout instead: git clone --depth 1 --branch v1.37.2 https://github.com/kubernetes/kubernetes';
  const release = releaseIn(tree);
  if (release === undefined) throw new ControllerError(`${lacking} it has no CHANGELOG/CHANGELOG-1.N.md that tells its release. ${remedy}`);
  const { versions, offline } = await versionsOf('k8s.io/api', downloads, { what: `${name}: asking for the modules of ${release}`, tell, folder: part });
  const line = release.replace(/^1/, '0');
  const version = newestPatch(versions, line) ?? versions.findLast((version) => version.startsWith(`${line}.`));
  if (version === undefined) throw new ControllerError(`${lacking} there is no k8s.io/api v${line} ${offline === undefined ? 'at the Go module proxy' : `on this machine, and no proxy that can be reached:\n${offline}\n`}. ${remedy}`);
  tell(`${name} has no staging/: compiled with its modules as they were published as ${version}.`);
  const changed = join(part, 'go.mod');
  await writeFile(changed, withPublishedModules(goMod, version));
  await writeFile(join(part, 'go.sum'), textOf(join(tree, 'go.sum'), name));
  return { options: ['-mod=mod', `-modfile=${changed}`], env: { GOWORK: 'off' } };
}

interface Compilation {
  readonly tree: string;
  readonly name: string;
  /** Of the cache, to write into. */
  readonly part: string;
  readonly sources: string;
  /** Of a file of Go itself. */
  readonly replacement: Replacement | undefined;
  /** For the go command, beside those of every compilation. */
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly tell: Tell;
}

/** Compiles a tree and answers the program. */
async function compile({ tree, name, part, sources, replacement, options, env, tell }: Compilation): Promise<string> {
  const overlay = join(part, 'overlay.json');
  const replaced = { ...overlayOf(tree, name, sources).Replace };
  if (!replacement) tell(`${name}: this Go keeps no order of maps that could be fixed (it was downloaded by the go command, or is a newer one). Passes that follow such an order may be told as decided differently.`);
  if (replacement) {
    const file = join(part, 'maps.go');
    await writeFile(file, replacement.text);
    replaced[replacement.file] = file;
  }
  await writeFile(overlay, JSON.stringify({ Replace: replaced }));
  const program = join(part, 'bridge');
  // Whoever ends the go command gives it no time to remove what it writes elsewhere.
  const outside = { GOTMPDIR: part };
  const alike = ['-vet=off', '-trimpath', '-buildvcs=false', '-ldflags=-s -w'];
  try {
    await go(['test', '-c', ...alike, ...options, `-overlay=${overlay}`, '-o', program, `./${PACKAGE}`], { what: `${name}: compiling (the first time takes a minute or two)`, tell, folder: tree, env: { ...env, ...outside } });
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const shown = error.shown.replaceAll(relative(tree, sources), 'adapters/go');
    throw new ControllerError(`${name} does not compile:\n${shown}\n${remedyFor(shown, options)}`, { cause: error });
  }
  if (!existsSync(program)) throw new ControllerError(`${name} was compiled to nothing. Expected go test -c to write ${program}: which go is in PATH?`);
  return program;
}

function remedyFor(errors: string, options: readonly string[]): string {
  if (errors.includes('no space left on device')) return 'Make room, or name other folders: STS_CHECK_CACHE is that of sts-check, GOCACHE that of the go command.';
  if (errors.includes('adapters/go/')) return `adapters/go is the bridge that sts-check adds to the tree, and something that it uses is not there, or is otherwise. Expected a tree like those of Kubernetes ${releaseLines[0]} to ${releaseLines.at(-1)}.`;
  if (options.some((option) => option.startsWith('-modfile='))) return 'It has no staging/, so it was compiled with modules as they were published. A checkout, which has its own, compiles as it does without sts-check.';
  return `Does it compile without sts-check, by go build ./${PACKAGE}?`;
}

function digestOf(program: string): string {
  return createHash('sha256').update(readFileSync(program)).digest('hex').slice(0, 16);
}

/**
 * The program as a command. One thread and a lazy collector double its speed; channels of timers as they are since Go
 * 1.23, whatever the tree asks for, are what its clock needs.
 */
function bridgeOf(program: string, name: string): Bridge {
  touch(program);
  const environment = `STS_CHECK_NAME=${quoted(name)} GODEBUG=asynctimerchan=0 GOMAXPROCS=1 GOGC=400`;
  return { command: `${environment} exec ${quoted(program)} -test.run='^TestStsCheckBridge$' -test.timeout=0`, digest: digestOf(program), name };
}
