import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { complaintsOf, type Schema } from '../../support/schema.ts';
import { sts } from '../../support/terminal.ts';

const tutorial = 'examples/01-tutorial';
/** A promise whose scopes are quick. */
const quick = ['--property', 'ordering/successor-waits', '--scope', 'small', '--replicas', '1'];

let folder: string;
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sts-check-'));
});

describe('check', () => {
  test('without input checks the set of the tutorial', async () => {
    const { code, out, err } = await sts(['-q']);
    expect(out).toMatch(/^0 of \d+ promises violated anew, \d+ violated as known, /);
    expect([code, err]).toEqual([0, '']);
  });

  test('shows kubernetes/kubernetes#67250 as known on the manifest of the tutorial', async () => {
    const { code, out } = await sts([tutorial, '--property', 'liveness/*']);
    expect(out.replace(/\s+/g, ' ')).toContain('known kubernetes/kubernetes#67250: A broken template that was reverted stays stuck');
    expect(out).toContain('9 steps; no shorter one comes to rest');
    expect(code).toBe(0);
  });

  test('shows kubernetes/kubernetes#137409 on the release that has it', async () => {
    const { out } = await sts([tutorial, '--kubernetes', '1.35.0', '--policy', 'Parallel', '--property', 'liveness/converges', '--replicas', '2', '--scope', 'default', '--max-states', '50000']);
    expect(out).toContain('known  kubernetes/kubernetes#137409');
  });

  test.each([['examples/02-parallel', 'Parallel'], ['examples/03-partition', 'OrderedReady'], ['examples/04-retention', 'OrderedReady']])('checks %s', async (path, policy) => {
    const { out, code } = await sts([path, ...quick]);
    expect(out).toContain(policy);
    expect([0, 1]).toContain(code);
  });

  test('fails on a controller that breaks a promise', async () => {
    const { code, out } = await sts(['--controller', 'skips-readiness-wait', '--property', 'ordering/*', '--scope', 'small']);
    expect(out).toContain('✗ ordering/successor-waits');
    expect(out).toContain('web-1 was created while web-0 was Pending');
    expect(code).toBe(1);
  });

  test('has no excuse for a mutant that breaks what the reference breaks too', async () => {
    const { code, out } = await sts(['--controller', 'ignores-own-writes', '--property', 'liveness/converges', '--max-states', '20000']);
    expect(out).not.toContain('known  ');
    expect(code).toBe(1);
  });

  test('combines policies and strategies', async () => {
    const { out } = await sts([...quick, '--policy', 'all', '--update', 'RollingUpdate', '--update', 'OnDelete']);
    expect(out.match(/^web, 1 replica .*$/gm)!.map((line) => line.split(' · ').slice(1, 3).join(' '))).toEqual(['OrderedReady RollingUpdate', 'OrderedReady OnDelete', 'Parallel RollingUpdate', 'Parallel OnDelete']);
  });

  test('turns the gate on for who asks for Recreate, where there is one', async () => {
    expect((await sts([...quick, '--update', 'Recreate'])).out).toContain('reference@1.37+recreate');
    expect(await sts([...quick, '--update', 'Recreate', '--kubernetes', '1.36'])).toMatchObject({ code: 2, err: expect.stringContaining('has no strategy Recreate') as string });
  });

  test('says the profile of a release, whatever the patch', async () => {
    expect((await sts([...quick, '--kubernetes', 'v1.35.2'])).out).toContain('Kubernetes 1.35.2 (profile r1.35.1)');
    expect((await sts([...quick, '--controller', 'reference@1.34'])).out).toContain('Kubernetes 1.34 (profile r1.34)');
  });

  test('says that it explored fewer replicas than the manifest wants', async () => {
    const manifest = readFileSync(`${tutorial}/nginx-sts.yaml`, 'utf8').replace('replicas: 2', 'replicas: 7');
    const { out, err } = await sts(['-', '--scope', 'small', '--property', 'identity/ordinal-in-range', '--max-states', '1000'], { stdin: manifest });
    expect(out).toContain('web wants 7 replicas; what is said here is about 2. More with --replicas.');
    expect(err).toContain('note  <stdin>');
  });

  test('a limit makes it unknown', async () => {
    expect(await sts(['--scope', 'standard', '--max-states', '500', '-q'])).toMatchObject({ code: 3, out: expect.stringContaining('--max-states') as string });
    expect(await sts(['--scope', 'standard', '--max-depth', '3', '-q'])).toMatchObject({ code: 3, out: expect.stringContaining('--max-depth') as string });
    expect(await sts(['--scope', 'standard', '--timeout', '1ms', '-q'])).toMatchObject({ code: 3, out: expect.stringContaining('--timeout') as string });
    expect(await sts(['--scope', 'standard', '--max-memory', '1MB', '-q'])).toMatchObject({ code: 3, out: expect.stringContaining('--max-memory') as string });
  });

  test('walks at random with a seed', async () => {
    const { code, out } = await sts(['--scope', 'small', '--property', 'identity/*', '--random', '-n', '20', '--seed', '7']);
    expect(out).toContain('✓…');
    expect(out).toContain('20 random walks, seed 7.');
    expect(code).toBe(0);
  });

  test('Ctrl-C ends it with what was learned', async () => {
    let press = (): void => undefined;
    const { code, out, err } = await sts(['--scope', 'standard', '-q'], {
      onInterrupt: (callback) => {
        press = callback;
        return () => undefined;
      },
      runTask: async (task, receive, stop) => {
        press();
        const { runHere } = await import('../../../src/cli/tasks.ts');
        await runHere(task, receive, stop);
      },
    });
    expect(out).toContain('Interrupted: this is what was learned so far.');
    expect(err).toContain('Press Ctrl-C again');
    expect(code).toBe(130);
  });

  test('keeps the partition of a set that is explored with fewer replicas, and says so before and after', async () => {
    const manifest = 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\nspec:\n  replicas: 5\n  serviceName: ""\n  updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 3}}\n  selector: {matchLabels: {app: a}}\n  template:\n    metadata: {labels: {app: a}}\n    spec: {containers: [{name: a, image: a}]}\n';
    const { out, err } = await sts(['-', '--scope', 'small', '--max-states', '500', '--property', 'update/partition-respected'], { stdin: manifest });
    const caveat = 'web wants 5 replicas and partition 3; what is said here is about 2 and partition 1. More with --replicas.';
    expect(err).toContain(`note  ${caveat}`);
    expect(out).toContain(caveat);
  });

  test('asks for --random where walks are meant', async () => {
    for (const option of ['--seed', '-n']) {
      const { code, err } = await sts([option, '5']);
      expect([code, err]).toEqual([2, '--runs and --seed are about random walks, and everything is looked at without. Add --random.\n']);
    }
  });

  test('shows progress on a terminal only', async () => {
    expect((await sts(quick)).err).toBe('');
    expect((await sts(quick, { errIsTerminal: true })).err).toMatch(/\r\u001b\[K1\/1 web OrderedReady RollingUpdate · small/);
    expect((await sts([...quick, '-q'], { errIsTerminal: true })).err).toBe('');
  });

  test('has colours where they are wanted', async () => {
    expect((await sts(quick)).out).not.toContain('\u001b[');
    expect((await sts(quick, { columns: 100 })).out).toContain('\u001b[');
    expect((await sts(quick, { columns: 100, env: { NO_COLOR: '1' } })).out).not.toContain('\u001b[');
    expect((await sts([...quick, '--color', 'always'])).out).toContain('\u001b[');
  });
});

