/** The tutorial for a controller of one's own, taken apart: what docs/your-own-controller.md shows, and the files of its stages. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the files of the stages are, from the root of the project. */
export const stageFolder = 'examples/05-own-controller';

/** A command of the page, and what the page says that it prints. */
export interface Shown {
  /** What follows `npx sts-check --controller ./mine.ts`. */
  readonly options: readonly string[];
  readonly printed: string;
}

/** A section of the page. Stage 0 is the empty file. */
export interface Stage {
  readonly number: number;
  /** From the root of the project. */
  readonly file: string;
  /** The whole file, where the page shows it. */
  readonly code: string | undefined;
  /** What the stage changes in the file of the one before it. */
  readonly diff: string | undefined;
  readonly shown: readonly Shown[];
}

export function stagesOfTutorial(): Stage[] {
  const page = readFileSync(join(root, 'docs/your-own-controller.md'), 'utf8');
  return [...page.matchAll(/^## (\d+)\. (.*)\n([\s\S]*?)(?=^## )/gm)].map(([, number, title, section]) => ({
    number: Number(number),
    file: `${stageFolder}/${number!.padStart(2, '0')}-${title!.toLowerCase().replaceAll(' ', '-')}.ts`,
    code: blocksOf(section!, 'ts')[0],
    diff: blocksOf(section!, 'diff')[0],
    shown: blocksOf(section!, 'console').map(shownIn),
  }));
}

export function textOf(stage: Stage): string {
  return readFileSync(join(root, stage.file), 'utf8');
}

function blocksOf(section: string, language: string): string[] {
  return [...section.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block!);
}

function shownIn(block: string): Shown {
  const [command = '', ...printed] = block.trimEnd().split('\n');
  const prefix = '$ npx sts-check --controller ./mine.ts';
  if (!command.startsWith(prefix)) throw new Error(`"${command}" does not begin with "${prefix}".`);
  return { options: command.slice(prefix.length).split(' ').filter(Boolean), printed: printed.join('\n') };
}

/**
 * The text with the hunks of a diff applied to it, in order. `@@` begins a hunk, without line numbers: its old lines are
 * looked for.
 *
 * @throws Error if they are not there, or more than once
 */
export function patched(text: string, diff: string): string {
  return diff.split(/^@@\n/m).reduce((patching, hunk) => {
    const side = (sign: '-' | '+'): string => [...hunk.matchAll(/^([ +-])(.*\n)/gm)].map(([, mark, line]) => (mark === ' ' || mark === sign ? line : '')).join('');
    const [before, ...after] = patching.split(side('-'));
    if (after.length !== 1) throw new Error(`These lines are ${after.length === 0 ? 'not' : 'more than once'} in the text:\n${side('-')}`);
    return before! + side('+') + after[0]!;
  }, text);
}
