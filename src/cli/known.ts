/** What is no news about the controller under test. */
import { releaseOf } from '../../models/controllers/releases.ts';
import type { Result } from '../check.ts';
import { isRelease, kindOf } from '../controllers.ts';
import { knownIn, knownOfProfile, type KnownFinding } from '../known.ts';

/**
 * By property id. Known findings are of releases: of the reference, which breaks what upstream breaks, and of Kubernetes
 * itself. What a source tree has changed nobody knows.
 */
export function knownOf(result: Result, spec: string): Record<string, KnownFinding> {
  return kindOf(spec) === 'reference' || isRelease(spec) ? knownIn(result) : {};
}

/** What upstream breaks as a source tree does, by property id: the tree's change may be about it, and mostly is not. */
export function upstreamToo(result: Result, spec: string): Record<string, KnownFinding> {
  return kindOf(spec) === 'go' && !isRelease(spec) ? knownOfProfile(result, releaseOf(result.scenario.kubernetes).name) : {};
}

/** What to say of these, over all scopes. */
export function upstreamWords(found: Readonly<Record<string, KnownFinding>>, spec: string, kubernetes: string): string {
  const list = Object.entries(found).map(([id, { reference }]) => `${id} (${reference})`);
  return `upstream breaks too: ${list.join(', ')}. To see what your change changes: sts-check compare … --controller kubernetes@${kubernetes} --against ${spec}`;
}
