/** What is no news about the controller under test. */
import type { Result } from '../check.ts';
import { isRelease, kindOf } from '../controllers.ts';
import { knownIn, type KnownFinding } from '../known.ts';

/**
 * By property id. Known findings are of releases: of the reference, which breaks what upstream breaks, and of Kubernetes
 * itself. What a source tree has changed nobody knows.
 */
export function knownOf(result: Result, spec: string): Record<string, KnownFinding> {
  return kindOf(spec) === 'reference' || isRelease(spec) ? knownIn(result) : {};
}
