/** The shortest way to a point at which two controllers decide differently. */
import { createHash } from 'node:crypto';
import { compose, fullPasses, type Cluster } from '../../models/cluster.ts';
import { column } from '../../models/columns.ts';
import type { Controller } from '../../models/controllers/controller.ts';
import type { Scenario } from '../../models/scenario.ts';
import type { PassColumn } from '../../models/world.ts';
import type { ExplorationSummary, Story } from '../check.ts';
import { momentOf, storyStep, type StoryStep } from '../universe.ts';
import { explore, World, type Exploration, type ExploreOptions, type StateProbe, type Step } from '../engine/index.ts';
import { asItself } from '../faults.ts';
import { Lockstep, SAME_DECISION, type Decisions, type LockstepOptions, type Side } from './lockstep.ts';

/** Where two controllers part ways, after steps that both take. */
export interface Difference extends Decisions {
  readonly story: Pick<Story, 'start' | 'steps'>;
}

export interface DecisionSearch {
  /** Views on which both were asked, and points at which a pass waited for answers in the states seen. */
  readonly views: number;
  readonly points: number;
  /** Where everything was compared: digests of the views, and the points in passes over them, after all answers that the world may give. */
  readonly seen?: { readonly views: readonly string[]; readonly points: number };
  readonly exploration: Pick<ExplorationSummary, 'states' | 'complete' | 'limit'>;
  /** The first one found, hence one after the fewest steps. */
  readonly difference?: Difference;
}

export interface DecisionComparison {
  readonly first: DecisionSearch;
  /**
   * Where only one of them waits until its caches show its own writes, that alone would be the difference, and all
   * that anybody sees. This is what else there is, in the runs in which no pass begins on such caches.
   */
  readonly besidesWaiting?: DecisionSearch;
}

export interface DecisionOptions extends ExploreOptions {
  /**
   * All that is decided is compared, also what leaves no trace in this scenario: each request, the status that a pass
   * computes, and what it does after answers that no step gives. By default, what can lead to another world.
   */
  readonly everything?: boolean;
}

/** Explores the world of `left`, which is that of `right` up to the first difference. */
export function compareDecisions(scenario: Scenario, left: Controller, right: Controller, options: DecisionOptions = {}): DecisionComparison {
  const { everything = false, ...limits } = options;
  const first = searchAll(scenario, left, right, { waitsTogether: false, everything }, limits);
  const isWait = first.difference !== undefined && (first.difference.left.waits ?? first.difference.right.waits) === true;
  return isWait ? { first, besidesWaiting: searchAll(scenario, left, right, { waitsTogether: true, everything }, limits) } : { first };
}

/** Where no step leads to a difference, the search begins again for the way to a view on which there is one all the same. */
function searchAll(scenario: Scenario, left: Controller, right: Controller, how: LockstepOptions, options: ExploreOptions): DecisionSearch {
  const { differences, ...stepwise } = search(scenario, left, right, how, options);
  if (!how.everything || stepwise.difference || differences.size === 0) return stepwise;
  const { difference } = search(scenario, left, right, { ...how, beyondSteps: differences }, options);
  return { ...stepwise, ...(difference ? { difference } : {}) };
}

function search(scenario: Scenario, left: Controller, right: Controller, how: LockstepOptions, options: ExploreOptions): DecisionSearch & Pick<Lockstep, 'differences'> {
  const side = (controller: Controller): Side => ({ controller, passes: how.everything ? fullPasses(scenario, controller) : compose(scenario, controller).passes });
  const lockstep = new Lockstep(scenario, side(left), side(right), how);
  const cluster = compose(scenario, lockstep.controller, lockstep.judge);
  const points = new Set<number>();
  const probe: StateProbe = {
    id: SAME_DECISION,
    reads: [column.pass],
    check: (pass: PassColumn | null) => {
      if (!pass) return undefined;
      points.add(pass.node);
      return cluster.passes.node(pass.node).pending.flatMap(({ broken }) => broken)[0]?.reason ?? true;
    },
  };
  const world = new World({ columns: cluster.columns, rules: cluster.rules });
  const exploration = asItself(() => explore(world, { states: [probe] }, { ...options, stopWhen: () => true }), { scenario, cluster, world }, { minimal: true });
  const difference = differenceOf(cluster, exploration);
  const { states, complete, limit } = exploration;
  const { views, compared, differences } = lockstep;
  return { views: views.size, points: points.size, ...(how.everything ? { seen: { views: [...views].map(digestOf), points: compared } } : {}), differences, exploration: { states, complete, ...(limit ? { limit } : {}) }, ...(difference ? { difference } : {}) };
}

function digestOf(view: string): string {
  return createHash('sha256').update(view).digest('base64url').slice(0, 16);
}

function differenceOf(cluster: Cluster, { probes, trace }: Exploration): Difference | undefined {
  const violation = probes[0]!.violation;
  if (!violation) return undefined;
  const decisions = JSON.parse(violation.reason) as Decisions;
  const steps = trace(violation.state);
  const start = momentOf(cluster, Object.fromEntries(cluster.columns.map((each) => [each.name, each.initial])));
  return { ...decisions, story: { start, steps: steps.map((step, index) => told(cluster, step, index === steps.length - 1, decisions)) } };
}

/** In the last moment the first controller waits for its own requests, and not for the one that stands for the difference. */
function told(cluster: Cluster, step: Step, isLast: boolean, { left }: Decisions): StoryStep {
  const plain = storyStep(cluster, step);
  return isLast ? { ...plain, after: { ...plain.after, inFlight: left.asks } } : plain;
}
