/** Where a command writes what it found: formats to standard output and to files, stories to a folder. */
import { accessSync, closeSync, constants, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Result } from '../check.ts';
import { makeFolder, whyNot } from '../folders.ts';
import type { Ending, Style } from '../report/index.ts';
import { encodeStory, recordingOf, storyFileName, type Recorded, type SavedStory } from '../trace/index.ts';
import { UsageError } from '../plan/index.ts';
import type { Io } from './io.ts';
import { styleOf, type StyleOptions } from './style.ts';

/** Tells what was found in one scope after the other, see src/report. */
interface Reporter<R> {
  readonly run: (run: R) => string;
  readonly end: (ending: Ending) => string;
}

export type Formats<R> = Readonly<Record<string, (style: Style) => Reporter<R>>>;

export interface OutputOptions extends StyleOptions {
  /** As in `json` or `json=result.json`. */
  readonly output?: readonly string[];
}

export interface Outputs<R> {
  readonly run: (run: R) => void;
  /** Closes the files; `undefined`: there is nothing to tell. */
  readonly end: (ending: Ending | undefined) => void;
}

interface Output<R> {
  readonly reporter: Reporter<R>;
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** `text, json or itf`. */
export function formatNames(formats: Formats<never>): string {
  return new Intl.ListFormat('en-GB', { type: 'disjunction' }).format(Object.keys(formats));
}

/**
 * Files are opened at once, so that a place that cannot be written to is known before a search.
 *
 * @throws UsageError
 */
export function openOutputs<R>(formats: Formats<R>, options: OutputOptions, io: Io): Outputs<R> {
  const asked = (options.output ?? ['text']).map((text) => {
    const [format = '', ...file] = text.split('=');
    return { format, file: file.length > 0 ? file.join('=') : undefined };
  });
  const toStdout = asked.filter(({ file }) => file === undefined);
  if (toStdout.length > 1) throw new UsageError(`Only one format can go to standard output, not ${toStdout.map(({ format }) => format).join(' and ')}. Give the others a file: -o json=result.json`);
  const outputs = asked.map(({ format, file }): Output<R> => {
    const make = Object.hasOwn(formats, format) ? formats[format] : undefined;
    if (!make) throw new UsageError(`There is no format "${format}". Expected ${formatNames(formats)}, as in -o json or -o json=result.json.`);
    const reporter = make(styleOf(options, io, file !== undefined));
    if (file === undefined) return { reporter, write: io.out, close: () => undefined };
    const handle = openFile(file);
    return { reporter, write: (text) => void writeSync(handle, text), close: () => closeSync(handle) };
  });
  const tell = (words: (reporter: Reporter<R>) => string): void => {
    for (const { reporter, write } of outputs) {
      const told = words(reporter);
      if (told !== '') write(told);
    }
  };
  return {
    run: (run) => tell((reporter) => reporter.run(run)),
    end: (ending) => {
      if (ending) tell((reporter) => reporter.end(ending));
      for (const { close } of outputs) close();
    },
  };
}

function openFile(file: string): number {
  if (file === '') throw new UsageError('A file without a name cannot be written. Give it one: -o json=result.json');
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new UsageError(`${file} cannot be written. ${whyNot(error, dirname(file))}`);
  }
}

/** A folder of stories, see src/trace/story-file.ts. */
export class StoryFolder {
  private readonly path: string;

  /** @throws UsageError if nothing can be written there */
  constructor(path: string) {
    if (path === '') throw new UsageError('Stories cannot be saved in a folder without a name. Give it one: --save stories');
    this.path = path;
    try {
      makeFolder(path);
      accessSync(path, constants.W_OK);
    } catch (error) {
      throw new UsageError(`Stories cannot be saved in ${path}. ${whyNot(error, path)}`);
    }
  }

  /** Writes the story of each violation, unless it is there already; answers in words what was done with each. */
  save(result: Result, recorded: Recorded): string[] {
    return result.properties.flatMap(({ story }) => (story ? [this.write({ ...recordingOf(result, story, recorded), reason: story.reason })] : []));
  }

  private write(story: SavedStory): string {
    const file = join(this.path, storyFileName(story));
    const text = encodeStory(story);
    const before = textOf(file);
    if (before === text) return `kept     ${file}`;
    try {
      writeFileSync(file, text);
    } catch (error) {
      return `not saved: ${file} cannot be written. ${whyNot(error, this.path)}`;
    }
    return `${before === undefined ? 'saved  ' : 'changed'}  ${file}`;
  }
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
