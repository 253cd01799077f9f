/**
 * Go leaves to chance where the iteration of a map begins, so that nobody relies on an order. The controller does not: it
 * creates the claims of a pod in whatever order its map gives them. But a pass that is run again has to ask the same
 * again, or it cannot be explored.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isWithin } from './modules.ts';

/** A file of the Go installation, and the text that a build uses in its place. */
export interface Replacement {
  readonly file: string;
  readonly text: string;
}

const chance = /\b(it\.(?:entry|dir)Offset) = rand\(\)/g;

/**
 * Lets iterations of small maps begin at their first entry, which is the one that was put in first. That is one of the
 * orders that Go leaves open.
 *
 * Undefined: this Go keeps its maps otherwise, or is in the folder of downloaded modules, where nothing may be replaced.
 * Then a pass whose requests follow such an order is reported as one that decides differently the second time.
 *
 * @param root the folder of the Go installation
 * @param downloads where the go command keeps modules
 */
export function mapsInOrder(root: string, downloads: string): Replacement | undefined {
  const file = join(root, 'src', 'internal', 'runtime', 'maps', 'table.go');
  if (isWithin(file, downloads) || !existsSync(file)) return undefined;
  const text = readFileSync(file, 'utf8');
  return text.search(chance) < 0 ? undefined : { file, text: text.replace(chance, '$1 = 0') };
}
