/** What is no news about the controller under test. */
import type { Result } from '../check.ts';
import { kindOf } from '../controllers.ts';
import { knownIn, type KnownFinding } from '../known.ts';

/** By property id. Only the reference has known findings, as it breaks what upstream breaks. */
export function knownOf(result: Result, spec: string): Record<string, KnownFinding> {
  return kindOf(spec) === 'reference' ? knownIn(result) : {};
}
