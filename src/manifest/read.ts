/** Files, folders and standard input. */
import { closeSync, openSync, readdirSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Complaint } from './complaint.ts';
import { MAX_FILE_BYTES, MAX_FILES } from './limits.ts';
import { parseSources, type Manifests } from './parse.ts';
import type { ApiRules } from './rules.ts';
import { Source } from './source.ts';

export interface ReadOptions {
  /** Look into folders within folders, as kubectl's `-R`. */
  readonly recursive?: boolean;
  /** What `-` stands for. */
  readonly stdin?: string;
}

export interface ReadManifests extends Manifests {
  /** The text of each file that was read, for `formatComplaint`. */
  readonly texts: ReadonlyMap<string, string>;
}

const ENDINGS = /\.(ya?ml|json)$/;

/** Reads files, folders (`*.yaml`, `*.yml`, `*.json`, sorted) and `-`, as one input. Does not throw. */
export function readManifests(inputs: readonly string[], rules: ApiRules, options: ReadOptions = {}): ReadManifests {
  const complaints: Complaint[] = [];
  const sources: Source[] = [];
  const refuse = (id: string, file: string, message: string, hint?: string): void => {
    const whole = { file, line: 0, column: 0, length: 0, path: '' };
    complaints.push({ id, ...whole, message, ...(hint === undefined ? {} : { hint }) });
  };
  const readFile = (file: string): void => {
    try {
      const bytes = bytesOf(file);
      const limit = `${MAX_FILE_BYTES / 1e6} MB`;
      if (bytes === undefined) return refuse('manifest/too-large', file, `The file is larger than ${limit}.`);
      sources.push(new Source(file, new TextDecoder('utf-8', { fatal: true }).decode(bytes)));
    } catch (error) {
      if (error instanceof TypeError) refuse('manifest/not-text', file, 'The file is not UTF-8 text.');
      else refuse('manifest/unreadable', file, reasonOf(error));
    }
  };

  for (const input of new Set(inputs)) {
    if (input === '-') {
      sources.push(new Source('<stdin>', options.stdin ?? ''));
      continue;
    }
    try {
      if (!statSync(input).isDirectory()) {
        readFile(input);
        continue;
      }
      const files = filesIn(input, options.recursive ?? false);
      if (files.length === 0) {
        const hint = options.recursive ? undefined : 'Add -R to look into the folders within it.';
        refuse('manifest/nothing-found', input, 'The folder holds no *.yaml, *.yml or *.json files.', hint);
      }
      if (files.length > MAX_FILES) {
        refuse('manifest/too-many', input, `The folder holds more than ${MAX_FILES} manifest files.`);
        continue;
      }
      files.forEach(readFile);
    } catch (error) {
      refuse('manifest/unreadable', input, reasonOf(error));
    }
  }
  const manifests = parseSources(sources, rules);
  return {
    ...manifests,
    complaints: [...complaints, ...manifests.complaints],
    texts: new Map(sources.map(({ file, text }) => [file, text])),
  };
}

/** The bytes of a file (or a pipe, whose size is not known beforehand), or undefined when there are too many. */
function bytesOf(file: string): Buffer | undefined {
  const handle = openSync(file, 'r');
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; size <= MAX_FILE_BYTES; ) {
      const chunk = Buffer.alloc(65_536);
      const count = readSync(handle, chunk);
      if (count === 0) return Buffer.concat(chunks);
      chunks.push(chunk.subarray(0, count));
      size += count;
    }
    return undefined;
  } finally {
    closeSync(handle);
  }
}

/** Links to folders are not followed, so that no cycle can occur. */
function filesIn(folder: string, recursive: boolean): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const pathOf = ({ name }: { readonly name: string }): string => join(folder, name);
  const files = entries.filter((entry) => !entry.isDirectory() && ENDINGS.test(entry.name)).map(pathOf);
  const folders = recursive ? entries.filter((entry) => entry.isDirectory()).map(pathOf) : [];
  return [...files, ...folders.flatMap((below) => filesIn(below, true))].sort();
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder.',
  EACCES: 'The file may not be read.',
  EPERM: 'The file may not be read.',
  EISDIR: 'This is a folder.',
};

function reasonOf(error: unknown): string {
  const { code = '', message = 'unknown error' } = error as NodeJS.ErrnoException;
  return REASONS[code] ?? `The file cannot be read: ${message}`;
}
