/** What keeps the real controller from being compiled, and what is said then. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { buildBridge, type GoSource } from '../../../../src/adapters/go/bridge.ts';
import { ControllerError } from '../../../../src/controllers.ts';
import { emptyPath, fakeGo, treeFiles, treeOf, type FakeCommands } from '../../../support/fake-go.ts';

afterEach(() => void vi.unstubAllEnvs());

async function refusal(source: GoSource): Promise<string> {
  const error: unknown = await buildBridge(source, () => undefined).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ControllerError);
  return (error as ControllerError).message;
}

const fails = (words: string): string => `echo '${words}' >&2; exit 1`;
const unreachable = 'go: module k8s.io/kubernetes: Get "https://proxy.golang.org/list": dial tcp: no route to host';
const release: GoSource = { release: '1.37.2' };

describe('a release cannot be compiled', () => {
  test('without a go command', async () => {
    fakeGo();
    vi.stubEnv('PATH', emptyPath());
    expect(await refusal(release)).toBe('The go command is not in PATH, and a controller in Go is compiled by it. Install Go 1.25 or later (https://go.dev/dl), or leave out what begins with kubernetes@ or go:.');
  });

  test.each(['go1.24.9', 'go1.9'])('by %s', async (version) => {
    fakeGo({ version });
    expect(await refusal(release)).toContain(`Go is ${version} here, and the bridge to a controller in Go needs 1.25 or later (testing/synctest). Install a newer one`);
  });

  test.each<[string, FakeCommands, string, readonly string[]]>([
    ['if the newest patch cannot be asked for', { list: `case "$GOPROXY" in file:*) echo k8s.io/kubernetes v1.36.3;; *) ${fails(unreachable)};; esac` }, '1.37', ['Nobody can say which the newest patch of Kubernetes 1.37 is:', unreachable, 'On this machine are: 1.36.3.']],
    ['if nothing was ever downloaded', { list: fails(unreachable) }, '1.37', ['On this machine are: none.']],
    ['if it cannot be downloaded', { list: fails(unreachable), download: `printf '%s' '{ "Error": "dial tcp:\\n\\tno route to host" }'; exit 1` }, '1.37.2', ['Kubernetes 1.37.2 cannot be downloaded as a Go module:\n  dial tcp: no route to host\n', 'Is the network there']],
    ['if there is none of that line', {}, '1.35', ['The Go module proxy lists no release of Kubernetes 1.35. Its newest are 1.37.2, 1.36.3.', '--controller kubernetes@1.35.0']],
    ['if there is no such patch', { download: `echo '{ "Error": "unknown revision v1.36.99" }'; exit 1` }, '1.36.99', ['cannot be downloaded as a Go module:\n  unknown revision v1.36.99\n', 'The newest releases at the proxy are 1.37.2, 1.36.3.', '--controller kubernetes@1.36.3']],
    ['if the go command fails without a word that can be read', { download: fails('go: cannot find GOROOT') }, '1.37.2', ['go: cannot find GOROOT']],
    ['if the disk is full', { test: fails('link: write failed: no space left on device') }, '1.37.2', ['kubernetes@1.37.2 does not compile:', 'no space left on device', 'Make room, or name other folders: STS_CHECK_CACHE']],
    ['if go compiles nothing', { test: 'true' }, '1.37.2', ['kubernetes@1.37.2 was compiled to nothing.', 'which go is in PATH?']],
  ])('%s', async (_, commands, asked, messages) => {
    fakeGo(commands);
    const message = await refusal({ release: asked });
    for (const part of messages) expect(message).toContain(part);
  });

  test('where the cache cannot be written', async () => {
    const { cache } = fakeGo();
    writeFileSync(cache, 'a file');
    expect(await refusal(release)).toBe(`The cache ${cache} cannot be written. ${cache} is a file, or is below one. Name a folder.\nIt is where controllers in Go are compiled to; the variable STS_CHECK_CACHE names another folder.`);
  });
});

describe('a tree cannot be compiled', () => {
  test('that is not there', async () => {
    fakeGo();
    expect(await refusal({ tree: './nowhere' })).toContain('There is no folder ./nowhere (looked for ');
  });

  test('that is a file', async () => {
    fakeGo();
    expect(await refusal({ tree: 'package.json' })).toBe('package.json is a file. Expected a source tree of Kubernetes: --controller go:../kubernetes');
  });

  test.each(['stateful_set.go', 'stateful_set_control.go'])('that has no %s', async (name) => {
    const { asked } = fakeGo();
    const path = `pkg/controller/statefulset/${name}`;
    const { [path]: _, ...others } = treeFiles;
    const tree = treeOf(others);
    expect(await refusal({ tree })).toContain(`go:${tree} is no source tree of Kubernetes: there is no file ${join(tree, path)}. Expected the top folder of a checkout`);
    expect(asked('')).toEqual(['']);
  });

  const checkout = { ...treeFiles, 'staging/src/k8s.io/api/go.mod': '' };

  test('that does not compile, and what the compiler says comes last', async () => {
    const errors = Array.from({ length: 30 }, (_, line) => `pkg/controller/statefulset/stateful_set.go:${line + 1}:2: undefined: x`);
    fakeGo({ test: fails(errors.join('\n')) });
    const tree = treeOf(checkout);
    expect(await refusal({ tree })).toBe([`go:${tree} does not compile:`, ...errors.slice(-15).map((line) => `  ${line}`), 'Does it compile without sts-check, by go build ./pkg/controller/statefulset?'].join('\n'));
  });

  test('that does not compile with the modules that were published', async () => {
    fakeGo({ list: 'echo k8s.io/api v0.37.2', test: "echo 'pkg/a.go:7:2: undefined: newThing' >&2; exit 1" });
    expect(await refusal({ tree: treeOf({ ...treeFiles, 'CHANGELOG/CHANGELOG-1.37.md': '' }) })).toMatch(/\n {2}pkg\/a\.go:7:2: undefined: newThing\nIt has no staging\/, so it was compiled with modules as they were published\. A checkout, which has its own,/);
  });

  test('that our bridge does not fit', async () => {
    fakeGo({ test: `grep -o '"[^"]*adapters/go/bridge/pass.go"' "$overlay" | tr -d '"' | sed 's/$/:7:2: undefined: newThing/' >&2; exit 1` });
    expect(await refusal({ tree: treeOf(checkout) })).toMatch(/adapters\/go\/bridge\/pass\.go:7:2: undefined: newThing\nadapters\/go is the bridge that sts-check adds to the tree, and something that it uses is not there, or is otherwise\./);
  });

  test('that is in the folder of modules', async () => {
    const { cache } = fakeGo();
    const tree = join(cache, '..', 'modules', 'k8s.io', 'kubernetes@v1.37.2');
    expect(await refusal({ tree })).toContain('is in the folder of downloaded modules, and the go command lets nobody add to those. Name its release instead');
  });

  test('that lacks modules, and does not tell its release', async () => {
    fakeGo();
    expect(await refusal({ tree: treeOf(treeFiles) })).toMatch(/lacks staging\/src\/k8s\.io\/api, which its go\.mod points to, and it has no CHANGELOG\/CHANGELOG-1\.N\.md that tells its release\. Take a checkout instead: git clone /);
  });

  test('that lacks modules which nobody has', async () => {
    fakeGo({ list: 'echo k8s.io/api v0.36.3' });
    expect(await refusal({ tree: treeOf({ ...treeFiles, 'CHANGELOG/CHANGELOG-1.37.md': '' }) })).toContain('there is no k8s.io/api v0.37 at the Go module proxy. Take a checkout instead');
  });

  test('that has no go.mod', async () => {
    fakeGo();
    const { 'go.mod': _, ...others } = treeFiles;
    const tree = treeOf(others);
    expect(await refusal({ tree })).toContain(`is no source tree of Kubernetes: there is no file ${join(tree, 'go.mod')}`);
  });
});
