/** The one place that puts a scenario, a controller and properties into an engine, and its moments and steps as plain data. */
import { compose, type Cluster } from '../models/cluster.ts';
import type { Controller, View } from '../models/controllers/controller.ts';
import type { Action, Observation, Part, SetObject } from '../models/observation.ts';
import type { Scenario } from '../models/scenario.ts';
import type { Property } from '../properties/property.ts';
import { follow, World, type Followed, type Step, type Values } from './engine/index.ts';
import { actionOf, isReadable, RequestJudge } from './probes.ts';

/** A moment of a story as plain data: the parts of the observation that the scenario has. */
export type Moment = Partial<Observation>;

/** One step of a story. */
export interface StoryStep {
  readonly action: Action;
  readonly before: Moment;
  readonly after: Moment;
  /** What the controller's caches show, for the step that starts a pass. */
  readonly view?: View;
  /** A pass that would start here fails as a program: nothing happens. The key of its action says nothing about its caches. */
  readonly fails?: true;
}

/** A scenario with a controller in it, ready to be explored, walked or replayed. */
export interface Universe {
  readonly scenario: Scenario;
  readonly controller: Controller;
  readonly cluster: Cluster;
  readonly world: World;
  readonly judge: RequestJudge;
  /** Those of the properties given that speak about this scenario. */
  readonly properties: readonly Property[];
}

export function openUniverse(scenario: Scenario, controller: Controller, properties: readonly Property[]): Universe {
  const judge = new RequestJudge(properties.filter((property) => property.appliesTo?.(initialSet(scenario)) ?? true));
  const cluster = compose(scenario, controller, judge.judge);
  const world = new World({ columns: cluster.columns, rules: cluster.rules, fairness: cluster.fairness });
  const applicable = properties.filter((property) => (property.appliesTo?.(initialSet(scenario)) ?? true) && isReadable(cluster, property));
  return { scenario, controller, cluster, world, judge, properties: applicable };
}

/** Takes the steps named by `keys`, as far as they are enabled. */
export function followKeys(universe: Universe, keys: readonly string[]): { readonly followed: Followed; readonly start: Moment; readonly steps: readonly StoryStep[] } {
  const followed = follow(universe.world, keys);
  const first = followed.steps[0]?.before ?? followed.end;
  return { followed, start: momentOf(universe.cluster, first), steps: followed.steps.map((step) => storyStep(universe.cluster, step)) };
}

/** The row in which the scenario starts. */
export function startRow({ columns }: Cluster): Values {
  return Object.fromEntries(columns.map(({ name, initial }) => [name, initial]));
}

export function startOf(cluster: Cluster): Moment {
  return momentOf(cluster, startRow(cluster));
}

/** The family of the step that starts a pass. */
export const PASS = 'controller/pass';

export function storyStep(cluster: Cluster, step: Step): StoryStep {
  const { family, name } = cluster.rules[step.rule]!;
  const action = actionOf({ rule: name, family, key: step.key });
  return {
    action,
    before: momentOf(cluster, step.before),
    after: momentOf(cluster, step.after),
    ...(family === PASS ? { view: cluster.view(step.after) } : {}),
  };
}

export function momentOf(cluster: Cluster, row: Readonly<Record<string, unknown>>): Moment {
  const observation = cluster.observe(row);
  const parts = Object.keys(cluster.parts) as Part[];
  return Object.fromEntries(parts.map((part) => [part, observation[part]])) as Moment;
}

/** The set of a scenario as properties see it when they are asked whether they speak about it. */
export function initialSet(scenario: Scenario): SetObject {
  return { ...scenario.set, uid: 'set-1', generation: 1, deleting: false, template: 'A' };
}
