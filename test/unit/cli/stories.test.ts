/** Stories as files: `check --save`, and `replay FILE`. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { loadStories } from '../../../src/trace/index.ts';
import { sts } from '../../support/terminal.ts';

const waits = 'ordering/successor-waits';
/** Quick: the story is short, and what comes after it is cut. */
const plainlyBroken = ['--controller', 'skips-readiness-wait', '--property', waits, '--scope', 'small', '-q'];
const broken = [...plainlyBroken, '--max-states', '3000'];

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sts-check-'));
});
const place = (name: string): string => join(folder, name);

describe('check --save', () => {
  test.runIf(existsSync('/proc'))('ends where a file system takes no folders', async () => {
    const { code, err } = await sts([...broken, '--save', '/proc/nowhere/at/all']);
    expect([code, err]).toEqual([2, expect.stringContaining('Stories cannot be saved in /proc/nowhere/at/all.')]);
  });

  test('makes the folder, writes a file for each violation into it, and says so', async () => {
    const { code, err } = await sts([...broken, '--save', place('made/for/it')]);
    const [name, ...others] = readdirSync(place('made/for/it'));
    expect([code, err, others]).toEqual([1, `saved    ${join(place('made/for/it'), name!)}\n`, []]);
    expect(name).toMatch(/^ordering-successor-waits\.skips-readiness-wait\.[0-9a-f]{8}\.json$/);
  });

  test('writes known findings too', async () => {
    const { code } = await sts(['--property', 'liveness/converges', '--max-states', '3000', '-q', '--save', place('known')]);
    expect(code).toBe(3);
    expect(loadStories(place('known')).map(({ property, controller }) => `${property} ${controller}`)).toContain('liveness/converges reference@1.37');
  });

  test('writes what a random search found', async () => {
    const { code } = await sts([...plainlyBroken, '--random', '-n', '20', '--seed', '1', '--save', place('random')]);
    expect([code, loadStories(place('random')).map(({ property }) => property)]).toEqual([1, [waits]]);
  });

  test('leaves a file alone that says the same, and replaces one that does not', async () => {
    const argv = [...broken, '--save', place('twice')];
    const [, file] = /^saved +(.*)$/m.exec((await sts(argv)).err)!;
    expect((await sts(argv)).err).toBe(`kept     ${file!}\n`);
    const text = readFileSync(file!, 'utf8');
    writeFileSync(file!, text.replace('web-1 was created', 'web-1 was invented'));
    expect((await sts(argv)).err).toBe(`changed  ${file!}\n`);
    expect(readFileSync(file!, 'utf8')).toBe(text);
  });

  test('writes nothing where nothing is broken', async () => {
    const { err } = await sts(['--property', waits, '--scope', 'small', '--replicas', '1', '--save', place('none')]);
    expect([err, readdirSync(place('none'))]).toEqual(['', []]);
  });

  test.each([
    ['a file', () => 'package.json', 'package.json is a file, or is below one. Name a folder.'],
    ['a place below a file', () => 'package.json/stories', 'package.json/stories is a file, or is below one. Name a folder.'],
    ['nothing', () => '', 'Stories cannot be saved in a folder without a name.'],
  ])('into %s is refused before the search', async (_, where, why) => {
    expect(await sts([...broken, '--save', where()])).toMatchObject({ code: 2, out: '', err: expect.stringContaining(why) as string });
  });
});

describe('replay of what says nothing about the end', () => {
  const known = ['--property', 'liveness/converges', '--max-states', '3000', '-q'];
  const saved = async (name: string): Promise<string> => {
    await sts([...known, '--save', place(name)]);
    const file = readdirSync(place(name)).find((each) => each.startsWith('liveness-converges'))!;
    return join(place(name), file);
  };
  /** The story without its last step, so that the world is not at rest. */
  const edited = (file: string, change: (story: Record<string, unknown>) => Record<string, unknown>): string => {
    writeFileSync(file, JSON.stringify(change(JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>), null, 2));
    return file;
  };

  test('says that the story is not at its end, and does not take that for a promise that is kept', async () => {
    const file = edited(await saved('open'), (story) => ({ ...story, keys: (story['keys'] as string[]).slice(0, -1) }));
    const { code, out } = await sts(['replay', file]);
    expect(out.replace(/\s+/g, ' ')).toContain('liveness/converges was not judged, because the story is not at its end there');
    expect(code).toBe(3);
  });

  test('says that there is no such promise, and which one may be meant', async () => {
    const file = edited(await saved('unknown'), (story) => ({ ...story, property: 'liveness/convergesx' }));
    const { code, out } = await sts(['replay', file]);
    expect(out.replace(/\s+/g, ' ')).toContain('liveness/convergesx was not judged, because no promise is called so here (did you mean liveness/converges?)');
    expect(code).toBe(3);
  });
});

