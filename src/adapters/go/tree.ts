/** Somebody's source tree of Kubernetes: where it is, and which release it says that it is of. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { ControllerError } from '../../controller-error.ts';
import { isFolder } from '../../folders.ts';

const resolved = (path: string): string => resolve(path.replace(/^~(?=\/|$)/, homedir()));

/** @throws ControllerError if there is none */
export function folderOf(path: string): string {
  const folder = resolved(path);
  if (!existsSync(folder)) throw new ControllerError(`There is no folder ${path} (looked for ${folder}). Expected a source tree of Kubernetes: --controller go:../kubernetes`);
  if (!isFolder(folder)) throw new ControllerError(`${path} is a file. Expected a source tree of Kubernetes: --controller go:../kubernetes`);
  return realpathSync(folder);
}

/** `1.37` where CHANGELOG-1.37.md is the newest of a tree; undefined if none can be read. */
export function releaseIn(path: string): string | undefined {
  const minors = namesIn(join(resolved(path), 'CHANGELOG')).flatMap((name) => /^CHANGELOG-1\.(\d+)\.md$/.exec(name)?.[1] ?? []);
  return minors.length > 0 ? `1.${Math.max(...minors.map(Number))}` : undefined;
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    // What is wrong with the tree is told when it is compiled.
    return [];
  }
}
