/** The real controller in tests: where there is no Go, or no network to get Kubernetes from, they are skipped and say why. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { cacheFolder } from '../../src/adapters/go/cache.ts';
import { ControllerError, loadController, type ControllerSource } from '../../src/controllers.ts';

/** What the go command says when it cannot get to a proxy. */
const isOffline = /dial tcp|no such host|i\/o timeout|connection refused|cannot be reached|Nobody can say/;

/** The real controller, or why it cannot be had here. What cannot be compiled is an error. */
export async function realController(spec: string): Promise<ControllerSource | string> {
  if (spawnSync('go', ['version']).error) return 'there is no Go here';
  try {
    return await loadController(spec);
  } catch (error) {
    if (error instanceof ControllerError && (isOffline.test(error.message) || error.message.startsWith('Go is '))) return error.message.split('\n', 1)[0]!;
    throw error;
  }
}

/** Releases that were compiled before, oldest first. */
export function compiledReleases(): readonly string[] {
  const folder = cacheFolder();
  const names = existsSync(folder) ? readdirSync(folder) : [];
  const releases = new Set(names.flatMap((name) => /^kubernetes@([\d.]+)-[0-9a-f]{16}$/.exec(name)?.[1] ?? []));
  return [...releases].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