describe('output', () => {
  const schema = JSON.parse(readFileSync('docs/schema/result-1.schema.json', 'utf8')) as Schema;

  test('json is what the schema says, and nothing else on standard output', async () => {
    const { out, code } = await sts(['--property', 'liveness/*', '--max-states', '20000', '-o', 'json']);
    const result = JSON.parse(out) as { runs: { properties: { id: string; known?: string; trace?: { steps: unknown[] } }[] }[] };
    expect(complaintsOf(result, schema)).toEqual([]);
    const found = result.runs[0]!.properties.find(({ id }) => id === 'liveness/converges')!;
    expect(found.known).toBe('kubernetes/kubernetes#67250');
    expect(found.trace!.steps).toHaveLength(9);
    expect(found.trace!.steps[1]).toEqual({ actor: 'controller', action: 'controller/pass', changes: [], asks: ['create-revision B'] });
    expect(code).toBe(3);
  });

  test('goes to files beside the text', async () => {
    const path = join(folder, 'result.json');
    const { out } = await sts([...quick, '-o', 'text', '-o', `json=${path}`]);
    expect(out).toContain('0 of 1 promise violated anew');
    expect(complaintsOf(JSON.parse(readFileSync(path, 'utf8')), schema)).toEqual([]);
  });

  test.each([
    [['-o', 'xml'], 'There is no format "xml". Expected text, json, junit, github, markdown, mermaid or itf'],
    [['-o', 'text', '-o', 'json'], 'Only one format can go to standard output'],
    [['-o', 'json=/nowhere/at/all.json'], '/nowhere/at/all.json cannot be written. There is no folder /nowhere/at.'],
  ])('%s is refused', async (argv, why) => expect(await sts([...quick, ...argv])).toMatchObject({ code: 2, out: '', err: expect.stringContaining(why) as string }));
});

