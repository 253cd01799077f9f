import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { overlayOf, sourcesFolder } from '../../../../src/adapters/go/sources.ts';
import { treeFiles, treeOf } from '../../../support/fake-go.ts';

const inside = 'pkg/controller/statefulset';
const sources = sourcesFolder();

/** Variants that a tree gets, where a text of a file is replaced. */
function variantsOf(file = 'stateful_set.go', from = '', to = ''): readonly string[] {
  const path = `${inside}/${file}`;
  const tree = treeOf({ ...treeFiles, [path]: treeFiles[path]!.replace(from, to) });
  const { Replace } = overlayOf(tree, 'go:tree', sources);
  return [...new Set(Object.values(Replace).flatMap((source) => /variants\/([^/]+)\//.exec(source)?.[1] ?? []))].sort();
}

test('sources are chosen by what is in the tree, whatever its release', () => {
  expect(variantsOf()).toEqual(['consistency-store-yes', 'now-yes', 'typed-queue-yes']);
});

test.each([
  ['an argument named otherwise', 'stateful_set_control.go', ', now time.Time', '', ['consistency-store-yes', 'now-no', 'typed-queue-yes']],
  ['no such field', 'stateful_set.go', 'consistencyStore', 'store', ['consistency-store-no', 'now-yes', 'typed-queue-yes']],
  ['a queue of anything', 'stateful_set.go', 'TypedRateLimitingInterface[string]', 'RateLimitingInterface', ['consistency-store-yes', 'now-yes', 'typed-queue-no']],
  ['the word elsewhere', 'stateful_set.go', '\tconsistencyStore consistency.ConsistencyStore\n}', '\tstop chan struct{}\n}\n\nvar (\n\tconsistencyStore = 1\n)', ['consistency-store-no', 'now-yes', 'typed-queue-yes']],
  ['fields before it', 'stateful_set.go', '\tconsistencyStore', '\tstop chan struct{}\n\n\t// A comment.\n\tconsistencyStore', ['consistency-store-yes', 'now-yes', 'typed-queue-yes']],
])('a tree with %s gets what fits it', (_, file, from, to, variants) => {
  expect(variantsOf(file, from, to)).toEqual(variants);
});

test('there is a variant for each answer', () => {
  expect(readdirSync(join(sources, 'variants')).sort()).toEqual(['consistency-store-no', 'consistency-store-yes', 'now-no', 'now-yes', 'typed-queue-no', 'typed-queue-yes']);
});

test('no two sources get one name', () => {
  const tree = treeOf(treeFiles);
  const { Replace } = overlayOf(tree, 'go:tree', sources);
  const chosen = readdirSync(join(sources, 'bridge')).length + ['consistency-store-yes', 'now-yes', 'typed-queue-yes'].flatMap((name) => readdirSync(join(sources, 'variants', name))).length;
  expect(Object.values(Replace).filter((source) => source !== '')).toHaveLength(chosen);
});
