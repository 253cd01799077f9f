/** What is no news about the controller under test. */
import type { Result } from '../check.ts';
import { kindOf } from '../controllers.ts';
import { knownFinding, type KnownFinding } from '../known.ts';

/** By property id. Only the reference has known findings, as it breaks what upstream breaks. */
export function knownIn({ scenario, controller, properties }: Result, spec: string): Record<string, KnownFinding> {
  if (kindOf(spec) !== 'reference') return {};
  const profile = `r${controller.slice('reference@'.length)}`;
  return Object.fromEntries(
    properties.flatMap(({ id, story }) => {
      const known = story && knownFinding(story, profile, scenario);
      return known ? [[id, known]] : [];
    }),
  );
}