describe('what cannot be used', () => {
  test.each<[string[], string]>([
    [['--property', 'ordering/sucessor-waits'], 'No property is called "ordering/sucessor-waits".\nDid you mean ordering/successor-waits? List them all with: sts-check properties'],
    [['--property', 'successor-waits'], 'Did you mean ordering/successor-waits?'],
    [['--property', 'update/*', '--skip', 'update/*'], 'No property is left to judge'],
    [['--controller', 'skip-readiness-wait'], 'Did you mean skips-readiness-wait?'],
    [['--controller', 'go:./nowhere'], 'There is no folder ./nowhere'],
    [['--controller', 'reference@1.99'], 'There is no Kubernetes release "1.99" here.'],
    [['--kubernetes', '1.99'], 'Known are 1.28'],
    [['--polcy', 'Parallel'], 'Did you mean --policy?'],
    [['--policy', 'Sideways'], "option '--policy <name>' argument 'Sideways' is invalid. Allowed choices are OrderedReady, Parallel, all."],
    [['--random', '--max-states', '5'], '--max-states, --max-depth and --max-memory are about looking at everything.'],
    [['--replicas', '0'], 'Expected a number of replicas'],
    [['--replicas', '1000000000'], 'Expected a number of replicas'],
    [['--timeout', 'soon'], 'Expected a duration, as in 30s'],
    [['--max-memory', '2'], 'Expected an amount of memory, as in 500MB or 2GB.'],
    [['--max-states', '1.5'], 'Expected a whole number'],
    [['--seed', 'x'], 'Expected a whole number'],
    [['--jobs', '0'], 'Expected how many scopes are explored at the same time, 1 or more.'],
    [['nowhere.yaml'], 'There is no such file or folder.'],
    [['explan'], 'Did you mean the command explain?'],
    [['docs'], 'The folder holds no *.yaml'],
    [['replay', 'abc'], 'This is no token.'],
    [['replay', '2:a:b'], 'The token has version 2'],
    [['replay'], "missing required argument 'token|file'"],
    [['vectors', 'nowhere.yaml'], 'There is no file nowhere.yaml.'],
    [['vectors', 'docs'], 'docs is a folder.'],
    [['vectors', 'package.json'], 'package.json:1'],
    [['explain', 'nothing'], 'No property is called "nothing".'],
  ])('%s', async (argv, why) => {
    const { code, out, err } = await sts(argv);
    expect(err).toContain(why);
    expect([code, out]).toEqual([2, '']);
  });

  test('a manifest is complained about with line and column', async () => {
    const { code, err } = await sts(['-'], { stdin: readFileSync(`${tutorial}/nginx-sts.yaml`, 'utf8').replace('replicas: 2', 'replicas: 2\n  podManagementPolicy: Sideways') });
    expect(err).toMatch(/^<stdin>:\d+:24 {2}.*Sideways/);
    expect(err).toContain('^^^^^^^^');
    expect(code).toBe(2);
  });

  test('a manifest without a StatefulSet', async () => {
    expect(await sts([`${tutorial}/headless-svc.yaml`])).toMatchObject({ code: 2, err: expect.stringContaining('There is no StatefulSet in') as string });
  });
});

