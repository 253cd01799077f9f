/** Building a bridge to the real controller, with a go command that compiles nothing. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { releaseOf } from '../../../../models/controllers/releases.ts';
import { buildBridge } from '../../../../src/adapters/go/bridge.ts';
import { processController } from '../../../../src/adapters/process-controller.ts';
import { fakeGo, goMod, treeFiles, treeOf } from '../../../support/fake-go.ts';
import { processesOf } from '../../../support/processes.ts';

afterEach(() => void vi.unstubAllEnvs());

const silent = (): void => undefined;
const programsIn = (cache: string): readonly string[] => readdirSync(cache).sort();
/** Longer than it takes until something is told of it. */
const slowly = 'sleep 1.2';

const published = goMod.replaceAll('v0.0.0', 'v0.37.2').replace(/=> \.\/staging\/src\/(\S+)/g, '=> $1 v0.37.2');

describe('a release', () => {
  test('is compiled once, in a copy that takes other modules from the proxy', async () => {
    const { asked, seen, program } = fakeGo();
    const bridge = await buildBridge({ release: '1.37.2' }, silent);
    expect(bridge).toMatchObject({ name: 'kubernetes@1.37.2', digest: createHash('sha256').update(readFileSync(program)).digest('hex').slice(0, 16) });
    expect(seen('go.mod')).toBe(published);
    expect(await buildBridge({ release: '1.37.2' }, silent)).toEqual(bridge);
    expect(asked('test')).toHaveLength(1);
    expect(asked('list')).toEqual([]);
  });

  test('leaves nothing in the cache but the program', async () => {
    const { cache } = fakeGo();
    await buildBridge({ release: '1.37.2' }, silent);
    expect(programsIn(cache)).toEqual([expect.stringMatching(/^kubernetes@1\.37\.2-[0-9a-f]{16}$/)]);
  });

  test('has its maps in one order, but by a Go that was downloaded, and then that is told', async () => {
    const { seen } = fakeGo();
    const told: string[] = [];
    await buildBridge({ release: '1.37.2' }, (what) => void told.push(what));
    const replaced = JSON.parse(seen('overlay')).Replace as Record<string, string>;
    expect(Object.keys(replaced).filter((file) => file.endsWith('internal/runtime/maps/table.go'))).toHaveLength(1);
    expect(told.join()).not.toContain('maps');
    const downloaded = fakeGo({ isDownloaded: true });
    await buildBridge({ release: '1.37.2' }, (what) => void told.push(what));
    expect(downloaded.seen('overlay')).not.toContain('internal/runtime/maps');
    expect(told.join()).toContain('kubernetes@1.37.2: this Go keeps no order of maps that could be fixed');
  });

  test('is compiled again by another Go', async () => {
    fakeGo();
    await buildBridge({ release: '1.37.2' }, silent);
    const cache = process.env['STS_CHECK_CACHE'];
    const { asked } = fakeGo({ version: 'go1.27.0' });
    vi.stubEnv('STS_CHECK_CACHE', cache);
    await buildBridge({ release: '1.37.2' }, silent);
    expect(asked('test')).toHaveLength(1);
  });

  test('without a patch is the newest one that is finished', async () => {
    fakeGo();
    expect((await buildBridge({ release: '1.37' }, silent)).name).toBe('kubernetes@1.37.2');
  });

  test('without a patch is the newest one that is compiled, where nobody can be asked, and that is told', async () => {
    fakeGo();
    await buildBridge({ release: '1.37.2' }, silent);
    const cache = process.env['STS_CHECK_CACHE'];
    fakeGo({ list: 'echo "dial tcp: no route to host" >&2; exit 1' });
    vi.stubEnv('STS_CHECK_CACHE', cache);
    const told: string[] = [];
    expect((await buildBridge({ release: '1.37' }, (what) => void told.push(what))).name).toBe('kubernetes@1.37.2');
    expect(told).toEqual(['kubernetes@1.37 is 1.37.2 here, the newest patch on this machine: the Go module proxy cannot be reached.']);
  });

  test('is a command that answers under its name, wherever the cache is', async () => {
    const { cache } = fakeGo();
    vi.stubEnv('STS_CHECK_CACHE', join(cache, "somebody's own $HOME"));
    const { command } = await buildBridge({ release: '1.37.2' }, silent);
    const { make, end } = processController(command);
    expect(make(releaseOf('1.37')).name).toBe('kubernetes@1.37.2');
    end();
  });

  test('that two want at once is compiled once', async () => {
    const { asked, cache } = fakeGo({ test: `${slowly}; touch "$out"` });
    const [one, other] = await Promise.all([buildBridge({ release: '1.37.2' }, silent), buildBridge({ release: '1.37.2' }, silent)]);
    expect(one).toEqual(other);
    expect(asked('test')).toHaveLength(1);
    expect(programsIn(cache)).toHaveLength(1);
  });

  test('is compiled though somebody died who did so', async () => {
    const { cache, asked } = fakeGo();
    await buildBridge({ release: '1.37.2' }, silent);
    const program = join(cache, programsIn(cache)[0]!);
    rmSync(program);
    writeFileSync(`${program}.lock`, '');
    const then = new Date(Date.now() - 60_000);
    utimesSync(`${program}.lock`, then, then);
    await buildBridge({ release: '1.37.2' }, silent);
    expect(programsIn(cache)).toEqual([basename(program)]);
    expect(asked('test')).toHaveLength(2);
  });

  test('is told of while it is compiled', async () => {
    fakeGo({ test: `${slowly}; touch "$out"` });
    const told: string[] = [];
    await buildBridge({ release: '1.37.2' }, (what, seconds) => void told.push(`${what} ${seconds}`));
    expect(told).toContain('kubernetes@1.37.2: compiling (the first time takes a minute or two) 1');
  });
});