describe('replay of a file', () => {
  const savedBy = async (name: string, argv: readonly string[] = broken): Promise<string> => /^saved +(.*)$/m.exec((await sts([...argv, '--save', place(name)])).err)![1]!;

  test('tells the story again', async () => {
    const { code, out, err } = await sts(['replay', await savedBy('again')]);
    expect(out).toContain(`The last state is the recorded one; ${waits} is violated.`);
    expect([code, err]).toEqual([1, '']);
  });

  test('says at which step it no longer applies, and why', async () => {
    const file = await savedBy('moved');
    writeFileSync(file, readFileSync(file, 'utf8').replace('controller/create-revision A ok', 'kubelet/ready web-0'));
    const { code, out } = await sts(['replay', file]);
    expect(out).toMatch(/The story parts ways at step \d of \d: kubelet\/ready web-0 cannot happen here\.\n {2}The model or the controller has changed since it was recorded\./);
    expect(code).toBe(3);
  });

  test.each<[string, (text: string) => string, string]>([
    ['was cut off', (text) => text.slice(0, -20), 'it is cut off'],
    ['has another version', (text) => text.replace('"version": 1', '"version": 2'), 'the story has version 2; this sts-check reads version 1'],
    ['has an unknown field', (text) => text.replace('"reason"', '"because"'), 'unknown field "because"'],
    ['has an unknown action', (text) => text.replace('controller/create-revision', 'controller/make-revision'), 'there is no action "controller/make-revision"'],
  ])('that %s names file, line and column', async (name, change, why) => {
    const file = await savedBy(name);
    writeFileSync(file, change(readFileSync(file, 'utf8')));
    const { code, out, err } = await sts(['replay', file]);
    expect(err).toContain(why);
    expect(err).toMatch(new RegExp(`^${file.replace(/[.\\]/g, '\\$&')}:\\d+:\\d+ {2}`));
    expect([code, out]).toEqual([2, '']);
  });

  test('that is not there says so', async () => {
    expect(await sts(['replay', './nowhere.json'])).toMatchObject({ code: 2, err: 'There is no ./nowhere.json. Expected a story, as check --save writes it.\n' });
  });

  test('never runs a file that the story names', async () => {
    const file = await savedBy('own');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"controller": "skips-readiness-wait"', '"controller": "mine.ts"'));
    expect(await sts(['replay', file])).toMatchObject({ code: 2, err: expect.stringMatching(/No controller is called "mine\.ts"[^]*A story never names a file to run: give it yourself with --controller/) as string });
  });

  test('of a controller of one\'s own takes the file from who replays it', async () => {
    const own = 'examples/05-own-controller/controller.ts';
    const file = await savedBy('file', ['--controller', own, '--property', 'storage/claim-before-pod', '--scope', 'small', '-q']);
    expect((await sts(['replay', file])).code).toBe(2);
    expect(await sts(['replay', file, '--controller', own])).toMatchObject({ code: 1, err: '', out: expect.stringContaining('storage/claim-before-pod is violated') as string });
  });
});

describe('a file of results', () => {
  const quick = ['--property', waits, '--scope', 'small', '--replicas', '1', '-q', '-o'];
  test.each([
    ['in no folder', 'json=/nowhere/at/all.json', '/nowhere/at/all.json cannot be written. There is no folder /nowhere/at. Make it first, or name another one.'],
    ['that is a folder', 'json=src', 'src cannot be written. It is a folder. Name a file.'],
    ['below a file', 'json=package.json/x.json', 'package.json/x.json cannot be written. package.json is a file, or is below one. Name a folder.'],
    ['without a name', 'json=', 'A file without a name cannot be written. Give it one: -o json=result.json'],
  ])('%s is refused before the search', async (_, output, why) => expect(await sts([...quick, output])).toEqual({ code: 2, out: '', err: `${why}\n` }));
});

test('a command that is nearly written is suggested', async () => {
  expect((await sts(['compar'])).err).toContain('Did you mean the command compare?');
});
