/** Scenarios that several tests speak about. */
import { reference } from '../../models/controllers/reference.ts';
import { releaseOf, withGates } from '../../models/controllers/releases.ts';
import type { Mutant } from '../../models/controllers/mutants/index.ts';
import type { Controller } from '../../models/controllers/controller.ts';
import type { Scenario } from '../../models/scenario.ts';
import { properties } from '../../properties/index.ts';
import type { Property } from '../../properties/property.ts';
import { check, type PropertyResult, type Result } from '../../src/check.ts';
import { scenario, type ScenarioChanges } from '../../src/scopes.ts';

export function referenceFor(kubernetes: string): Controller {
  return reference(releaseOf(kubernetes));
}

/** Properties by id; an unknown id is a mistake of the test. */
export function propertiesCalled(...ids: string[]): Property[] {
  return ids.map((id) => {
    const property = properties.find((candidate) => candidate.id === id);
    if (!property) throw new Error(`No property is called ${id}.`);
    return property;
  });
}

export function checkReference(of: Scenario, judged: readonly Property[] = properties): Result {
  return check(of, referenceFor(of.kubernetes), judged);
}

export function result(of: Result, property: string): PropertyResult {
  const found = of.properties.find(({ id }) => id === property);
  if (!found) throw new Error(`${property} was not judged.`);
  return found;
}

/** The scenario in which a mutant is caught, and its controller. */
export function mutantWorld(mutant: Mutant): { readonly scenario: Scenario; readonly controller: Controller; readonly upright: Controller } {
  const full = scenario(mutant.scenario as ScenarioChanges);
  const profile = withGates(releaseOf(full.kubernetes), full.set.strategy.type === 'Recreate' ? { StatefulSetRecreateStrategy: true } : {});
  return { scenario: full, controller: mutant.make(profile), upright: reference(profile) };
}

/** One template edit, one scale by one, one disturbance of any kind: the everyday of a set. */
export function everyday(replicas: number, policy: Scenario['set']['policy'], kubernetes: string, facets: Partial<Scenario['facets']>): Scenario {
  return scenario({
    kubernetes,
    set: { replicas, policy, claimTemplates: ['www'] },
    scale: { min: replicas - 1, max: replicas },
    edits: { template: 1, scale: 1 },
    disturbances: 1,
    facets,
  });
}
