/**
 * A story as a file, to be kept beside tests: JSON that people can read, and of which a version control system shows
 * what changed. It holds what a token holds, and why the promise is broken. Like a token it names a controller, and
 * never a file to load.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { compose } from '../../models/cluster.ts';
import type { Scenario } from '../../models/scenario.ts';
import { closest, formatComplaint } from '../manifest/complaint.ts';
import { fields, integer, list, optional, pathText, SchemaError, text, type Path, type Reader } from '../vectors/schema.ts';
import { JsonError, parseJson, type Located, type Span } from './json.ts';
import { MAX_NAME_LENGTH, MAX_STEPS, MAX_STORY_BYTES } from './limits.ts';
import { differencesFromBase, fromDifferences } from './scenario.ts';
import { safeName, type Recording } from './token.ts';

/** Of the format. */
const STORY_VERSION = 1;

/** A recording, and what its promise said when it was recorded. */
export interface SavedStory extends Recording {
  /** How the promise is broken at the end, in words. */
  readonly reason: string;
}

/** The file cannot be read. The message begins with `file:line:column`, and says what is wrong and what to do. */
export class StoryError extends Error {
  override readonly name = 'StoryError';
}

/** The text of a story file. */
export function encodeStory({ controller, digest, scenario, property, judged, keys, loop, end, reason }: SavedStory): string {
  const content = {
    version: STORY_VERSION,
    controller: safeName(controller),
    ...(digest === undefined ? {} : { digest }),
    scenario: differencesFromBase(scenario),
    property,
    ...(judged ? { judged } : {}),
    keys,
    ...(loop === undefined ? {} : { loop }),
    end,
    reason,
  };
  return `${JSON.stringify(content, null, 2)}\n`;
}

/**
 * A name that says what is told, `ordering-successor-waits.reference@1.37.3f9a02bc.json`. Stories of the same steps in
 * the same scenario have the same name, also if they end otherwise now.
 */
export function storyFileName({ controller, scenario, property, judged, keys, loop }: Recording): string {
  const told = JSON.stringify([differencesFromBase(scenario), judged, keys, loop]);
  return `${property.replaceAll('/', '-')}.${safeName(controller)}.${createHash('sha256').update(told).digest('hex').slice(0, 8)}.json`;
}

/**
 * The stories of a folder: one for each `*.json` in it, by name.
 *
 * @throws StoryError at the first that cannot be read
 */
export function loadStories(folder: string): readonly SavedStory[] {
  const names = accessible(folder, 'folder of stories', () => readdirSync(folder)).filter((name) => name.endsWith('.json'));
  return names.sort().map((name) => loadStory(join(folder, name)));
}

/** @throws StoryError */
export function loadStory(file: string): SavedStory {
  const content = accessible(file, 'story, as check --save writes it', () => {
    const { size } = statSync(file);
    if (size > MAX_STORY_BYTES) throw new StoryError(`${file} has ${size} bytes; at most ${MAX_STORY_BYTES} are read (MAX_STORY_BYTES).`);
    return readFileSync(file, 'utf8');
  });
  return decodeStory(content, file);
}

