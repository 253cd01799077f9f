/**
 * Style as a test: who may import whom, what a pure module may not touch, which names must exist. Each rule is a function
 * of texts that answers with complaints, `path:line: error: …, use …`; the tests at the end show that each can fail.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { mutants } from '../models/controllers/mutants/index.ts';
import { properties } from '../properties/index.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** A text file of the project. `path` is relative to the project, with slashes. */
interface File {
  readonly path: string;
  readonly text: string;
}

/** Longest source file, in lines. */
const maxLines = 500;

// ---------------------------------------------------------------- rules

interface Arrow {
  /** Files it is about, by the beginning of their path. */
  readonly from: string;
  /** What they may import: packages by name, files by the beginning of their path. */
  readonly allowed?: readonly string[];
  /** What they may not import, where the rest is free. */
  readonly forbidden?: readonly string[];
  readonly use: string;
}

const arrows: readonly Arrow[] = [
  { from: 'models/', allowed: ['xstate', 'models/'], use: 'only xstate and models/' },
  { from: 'properties/', allowed: ['models/observation.ts', 'properties/'], use: 'only models/observation.ts and properties/' },
  { from: 'src/engine/', allowed: ['src/engine/'], use: 'what the caller hands over: the engine knows no model, no file and no clock' },
  { from: 'src/trace/', forbidden: ['src/report/', 'src/cli/'], use: 'the other direction: report and cli know the trace' },
  { from: 'src/report/', forbidden: ['src/cli/'], use: 'the other direction: the cli knows the report' },
  { from: 'src/', forbidden: ['test/', 'examples/', 'docs/', 'scripts/'], use: 'files that are shipped and built' },
];

/** Design: arrows point one way. */
function checkArrows({ path, text }: File): string[] {
  return importsOf(text).flatMap(({ specifier, line }) => {
    const target = specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
    const matches = (entry: string): boolean => target === entry || (entry.endsWith('/') && target.startsWith(entry));
    return arrows
      .filter(({ from, allowed, forbidden }) => path.startsWith(from) && (!(allowed?.some(matches) ?? true) || (forbidden?.some(matches) ?? false)))
      .map(({ from, use }) => complaint(path, line, `${from} imports ${target}`, use));
  });
}

