import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Io } from '../../../src/cli/io.ts';
import { runHere } from '../../../src/cli/tasks.ts';
import { sts } from '../../support/terminal.ts';

/** Scopes that are quick. */
const quick = ['--scope', 'small', '--replicas', '1', '--assume', 'lag'];
const parallel = readFileSync('examples/02-parallel/web.yaml', 'utf8').replace('podManagementPolicy: Parallel', 'podManagementPolicy: Parallel\n  updateStrategy:\n    rollingUpdate:\n      maxUnavailable: 1');
/** Scope rollback alone: a broken template and its revert. */
const firstScope: Partial<Io> = { runTask: (task, receive, stop) => runHere(task.task === 'compare' ? { ...task, scenarios: task.scenarios.slice(0, 1) } : task, receive, stop) };
/** A report without the places where its lines are broken. */
const unbroken = (text: string): string => text.replace(/\s+/g, ' ');

describe('compare', () => {
  test('tells kubernetes/kubernetes#137409 to who upgrades a Parallel set from 1.35.0', async () => {
    const { code, out } = await sts(['compare', '-', '--kubernetes', '1.35.0', '--against-kubernetes', '1.37', '--replicas', '2'], { stdin: parallel, ...firstScope });
    const text = unbroken(out);
    expect(text).toMatch(/promises liveness\/[a-z-]+ broken by reference@1\.35\.0 only \(known: kubernetes\/kubernetes#137409\)/);
    expect(text).toContain('web-0 stays at revision B and is not ready while the set wants A');
    expect(text).toContain('decisions differ after 6 steps: reference@1.35.0 asks create web-1 at revision A; reference@1.37 waits until its caches show its own writes');
    expect(text).toContain('apart from waiting: differ after 8 steps: reference@1.35.0 asks nothing: its pass ends; reference@1.37 asks delete web-1 (update)');
    expect(code).toBe(1);
  });

  test('tells each story once', async () => {
    const { out } = await sts(['compare', '-', '--kubernetes', '1.35.0', '--against-kubernetes', '1.37', '--replicas', '2', '--max-states', '2000'], { stdin: parallel });
    const told = out.match(/^≠ .*$/gm)!;
    expect(out.match(/^scope /gm)!.length).toBeGreaterThan(told.length);
    expect(out).toContain('  decisions: as told in scope rollback (Parallel, RollingUpdate)');
  });

  test('finds no difference between 1.36 and 1.37 for an ordered set, and says in how much', async () => {
    const { code, out, err } = await sts(['compare', 'examples/01-tutorial', '--kubernetes', '1.36', '--against-kubernetes', '1.37', ...quick]);
    expect(out).toContain('web, 1 replica · OrderedReady · RollingUpdate · reference@1.36 against reference@1.37\nKubernetes 1.36 (profile r1.36) against Kubernetes 1.37 (profile r1.37)\n');
    expect(out).toMatch(/decisions {2}the same on \d+ views, and at \d+ points where a pass waits for answers/);
    expect(out).toContain('No difference: in these scopes reference@1.36 and reference@1.37 break the same promises and decide alike.');
    expect([code, err]).toEqual([0, '']);
  });

  test('shows the first decision of a mutant that is another', async () => {
    const { code, out } = await sts(['compare', '--against', 'ignores-failed-pods', ...quick, '--assume', 'crashes']);
    expect(unbroken(out)).toMatch(/decisions differ after \d+ steps: reference@1\.37 asks delete web-0 \(it has ended\); ignores-failed-pods asks nothing: its pass ends/);
    expect(out).toContain('broken by ignores-failed-pods only');
    expect(code).toBe(1);
  });

  test('takes a file against a release', async () => {
    const { code, out } = await sts(['compare', '--controller', './examples/05-own-controller/controller.ts', '--against', 'reference@1.36', ...quick]);
    expect(out).toContain('small-ordered against reference@1.36');
    expect(out).toMatch(/^ {2}replay {4}npx sts-check replay 1:small-ordered:/m);
    expect(code).toBe(1);
  });

  test('takes the reference of another release for the second, if the first is that of a release', async () => {
    const { out } = await sts(['compare', '--controller', 'reference@1.36', '--against-kubernetes', '1.37', ...quick, '--max-states', '10']);
    expect(out).toContain('reference@1.36 against reference@1.37');
  });

  test('tells two releases of one mutant apart', async () => {
    const { out } = await sts(['compare', '--controller', 'ignores-failed-pods', '--kubernetes', '1.36', '--against-kubernetes', '1.37', ...quick]);
    expect(out).toContain('ignores-failed-pods on 1.36 against ignores-failed-pods on 1.37');
  });

  test('says that a release stores the set otherwise', async () => {
    const stdin = parallel.replace('maxUnavailable: 1', 'maxUnavailable: 2');
    const { out, err } = await sts(['compare', '-', '--kubernetes', '1.36', '--against-kubernetes', '1.37', ...quick, '--max-states', '50'], { stdin });
    const said = 'Kubernetes 1.37 stores the set otherwise than 1.36. What is said here is about the set as 1.36 stores it.';
    expect(out).toContain(said);
    expect(err).toContain(`note  ${said}`);
  });

  test('is unknown where a limit comes before a difference', async () => {
    const { code, out } = await sts(['compare', '--kubernetes', '1.36', '--against-kubernetes', '1.37', ...quick, '--max-states', '100']);
    expect(unbroken(out)).toContain('no difference so far, on');
    expect(out).toContain('promises   broken by neither so far');
    expect(out).toContain('A limit was reached (states)');
    expect(code).toBe(3);
  });

  test('ends at a time limit', async () => {
    expect(await sts(['compare', '--kubernetes', '1.36', '--against-kubernetes', '1.37', '--timeout', '1ms'])).toMatchObject({ code: 3, out: expect.stringContaining('A limit was reached (time)') as string });
  });

  test('Ctrl-C ends it with what was learned', async () => {
    let press = (): void => undefined;
    const { code, out } = await sts(['compare', '--kubernetes', '1.36', '--against-kubernetes', '1.37', '--scope', 'standard'], {
      onInterrupt: (callback) => {
        press = callback;
        return () => undefined;
      },
      runTask: async (task, receive, stop) => {
        press();
        await runHere(task, receive, stop);
      },
    });
    expect(out).toContain('Interrupted: this is what was learned so far.');
    expect(code).toBe(130);
  });
});

describe('compare refuses', () => {
  test.each([
    ['nothing to compare with', [], 'There is nothing to compare with. Give another controller with --against, or another release with --against-kubernetes.'],
    ['the same twice', ['--against', 'reference'], 'Both are reference of Kubernetes 1.37, so there is nothing to compare.'],
    ['the same in other words', ['--controller', 'reference@1.36', '--against-kubernetes', '1.36', '--against', 'reference'], 'Both are reference@1.36 of Kubernetes 1.36'],
    ['two releases of the first', ['--controller', 'reference@1.36', '--kubernetes', '1.37', '--against', 'force-deletes'], '--controller reference@1.36 names its release, and --kubernetes 1.37 names one too.'],
    ['two releases of the second', ['--against', 'reference@1.36', '--against-kubernetes', '1.37'], '--against reference@1.36 names its release, and --against-kubernetes 1.37 names one too.'],
    ['a file against itself', ['--controller', './mine.ts', '--against-kubernetes', '1.36'], './mine.ts is the same controller in every release. Give another one with --against.'],
    ['a controller that nobody has', ['--against', 'skips-readyness-wait'], 'Did you mean skips-readiness-wait?'],
    ['a file that is not there', ['--against', './nowhere.ts'], 'There is no file ./nowhere.ts'],
    ['a release that nobody has', ['--against-kubernetes', '1.99'], 'There is no Kubernetes release "1.99" here.'],
    ['a strategy that the second release does not have', ['--update', 'Recreate', '--against-kubernetes', '1.36'], 'Kubernetes 1.36 has no strategy Recreate.'],
  ])('%s', async (_, argv, why) => {
    const { code, out, err } = await sts(['compare', ...argv]);
    expect(err).toContain(why);
    expect([code, out]).toEqual([2, '']);
  });
});

test('docs/compare.md shows what the program prints', async () => {
  const page = readFileSync('docs/compare.md', 'utf8');
  const [, line, shown] = /```console\n\$ npx sts-check (.*)\n([\s\S]*?)```/.exec(page)!;
  const { out } = await sts(line!.split(' '));
  const timeless = (text: string): string => text.replace(/\d+(\.\d+)? s$/gm, 'N s').trimEnd();
  expect(timeless(out)).toBe(timeless(shown!));
});
