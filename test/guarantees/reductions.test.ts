/** A reduction may make a search smaller, never change its answer: the same verdicts with each switched off. */
import { describe, expect, test } from 'vitest';
import { mutants } from '../../models/controllers/mutants/index.ts';
import type { Controller } from '../../models/controllers/controller.ts';
import type { Scenario } from '../../models/scenario.ts';
import { properties } from '../../properties/index.ts';
import { check } from '../../src/check.ts';
import { scenario, type ScenarioChanges } from '../../src/scopes.ts';
import { mutantWorld, referenceFor } from '../support/scenarios.ts';

const tiny: Record<string, ScenarioChanges> = {
  'one pod, an edit and a crash': { set: { replicas: 1 }, scale: { min: 1, max: 1 }, edits: { template: 1 }, disturbances: 1, facets: { revisions: true } },
  'one pod before the own-write guard, a user deletes it': { kubernetes: '1.35.0', assume: 'lag', set: { replicas: 1 }, scale: { min: 1, max: 1 }, edits: { template: 1 }, disturbances: 1 },
  'two pods scaled and claims': { set: { claimTemplates: ['www'] }, edits: { scale: 1 }, facets: { claims: true, volumes: true } },
  'a broken template and its revert': { templates: [{ broken: false }, { broken: true }], edits: { template: 2 }, facets: { revisions: true } },
  'two Parallel pods of 1.35.0, broken and reverted': { kubernetes: '1.35.0', set: { policy: 'Parallel' }, templates: [{ broken: false }, { broken: true }], edits: { template: 2 } },
  'retention and a scale back': { set: { claimTemplates: ['www'], retention: { whenDeleted: 'Retain', whenScaled: 'Delete' } }, from: 'converged', edits: { scale: 2 }, facets: { claims: true, retention: true } },
  'a pod loses Ready and gets it back, minReadySeconds': { set: { replicas: 1, minReadySeconds: 10 }, scale: { min: 1, max: 1 }, edits: { template: 1 }, disturbances: 1, facets: { availability: true } },
  'the set is deleted': { edits: { deleteSet: ['background', 'foreground', 'orphan'] }, facets: { revisions: true } },
};

const switches: Record<string, Scenario['reductions']> = {
  'deliveries are steps of their own': { fuseDelivery: false, mergeContinuations: true },
  'a pass is its view and its answers': { fuseDelivery: true, mergeContinuations: false },
};

function verdicts(of: Scenario, controller: Controller): { readonly states: number; readonly verdicts: Record<string, string> } {
  const checked = check(of, controller, properties);
  expect(checked.exploration.complete).toBe(true);
  return { states: checked.exploration.states, verdicts: Object.fromEntries(checked.properties.map(({ id, verdict }) => [id, verdict])) };
}

for (const [off, reductions] of Object.entries(switches)) {
  describe(`verdicts are the same when ${off}`, () => {
    for (const [name, changes] of Object.entries(tiny)) {
      test(name, () => {
        const of = scenario(changes);
        const reduced = verdicts(of, referenceFor(of.kubernetes));
        const whole = verdicts({ ...of, reductions }, referenceFor(of.kubernetes));
        expect(whole.verdicts).toEqual(reduced.verdicts);
        expect(whole.states).toBeGreaterThanOrEqual(reduced.states);
      });
    }

    test('and every seeded bug is caught all the same', () => {
      for (const mutant of mutants) {
        const { scenario: of, controller } = mutantWorld(mutant);
        const caught = check({ ...of, reductions }, controller, properties.filter(({ id }) => mutant.caughtBy.includes(id)), { maxStates: 500_000 });
        expect(caught.properties.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id).sort(), mutant.name).toEqual([...mutant.caughtBy].sort());
      }
    });
  });
}
