/** Which promises somebody means. */
import { properties } from '../../properties/index.ts';
import { closest } from '../manifest/complaint.ts';
import { UsageError } from './usage-error.ts';

/** Ids that fit a glob, in the order of the catalogue: `*` stands for anything. */
export function propertiesLike(glob: string): string[] {
  const pattern = new RegExp(`^${glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`);
  const ids = properties.map(({ id }) => id);
  const found = ids.filter((id) => pattern.test(id));
  if (found.length > 0) return found;
  const near = closest(glob, [...ids, ...ids.map((id) => id.slice(id.indexOf('/') + 1))]);
  const meant = near && ids.find((id) => id === near || id.endsWith(`/${near}`));
  throw new UsageError(`No property is called "${glob}".\n${meant ? `Did you mean ${meant}? ` : ''}List them all with: sts-check properties`);
}
