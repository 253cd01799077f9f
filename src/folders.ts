/** Folders that are written to, and why they sometimes cannot be. */
import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** Makes a folder and those above it. Node's own way to do so goes round for ever where a file system refuses (/proc). */
export function makeFolder(path: string): void {
  if (isFolder(path)) return;
  const above = dirname(path);
  if (above !== path) makeFolder(above);
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!isFolder(path)) throw error;
  }
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** In words, with what to do. */
export function whyNot(error: unknown, folder: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return `There is no folder ${folder}. Make it first, or name another one.`;
    case 'EEXIST':
    case 'ENOTDIR':
      return `${folder} is a file, or is below one. Name a folder.`;
    case 'EISDIR':
      return 'It is a folder. Name a file.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'You are not allowed to. Name another place.';
    default:
      return message;
  }
}
