/** Explores a scenario, and says which promises hold and how the others are broken. */
import type { Controller } from '../models/controllers/controller.ts';
import type { Scenario } from '../models/scenario.ts';
import type { Property } from '../properties/property.ts';
import { explore, type Exploration, type ExploreOptions, type RuleCount, type Unsettled, type Values, type Violation } from './engine/index.ts';
import { asItself } from './faults.ts';
import { probesOf } from './probes.ts';
import { openUniverse, startOf, startRow, storyStep, type Moment, type StoryStep, type Universe } from './universe.ts';
import { converse } from './vectors/conversation.ts';

/** How strong the answer is. `holds-so-far`: sampled. `unknown`: a limit was reached. */
export type Verdict = 'holds' | 'holds-so-far' | 'violated' | 'unknown' | 'not-exercised';

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

/** Explores every reachable state, breadth first: the story of a violation is one with the fewest steps. */
export function check(scenario: Scenario, controller: Controller, properties: readonly Property[], options: ExploreOptions = {}): Result {
  const universe = openUniverse(scenario, controller, properties);
  return asItself(() => explored(universe, options), universe, { minimal: true });
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

function resultOf(universe: Universe, property: Property, exploration: Exploration): PropertyResult {
  const probes = exploration.probes.filter(({ id }) => id === property.id);
  const exercised = probes.reduce((sum, probe) => sum + probe.exercised, universe.judge.exercised.get(property.id) ?? 0);
  const violation = probes.reduce<Violation | undefined>((first, { violation }) => (violation && !(first && first.depth <= violation.depth) ? violation : first), undefined);
  // What is awaited may be neither there nor awaited any more in the end, and runs that end so are not looked for first.
  const length = property.kind === 'leadsTo' && probes.some(({ speaksEverywhere }) => speaksEverywhere === false) ? { minimal: false } : {};
  if (violation) return { id: property.id, verdict: 'violated', exercised, story: storyOf(universe, property, violation, exploration), ...length };
  const isJudged = isAboutRuns(property) ? exploration.runsJudged : exploration.complete;
  return { id: property.id, verdict: !isJudged ? 'unknown' : exercised === 0 ? 'not-exercised' : 'holds', exercised };
}

/** It speaks about what happens in the end, so it is judged once everything is known. */
export function isAboutRuns({ kind }: Property): boolean {
  return kind === 'eventually' || kind === 'leadsTo';
}

function storyOf(universe: Universe, property: Property, violation: Violation, exploration: Exploration): Story {
  const { cluster } = universe;
  const { state, successor, approach = [], cycle = [] } = violation;
  const steps = exploration.trace(state, ...(successor === undefined ? [] : [successor]), ...approach, ...cycle);
  return {
    property: property.id,
    reason: reasonOf(property, violation.reason, cycle.length > 0 ? undefined : { universe, end: steps.at(-1)?.after ?? startRow(cluster) }),
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

/**
 * What is awaited breaks a promise because it never comes.
 *
 * @param rest where the run stays for ever; undefined: it goes round in a loop
 */
export function reasonOf(property: Property, reason: string, rest: { readonly universe: Universe; readonly end: Values } | undefined): string {
  if (!isAboutRuns(property)) return reason;
  return `${reason}; ${rest ? restWords(rest.universe, rest.end) : 'and so it goes on for ever'}`;
}

/** Where a run stays, a pass asks nothing that leaves a trace. One that fails is no step, however often it is tried again. */
function restWords({ cluster, controller }: Universe, end: Values): string {
  const view = cluster.newestView(end);
  const set = { uid: view.set?.uid ?? '', deleting: view.set?.deleting ?? false };
  const { error } = converse(controller, view, ({ op, name }) => ({ ok: true, ...(op === 'getSet' ? { set } : {}), ...(op === 'getRevision' ? { revision: { data: name } } : {}) }));
  if (error === undefined) return 'nobody acts any more';
  const [line = ''] = error.split('\n');
  return `each pass fails, and is tried again: ${line.slice(0, LONGEST_ERROR) || 'it does not say why'}`;
}

/** Of an error that a reason quotes, in characters. */
const LONGEST_ERROR = 200;

function summary(exploration: Exploration): ExplorationSummary {
  const { states, transitions, depth, complete, limit, lossProbability, peakBytes, rules } = exploration;
  return { search: 'exhaustive', states, transitions, depth, complete, ...(limit ? { limit } : {}), lossProbability, peakBytes, actions: rules };
}