describe('a controller of one\'s own', () => {
  const controller = (name: string, body: string): string => file(`${name}.ts`, `import { defineController, type View } from 'sts-check';\nexport default defineController({ name: '${name}', *reconcile(view: View): never {\n${body}\n} } as never);\n`);
  const own = 'examples/05-own-controller/controller.ts';

  test('is loaded from TypeScript, and judged', async () => {
    const { code, out } = await sts(['--controller', own, '--property', 'identity/*', '--scope', 'small']);
    expect(out).toContain('small-ordered');
    expect(out).toMatch(/identity\/ordinal-in-range +✓/);
    expect(code).toBe(0);
  });

  test('breaks a promise, and its story replays with the file and not without', async () => {
    const { code, out } = await sts(['--controller', own, '--property', 'storage/claim-before-pod', '--scope', 'small']);
    expect(code).toBe(1);
    const token = /1:small-ordered:\S+/.exec(out)![0];
    expect(await sts(['replay', token])).toMatchObject({ code: 2, err: expect.stringMatching(/A story never names a file to run: give it yourself with --controller/) as string });
    expect(await sts(['replay', token, '--controller', own])).toMatchObject({ code: 1, err: '', out: expect.stringContaining('The last state is the recorded one; storage/claim-before-pod is violated.') as string });
    const changed = file('changed.ts', `${readFileSync(own, 'utf8')}\n// Changed.\n`);
    expect((await sts(['replay', token, '--controller', changed])).err).toMatch(/is not what the story was recorded with: its text has digest \w{16}, the recorded one \w{16}\./);
    const other = await sts(['replay', token, '--controller', 'reference']);
    expect(other.out).toMatch(/The story parts ways|asks create-revision A/);
  });

  test.each([
    ['there is none', './nowhere.ts', 2, 'There is no file ./nowhere.ts'],
    ['a folder', './src', 2, './src is a folder.'],
  ])('%s', async (_, path, code, why) => expect(await sts(['--controller', path])).toMatchObject({ code, err: expect.stringContaining(why) as string }));

  test('throws when it is loaded', async () => {
    const { code, err } = await sts(['--controller', file('throws.ts', "throw new Error('not today');\n")]);
    expect(err).toMatch(/throws\.ts could not be loaded: not today/);
    expect(code).toBe(2);
  });

  test('exports something else', async () => {
    const { code, err } = await sts(['--controller', file('other.ts', 'export const reconcile = 1, name = 2;\n')]);
    expect(err).toMatch(/other\.ts exports no controller\. It exports name, reconcile\.\nExpected a default export/);
    expect(code).toBe(2);
  });

  test('throws in the middle of a scope, and what was seen of that is told', async () => {
    const body = (passes: number, also = ''): string => `import { reference, releaseOf } from 'sts-check';\nconst { reconcile } = reference(releaseOf('1.37'));\nlet passes = 0;\nexport const controller = { name: 'tired', *reconcile(view: unknown): never { if (++passes > ${passes}) throw new Error('oh'); ${also} return yield* (reconcile as never as (view: unknown) => never)(view); } };\n`;
    const { code, out } = await sts(['--controller', file('tired.ts', body(400)), '--property', 'ordering/*']);
    expect(out).toMatch(/^No scope was explored to its end\.\nThe search ended early, at a fault\. At least [\d ]+ states of web OrderedReady RollingUpdate · rollback had been seen until then, and no promise broken so far\.\n$/);
    expect(code).toBe(70);
    const breaking = "if ((view as { pods: unknown[] }).pods.length === 1) yield { op: 'createPod', name: 'web-1', revision: 'A', claims: [] } as never;";
    const broken = await sts(['--controller', file('hasty.ts', body(3000, breaking)), '--property', 'ordering/*', '--scope', 'small']);
    expect(broken.out).toMatch(/had been seen until then, and broken: ordering\/successor-waits\.\n$/);
  });

  test('throws in a pass', async () => {
    const { code, err } = await sts(['-q', '--controller', controller('bad', "throw new Error('oh');")]);
    expect(err).toMatch(/^bad threw an error in a pass: oh\.\nat .*bad\.ts:\d+:\d+\)?\n\n {2}OrderedReady · RollingUpdate · Kubernetes 1\.37\n\n {3}0 {2}start {7}StatefulSet web[\s\S]*\n {3}1 {2}controller {2}pass\n +▲ fails before it is answered anything\n\n {2}1 step; no pass failed in any state that is nearer\n\nSee where it happened with --stack\.\n$/);
    expect(code).toBe(70);
  });

  test('throws in a pass, and programs that read a report hear of it', async () => {
    const path = controller('sad', "throw new Error('oh');");
    const fault = expect.stringMatching(/^sad threw an error in a pass: oh\.\nat .*\n\n {2}\w+ · [\s\S]*; no pass failed in any state that is nearer$/) as string;
    const aborted = expect.stringMatching(/^The (search|comparison) ended early, at a fault\./) as string;
    expect(JSON.parse((await sts(['--controller', path, '-o', 'json'])).out)).toEqual({ format: 1, aborted, fault, runs: [] });
    expect(JSON.parse((await sts(['compare', '--against', path, '-o', 'json'])).out)).toEqual({ format: 1, aborted, fault, runs: [] });
    const conform = JSON.parse((await sts(['conform', '--controller', path, '--scope', 'small', '--policy', 'Parallel', '--update', 'OnDelete', '-o', 'json'])).out) as object;
    expect(conform).toMatchObject({ format: 1, aborted, fault, scenarios: [] });
    for (const [name, told] of [['result-1', { format: 1, aborted: 'a', fault: 'b', runs: [] }], ['conform-1', conform]] as const) {
      const schema = JSON.parse(readFileSync(new URL(`../../../docs/schema/${name}.schema.json`, import.meta.url), 'utf8')) as Schema;
      expect(complaintsOf(told, schema)).toEqual([]);
    }
    expect((await sts(['--controller', path, '-o', 'junit'])).out).toContain('sad threw an error in a pass: oh.');
  });

  test('shows where with --stack', async () => {
    const path = controller('worse', "throw new Error('oh');");
    expect((await sts(['-q', '--stack', '--controller', path])).err).toMatch(/Error: oh\n\s+at .*worse\.ts/);
    expect((await sts(['-q', '--controller', path], { env: { STS_CHECK_DEBUG: '1' } })).err).toMatch(/Error: oh\n\s+at .*worse\.ts/);
  });

  test('asks nonsense', async () => {
    const { code, err } = await sts(['-q', '--controller', controller('dancer', "yield { op: 'dance', name: 'web' };")]);
    expect(err).toContain('dancer yielded {"op":"dance","name":"web"}, which is no request.');
    expect(code).toBe(70);
  });

  test('is not deterministic', async () => {
    const { code, err } = await sts(['-q', '--controller', controller('moody', "globalThis.turn = (globalThis.turn ?? 0) + 1; yield { op: 'createPod', name: `web-${globalThis.turn % 2}`, revision: 'A', claims: [] }; yield { op: 'deletePod', name: 'web-0' };")]);
    expect(err).toContain('moody asked two different things');
    expect(code).toBe(70);
  });
});

