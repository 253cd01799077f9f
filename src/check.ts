/** The one place that puts a scenario, a controller, properties and an engine together. */
import { compose, type Cluster } from '../models/cluster.ts';
import type { Controller, View } from '../models/controllers/controller.ts';
import type { Action, Observation, Part, SetObject } from '../models/observation.ts';
import type { ControllerFault } from '../models/pass.ts';
import type { Scenario } from '../models/scenario.ts';
import type { Property } from '../properties/property.ts';
import { approach, explore, follow, World, type Exploration, type ExploreOptions, type Followed, type RuleCount, type Step, type Unsettled, type Violation } from './engine/index.ts';
import { asItself } from './faults.ts';
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
  /** The pass that starts here fails as a program, so that nothing happens. */
  readonly fails?: true;
}

/** How a promise was broken, from the start of the scenario. */
export interface Story {
  readonly property: string;
  readonly reason: string;
  readonly start: Moment;
  readonly steps: readonly StoryStep[];
  /** Index of the first step of a loop: the steps from there on lead back to where they began, and go on for ever. */
  readonly loop?: number;
  /** Nobody who is fair can act after the last step: the world stays as it is, which is what breaks the promise. */
  readonly rests?: true;
}

/** How a controller came to fail as a program, from the start of the scenario to the pass in which it did. */
export interface FaultStory extends Pick<Story, 'start' | 'steps'> {
  readonly scenario: Scenario;
  /** What the pass had been answered until then, as `createPod web-0 ok`. */
  readonly answered: readonly string[];
  /** No shorter one leads to a failure. */
  readonly minimal: boolean;
}

export interface PropertyResult {
  readonly id: string;
  readonly verdict: Verdict;
  /** How often its antecedent was true where it was judged; remembered answers count once. */
  readonly exercised: number;
  readonly story?: Story;
  /** Random search: steps of the story as it was found. */
  readonly shrunkFrom?: number;
  /** It was proved that no story of this promise is shorter. Absent: the search was exhaustive, so it is. */
  readonly minimal?: boolean;
}

export interface ExplorationSummary {
  readonly search: 'exhaustive' | 'random';
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly complete: boolean;
  /** What ended the search, or, where everything was seen, what kept it from judging what comes in the end. */
  readonly limit?: string;
  /** Upper bound of the probability that a state was lost to equal fingerprints. */
  readonly lossProbability: number;
  readonly peakBytes: number;
  readonly actions: readonly RuleCount[];
  /** Random search: walks from the start of the scenario. */
  readonly walks?: number;
  /** Random search: what the walks were drawn from. */
  readonly seed?: number;
  /** Random search: walks that took all the steps they might. */
  readonly cutWalks?: number;
  /** Random search: walks whose fair phase was cut before it was known how it goes on for ever. */
  readonly unsettledWalks?: number;
  /** What the first of them still awaited, and which fairness it waited for the longest. */
  readonly unsettled?: Unsettled;
  /** Random search: distinct states of those that can be reached, where their number is known. */
  readonly shareOfStates?: number;
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
  const world = new World({ columns: cluster.columns, rules: cluster.rules, fairness: cluster.fairness });
  const applicable = properties.filter((property) => (property.appliesTo?.(initialSet(scenario)) ?? true) && isReadable(cluster, property));
  return { scenario, controller, cluster, world, judge, properties: applicable };
}

/** Explores every reachable state, breadth first: the story of a violation is one with the fewest steps. */
export function check(scenario: Scenario, controller: Controller, properties: readonly Property[], options: ExploreOptions = {}): Result {
  const universe = openUniverse(scenario, controller, properties);
  return asItself(() => explored(universe, options), faultTeller(universe, true));
}

function explored(universe: Universe, options: ExploreOptions): Result {
  const { scenario, controller } = universe;
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

/** Tells how a controller came to fail in a universe. */
export function faultTeller({ scenario, cluster, world }: Pick<Universe, 'scenario' | 'cluster' | 'world'>, minimal: boolean) {
  return (keys: readonly string[], { pass }: ControllerFault): FaultStory | undefined => {
    if (!pass) return undefined;
    const { steps, end } = approach(world, keys);
    const moment = momentOf(cluster, end);
    const failing: StoryStep = { action: actionOf({ rule: PASS, family: PASS, key: PASS }), before: moment, after: moment, view: pass.view, fails: true };
    return { scenario, start: startOf(cluster), steps: [...steps.map((step) => storyStep(cluster, step)), failing], answered: pass.answered, minimal };
  };
}

function resultOf(universe: Universe, property: Property, exploration: Exploration): PropertyResult {
  const probes = exploration.probes.filter(({ id }) => id === property.id);
  const exercised = probes.reduce((sum, probe) => sum + probe.exercised, universe.judge.exercised.get(property.id) ?? 0);
  const violation = probes.reduce<Violation | undefined>((first, { violation }) => (violation && !(first && first.depth <= violation.depth) ? violation : first), undefined);
  // What is awaited may be neither there nor awaited any more in the end, and runs that end so are not looked for first.
  const length = property.kind === 'leadsTo' && probes.some(({ speaksEverywhere }) => speaksEverywhere === false) ? { minimal: false } : {};
  if (violation) return { id: property.id, verdict: 'violated', exercised, story: storyOf(universe.cluster, property, violation, exploration), ...length };
  const isJudged = isAboutRuns(property) ? exploration.runsJudged : exploration.complete;
  return { id: property.id, verdict: !isJudged ? 'unknown' : exercised === 0 ? 'not-exercised' : 'holds', exercised };
}

/** It speaks about what happens in the end, so it is judged once everything is known. */
export function isAboutRuns({ kind }: Property): boolean {
  return kind === 'eventually' || kind === 'leadsTo';
}

function storyOf(cluster: Cluster, property: Property, violation: Violation, exploration: Exploration): Story {
  const { state, successor, approach = [], cycle = [] } = violation;
  const steps = exploration.trace(state, ...(successor === undefined ? [] : [successor]), ...approach, ...cycle);
  return {
    property: property.id,
    reason: reasonOf(property, violation.reason, cycle.length > 0),
    start: startOf(cluster),
    steps: steps.map((step) => storyStep(cluster, step)),
    ...endOf(property, cycle.length > 0 ? steps.length - cycle.length : undefined),
  };
}

/** How a story of a property goes on for ever, if that is what breaks it. */
export function endOf(property: Property, loop: number | undefined): Pick<Story, 'loop' | 'rests'> {
  if (loop !== undefined) return { loop };
  return isAboutRuns(property) ? { rests: true } : {};
}

/** What is awaited breaks a promise because it never comes. */
export function reasonOf(property: Property, reason: string, isLoop: boolean): string {
  if (!isAboutRuns(property)) return reason;
  return `${reason}; ${isLoop ? 'and so it goes on for ever' : 'nobody acts any more'}`;
}

function startOf(cluster: Cluster): Moment {
  return momentOf(cluster, Object.fromEntries(cluster.columns.map((column) => [column.name, column.initial])));
}

const PASS = 'controller/pass';

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

function summary(exploration: Exploration): ExplorationSummary {
  const { states, transitions, depth, complete, limit, lossProbability, peakBytes, rules } = exploration;
  return { search: 'exhaustive', states, transitions, depth, complete, ...(limit ? { limit } : {}), lossProbability, peakBytes, actions: rules };
}

/** The set of a scenario as properties see it when they are asked whether they speak about it. */
export function initialSet(scenario: Scenario): SetObject {
  return { ...scenario.set, uid: 'set-1', generation: 1, deleting: false, template: 'A' };
}
