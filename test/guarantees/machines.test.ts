/** The rows of the engine and the XState machines, run as actors along the same stories, say the same. */
import { describe, expect, test } from 'vitest';
import { column } from '../../models/columns.ts';
import { mutants } from '../../models/controllers/mutants/index.ts';
import { noPod } from '../../models/world.ts';
import { properties } from '../../properties/index.ts';
import { check } from '../../src/check.ts';
import { openUniverse, type Universe } from '../../src/universe.ts';
import { follow, type Step, type World } from '../../src/engine/index.ts';
import { scenario, type ScenarioChanges } from '../../src/scopes.ts';
import { Actors } from '../support/actors.ts';
import { mutantWorld, propertiesCalled, referenceFor, result } from '../support/scenarios.ts';

/** A walk over enabled actions; the same for the same seed. */
function walk(world: World, seed: number, length: number): Step[] {
  let state = seed;
  const random = (below: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  const steps: Step[] = [];
  let row = world.initial();
  for (let taken = 0; taken < length; taken++) {
    const successors = world.successors(row);
    if (successors.count === 0) break;
    const chosen = random(successors.count);
    const next = Int32Array.from(successors.row(chosen, row));
    steps.push({ rule: successors.rule(chosen), key: successors.key(chosen), before: world.values(row), after: world.values(next) });
    row = next;
  }
  return steps;
}

function agreeAlong(universe: Universe, steps: readonly Step[]): Map<string, number> {
  const actors = new Actors(universe.cluster, universe.world.values(universe.world.initial()));
  for (const [index, step] of steps.entries()) {
    actors.take(step);
    const { actors: said, row } = actors.compare(step.after);
    expect(said, `after step ${index + 1}, ${step.key}`).toEqual(row);
  }
  return actors.sent;
}

const worlds: Record<string, ScenarioChanges> = {
  everyday: { set: { claimTemplates: ['www'] }, edits: { template: 1, scale: 1 }, disturbances: 3, facets: { claims: true, revisions: true } },
  'static volumes': { set: { claimTemplates: ['www'] }, volumes: ['pv001', 'pv002', 'pv003'], edits: { scale: 2, deleteClaim: 2 }, disturbances: 2, facets: { claims: true, volumes: true } },
  retention: { set: { claimTemplates: ['www'], retention: { whenDeleted: 'Delete', whenScaled: 'Delete' } }, edits: { scale: 3, deleteSet: ['background', 'foreground', 'orphan'] }, disturbances: 1, facets: { claims: true, retention: true } },
  'nodes and availability': { set: { minReadySeconds: 5, policy: 'Parallel' }, edits: { template: 2, scale: 2 }, disturbances: 3, facets: { nodes: true, availability: true } },
};

describe('along random walks', () => {
  for (const [name, changes] of Object.entries(worlds)) {
    test(name, () => {
      const universe = openUniverse(scenario(changes), referenceFor('1.37'), []);
      const sent = new Map<string, number>();
      for (let seed = 1; seed <= 60; seed++) {
        for (const [machine, events] of agreeAlong(universe, walk(universe.world, seed, 120))) sent.set(machine, (sent.get(machine) ?? 0) + events);
      }
      for (const machine of ['pod', 'execution', 'process']) expect(sent.get(machine), machine).toBeGreaterThan(30);
    });
  }
});

describe('along the shortest stories of seeded bugs that begin with a fresh set', () => {
  for (const mutant of mutants.filter(({ scenario: { from } }) => from === 'fresh')) {
    test(mutant.name, () => {
      const { scenario: of, controller } = mutantWorld(mutant);
      for (const id of mutant.caughtBy) {
        const { story } = result(check(of, controller, propertiesCalled(id)), id);
        const universe = openUniverse(of, controller, properties);
        const followed = follow(universe.world, story!.steps.map(({ action }) => action.key));
        expect(followed.stuck).toBeUndefined();
        agreeAlong(universe, followed.steps);
      }
    });
  }
});

test('a row that claims another state is noticed', () => {
  const universe = openUniverse(scenario({}), referenceFor('1.37'), []);
  const steps = walk(universe.world, 1, 20);
  const actors = new Actors(universe.cluster, universe.world.values(universe.world.initial()));
  for (const step of steps) actors.take(step);
  const lie = { ...steps.at(-1)!.after, [column.pod('web-0')]: noPod };
  const { actors: said, row } = actors.compare(lie);
  expect(said).not.toEqual(row);
});
