/** Two controllers on the same scenario: which promises only one of them breaks, and where they first decide differently. */
import type { Controller } from '../../models/controllers/controller.ts';
import type { Scenario } from '../../models/scenario.ts';
import type { Property } from '../../properties/property.ts';
import { check, type PropertyResult, type Result } from '../check.ts';
import type { ExploreOptions } from '../engine/index.ts';
import { compareDecisions, type DecisionComparison } from './decisions.ts';

export { compareDecisions, type DecisionComparison, type DecisionOptions, type DecisionSearch, type Difference } from './decisions.ts';
export type { Decision, Decisions } from './lockstep.ts';

/** A controller, and the scenario it works in. */
export interface Contender {
  readonly controller: Controller;
  readonly scenario: Scenario;
}

export interface Comparison {
  readonly left: Result;
  readonly right: Result;
  readonly decisions: DecisionComparison;
}

/** The scenarios are one, but for the release. Decisions are compared in that of the first: what an upgrade finds there. */
export function compare(left: Contender, right: Contender, properties: readonly Property[], options: ExploreOptions = {}): Comparison {
  const checked = ({ scenario, controller }: Contender): Result => check(scenario, controller, properties, options);
  return { decisions: compareDecisions(left.scenario, left.controller, right.controller, options), left: checked(left), right: checked(right) };
}

/** `left` and `right`: the only one that breaks it. `open`: one breaks it, and a limit kept the other from being known. */
export type BrokenBy = 'left' | 'right' | 'both' | 'open';

export interface BrokenByEither {
  readonly id: string;
  readonly by: BrokenBy;
  /** Undefined: not judged there. */
  readonly left: PropertyResult | undefined;
  readonly right: PropertyResult | undefined;
}

/** The promises that at least one of them breaks, in the order of the catalogue. */
export function brokenPromises({ left, right }: Pick<Comparison, 'left' | 'right'>): readonly BrokenByEither[] {
  const find = ({ properties }: Result, id: string): PropertyResult | undefined => properties.find((property) => property.id === id);
  const ids = [...new Set([...left.properties, ...right.properties].filter(({ verdict }) => verdict === 'violated').map(({ id }) => id))];
  return ids.map((id) => ({ id, by: brokenBy(find(left, id), find(right, id)), left: find(left, id), right: find(right, id) }));
}

function brokenBy(left: PropertyResult | undefined, right: PropertyResult | undefined): BrokenBy {
  if (left?.verdict === 'violated' && right?.verdict === 'violated') return 'both';
  if (left?.verdict === 'unknown' || right?.verdict === 'unknown') return 'open';
  return left?.verdict === 'violated' ? 'left' : 'right';
}
