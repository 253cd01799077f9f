/** `--controller kubernetes@…` and `--controller go:…` on the command line. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { reference } from '../../../../models/controllers/reference.ts';
import { check } from '../../../../src/check.ts';
import { knownOf, upstreamToo, upstreamWords } from '../../../../src/cli/known.ts';
import { builtIn, kindOf, pinnedRelease, profileOf } from '../../../../src/controllers.ts';
import { fakeGo, treeFiles, treeOf } from '../../../support/fake-go.ts';
import { occurrences } from '../../../support/known.ts';
import { processesOf } from '../../../support/processes.ts';
import { propertiesCalled } from '../../../support/scenarios.ts';
import { speaker } from '../../../support/speaker.ts';
import { sts } from '../../../support/terminal.ts';

afterEach(() => void vi.unstubAllEnvs());

const one = ['--scope', 'small', '--replicas', '1', '--policy', 'Parallel', '--property', 'liveness/missing-pod-created'];
const tokenIn = (out: string): string => /replay (\d+:\S+)/.exec(out)![1]!;

test.each([
  ['kubernetes@1.37', 'go', '1.37'],
  ['kubernetes@1.35.0', 'go', '1.35.0'],
  ['go:../kubernetes', 'go', undefined],
  ['go:./a.ts', 'go', undefined],
])('%s is of kind %s and names release %s', (spec, kind, release) => {
  expect([kindOf(spec), pinnedRelease(spec)]).toEqual([kind, release]);
});

describe('the controller of a release', () => {
  test('is checked in its release, and its stories replay without being told which it is', async () => {
    fakeGo();
    const { code, out, err } = await sts([...one, '--controller', 'kubernetes@1.37', '-o', 'json']);
    expect(code).toBe(1);
    expect(err).toContain('note  kubernetes@1.37.2 was asked for');
    expect(out).toContain('"kubernetes": "1.37"');
    const text = await sts([...one, '--controller', 'kubernetes@1.37']);
    const again = await sts(['replay', tokenIn(text.out)]);
    expect(again.out).toContain('The last state is the recorded one; liveness/missing-pod-created is violated.');
    expect([again.code, again.err]).toEqual([1, '']);
  });

  test('that is compiled otherwise than when the story was found is told so', async () => {
    fakeGo();
    const { out } = await sts([...one, '--controller', 'kubernetes@1.37.2']);
    fakeGo({ test: `cp $program "$out"; echo '# other' >>"$out"` });
    expect((await sts(['replay', tokenIn(out)])).err).toMatch(/^note {2}kubernetes@1\.37\.2 is not what the story was recorded with: its program has digest \w{16}, the recorded one \w{16}\.$/m);
  });

  test('is compared with the reference of that release', async () => {
    fakeGo();
    const { code, out } = await sts(['compare', ...one.slice(0, 6), '--controller', 'kubernetes@1.37', '--against', 'reference']);
    expect(out).toContain('kubernetes@1.37.2 against reference@1.37');
    expect(code).toBe(1);
  });

  test('is that of one release only', async () => {
    const { code, err } = await sts(['compare', ...one.slice(0, 6), '--controller', 'kubernetes@1.36', '--against-kubernetes', '1.37']);
    expect(err).toContain('kubernetes@1.36 is the same controller in every release. Give another one with --against.');
    expect(code).toBe(2);
  });

  const compiling = 'kubernetes@1.37.2: compiling (the first time takes a minute or two)';

  test.each([
    ['in a pipe, once', [], false, `note  ${compiling}\n`],
    ['on a terminal, with the time that it takes already', [], true, `\r\u001b[K${compiling} · 1.0 s`],
    ['to nobody who wants to hear only the end', ['-q'], false, ''],
  ])('is told of while it is compiled: %s', async (_, options, errIsTerminal, expected) => {
    fakeGo({ test: 'sleep 1.2; cp $program "$out"' });
    const { err } = await sts([...one, ...options, '--controller', 'kubernetes@1.37'], { errIsTerminal, columns: 200 });
    expect(err).toContain(expected);
    const times = err.split(compiling).length - 1;
    expect(errIsTerminal ? times > 1 : times === (expected === '' ? 0 : 1)).toBe(true);
  });

  test.each([
    ['check', [...one, '--controller', 'kubernetes@1.37'], 'Interrupted: this is what was learned so far.'],
    ['vectors', ['vectors', 'test/vectors/real-1.37.jsonl', '--controller', 'kubernetes@1.37'], '0 of 0 agree'],
  ])('is no longer compiled after Ctrl-C in %s', async (_, argv, expected) => {
    const sleeper = 'sleep 161803';
    fakeGo({ test: sleeper });
    const onInterrupt = (press: () => void): (() => void) => {
      const timer = setTimeout(press, 300);
      return () => clearTimeout(timer);
    };
    const { code, out } = await sts(argv, { onInterrupt });
    expect(out).toContain(expected);
    expect(code).toBe(130);
    expect(await processesOf(sleeper)).toEqual([]);
  });
});

describe('the controller of a source tree', () => {
  const tree = treeOf({ ...treeFiles, 'staging/src/k8s.io/api/go.mod': '' });

  test('is checked, and has to be named to replay a story', async () => {
    fakeGo();
    const { code, out } = await sts([...one, '--controller', `go:${tree}`]);
    expect(code).toBe(1);
    const again = await sts(['replay', tokenIn(out), '--controller', `go:${tree}`]);
    expect([again.code, again.err]).toEqual([1, '']);
    const without = await sts(['replay', tokenIn(out)]);
    expect(without.err).toContain('--controller go:PATH');
    expect(without.code).toBe(2);
  });

  const changelogs = (...releases: readonly string[]): string => {
    const files = releases.map((each): [string, string] => [`CHANGELOG/CHANGELOG-${each}.md`, '']);
    return `go:${treeOf({ ...treeFiles, 'staging/src/k8s.io/api/go.mod': '', 'CHANGELOG/README.md': '', ...Object.fromEntries(files) })}`;
  };

  test.each([
    ['of which its newest changelog is', ['1.9', '1.35', '1.36'], [], '1.36'],
    ['that is asked for, whatever it says', ['1.35'], ['--kubernetes', '1.36'], '1.36'],
    ['that is the newest known, where its own is yet to come', ['1.37', '1.38'], [], '1.37'],
    ['that is the newest known, where it has no changelog', [], [], '1.37'],
    ['that is the newest known, where its own is too old', ['1.27'], [], '1.37'],
  ])('is checked in the release %s', async (_, releases, options, expected) => {
    fakeGo();
    const { out } = await sts([...one, '--controller', changelogs(...releases), ...options]);
    expect(out).toContain(`· Kubernetes ${expected}`);
  });

  test('that breaks what upstream breaks is told so, though nothing is taken for known', () => {
    const { property, scenario, finding } = occurrences().find(({ scenario: { kubernetes } }) => kubernetes === '1.37')!;
    const broken = check(scenario, { ...reference(profileOf(scenario)), name: 'go-kubernetes-12345678' }, propertiesCalled(property));
    expect([knownOf(broken, 'go:../kubernetes'), upstreamToo(broken, 'go:../kubernetes')]).toEqual([{}, { [property]: finding }]);
    expect([upstreamToo(broken, 'kubernetes@1.37'), upstreamToo(broken, 'reference')]).toEqual([{}, {}]);
    expect(upstreamToo(check(scenario, reference(profileOf(scenario)), propertiesCalled('ordering/successor-waits')), 'go:../kubernetes')).toEqual({});
    expect(upstreamWords({ [property]: finding }, 'go:../kubernetes', '1.37')).toBe(
      `upstream breaks too: ${property} (${finding.reference}). To see what your change changes: sts-check compare … --controller kubernetes@1.37 --against go:../kubernetes`,
    );
  });

  test('says the release of a comparison too, as one side or the other, and of what conform compares it with', async () => {
    fakeGo();
    const spec = changelogs('1.35');
    const small = one.slice(0, 6);
    for (const sides of [['--controller', spec, '--against', 'reference'], ['--against', spec]]) {
      expect((await sts(['compare', ...small, ...sides])).out).toMatch(/(against reference@1\.35|reference@1\.35[.\d]* against)/);
    }
    const releasesOf = async (...options: readonly string[]) => /Kubernetes ([\d.]+) \(profile \S+\)(?: against Kubernetes ([\d.]+))?/.exec((await sts(['compare', ...small, ...options])).out)!.slice(1);
    expect(await releasesOf('--controller', 'reference@1.36', '--against', spec)).toEqual(['1.36', '1.35']);
    expect(await releasesOf('--controller', 'reference@1.35.0', '--against', spec)).toEqual(['1.35.0', undefined]);
    expect(await releasesOf('--controller', 'reference', '--kubernetes', '1.36', '--against', spec)).toEqual(['1.36', undefined]);
    expect((await sts(['conform', '--scope', 'small', '--policy', 'Parallel', '--update', 'OnDelete', '--views', '10', '--controller', spec])).out).toContain('beside reference@1.35');
  });
});

describe('a spelling that cannot be used', () => {
  test.each([
    ['a release before the first that is known', 'kubernetes@1.27', 'There is no Kubernetes release "1.27" here.\nKnown are 1.28,'],
    ['no release', 'kubernetes@', 'There is no Kubernetes release "" here.'],
    ['something else than a release', 'kubernetes@master', 'There is no Kubernetes release "master" here.'],
    ['no folder', 'go:', '"go:" names no folder. Expected a source tree of Kubernetes: --controller go:../kubernetes'],
    ['a folder that is not there', 'go:./nowhere', 'There is no folder ./nowhere'],
    ['a file', 'go:./package.json', './package.json is a file. Expected a source tree of Kubernetes'],
    ['what no file system takes', `go:${'a'.repeat(300)}`, 'There is no folder aaa'],
  ])('because it names %s ends with exit code 2', async (_, spec, message) => {
    fakeGo();
    const { code, out, err } = await sts([...one, '--controller', spec]);
    expect(err).toContain(message);
    expect([code, out]).toEqual([2, '']);
  });

  test('is what a command that is none calls itself', async () => {
    const { code, err } = await sts([...one, '--controller', `exec:${speaker("return { hello: { protocol: 1, name: 'kubernetes@1.37.2' } };")}`]);
    expect(err).toContain('calls itself kubernetes@1.37.2, which is the name of a built-in one');
    expect(code).toBe(2);
  });

  test('is one that is compiled first, where nothing can be', () => {
    expect(() => builtIn('kubernetes@1.37')).toThrow('kubernetes@1.37 is compiled first, and that is for the command line only: npx sts-check --controller kubernetes@1.37');
  });
});
