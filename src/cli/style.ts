/** Colours and width of a report. */
import { DEFAULT_WIDTH, paintOf, type Style } from '../report/index.ts';
import type { Io } from './io.ts';

export interface StyleOptions {
  readonly color?: 'auto' | 'always' | 'never';
  readonly quiet?: true;
}

/** Narrower terminals break lines better than we would. */
const NARROWEST = 60;

export function styleOf({ color = 'auto', quiet }: StyleOptions, { columns, env }: Pick<Io, 'columns' | 'env'>, isFile = false): Style {
  const isTerminal = columns !== undefined && !isFile;
  const isWanted = color === 'always' || (color === 'auto' && isTerminal && !env['NO_COLOR'] && env['TERM'] !== 'dumb');
  return { paint: paintOf(isWanted), width: isTerminal ? Math.max(NARROWEST, columns) : DEFAULT_WIDTH, quiet: quiet ?? false };
}
