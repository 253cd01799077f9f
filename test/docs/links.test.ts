/** Links of the pages lead somewhere, and so do the places that comments name. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Headings as GitHub makes anchors of them, and anchors that are written out. */
function anchorsOf(page: string): ReadonlySet<string> {
  const anchors = new Set([...withoutCode(page).matchAll(/<a id="([\w-]+)"><\/a>/g)].map((match) => match[1]!));
  for (const heading of headingsOf(page)) {
    const plain = heading.replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    let anchor = plain;
    for (let copy = 1; anchors.has(anchor); copy++) anchor = `${plain}-${copy}`;
    anchors.add(anchor);
  }
  return anchors;
}

function headingsOf(page: string): string[] {
  return [...withoutCode(page).matchAll(/^#{1,6} +(.*?)\s*$/gm)].map((match) => match[1]!);
}

/** Code is no text: what looks like a link or a heading there is none. */
function withoutCode(page: string): string {
  return page.replace(/^```[\s\S]*?^```/gm, (code) => '\n'.repeat(code.split('\n').length - 1)).replace(/`[^`\n]*`/g, (code) => (code.includes('](') ? '' : code));
}

interface Link {
  readonly target: string;
  readonly line: number;
}

function linksOf(page: string): Link[] {
  return withoutCode(page)
    .split('\n')
    .flatMap((content, index) => [...content.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => ({ target: match[1]!, line: index + 1 })));
}

/** What is wrong with a link, or nothing. */
function brokenLink(path: string, { target, line }: Link, read: (path: string) => string | undefined): string[] {
  if (/^[a-z]+:/.test(target)) return [];
  const [file = '', anchor] = target.split('#', 2);
  const there = file === '' ? path : relative(root, resolve(root, dirname(path), file));
  const text = read(there);
  if (text === undefined) return [`${path}:${line}: error: ${target} leads nowhere, use a file that exists`];
  if (anchor === undefined || !there.endsWith('.md') || anchorsOf(text).has(anchor)) return [];
  return [`${path}:${line}: error: ${there} has no heading #${anchor}, use one that is there`];
}

/** The text of a file, an empty one for a folder. */
function readIfThere(path: string): string | undefined {
  const full = join(root, path);
  if (!existsSync(full)) return undefined;
  return /\.\w+$/.test(path) ? readFileSync(full, 'utf8') : '';
}

function filesBelow(folder: string, ending: string): string[] {
  if (!existsSync(join(root, folder))) return [];
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

const pages = [...readdirSync(root).filter((name) => name.endsWith('.md')), ...['docs', 'test', 'examples'].flatMap((folder) => filesBelow(folder, '.md'))];
const sources = ['models', 'properties', 'src', 'scripts', 'test'].flatMap((folder) => filesBelow(folder, '.ts'));

describe.each(pages)('%s', (path) => {
  const text = readIfThere(path)!;
  test('leads somewhere', () => expect(linksOf(text).flatMap((link) => brokenLink(path, link, readIfThere))).toEqual([]));
  test('closes its code blocks', () => expect((text.match(/^```/gm) ?? []).length % 2).toBe(0));
});

describe('comments', () => {
  /** `docs/fidelity.md#deletes-name-no-incarnation`, in code and in its messages. */
  test('name pages and headings that exist', () => {
    const named = sources.flatMap((path) =>
      readIfThere(path)!
        .split('\n')
        .flatMap((content, index) => [...content.matchAll(/(?<![\w./-])(docs\/[\w./-]*\.md(?:#[\w-]+)?)/g)].map((match) => ({ path, link: { target: match[1]!, line: index + 1 } }))),
    );
    expect(named.length).toBeGreaterThan(5);
    const examples = ['test/docs/links.test.ts', 'test/tidy.test.ts'];
    expect(
      named
        .filter(({ path }) => !examples.includes(path))
        .flatMap(({ path, link }) => brokenLink('README.md', link, readIfThere).map((error) => error.replace(/^README\.md/, path))),
    ).toEqual([]);
  });

  /** `environment §4.3`, `docs/reference/statefulset-controller.md §20`. */
  test('name sections that exist', () => {
    const cited = sources.flatMap((path) =>
      [...readIfThere(path)!.matchAll(/\b(environment|statefulset-controller)(?:\.md)? (§\d+(?:\.\d+)?(?:, §\d+(?:\.\d+)?)*)/g)].flatMap((match) =>
        match[2]!.split(', ').map((section) => ({ path, page: `docs/reference/${match[1]}.md`, section: section.slice(1) })),
      ),
    );
    expect(cited.length).toBeGreaterThan(5);
    const isThere = (page: string, section: string): boolean =>
      headingsOf(readIfThere(page)!).some((heading) => [...heading.matchAll(/\d+(?:\.\d+)?/g)].some(([number]) => number === section));
    expect(cited.filter(({ page, section }) => !isThere(page, section))).toEqual([]);
  });
});

describe('the check of links', () => {
  const other = (path: string): string | undefined => (path === 'docs/b.md' ? '# One thing\n\n## `code`, and 2.1 More!\n\n## Twice\n\n## Twice\n\n- <a id="r-1"></a>R\n' : path === 'docs/a.md' ? '# A\n' : undefined);
  const complaints = (text: string): string[] => linksOf(text).flatMap((link) => brokenLink('docs/a.md', link, other));

  test.each(['[x](b.md)', '[x](b.md#one-thing)', '[x](b.md#code-and-21-more)', '[x](b.md#twice-1)', '[x](b.md#r-1)', '[x](#a)', '[x](https://example.org/y)', '```\n[x](no.md)\n```', '`[x](no.md)`'])('is content with %s', (text) =>
    expect(complaints(text)).toEqual([]));
  test.each([
    ['\n[x](no.md)', 'docs/a.md:2: error: no.md leads nowhere'],
    ['[x](b.md#two)', 'docs/a.md:1: error: docs/b.md has no heading #two'],
    ['[x](#b)', 'docs/a.md:1: error: docs/a.md has no heading #b'],
  ])('complains about %j', (text, error) => expect(complaints(text)).toEqual([expect.stringContaining(error)]));
});
