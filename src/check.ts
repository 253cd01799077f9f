/** The one place that puts a scenario, a controller, properties and an engine together. */
import { compose, type Cluster } from '../models/cluster.ts';
import type { Controller, View } from '../models/controllers/controller.ts';
import type { Action, Observation, Part, SetObject } from '../models/observation.ts';
import type { Scenario } from '../models/scenario.ts';
import type { Property } from '../properties/property.ts';
import { explore, follow, World, type Exploration, type ExploreOptions, type Followed, type ProbeResult, type RuleCount, type Step } from './engine/index.ts';
import { actionOf, isReadable, probesOf, RequestJudge } from './probes.ts';

/** How strong the answer is. `holds-so-far`: sampled. `unknown`: a limit was reached. */
export type Verdict = 'holds' | 'holds-so-far' | 'violated' | 'unknown' | 'not-exercised';

/** A moment of a story as plain data: the parts of the observation that the scenario has. */
export type Moment = Partial<Observation>;

/** One step of a story. */
export interface StoryStep {
  readonly action: Action;
  readonly before: Moment;
  readonly after: Moment;
  /** What the controller's caches show, for the step that starts a pass. */
  readonly view?: View;
}

/** How a promise was broken, from the start of the scenario. */
export interface Story {
  readonly property: string;
  readonly reason: string;
  readonly start: Moment;
  readonly steps: readonly StoryStep[];
}

export interface PropertyResult {
  readonly id: string;
  readonly verdict: Verdict;
  /** How often its antecedent was true where it was judged; remembered answers count once. */
  readonly exercised: number;
  readonly story?: Story;
  /** Random search: steps of the story as it was found. */
  readonly shrunkFrom?: number;
  /** Random search: it was proved that no story of this promise is shorter. */
  readonly minimal?: boolean;
}

export interface ExplorationSummary {
  readonly search: 'exhaustive' | 'random';
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly complete: boolean;
  readonly limit?: string;
  /** Upper bound of the probability that a state was lost to equal fingerprints. */
  readonly lossProbability: number;
  readonly peakBytes: number;
  readonly actions: readonly RuleCount[];
  /** Random search: walks from the start of the scenario. */
  readonly walks?: number;
  /** Random search: what the walks were drawn from. */
  readonly seed?: number;
}

export interface Result {
  readonly scenario: Scenario;
  readonly controller: string;
  readonly exploration: ExplorationSummary;
  /** In the order the properties were given; those that do not apply to the set or read what the scenario lacks are left out. */
  readonly properties: readonly PropertyResult[];
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
  const world = new World({ columns: cluster.columns, rules: cluster.rules });
  const applicable = properties.filter((property) => (property.appliesTo?.(initialSet(scenario)) ?? true) && isReadable(cluster, property));
  return { scenario, controller, cluster, world, judge, properties: applicable };
}

/** Explores every reachable state, breadth first: the story of a violation is one with the fewest steps. */
export function check(scenario: Scenario, controller: Controller, properties: readonly Property[], options: ExploreOptions = {}): Result {
  const universe = openUniverse(scenario, controller, properties);
  const exploration = explore(universe.world, probesOf(universe.cluster, universe.properties), options);
  return {
    scenario,
    controller: controller.name,
    exploration: summary(exploration),
    properties: universe.properties.map((property) => resultOf(universe, property, exploration)),
  };
}

/** Takes the steps named by `keys`, as far as they are enabled. */
export function followKeys(universe: Universe, keys: readonly string[]): { readonly followed: Followed; readonly start: Moment; readonly steps: readonly StoryStep[] } {
  const followed = follow(universe.world, keys);
  const first = followed.steps[0]?.before ?? followed.end;
  return { followed, start: momentOf(universe.cluster, first), steps: followed.steps.map((step) => storyStep(universe.cluster, step)) };
}

function resultOf(universe: Universe, property: Property, exploration: Exploration): PropertyResult {
  const probe = exploration.probes.find(({ id }) => id === property.id)!;
  const exercised = probe.exercised + (universe.judge.exercised.get(property.id) ?? 0);
  const story = storyOf(universe.cluster, property, probe, exploration);
  return { id: property.id, verdict: verdictOf(exploration, exercised, story), exercised, ...(story ? { story } : {}) };
}

function verdictOf(exploration: Exploration, exercised: number, story: Story | undefined): Verdict {
  if (story) return 'violated';
  if (!exploration.complete) return 'unknown';
  return exercised === 0 ? 'not-exercised' : 'holds';
}

function storyOf(cluster: Cluster, property: Property, { violation }: ProbeResult, exploration: Exploration): Story | undefined {
  if (!violation) return undefined;
  const steps = exploration.trace(violation.state, violation.successor);
  return { property: property.id, reason: violation.reason, start: startOf(cluster), steps: steps.map((step) => storyStep(cluster, step)) };
}

function startOf(cluster: Cluster): Moment {
  return momentOf(cluster, Object.fromEntries(cluster.columns.map((column) => [column.name, column.initial])));
}

export function storyStep(cluster: Cluster, step: Step): StoryStep {
  const { family, name } = cluster.rules[step.rule]!;
  const action = actionOf({ rule: name, family, key: step.key });
  return {
    action,
    before: momentOf(cluster, step.before),
    after: momentOf(cluster, step.after),
    ...(family === 'controller/pass' ? { view: cluster.view(step.after) } : {}),
  };
}

export function momentOf(cluster: Cluster, row: Readonly<Record<string, unknown>>): Moment {
  const observation = cluster.observe(row);
  const parts = Object.keys(cluster.parts) as Part[];
  return Object.fromEntries(parts.map((part) => [part, observation[part]])) as Moment;
}

function summary(exploration: Exploration): ExplorationSummary {
  const { states, transitions, depth, complete, limit, lossProbability, peakBytes, rules } = exploration;
  return { search: 'exhaustive', states, transitions, depth, complete, ...(limit ? { limit } : {}), lossProbability, peakBytes, actions: rules };
}

/** The set of a scenario as properties see it when they are asked whether they speak about it. */
export function initialSet(scenario: Scenario): SetObject {
  return { ...scenario.set, uid: 'set-1', generation: 1, deleting: false, template: 'A' };
}
