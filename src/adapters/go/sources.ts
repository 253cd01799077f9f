/** Our Go sources: which of them a tree gets, and how they get there without a change to it. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ControllerError } from '../../controller-error.ts';

/** The package that they become a part of, as a test. */
export const PACKAGE = 'pkg/controller/statefulset';

/**
 * A question to the text of a tree, because forks take over what is not of their release. The answer chooses the folder
 * `variants/<name>-yes` or `variants/<name>-no`.
 */
interface Probe {
  readonly name: string;
  /** In the package. */
  readonly file: string;
  readonly pattern: RegExp;
}

const probes: readonly Probe[] = [
  // A field of the controller.
  { name: 'consistency-store', file: 'stateful_set.go', pattern: /^type StatefulSetController struct \{\n(?:(?!\}).*\n)*\s+consistencyStore\s/m },
  // The type of its queue.
  { name: 'typed-queue', file: 'stateful_set.go', pattern: /^\s+queue\s+workqueue\.TypedRateLimitingInterface\[string\]/m },
  // A parameter of what computes a pass.
  { name: 'now', file: 'stateful_set_control.go', pattern: /\bUpdateStatefulSet\([^)]*\bnow time\.Time\b/ },
];

/** `adapters/go` of the package that this file is in, wherever it was built to. */
export function sourcesFolder(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const found = new URL('adapters/go/', folder);
    if (existsSync(new URL('bridge/bridge.go', found))) return fileURLToPath(found);
    if (folder.pathname === '/') throw new Error('adapters/go is not in the package of sts-check');
  }
}

/** A digest of all of them, 16 hexadecimal digits: bridges of one digest are alike. */
export function sourcesDigest(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.go')).sort();
  for (const name of files) hash.update(`${name}\0`).update(readFileSync(join(folder, name))).update('\0');
  return hash.digest('hex').slice(0, 16);
}

/**
 * What `go test -overlay` takes: our sources under names that the tree does not have, and none of the tests that it has.
 *
 * @param tree the folder of a tree
 * @param name of the tree, for messages
 * @throws ControllerError if it is none of Kubernetes
 */
export function overlayOf(tree: string, name: string, sources: string): { readonly Replace: Readonly<Record<string, string>> } {
  const inside = join(tree, PACKAGE);
  const chosen = probes.map((probe) => `variants/${probe.name}-${probe.pattern.test(textOf(join(inside, probe.file), name)) ? 'yes' : 'no'}`);
  const ours = ['bridge', ...chosen].flatMap((folder) =>
    readdirSync(join(sources, folder)).map((file): [string, string] => {
      const place = folder.replace('variants/', '').replaceAll('-', '_');
      return [join(inside, `sts_check_${place}_${file.replace(/\.go$/, '')}_test.go`), join(sources, folder, file)];
    }),
  );
  const theirs = readdirSync(inside).filter((file) => file.endsWith('_test.go')).map((file): [string, string] => [join(inside, file), '']);
  return { Replace: Object.fromEntries([...theirs, ...ours]) };
}

/**
 * A file that every source tree of Kubernetes has.
 *
 * @param name of the tree, for messages
 * @throws ControllerError if it is not there
 */
export function textOf(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new ControllerError(`${name} is no source tree of Kubernetes: there is no file ${path}. Expected the top folder of a checkout, as git clone https://github.com/kubernetes/kubernetes makes it.`);
  }
}
