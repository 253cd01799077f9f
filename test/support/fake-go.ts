/** A `go` in PATH that compiles nothing, and trees that look like Kubernetes: building a bridge, without Go and without a network. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import { speaker } from './speaker.ts';

const temporary = (): string => mkdtempSync(join(tmpdir(), 'sts-check-'));

/** A controller that does nothing, under the name that a bridge is given. */
const idle = "if (message.hello) return { hello: { protocol: 1, name: process.env.STS_CHECK_NAME } }; if (message.crash) return { ready: {} }; return { done: {} };";

/** What the commands of `go` do, as `sh`; each has one that succeeds. */
export interface FakeCommands {
  /** `go env`: its version. */
  readonly version?: string;
  /** Where Go is installed: as modules are, in the folder of downloads, or nearby. */
  readonly isDownloaded?: boolean;
  /** `go list -m -versions`. */
  readonly list?: string;
  /** `go mod download`. */
  readonly download?: string;
  /** `go test -c`, which is to write $out: $program would do. The overlay is $overlay. */
  readonly test?: string;
}

export interface FakeGo {
  /** The cache of sts-check. */
  readonly cache: string;
  /** A command that runs what succeeds to compile. */
  readonly program: string;
  /** The command lines of go so far that begin with a text. */
  readonly asked: (beginning: string) => readonly string[];
  /** What the last compilation had before it: a file of where it ran, or of its options. */
  readonly seen: (name: 'go.mod' | 'modfile' | 'overlay') => string;
}

/** The text of go.mod in a module archive. */
export const goMod = `module k8s.io/kubernetes

go 1.26.0

require (
	k8s.io/api v0.0.0
	k8s.io/kms v0.0.0 // indirect
	k8s.io/klog/v2 v2.140.0
)

replace (
	k8s.io/api => ./staging/src/k8s.io/api
	k8s.io/kms => ./staging/src/k8s.io/kms
)
`;

/** Where Go leaves the order of maps to chance. */
const mapsText = 'it.entryOffset = rand()\nit.dirOffset = rand()\n';

/** Files of a tree, by path; without staging/, as in an archive. */
export const treeFiles: Readonly<Record<string, string>> = {
  'go.mod': goMod,
  'go.sum': '',
  'third_party/LICENSE': '',
  'pkg/controller/statefulset/stateful_set.go': 'package statefulset\n\ntype StatefulSetController struct {\n\tqueue workqueue.TypedRateLimitingInterface[string]\n\tconsistencyStore consistency.ConsistencyStore\n}\n',
  'pkg/controller/statefulset/stateful_set_control.go': 'package statefulset\n\nfunc (c *control) UpdateStatefulSet(ctx context.Context, set *apps.StatefulSet, pods []*v1.Pod, now time.Time) error { return nil }\n',
  'pkg/controller/statefulset/stateful_set_test.go': 'package statefulset\n',
};

/** A folder with files. */
export function treeOf(files: Readonly<Record<string, string>>, folder = temporary()): string {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** PATH with `sh` and nothing else. */
export function emptyPath(): string {
  const folder = temporary();
  symlinkSync('/bin/sh', join(folder, 'sh'));
  return folder;
}

/** Puts a `go` into PATH, and an empty cache into the environment, until the environment is put back. */
export function fakeGo({ version = 'go1.26.0', isDownloaded = false, list, download, test }: FakeCommands = {}): FakeGo {
  const folder = temporary();
  const [cache, log, modules, program] = ['cache', 'log', 'modules', 'program'].map((name) => join(folder, name)) as [string, string, string, string];
  const root = treeOf({ 'src/internal/runtime/maps/table.go': mapsText }, join(isDownloaded ? modules : folder, 'golang.org', 'toolchain'));
  const archive = treeOf(treeFiles, join(modules, 'k8s.io', 'kubernetes@v1.37.2'));
  writeFileSync(program, `#!/bin/sh\nexec ${speaker(idle)}\n`, { mode: 0o755 });
  writeFileSync(log, '');
  const commands = [
    '#!/bin/sh',
    `echo "$*" >>${log}`,
    `out=; overlay=; modfile=; previous=; program=${program}`,
    'for word; do case "$word" in -overlay=*) overlay=${word#*=};; -modfile=*) modfile=${word#*=};; esac; [ "$previous" = -o ] && out=$word; previous=$word; done',
    'case "$1" in',
    `env) printf '%s\\n' '${version}' linux amd64 auto '${modules}' '${root}' '' '';;`,
    `list) ${list ?? "echo k8s.io/kubernetes v1.13.0 v1.36.3 v1.37.0 v1.37.2 v1.37.10-rc.1"};;`,
    `mod) ${download ?? `echo '{ "Dir": "${archive}" }'`};;`,
    `test) cp go.mod ${log}.go.mod; cp "$overlay" ${log}.overlay; [ -n "$modfile" ] && cp "$modfile" ${log}.modfile; ${test ?? 'cp $program "$out"'};;`,
    'esac',
  ];
  treeOf({ 'bin/keep': '' }, folder);
  writeFileSync(join(folder, 'bin', 'go'), `${commands.join('\n')}\n`, { mode: 0o755 });
  vi.stubEnv('PATH', `${join(folder, 'bin')}:${process.env['PATH']}`);
  vi.stubEnv('STS_CHECK_CACHE', cache);
  return {
    cache,
    program,
    asked: (beginning) => readFileSync(log, 'utf8').split('\n').filter((line) => line.startsWith(beginning)),
    seen: (name) => (existsSync(`${log}.${name}`) ? readFileSync(`${log}.${name}`, 'utf8') : ''),
  };
}