describe('a source tree', () => {
  const checkout = { ...treeFiles, 'staging/src/k8s.io/api/go.mod': '' };

  test('is compiled as it is, and each time', async () => {
    const { asked, seen } = fakeGo();
    const tree = treeOf(checkout);
    const before = readdirSync(tree, { recursive: true }).sort();
    const { name, digest } = await buildBridge({ tree }, silent);
    await buildBridge({ tree }, silent);
    expect(name).toBe(`go-${basename(tree)}-${digest.slice(0, 8)}`);
    expect(seen('go.mod')).toBe(goMod);
    expect(asked('test')).toHaveLength(2);
    expect(asked('test')[0]).not.toContain('-mod');
    expect(readdirSync(tree, { recursive: true }).sort()).toEqual(before);
  });

  test('gets our sources beside its own, and none of its tests', async () => {
    const { seen } = fakeGo();
    const tree = treeOf(checkout);
    await buildBridge({ tree }, silent);
    const inside = join(tree, 'pkg', 'controller', 'statefulset');
    const { Replace } = JSON.parse(seen('overlay')) as { Replace: Record<string, string> };
    expect(Replace[join(inside, 'stateful_set_test.go')]).toBe('');
    expect(readFileSync(Replace[join(inside, 'sts_check_bridge_bridge_test.go')]!, 'utf8')).toContain('func TestStsCheckBridge(');
    expect(Object.keys(Replace).filter((path) => path.startsWith(tree) && !path.endsWith('_test.go'))).toEqual([]);
  });

  test('whose folder has an odd name has one that a token can hold', async () => {
    fakeGo();
    const tree = treeOf(checkout, join(treeOf({}), 'my kubernetes: a fork'));
    expect((await buildBridge({ tree }, silent)).name).toMatch(/^go-my-kubernetes--a-fork-[0-9a-f]{8}$/);
  });

  test('that is the copy of an archive takes other modules from the proxy, in a go.mod elsewhere', async () => {
    const { asked, seen } = fakeGo({ list: 'echo k8s.io/api v0.36.9 v0.37.0 v0.37.2 v0.38.0-alpha.1' });
    const tree = treeOf({ ...treeFiles, 'CHANGELOG/CHANGELOG-1.9.md': '', 'CHANGELOG/CHANGELOG-1.37.md': '' });
    await buildBridge({ tree }, silent);
    expect(seen('go.mod')).toBe(goMod);
    expect(seen('modfile')).toBe(published);
    expect(asked('test')[0]).toContain('-mod=mod -modfile=');
  });

  test('of a release to come takes a preview of them', async () => {
    const { seen } = fakeGo({ list: 'echo k8s.io/api v0.37.2 v0.38.0-alpha.0 v0.38.0-alpha.2' });
    await buildBridge({ tree: treeOf({ ...treeFiles, 'CHANGELOG/CHANGELOG-1.38.md': '' }) }, silent);
    expect(seen('modfile')).toContain('k8s.io/api => k8s.io/api v0.38.0-alpha.2');
  });
});

test('what nobody used for long is removed from the cache, if it is ours', async () => {
  const { cache } = fakeGo();
  mkdirSync(cache);
  const old = (name: string, days: number): string => {
    const path = join(cache, name);
    writeFileSync(path, '');
    const then = new Date(Date.now() - days * 86_400_000);
    utimesSync(path, then, then);
    return name;
  };
  const digest = '0123456789abcdef';
  const kept = [old(`kubernetes@1.36.3-${digest}`, 80), old(`go-tree-${digest}`, 6), old('sts-check-part-abcdef', 6), old('go-somewhere', 1000), old('kubernetes', 1000)];
  for (const name of [`go-other-${digest}`, `go-${digest}.lock`, 'sts-check-part-ghijkl', `kubernetes@1.36.3-${digest}.lock`]) old(name, 8);
  old(`kubernetes@1.35.0-${digest}`, 100);
  await buildBridge({ release: '1.37.2' }, silent);
  expect(programsIn(cache).filter((name) => !name.startsWith('kubernetes@1.37.2'))).toEqual(kept.sort());
});

describe('no go command is left', () => {
  const sleeper = 'sleep 314159';

  test('when whoever hears of it throws', async () => {
    const { cache } = fakeGo({ test: sleeper });
    const tell = (what: string): void => {
      if (what.includes('compiling')) throw new Error('enough');
    };
    await expect(buildBridge({ release: '1.37.2' }, tell)).rejects.toThrow('enough');
    expect(await processesOf(sleeper)).toEqual([]);
    expect(programsIn(cache)).toEqual([]);
  });

  test.each(['SIGINT', 'SIGKILL'] as const)('when who started it ends by %s', async (signal) => {
    fakeGo({ test: sleeper });
    const owner = spawn(process.execPath, ['--import', 'jiti/register', 'test/support/bridge-owner.ts', '1.37.2'], { env: process.env });
    const ended = once(owner, 'exit');
    for await (const chunk of owner.stdout) if (String(chunk).includes('compiling')) break;
    expect(await processesOf(sleeper, 0)).not.toEqual([]);
    owner.kill(signal);
    await ended;
    expect(await processesOf(sleeper)).toEqual([]);
  });
});
