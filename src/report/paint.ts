/** Colours, which only a terminal gets, and lines that fit it. */
import picocolors from 'picocolors';

export type Paint = Pick<ReturnType<typeof picocolors.createColors>, 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan'>;

export function paintOf(isColoured: boolean): Paint {
  return picocolors.createColors(isColoured);
}

/** Width where nothing says otherwise. */
export const DEFAULT_WIDTH = 110;

/** Breaks a text into lines of at most `width` characters, at spaces. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

/** Puts items next to each other, three spaces apart, as far as they fit. */
export function flow(items: readonly string[], width: number): string[] {
  const lines: string[] = [];
  for (const item of items) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 3 + item.length <= width) lines[lines.length - 1] = `${last}   ${item}`;
    else lines.push(...wrap(item, width));
  }
  return lines;
}
