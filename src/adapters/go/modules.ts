/** Kubernetes at the Go module proxy: which releases there are, and the modules of a tree that are published beside it. */
import { join, sep } from 'node:path';
import { releaseLines } from '../../../models/controllers/releases.ts';
import { ControllerError } from '../../controller-error.ts';
import { go, GoError, type GoRun } from './go.ts';

export const KUBERNETES = 'k8s.io/kubernetes';

/** Outside of any module of Kubernetes. */
const apart = { GOWORK: 'off' };

export interface Versions {
  /** Without their `v`, oldest first. */
  readonly versions: readonly string[];
  /** Why they are only those that were downloaded before; the last lines of the go command. */
  readonly offline?: string;
}

/**
 * The versions of a module at the proxy, or else on this machine.
 *
 * @param downloads where the go command keeps modules (GOMODCACHE)
 */
export async function versionsOf(module: string, downloads: string, run: GoRun): Promise<Versions> {
  const list = async (env: Readonly<Record<string, string>>): Promise<readonly string[]> => {
    const listed = await go(['list', '-mod=mod', '-m', '-versions', module], { ...run, env: { ...apart, ...env } });
    return listed.trim().split(/\s+/).slice(1).map((version) => version.replace(/^v/, ''));
  };
  try {
    return { versions: await list({}) };
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    // The go command keeps modules as a proxy serves them.
    const versions = await list({ GOPROXY: `file://${downloads}/cache/download` }).catch(noneOf);
    return { versions, offline: error.shown };
  }
}

function noneOf(error: unknown): readonly string[] {
  if (error instanceof GoError) return [];
  throw error;
}

/** `1.37.2` of `1.37`, or undefined if there is none that is finished. */
export function newestPatch(versions: readonly string[], line: string): string | undefined {
  return versions.filter((version) => lineOf(version) === line && isFinished(version)).sort((a, b) => patchOf(a) - patchOf(b)).at(-1);
}

/** The newest patch of each line that there is a reference of, newest first, in words. */
export function newestOfAll(versions: readonly string[]): string {
  return releaseLines.toReversed().flatMap((line) => newestPatch(versions, line) ?? []).join(', ') || 'none';
}

/** Whether a path is in a folder; in none if the go command knows of no such folder, as without HOME. */
export const isWithin = (path: string, folder: string): boolean => folder !== '' && path.startsWith(join(folder, sep));

const isFinished = (version: string): boolean => /^\d+\.\d+\.\d+$/.test(version);
const lineOf = (version: string): string => version.split('.', 2).join('.');
const patchOf = (version: string): number => Number(version.split('.')[2]);

/**
 * Downloads a release, unless that was done before, and answers its folder. That folder is read only.
 *
 * @param downloads where the go command keeps modules (GOMODCACHE)
 * @throws ControllerError
 */
export async function download(release: string, downloads: string, run: GoRun): Promise<string> {
  try {
    const output = await go(['mod', 'download', '-json', `${KUBERNETES}@v${release}`], { ...run, env: apart });
    return (JSON.parse(output) as { readonly Dir: string }).Dir;
  } catch (error) {
    if (!(error instanceof GoError)) throw error;
    const why = `  ${errorIn(error.output) ?? error.message}`;
    const { versions, offline } = await versionsOf(KUBERNETES, downloads, run);
    const what = `Kubernetes ${release} cannot be downloaded as a Go module:\n${why}\n`;
    if (offline !== undefined) throw new ControllerError(`${what}Is the network there, and does GOPROXY name a proxy that can be reached? On this machine are: ${newestOfAll(versions)}.`);
    throw new ControllerError(`${what}The newest releases at the proxy are ${newestOfAll(versions)}. Name one of them, as in --controller kubernetes@${newestPatch(versions, lineOf(release)) ?? releaseLines.at(-1)}.`);
  }
}

function errorIn(output: string): string | undefined {
  try {
    return (JSON.parse(output) as { readonly Error?: string }).Error?.replaceAll(/\s*\n\s*/g, ' ');
  } catch {
    return undefined;
  }
}

/**
 * A go.mod that takes the modules below staging/ from the proxy, where v1.X.Y of Kubernetes is their v0.X.Y. Archives of
 * a module hold no other modules.
 *
 * @param version theirs, `0.37.2`
 */
export function withPublishedModules(goMod: string, version: string): string {
  return goMod
    .replace(/^(\s+k8s\.io\/[a-z0-9-]+) v0\.0\.0(?=\s)/gm, `$1 v${version}`)
    .replace(/^(\s+)(k8s\.io\/[a-z0-9-]+) => \.\/staging\/.*$/gm, `$1$2 => $2 v${version}`);
}