function accessible<T>(path: string, expected: string, access: () => T): T {
  try {
    return access();
  } catch (error) {
    if (error instanceof StoryError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const why: Readonly<Record<string, string>> = { ENOENT: `There is no ${path}.`, EISDIR: `${path} is a folder.`, ENOTDIR: `${path} is no folder.` };
    throw new StoryError(`${why[code ?? ''] ?? `${path} cannot be read: ${message}.`} Expected a ${expected}.`);
  }
}

/**
 * @param file its name, for messages
 * @throws StoryError
 */
export function decodeStory(content: string, file: string): SavedStory {
  const refuse = (span: Span, message: string, hint: string): never => {
    throw new StoryError(complaintAt(content, file, span, message, hint));
  };
  const json = parsed(content, refuse);
  checkVersion(json, refuse);
  try {
    return read(json.value);
  } catch (error) {
    if (!(error instanceof SchemaError)) throw error;
    return refuse(json.spanOf(pathText(error.path)), error.message, 'A file that was changed by hand is best recorded again: sts-check --save FOLDER');
  }
}

type Refuse = (span: Span, message: string, hint: string) => never;

function parsed(content: string, refuse: Refuse): Located {
  try {
    return parseJson(content);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    return refuse(error.span, error.message, 'A story file is JSON. Restore it whole, or record it again: sts-check --save FOLDER');
  }
}

/** Before anything else: another version may have other fields. */
function checkVersion({ value, spanOf }: Located, refuse: Refuse): void {
  const { version } = (value ?? {}) as { readonly version?: unknown };
  if (version === STORY_VERSION) return;
  if (Number.isInteger(version)) refuse(spanOf('version'), `the story has version ${String(version)}; this sts-check reads version ${STORY_VERSION}`, 'Replay it with the sts-check that saved it, or record it again.');
  refuse(spanOf('version'), 'this is no story: it has no version', 'Expected a file that sts-check --save has written.');
}

const name: Reader<string> = (value, path) => {
  const read = text(value, path);
  if (read.length > MAX_NAME_LENGTH) throw new SchemaError(path, `${pathText(path)} has ${read.length} characters, at most ${MAX_NAME_LENGTH} are read (MAX_NAME_LENGTH)`);
  return read;
};

const controllerName: Reader<string> = (value, path) => {
  const read = name(value, path);
  if (read !== safeName(read)) throw new SchemaError(path, `${pathText(path)} is ${JSON.stringify(read)}, expected the name of a controller: letters, digits and . @ + - _`);
  return read;
};

const scenario: Reader<Scenario> = (value, path) => {
  try {
    return fromDifferences(value);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // It begins with the place.
    const [place] = /^[\w.[\]]+/.exec(error.message) ?? [pathText(path)];
    throw new SchemaError([place], error.message);
  }
};

const storyShape = fields({
  version: (value) => value as typeof STORY_VERSION,
  controller: controllerName,
  digest: optional(name, undefined),
  scenario,
  property: name,
  judged: optional(list(name), undefined),
  keys: list(name),
  loop: optional(integer, undefined),
  end: name,
  reason: text,
});

function read(value: unknown): SavedStory {
  const { version: _, digest, judged, loop, ...story } = storyShape(value, []);
  const { keys } = story;
  if (keys.length > MAX_STEPS) throw new SchemaError(['keys'], `keys names ${keys.length} steps, at most ${MAX_STEPS} are taken (MAX_STEPS)`);
  if (loop !== undefined && keys.length === 0) throw new SchemaError(['loop'], 'loop says which step begins a loop, and there are no steps');
  if (loop !== undefined && !(loop >= 0 && loop < keys.length)) throw new SchemaError(['loop'], `loop is ${loop}, expected the index of a key, from 0 to ${keys.length - 1}`);
  checkActions(story.scenario, keys);
  return { ...story, ...(digest === undefined ? {} : { digest }), ...(judged ? { judged } : {}), ...(loop === undefined ? {} : { loop }) };
}

/** Whether an action can be taken is known when it is its turn. What nobody can ever do is a mistake of the file. */
function checkActions(of: Scenario, keys: readonly string[]): void {
  const families = [...new Set(compose(of, { name: 'nobody', *reconcile() { return {}; } }).rules.map(({ family }) => family))];
  for (const [index, key] of keys.entries()) {
    const [family = ''] = key.split(' ', 1);
    if (families.includes(family)) continue;
    const near = closest(family, families);
    const path: Path = ['keys', index];
    throw new SchemaError(path, `there is no action ${JSON.stringify(family)} in this scenario${near ? `, did you mean ${near}?` : ''}`);
  }
}

function complaintAt(content: string, file: string, [start, end]: Span, message: string, hint: string): string {
  const before = content.slice(0, start).split('\n');
  const place = { line: before.length, column: before.at(-1)!.length + 1, length: end - start };
  return formatComplaint({ id: 'story/unreadable', file, path: '', ...place, message, hint }, content);
}