describe('replay', () => {
  const tokenOf = async (...argv: string[]): Promise<string> => /1:\S+/.exec((await sts(argv)).out)![0];

  test('tells the story again', async () => {
    const token = await tokenOf('--property', 'liveness/converges', '--max-states', '20000');
    const { code, out } = await sts(['replay', token]);
    expect(out).toContain('   7  user        template B→A');
    expect(out).toContain('The last state is the recorded one; liveness/converges is violated.');
    expect(code).toBe(1);
  });

  test('against another controller says where they part ways, and what it decided', async () => {
    const token = await tokenOf('--controller', 'force-deletes', '--property', 'identity/*', '--scope', 'small');
    const { code, out } = await sts(['replay', token, '--controller', 'reference']);
    expect(out).toMatch(/The story parts ways at step \d+ of \d+: \S+ web-\d( ok)? cannot happen here\./);
    expect(out).toContain('It was recorded with force-deletes; this is reference@1.37.');
    expect(out).toMatch(/reference@1\.37 asks (nothing )?here: /);
    expect(out).toMatch(/Its last pass saw web with \d replicas at template [AB], /);
    expect(out).toContain('What can happen here: ');
    expect(out.replace(/\s+/g, ' ')).toMatch(/reference@1\.37 differs first after step \d+: it asks delete web-0 \(update\); force-deletes asks delete web-0 \(update; by force\)\./);
    expect(code).toBe(3);
  });

  test('against one that decides alike says so of each step that is a controller\'s', async () => {
    const token = await tokenOf('--property', 'liveness/converges', '--max-states', '20000');
    const { code, out } = await sts(['replay', token, '--controller', 'ignores-failed-pods']);
    expect(out.match(/^ *\d+ = controller /gm)).toHaveLength(6);
    expect(out).toMatch(/^ +6 {3}kubelet {5}start web-0/m);
    expect(out).toContain("ignores-failed-pods decided as reference@1.37 did at each of the 6 steps that are a controller's.");
    expect(code).toBe(1);
  });

  test('against one that decides otherwise marks the step, and says what each of them does', async () => {
    const token = await tokenOf('--property', 'liveness/converges', '--max-states', '20000');
    const { code, out } = await sts(['replay', token, '--controller', 'skips-readiness-wait']);
    expect(out.match(/^ *\d+ ≠ controller .*$/gm)).toEqual(['   9 ≠ controller  create-revision A  + revision A']);
    const [, shown] = /--controller skips-readiness-wait\n```\n\n```text\n([^]*?)```/.exec(readFileSync('docs/reading-a-trace.md', 'utf8'))!;
    expect(out).toContain(shown);
    expect(out.replace(/\s+/g, ' ')).toContain('skips-readiness-wait differs first after step 9: it asks create web-1 at revision A; reference@1.37 asks nothing: its pass ends.');
    expect(code).toBe(3);
  });

  test('with the recorded controller marks nothing', async () => {
    const token = await tokenOf('--controller', 'skips-readiness-wait', '--property', 'ordering/successor-waits', '--scope', 'small');
    for (const argv of [[], ['--controller', 'skips-readiness-wait']]) expect((await sts(['replay', token, ...argv])).out).not.toMatch(/[=≠] controller|decided as/);
  });

  test('of a controller of one\'s own has nobody to compare with', async () => {
    const token = await tokenOf('--controller', 'examples/05-own-controller/controller.ts', '--property', 'storage/claim-before-pod', '--scope', 'small');
    const { code, out } = await sts(['replay', token, '--controller', 'reference']);
    expect(out).toContain('It was recorded with small-ordered; this is reference@1.37.');
    expect(out).not.toMatch(/[=≠] controller|decided as|differs first/);
    expect(code).toBe(0);
  });

  test('against one that takes all steps and then asks something else says that too', async () => {
    const token = await tokenOf('--controller', 'updates-on-delete-sets', '--update', 'OnDelete', '--property', 'update/on-delete-is-passive', '--scope', 'small');
    const { code, out } = await sts(['replay', token, '--controller', 'reference']);
    expect(out).toContain('Every step could be taken, but the last state is not the recorded one');
    expect(out).toContain('reference@1.37 asks nothing here: its last pass has ended.');
    expect(out.replace(/\s+/g, ' ')).toMatch(/reference@1\.37 differs first after step \d+: it asks nothing: its pass ends; updates-on-delete-sets asks delete/);
    expect(code).toBe(0);
  });
});

describe('what can be asked', () => {
  test('properties', async () => {
    expect((await sts(['properties'])).out.match(/^[a-z]+\/[a-z-]+ /gm)!.length).toBeGreaterThan(20);
    expect((await sts(['properties', 'ordering/*'])).out).not.toContain('identity/');
    expect((await sts(['properties', 'ordering/successor-waits'])).out).toContain('sts-check explain ordering/successor-waits');
  });

  test('explain', async () => {
    const { code, out } = await sts(['explain', 'ordering/successor-waits']);
    for (const text of ['P-ORD-1', 'Deployment and Scaling Guarantees', 'skips-readiness-wait', 'web-1 was created while web-0 was Pending', 'sts-check replay 1:skips-readiness-wait:']) expect(out).toContain(text);
    expect(code).toBe(0);
  });

  test('controllers', async () => {
    const { out } = await sts(['controllers']);
    expect(out).toContain('reference@1.35    profile r1.35.0, from 1.35.1: r1.35.1, from 1.35.4: r1.35.4');
    expect(out).toMatch(/skips-readiness-wait +breaks ordering\/successor-waits/);
  });

  test('vectors, all of which agree', async () => {
    expect(await sts(['vectors', 'test/vectors/passes.yaml', 'test/vectors/real-1.37.jsonl'])).toEqual({ code: 0, err: '', out: '360 of 360 agree\n' });
  });

  test('vectors, each difference', async () => {
    const { code, out } = await sts(['vectors', 'test/vectors/passes.yaml', '--controller', 'skips-readiness-wait']);
    expect(out).toMatch(/✗ V\d+ .*\n +write \d\n +expected .*\n +actual /);
    expect(out).toMatch(/\d+ of 110 agree\n$/);
    expect(code).toBe(1);
  });

  test('the version and help', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(await sts(['--version'])).toMatchObject({ code: 0, out: `${version}\n` });
    const help = await sts(['--help']);
    expect(help.code).toBe(0);
    for (const command of ['check', 'replay', 'properties', 'explain', 'controllers', 'vectors', 'Exit codes']) expect(help.out).toContain(command);
  });
});