const noClock = 'a step of the model, an option or a callback';
const forbiddenWords: readonly { readonly in: readonly string[]; readonly except?: readonly string[]; readonly pattern: RegExp; readonly use: string }[] = [
  { in: ['models/', 'properties/', 'src/engine/'], pattern: /\bMath\.random\b/, use: 'numbers that the caller draws' },
  { in: ['models/', 'properties/', 'src/engine/'], pattern: /\bDate\.now\b|\bnew Date\b|\bperformance\.now\b|\bset(?:Timeout|Interval|Immediate)\b/, use: noClock },
  { in: ['models/', 'properties/', 'src/engine/'], pattern: /\bprocess\.(?:env|argv|cwd|hrtime|memoryUsage|pid|platform|exit|on)\b/, use: 'an argument' },
  // Order must not depend on the machine, or a trace would not survive another one.
  { in: ['models/', 'properties/', 'src/engine/'], pattern: /\blocaleCompare\b|\btoLocale\w+\b|\bIntl\./, use: 'a comparison of code units' },
  { in: ['models/', 'properties/', 'src/'], pattern: /\bfor\s*\(\s*(?:const|let|var)\s+\w+\s+in\b/, use: 'for … of Object.keys(…)' },
  { in: ['models/', 'properties/', 'src/'], except: ['src/report/', 'src/cli/'], pattern: /\bconsole\.|\bprocess\.(?:stdout|stderr)\b/, use: 'a return value: only src/report and src/cli print' },
  { in: ['models/', 'properties/', 'src/', 'test/', 'scripts/'], pattern: /\bas any\b|:\s*any\b|<any>/, use: 'unknown, or the type it is' },
  { in: ['test/'], pattern: /\b(?:test|describe|it)\.only\b/, use: 'test, so that all of them run' },
];

function checkWords({ path, text }: File): string[] {
  const rules = forbiddenWords.filter((rule) => rule.in.some((folder) => path.startsWith(folder)) && !rule.except?.some((folder) => path.startsWith(folder)));
  return codeLines(text).flatMap(({ code, line }) =>
    rules.flatMap(({ pattern, use }) => {
      const found = pattern.exec(code);
      return found ? [complaint(path, line, `"${found[0].trim()}" in ${path.split('/', 1)[0]}/`, use)] : [];
    }),
  );
}

function checkLength({ path, text }: File): string[] {
  const lines = text.split('\n').length - 1;
  return lines > maxLines ? [complaint(path, maxLines + 1, `${lines} lines`, `at most ${maxLines}: split it by what changes together`)] : [];
}

const ruleId = /\b(?:(?:SC|EN|P)-[A-Z]+(?:-\d+(?:\.\.\d+)?)?|(?:GAP|DG)-\d+|ENV-[A-Z]+-I\d+)(?![\w-])/g;

/** Ids that the reference pages define, each at its definition, and their areas (`SC-RET`). */
function definedIds(pages: readonly File[]): ReadonlySet<string> {
  const definition = /^(?:- (?:<a id="[\w-]+"><\/a>)?\*\*|\| (?:<a id="[\w-]+"><\/a>)?|· )((?:SC|EN|P)-[A-Z]+-\d+|(?:GAP|DG)-\d+|ENV-[A-Z]+-I\d+)\b/gm;
  const ids = pages.flatMap(({ text }) => [...text.matchAll(definition)].map((match) => match[1]!));
  return new Set([...ids, ...ids.map((id) => id.replace(/-I?\d+$/, ''))]);
}

/** Every rule that is cited can be looked up. */
function checkCitations({ path, text }: File, defined: ReadonlySet<string>): string[] {
  return text.split('\n').flatMap((content, index) =>
    [...content.matchAll(ruleId)]
      .flatMap(([id]) => expanded(id))
      .filter((id) => !defined.has(id))
      .map((id) => complaint(path, index + 1, `${id} is not in docs/reference`, 'a rule that is, or add it there')),
  );
}

/** `SC-Q-3..5` is three ids. */
function expanded(id: string): string[] {
  const range = /^(.*-)(\d+)\.\.(\d+)$/.exec(id);
  if (!range) return [id];
  const [first, last] = [Number(range[2]), Number(range[3])];
  return Array.from({ length: last - first + 1 }, (_, index) => `${range[1]}${first + index}`);
}

/**
 * A clone must make sense on its own: no absolute paths of somebody's machine, no paths that leave the project. What
 * runs from `dist` is one folder deeper than it is written, and may name what is there.
 */
function checkPaths({ path, text }: File, exists: (path: string) => boolean): string[] {
  const leaves = (found: string): boolean => {
    const target = posix.normalize(posix.join(posix.dirname(path), found));
    return target.startsWith('..') && !(path.endsWith('.ts') && exists(posix.join('dist', posix.dirname(path), found)));
  };
  const absolute = /(?<![\w.:/~-])\/(?:home|Users|root|work|mnt|srv|opt)\/[\w.-]+/g;
  const relative = /(?<![\w.:/@-])(?:\.\.\/)+[\w.-]*/g;
  return text.split('\n').flatMap((content, index) => [
    ...[...content.matchAll(absolute)].map(([found]) => complaint(path, index + 1, `${found} is a place on one machine`, 'a path inside the project')),
    ...[...content.matchAll(relative)]
      .filter(([found]) => leaves(found))
      .map(([found]) => complaint(path, index + 1, `${found} leaves the project`, 'a path inside the project')),
  ]);
}

/** Every file of a registry's folder is imported by its index. */
function checkRegistry(index: File, members: readonly string[]): string[] {
  const folder = posix.dirname(index.path);
  const imported = new Set(importsOf(index.text).map(({ specifier }) => posix.join(folder, specifier)));
  return members
    .filter((member) => !imported.has(member))
    .map((member) => complaint(member, 1, `${index.path} does not import it`, 'one line there, or it is never run'));
}

/** Every property that is written is in the list of those that are judged. */
function checkPropertyExports(file: File, index: File): string[] {
  const family = posix.basename(file.path, '.ts');
  return file.text.split('\n').flatMap((content, at) => {
    const name = /^export const (\w+) = (?:always|onStep|onRequest|whenQuiet|eventually|leadsTo|podLeadsTo)\(/.exec(content)?.[1];
    const isListed = name === undefined || new RegExp(`\\b${family}\\.${name}\\b`).test(index.text);
    return isListed ? [] : [complaint(file.path, at + 1, `${name} is not in ${index.path}`, `${family}.${name} in its list`)];
  });
}

interface Catcher {
  readonly name: string;
  readonly caughtBy: readonly string[];
}

function checkMutants(ids: readonly string[], catchers: readonly Catcher[]): string[] {
  const caught = new Set(catchers.flatMap(({ caughtBy }) => caughtBy));
  return [
    ...ids.filter((id) => !caught.has(id)).map((id) => complaint('models/controllers/mutants/index.ts', 1, `no mutant is caught by ${id}`, 'a mutant that it must catch')),
    ...catchers.flatMap(({ name, caughtBy }) => [
      ...(caughtBy.length === 0 ? [complaint(`models/controllers/mutants/${name}.ts`, 1, 'nothing catches it', 'the id of a property')] : []),
      ...caughtBy.filter((id) => !ids.includes(id)).map((id) => complaint(`models/controllers/mutants/${name}.ts`, 1, `there is no property ${id}`, 'the id of a property')),
    ]),
  ];
}

/** Every example is named in a test. */
function checkExamples(folders: readonly string[], tests: readonly File[]): string[] {
  return folders
    .filter((folder) => !tests.some(({ text }) => text.includes(folder)))
    .map((folder) => complaint(`examples/${folder}`, 1, 'no test names it', 'a test that runs it'));
}

// ---------------------------------------------------------------- reading

function complaint(path: string, line: number, error: string, use: string): string {
  return `${path}:${line}: error: ${error}, use ${use}`;
}

function importsOf(text: string): { readonly specifier: string; readonly line: number }[] {
  const pattern = /\bfrom\s+['"]([^'"]+)['"]|^\s*import\s+['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]/;
  return codeLines(text).flatMap(({ code, line }) => {
    const found = pattern.exec(code);
    const specifier = found?.[1] ?? found?.[2] ?? found?.[3];
    return specifier === undefined ? [] : [{ specifier, line }];
  });
}

/** Lines without comments, as far as lines tell. */
function codeLines(text: string): { readonly code: string; readonly line: number }[] {
  return text
    .split('\n')
    .map((content, index) => ({ code: /^\s*(?:\*|\/\*)/.test(content) ? '' : content.replace(/(?<!:)\/\/.*$/, ''), line: index + 1 }));
}

const folders = ['models', 'properties', 'src', 'test', 'docs', 'scripts', 'examples'];
const isText = /\.(?:ts|mjs|js|md|ya?ml|jsonl?|pml)$/;

function filesBelow(folder: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && isText.test(entry.name))
    .map((entry) => normalize(join(entry.parentPath, entry.name)).slice(root.length).replaceAll('\\', '/'))
    .sort();
}

function read(path: string): File {
  return { path, text: readFileSync(join(root, path), 'utf8') };
}

// This file holds examples of everything that is forbidden.
const self = 'test/tidy.test.ts';
const top = readdirSync(root).filter((name) => /\.(?:md|json|ts)$/.test(name) && name !== 'package-lock.json');
const texts = [...top, ...folders.flatMap(filesBelow)].filter((path) => path !== self).map(read);
const sources = texts.filter(({ path }) => path.endsWith('.ts'));

// ---------------------------------------------------------------- the project

describe('the project', () => {
  const none: readonly string[] = [];
  const find = (path: string): File => texts.find((file) => file.path === path)!;
  const inFolder = (folder: string, except: readonly string[]): string[] =>
    sources.map(({ path }) => path).filter((path) => dirname(path) === folder && !except.includes(posix.basename(path)));

  test('is there to be read', () => expect(sources.length).toBeGreaterThan(50));
  test('imports in one direction', () => expect(sources.flatMap(checkArrows)).toEqual(none));
  test('is pure where it must be, and prints only where it may', () => expect(sources.flatMap(checkWords)).toEqual(none));
  test(`has no source file above ${maxLines} lines`, () => expect(sources.flatMap(checkLength)).toEqual(none));
  test('cites rules that can be looked up', () => {
    const defined = definedIds(texts.filter(({ path }) => path.startsWith('docs/reference/')));
    expect(texts.flatMap((file) => checkCitations(file, defined))).toEqual(none);
  });
  test('mentions no path outside', () => expect(texts.flatMap((file) => checkPaths(file, (path) => existsSync(join(root, path))))).toEqual(none));
  test('has a mutant for each property, and properties for each mutant', () => {
    expect(checkMutants(properties.map(({ id }) => id), mutants)).toEqual(none);
  });
  test('has all mutants in their index', () => {
    const folder = 'models/controllers/mutants';
    expect(checkRegistry(find(`${folder}/index.ts`), inFolder(folder, ['index.ts', 'mutant.ts']))).toEqual(none);
  });
  test('has all properties in their index', () => {
    const index = find('properties/index.ts');
    const families = inFolder('properties', ['index.ts', 'property.ts', 'seen.ts']);
    expect(checkRegistry(index, families)).toEqual(none);
    expect(families.flatMap((path) => checkPropertyExports(find(path), index))).toEqual(none);
  });
  test('runs all examples', () => {
    const all = readdirSync(join(root, 'examples'), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(checkExamples(all.map(({ name }) => name), sources.filter(({ path }) => path.startsWith('test/')))).toEqual(none);
  });
});

// ---------------------------------------------------------------- the rules can fail

describe('a rule', () => {
  const file = (path: string, ...lines: string[]): File => ({ path, text: `${lines.join('\n')}\n` });

  test.each([
    ['models/pod.ts', '../src/check.ts', 'models/ imports src/check.ts'],
    ['models/controllers/reference.ts', 'node:fs', 'models/ imports node:fs'],
    ['properties/update.ts', '../models/world.ts', 'properties/ imports models/world.ts'],
    ['src/engine/explore.ts', '../../models/rules.ts', 'src/engine/ imports models/rules.ts'],
    ['src/engine/explore.ts', 'node:worker_threads', 'src/engine/ imports node:worker_threads'],
    ['src/trace/token.ts', '../report/terminal.ts', 'src/trace/ imports src/report/terminal.ts'],
    ['src/report/json.ts', '../cli/main.ts', 'src/report/ imports src/cli/main.ts'],
    ['src/check.ts', '../test/tidy.test.ts', 'src/ imports test/tidy.test.ts'],
  ])('names the line where %s imports %s', (path, specifier, error) => {
    expect(checkArrows(file(path, '/** A word. */', 'import {', '  thing,', `} from '${specifier}';`))).toEqual([expect.stringContaining(`${path}:4: error: ${error}, use `)]);
    expect(checkArrows(file(path, `const later = await import('${specifier}');`))).toHaveLength(1);
  });

  test.each([
    ['models/pod.ts', 'xstate'],
    ['models/controllers/mutants/one.ts', '../../scenario.ts'],
    ['properties/update.ts', '../models/observation.ts'],
    ['src/engine/explore.ts', './model.ts'],
    ['src/check.ts', '../models/cluster.ts'],
    ['test/tidy.test.ts', '../src/check.ts'],
  ])('lets %s import %s', (path, specifier) => expect(checkArrows(file(path, `import { thing } from '${specifier}';`))).toEqual([]));

  test.each([
    ['models/a.ts', 'const x = Math.random();'],
    ['properties/a.ts', 'const now = Date.now();'],
    ['src/engine/a.ts', 'const now = performance.now();'],
    ['models/a.ts', 'const now = new Date();'],
    ['src/engine/a.ts', 'const home = process.env.HOME;'],
    ['models/a.ts', 'names.sort((a, b) => a.localeCompare(b));'],
    ['src/check.ts', 'for (const key in object) count++;'],
    ['src/manifest/read.ts', "console.log('here');"],
    ['src/trace/token.ts', "process.stdout.write('here');"],
    ['src/check.ts', 'const x = y as any;'],
    ['test/a.test.ts', "test.only('one', () => {});"],
  ])('in %s refuses %s', (path, code) => {
    expect(checkWords(file(path, '', code))).toEqual([expect.stringContaining(`${path}:2: error: `)]);
    expect(checkWords(file(path, `// ${code}`, ` * ${code}`))).toEqual([]);
  });

  test.each([
    ['src/report/terminal.ts', "process.stdout.write('here');"],
    ['src/cli/main.ts', "console.error('here');"],
    ['test/bench/main.ts', 'const now = performance.now();'],
    ['src/check.ts', 'for (const key of Object.keys(object)) count++;'],
  ])('in %s allows %s', (path, code) => expect(checkWords(file(path, code))).toEqual([]));

  test('refuses a file that is too long, by one line', () => {
    expect(checkLength({ path: 'src/a.ts', text: '\n'.repeat(maxLines) })).toEqual([]);
    expect(checkLength({ path: 'src/a.ts', text: '\n'.repeat(maxLines + 1) })).toEqual([expect.stringContaining(`src/a.ts:${maxLines + 1}: error: ${maxLines + 1} lines, use `)]);
  });

  describe('about citations', () => {
    const page = file('docs/reference/a.md', '- **SC-Q-3 Pod added.** Text, see SC-Q-9.', '- <a id="sc-q-4"></a>**SC-Q-4** Text.', '| <a id="en-api-2"></a>EN-API-2 | Text |', '| GAP-7 | Text |', '· P-ID-2 · always', '- **ENV-API-I3** Text.');
    const defined = definedIds([page]);

    test('knows what is defined, and areas', () => {
      expect([...defined].sort()).toEqual(['EN-API', 'EN-API-2', 'ENV-API', 'ENV-API-I3', 'GAP', 'GAP-7', 'P-ID', 'P-ID-2', 'SC-Q', 'SC-Q-3', 'SC-Q-4']);
    });
    test.each(['SC-Q-9', 'SC-ZZ', 'EN-API-3', 'GAP-8', 'DG-1', 'P-ID-3', 'ENV-API-I4'])('complains about %s', (id) => {
      expect(checkCitations(file('models/a.ts', '', `// As in ${id}.`), defined)).toEqual([`models/a.ts:2: error: ${id} is not in docs/reference, use a rule that is, or add it there`]);
    });
    test('looks into ranges', () => {
      expect(checkCitations(file('models/a.ts', '// SC-Q-3..5'), defined)).toEqual([expect.stringContaining('SC-Q-5 is not in')]);
    });
    test('is content with what is defined, and with other words', () => {
      expect(checkCitations(file('models/a.ts', '// SC-Q-3..4, SC-Q, EN-API-2 (GAP-7, P-ID-2), ENV-API-I3, KEP-1847, UTF-8'), defined)).toEqual([]);
    });
  });

  test.each([
    ['docs/a.md', 'see /home/somebody/notes'],
    ['docs/a.md', 'see `/mnt/elsewhere`'],
    ['docs/a.md', 'see ../../elsewhere/notes.md'],
    ['README.md', '[notes](../notes.md)'],
    ['models/controllers/a.ts', "import '../../../elsewhere.ts';"],
  ])('in %s refuses "%s"', (path, text) => expect(checkPaths(file(path, '', text), () => false)).toEqual([expect.stringContaining(`${path}:2: error: `)]));

  test.each([
    ['docs/a.md', 'see [b](../models/b.ts), `--controller go:../kubernetes`, https://example.org/home/x and a/mnt/b'],
    ['test/unit/a/b.test.ts', "import '../../../models/pod.ts';"],
    ['test/bench/a.ts', "new URL('../../../test/bench/a.pml', import.meta.url)"],
  ])('in %s allows "%s"', (path, text) => expect(checkPaths(file(path, text), (target) => target === 'test/bench' || target === 'test')).toEqual([]));

  test('finds what a registry has forgotten', () => {
    const index = file('things/index.ts', "import one from './one.ts';");
    expect(checkRegistry(index, ['things/one.ts'])).toEqual([]);
    expect(checkRegistry(index, ['things/one.ts', 'things/two.ts'])).toEqual([expect.stringContaining('things/two.ts:1: error: things/index.ts does not import it, use ')]);
    const exports = file('properties/update.ts', 'export const a = always(', 'export const b = onStep(', 'export const bc = podLeadsTo(', 'export const helper = 1;');
    expect(checkPropertyExports(exports, file('properties/index.ts', 'update.a, update.bc'))).toEqual([expect.stringContaining('properties/update.ts:2: error: b is not in')]);
  });

  test('finds properties without mutants, and mutants without properties', () => {
    expect(checkMutants(['a/one'], [{ name: 'm', caughtBy: ['a/one'] }])).toEqual([]);
    expect(checkMutants(['a/one', 'a/two'], [{ name: 'm', caughtBy: ['a/one', 'a/six'] }, { name: 'n', caughtBy: [] }])).toEqual([
      expect.stringContaining('no mutant is caught by a/two'),
      expect.stringContaining('mutants/m.ts:1: error: there is no property a/six'),
      expect.stringContaining('mutants/n.ts:1: error: nothing catches it'),
    ]);
  });

  test('finds examples that nothing runs', () => {
    const tests = [file('test/a.test.ts', "run('examples/01-first');")];
    expect(checkExamples(['01-first', '02-second'], tests)).toEqual([expect.stringContaining('examples/02-second:1: error: no test names it, use ')]);
  });
});
