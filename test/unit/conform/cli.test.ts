import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { runHere } from '../../../src/cli/tasks.ts';
import { complaintsOf, type Schema } from '../../support/schema.ts';
import { sts, type Ran } from '../../support/terminal.ts';

/** Scenarios that are quick. */
const quick = ['--scope', 'small', '--policy', 'OrderedReady', '--update', 'OnDelete', '--seed', '7'];
const conform = (argv: readonly string[], changes: Partial<Io> = {}): Promise<Ran> => sts(['conform', ...argv], changes);
const fileIn = (name: string): string => join(mkdtempSync(join(tmpdir(), 'sts-check-')), name);
/** A report without its seconds. */
const timeless = (text: string): string => text.replace(/^[\d.]+ (?:min \d+ )?s$/gm, 'N s').trimEnd();

describe('conform', () => {
  test('says in how much the reference and a controller decide alike', async () => {
    const { code, out, err } = await conform(['--controller', 'reference', ...quick, '--views', '200']);
    expect(out).toContain('reference@1.37 beside reference@1.37 · a set called web\nKubernetes 1.37 (profile r1.37)\n');
    expect(out).toMatch(/^ {2}OrderedReady OnDelete: everyday +352 +1 416 +22 534 {2}alike$/m);
    expect(out).toMatch(/^ {2}random views, seed 7 +200 +alike$/m);
    expect(out).toMatch(/^reference@1\.37 and reference@1\.37 decide alike on 491 distinct views \(1 734 decisions\) and 200 random ones\.$/m);
    expect([code, err]).toEqual([0, '']);
  });

  test('tells a seeded bug with the shortest story, and with a vector that shows it again', async () => {
    const { code, out } = await conform(['--controller', 'ignores-failed-pods', ...quick]);
    expect(out).toMatch(/OrderedReady OnDelete: everyday .* different after 6 steps$/m);
    expect(out).toContain('  reference@1.37 asks delete web-0 (it has ended); ignores-failed-pods asks status web\n');
    expect(out).toContain('  6 steps; no shorter one exists in OrderedReady OnDelete: everyday (one pod,');
    expect(out).toMatch(/status\.ready\n {4}reference@1\.37 {7}0\n {4}ignores-failed-pods {2}1\n/);
    expect(out).toMatch(/^reference@1\.37 and ignores-failed-pods decide differently in 1 of 2 scenarios, and on \d+ of 5 000 random views\.$/m);
    expect(code).toBe(1);

    const file = fileIn('kept.jsonl');
    writeFileSync(file, /^\{"id".*$/m.exec(out)![0]);
    expect(await sts(['vectors', file, '--controller', 'ignores-failed-pods'])).toMatchObject({ code: 0, out: '1 of 1 agree\n' });
    expect(await sts(['vectors', file])).toMatchObject({ code: 1, out: expect.stringContaining('0 of 1 agree') as string });
  });

  test('prints the same for the same seed, and another seed draws other views', async () => {
    const argv = ['--controller', 'ignores-failed-pods', ...quick, '--views', '300'];
    const first = await conform(argv);
    expect(timeless((await conform(argv)).out)).toBe(timeless(first.out));
    expect(timeless((await conform([...argv, '--seed', '8'])).out)).not.toBe(timeless(first.out));
  });

  test('writes what the controller did on the random views, which the reference repeats', async () => {
    const file = fileIn('reference.jsonl');
    await conform(['--controller', 'reference', ...quick, '--views', '600', '--vectors', file]);
    expect(await sts(['vectors', file])).toMatchObject({ code: 0, out: '600 of 600 agree\n' });
  });

  test('writes vectors of a controller that is not the reference', async () => {
    const file = fileIn('mutant.jsonl');
    const { out } = await conform(['--controller', 'force-deletes', ...quick, '--views', '300', '--vectors', file]);
    const different = Number(/on (\d+) of 300 random views/.exec(out)![1]);
    expect((await sts(['vectors', file, '--controller', 'force-deletes'])).out).toBe('300 of 300 agree\n');
    expect((await sts(['vectors', file])).out).toContain(`${300 - different} of 300 agree\n`);
  });

  test('takes the release from the name of the controller, unless another one is given', async () => {
    const { code, out } = await conform(['--controller', 'reference@1.35.0', ...quick, '--views', '200']);
    expect(out).toContain('reference@1.35.0 beside reference@1.35.0 · a set called web\nKubernetes 1.35.0 (profile r1.35.0)');
    expect(code).toBe(0);
    const other = await conform(['--controller', 'reference@1.35.0', '--kubernetes', '1.37', ...quick, '--views', '200']);
    expect(other.out).toContain('reference@1.35.0 beside reference@1.37');
    expect(other.code).toBe(1);
  });

  test('compares a file of somebody on random views too', async () => {
    const { code, out } = await conform(['--controller', './examples/05-own-controller/controller.ts', ...quick, '--views', '50']);
    expect(out).toContain('small-ordered beside reference@1.37');
    expect(code).toBe(1);
  });

  test('compares without random views, and then says nothing about them', async () => {
    const { out } = await conform(['--controller', 'reference', ...quick, '--views', '0']);
    expect(out).not.toContain('random');
    expect(out).toContain('decide alike on 491 distinct views (1 734 decisions).');
  });

  test('tells what is besides waiting, where a controller does not wait for its own writes', async () => {
    const { out } = await conform(['--controller', 'ignores-own-writes', ...quick, '--views', '0']);
    expect(out).toMatch(/OrderedReady OnDelete: everyday +352 .* different after 5 steps; apart from waiting: alike$/m);
  });

  test('is unknown where the time is up first', async () => {
    const { code, out } = await conform(['--controller', 'reference', '--scope', 'standard', '--policy', 'Parallel', '--timeout', '1ms']);
    expect(out).toContain('alike so far (time)');
    expect(out).toContain('\nSo far reference@1.37 and reference@1.37 decide alike on ');
    expect(out).toContain('A limit was reached (time): what does not differ may differ beyond it.');
    expect(code).toBe(3);
  });

  test('reports what it knows of a controller that fails', async () => {
    const file = fileIn('fragile.ts');
    writeFileSync(file, "export default { name: 'fragile', *reconcile({ set }) { if (set?.claimTemplates.length > 0) throw new Error('no room'); return {}; } };\n");
    const { code, out, err } = await conform(['--controller', file, ...quick, '--views', '0']);
    expect(out).toContain('fragile decide differently in 1 of 1 scenario.\nThe comparison ended early, at a fault.');
    expect(err).toContain('fragile threw an error in a pass: no room');
    expect(code).toBe(70);
  });
});

describe('conform -o json', () => {
  const schema = JSON.parse(readFileSync('docs/schema/conform-1.schema.json', 'utf8')) as Schema;

  test.each([
    ['alike', ['--controller', 'reference', '--views', '100'], 0],
    ['different', ['--controller', 'ignores-failed-pods', '--views', '100'], 1],
    ['different, and apart from waiting alike', ['--controller', 'ignores-own-writes', '--views', '0'], 1],
    ['unknown', ['--controller', 'reference', '--timeout', '1ms'], 3],
    ['for want of a controller, empty', ['--controller', './nowhere.ts'], 2],
  ])('says what the schema says: %s', async (_, argv, expected) => {
    const { code, out } = await conform([...quick, ...argv, '-o', 'json']);
    expect(code).toBe(expected);
    if (expected !== 2) expect(complaintsOf(JSON.parse(out), schema)).toEqual([]);
    else expect(out).toBe('');
  });

  test('has the numbers of the text', async () => {
    const file = fileIn('conform.json');
    const { out } = await conform(['--controller', 'ignores-failed-pods', ...quick, '--views', '700', '-o', 'text', '-o', `json=${file}`]);
    const { total, scenarios, random } = JSON.parse(readFileSync(file, 'utf8')) as { total: Record<string, number>; scenarios: { name: string; verdict: string; difference?: { steps: object[] } }[]; random: { smallest: object[] } };
    expect(out).toContain(`in ${total['differentScenarios']} of ${total['scenarios']} scenarios, and on ${total['differentRandomViews']} of 700 random views.`);
    expect(scenarios.map(({ name, verdict, difference }) => [name, verdict, difference?.steps.length])).toEqual([
      ['OrderedReady OnDelete: everyday', 'different', 6],
      ['OrderedReady OnDelete: Delete and Delete', 'alike', undefined],
    ]);
    expect(random.smallest).toHaveLength(2);
  });
});

describe('conform refuses', () => {
  test.each([
    ['to guess the controller', [], "required option '--controller <name|file|exec:command>' not specified"],
    ['a controller that nobody has', ['--controller', 'ignores-faild-pods'], 'Did you mean ignores-failed-pods?'],
    ['a release that nobody has', ['--controller', 'reference@1.99'], 'There is no Kubernetes release "1.99" here.'],
    ['a strategy that the release does not have', ['--controller', 'reference@1.36', '--update', 'Recreate'], 'Kubernetes 1.36 has no strategy Recreate, so there is nothing to compare.'],
    ['half a view', ['--controller', 'reference', '--views', '1.5'], 'Expected a whole number, as in 5000 or 20k, or 0 for none.'],
    ['a seed that is none', ['--controller', 'reference', '--seed', 'lucky'], 'Expected a whole number, as a report prints it.'],
    ['vectors of no views', ['--controller', 'reference', '--views', '0', '--vectors', 'x.jsonl'], '--vectors writes what the controller does on random views, and --views 0 wants none.'],
    ['vectors where nothing can be written', ['--controller', 'reference', '--vectors', '/nowhere/x.jsonl'], 'Vectors cannot be written to /nowhere/x.jsonl. There is no folder /nowhere.'],
    ['a scope of check', ['--controller', 'reference', '--scope', 'large'], 'Allowed choices are small, standard.'],
  ])('%s', async (_, argv, why) => {
    const { code, out, err } = await conform(argv);
    expect(err).toContain(why);
    expect([code, out]).toEqual([2, '']);
  });
});

test('Ctrl-C ends it with what was learned so far', async () => {
  const io: Partial<Io> = {
    runTask: (task, receive, stop) => {
      Atomics.store(stop, 0, 1);
      return runHere(task, receive, stop);
    },
    onInterrupt: (callback) => {
      callback();
      return () => undefined;
    },
  };
  const { code, out } = await conform(['--controller', 'reference', ...quick], io);
  expect(out).toContain('Interrupted: this is what was learned so far.');
  expect(code).toBe(130);
});

test('docs/conform.md shows what the program prints', async () => {
  const page = readFileSync('docs/conform.md', 'utf8');
  const [, line, shown] = /```console\n\$ npx sts-check (.*)\n([\s\S]*?)```/.exec(page)!;
  const { out } = await sts(line!.split(' '));
  // Too long for a page: the page says so.
  const shortened = timeless(out).replace(/^(\{"id":"[^"]*").*$/m, '$1,…');
  expect(shortened).toBe(timeless(shown!));
});
