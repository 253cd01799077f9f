/** The folder where compiled bridges are kept, and how several processes share it. */
import { accessSync, closeSync, constants, existsSync, openSync, readdirSync, rmSync, statSync, utimesSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ControllerError } from '../../controller-error.ts';
import { makeFolder, whyNot } from '../../folders.ts';
import { telling, type Tell } from './go.ts';
import { DEAD_MS, LOOK_MS, OTHER_DAYS, RELEASE_DAYS, TELL_MS } from './limits.ts';

const DAY_MS = 86_400_000;

/**
 * The folder, made if need be and rid of what nobody used for long.
 *
 * @throws ControllerError if it cannot be written
 */
export function openCache(): string {
  const folder = cacheFolder();
  try {
    makeFolder(folder);
    accessSync(folder, constants.W_OK);
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      const days = ours.find(({ pattern }) => pattern.test(name))?.days;
      if (days !== undefined && unusedMs(path) > days * DAY_MS) rmSync(path, { recursive: true, force: true });
    }
  } catch (error) {
    throw unwritable(error);
  }
  return folder;
}

/** Where it is, whether it is there or not. */
export function cacheFolder(): string {
  const { STS_CHECK_CACHE, XDG_CACHE_HOME } = process.env;
  return resolve(STS_CHECK_CACHE || join(XDG_CACHE_HOME || join(homedir(), '.cache'), 'sts-check'));
}

export function unwritable(error: unknown): ControllerError {
  const folder = cacheFolder();
  return new ControllerError(`The cache ${folder} cannot be written. ${whyNot(error, folder)}\nIt is where controllers in Go are compiled to; the variable STS_CHECK_CACHE names another folder.`, { cause: error });
}

export const RELEASE_PREFIX = 'kubernetes@';
const PART_PREFIX = 'sts-check-part-';

/** Whatever else is there is somebody else's. */
const ours: readonly { readonly pattern: RegExp; readonly days: number }[] = [
  { pattern: /^kubernetes@[\d.]+-[0-9a-f]{16}$/, days: RELEASE_DAYS },
  { pattern: /^(?:kubernetes@[\d.]+-|go-(?:.*-)?)[0-9a-f]{16}(?:\.lock)?$/, days: OTHER_DAYS },
  { pattern: /^sts-check-part-\w{6}$/, days: OTHER_DAYS },
];

/** Somebody uses it. */
export function touch(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // It is gone, or is somebody else's: nothing depends on it.
  }
}

/** For how long nobody has touched it; 0: there is nothing. */
function unusedMs(path: string): number {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats ? Date.now() - stats.mtimeMs : 0;
}

/** Gives a folder in the cache to write into, for as long as the work takes. What is done there is moved out, at once. */
export async function inFolder<T>(cache: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(cache, PART_PREFIX));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const LOCK = '.lock';

/**
 * Does work when nobody else does it, so that several processes do not compile the same beside each other. Only time is
 * at stake: who has waited goes on without a lock, and finds done what the other one did.
 */
export async function inTurn<T>(path: string, what: string, tell: Tell, work: () => Promise<T>): Promise<T> {
  const lock = path + LOCK;
  if (!take(lock)) {
    await telling(`${what}: somebody else compiles it`, tell, async (signal) => {
      while (isHeld(lock) && !signal.aborted) await sleep(LOOK_MS);
    });
    return work();
  }
  const heart = setInterval(() => touch(lock), TELL_MS);
  try {
    return await work();
  } finally {
    clearInterval(heart);
    rmSync(lock, { force: true });
  }
}

function take(lock: string): boolean {
  if (!isHeld(lock)) rmSync(lock, { force: true });
  try {
    closeSync(openSync(lock, 'wx'));
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isHeld(lock: string): boolean {
  return existsSync(lock) && unusedMs(lock) < DEAD_MS;
}
