/** Pinned results of exhaustive runs. */
import { expect } from 'vitest';
import type { Scenario } from '../../models/scenario.ts';
import type { Result } from '../../src/check.ts';
import { knownFinding } from '../../src/known.ts';
import { releaseOf } from '../../models/controllers/releases.ts';
import { checkReference } from './scenarios.ts';

export interface Pin {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  /** Properties that are violated, each as a known finding; all others hold. */
  readonly violated: readonly string[];
  /** Absent: not looked at. */
  readonly notExercised?: readonly string[];
}

/** Explores with the reference and compares with the pin: counts, verdicts, and that violations are known ones. */
export function expectPinned(of: Scenario, pin: Pin): Result {
  const checked = checkReference(of);
  const { states, transitions, depth, complete } = checked.exploration;
  const ids = (verdict: string): string[] => checked.properties.filter((property) => property.verdict === verdict).map(({ id }) => id).sort();
  expect({ states, transitions, depth, complete, violated: ids('violated') }).toEqual({
    states: pin.states,
    transitions: pin.transitions,
    depth: pin.depth,
    complete: true,
    violated: [...pin.violated].sort(),
  });
  if (pin.notExercised) expect(ids('not-exercised')).toEqual([...pin.notExercised].sort());
  const profile = releaseOf(of.kubernetes).name;
  const stories = checked.properties.flatMap(({ story }) => story ?? []);
  expect(stories.filter((story) => knownFinding(story, profile, of) === undefined).map(({ reason }) => reason)).toEqual([]);
  return checked;
}
