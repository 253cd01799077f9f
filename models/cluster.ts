/** Composes the machines, the API server, the caches and the controller into columns and rules: one universe. */
import type { Answer, Controller, Request, View } from './controllers/controller.ts';
import { behindOwnWrites, relist, type Cache } from './cache.ts';
import { asleep, column, scratch } from './columns.ts';
import { seenOf } from './claim-log.ts';
import { conversationRules, possibleAnswers } from './conversation.ts';
import { garbageCollectorRules } from './garbage-collector.ts';
import { delayedEnqueues, kubeletRules } from './kubelet.ts';
import { newClaim, newPod, ok, stateOf } from './api-server.ts';
import type { Issued, Observation, Part } from './observation.ts';
import { observe, partColumns, type RowValues } from './observe.ts';
import { deliveryRules, polling } from './pass-start.ts';
import { ControllerFault, Continuations, type BrokenPromise } from './pass.ts';
import { pod as podMachine } from './pod.ts';
import { fairnessOf } from './fairness.ts';
import type { Column, Fairness, Rule } from './rules.ts';
import type { Scenario } from './scenario.ts';
import { storageRules } from './storage.ts';
import { podSlotOf, universeOf, type Universe } from './universe.ts';
import { userRules } from './user.ts';
import { viewOf } from './view.ts';
import {
  noPod,
  type Claim,
  type ClaimsColumn,
  type Pod,
  type PodColumn,
  type RevisionsColumn,
  type SetColumn,
  type SetVersion,
  type StatusColumn,
  type VolumesColumn,
} from './world.ts';

export interface Cluster {
  readonly universe: Universe;
  readonly columns: readonly Column[];
  readonly rules: readonly Rule[];
  readonly fairness: readonly Fairness[];
  /** The controller's passes, by the numbers in column `pass`. */
  readonly passes: Continuations;
  /** What an outsider sees of a row; made lazily. */
  readonly observe: (row: RowValues) => Observation;
  /** Columns behind each part of an observation that this scenario has. */
  readonly parts: Partial<Record<Part, readonly string[]>>;
  /** What a pass that starts in this row without taking further events would see. */
  readonly view: (row: RowValues) => View;
  /** What one would see that takes all events first. */
  readonly newestView: (row: RowValues) => View;
}

/** @param judge promises on the view that a request of the controller breaks */
export function compose(scenario: Scenario, controller: Controller, judge: (issued: Issued) => readonly BrokenPromise[] = () => []): Cluster {
  const universe = universeOf(scenario, controller.recordsOwnWrites ?? false);
  const passes = new Continuations(controller, {
    answerless: (request, view) => answerless(universe, controller, request, view),
    answers: (request) => possibleAnswers(universe, request),
    judge,
    merge: scenario.reductions.mergeContinuations,
  });
  const { isSensitive } = passes;
  const rules: readonly Rule[] = [
    ...conversationRules(universe, passes),
    ...kubeletRules(universe, isSensitive),
    ...storageRules(universe),
    ...garbageCollectorRules(universe, isSensitive),
    ...(scenario.facets.availability ? [...delayedEnqueues(universe), polling(universe, passes)] : []),
    ...(scenario.reductions.fuseDelivery ? [] : deliveryRules(universe)),
    ...userRules(universe, isSensitive),
  ].map(named);
  return {
    universe,
    columns: columnsOf(universe),
    rules,
    fairness: fairnessOf(scenario, rules),
    passes,
    observe: (row) => observe(universe, passes, row),
    parts: partColumns(universe),
    view: (row) => shownView(universe, row),
    newestView: (row) => shownView(universe, caughtUp(universe, row)),
  };
}

/**
 * The passes of a controller with everything that they do, also what leaves no trace in this universe: every request
 * waits for an answer, though such a one has only one, and an end tells its status.
 */
export function fullPasses(scenario: Scenario, controller: Controller): Continuations {
  const universe = universeOf(scenario, controller.recordsOwnWrites ?? false);
  return new Continuations(controller, {
    answerless: () => undefined,
    answers: (request, view) => {
      const only = traceless(universe, request, view);
      return only ? [only] : possibleAnswers(universe, request);
    },
    judge: () => [],
    merge: scenario.reductions.mergeContinuations,
    tellsStatus: true,
  });
}

/** The action key begins with the name of the rule. */
function named(rule: Rule): Rule {
  const [first, ...rest] = rule.stages;
  const step = first!.step as (...values: unknown[]) => readonly { readonly label: string; readonly next: readonly unknown[] }[];
  const labelled = (...values: unknown[]) => step(...values).map(({ label, next }) => ({ label: label === '' ? rule.name : `${rule.name} ${label}`, next }));
  return { ...rule, stages: [{ reads: first!.reads, step: labelled }, ...rest] };
}

/** Requests that leave no trace in this universe succeed without a step; impossible ones are the controller's fault. */
function answerless(universe: Universe, controller: Controller, request: Request, view: View): Answer | undefined {
  requireKnown(controller, request, namesFor(universe, request));
  return traceless(universe, request, view);
}

function traceless({ scenario: { facets } }: Universe, request: Request, view: View): Answer | undefined {
  switch (request.op) {
    case 'createClaim':
    case 'updateClaim':
    case 'deleteClaim':
      return facets.claims ? undefined : ok;
    case 'createRevision':
    case 'updateRevision':
    case 'deleteRevision':
    case 'adoptRevision':
      return facets.revisions ? undefined : ok;
    case 'getRevision':
      return facets.revisions ? undefined : { ok: true, revision: { data: request.name } };
    case 'updateStatus':
      return !facets.status && view.set !== undefined && request.status.currentRevision === view.set.status.currentRevision ? ok : undefined;
    default:
      return undefined;
  }
}

/** Objects that a request may be about. */
function namesFor(universe: Universe, { op }: Request): readonly string[] {
  const { facets, set } = universe.scenario;
  switch (op) {
    case 'createClaim':
    case 'updateClaim':
    case 'deleteClaim':
      return facets.claims ? universe.claims : universe.pods.flatMap((pod) => set.claimTemplates.map((template) => `${template}-${pod}`));
    case 'createRevision':
    case 'updateRevision':
    case 'deleteRevision':
    case 'adoptRevision':
    case 'getRevision':
      return universe.templates;
    case 'updateStatus':
    case 'getSet':
      return [set.name];
    default:
      return universe.pods;
  }
}

function requireKnown(controller: Controller, request: Request, names: readonly string[]): void {
  if (names.includes(request.name)) return;
  throw new ControllerFault(
    `${controller.name} asked ${request.op} for "${request.name}", which this scenario does not have. Expected one of: ${names.join(', ')}.`,
  );
}

// ---------------------------------------------------------------- the initial row

function columnsOf(universe: Universe): Column[] {
  const { scenario } = universe;
  const { facets, edits } = scenario;
  const isConverged = scenario.from === 'converged';
  const names = universe.templates.slice(0, 1);
  const pods: PodColumn[] = universe.pods.map((_, slot) => (isConverged && slot < scenario.set.replicas ? runningPod(universe, names[0]!) : noPod));
  const cache: Cache<Pod> = { shown: pods.map((pod) => pod.object), queue: [] };
  const set: SetColumn = [initialSet(universe)];
  const revisions: RevisionsColumn = [isConverged ? names : []];
  const status = initialStatus(universe, set[0]!, pods);
  return [
    { name: column.pass, initial: null },
    { name: column.queue, initial: { queued: !isConverged, armed: [] } },
    ...universe.pods.map((name, slot): Column => ({ name: column.pod(name), initial: pods[slot]! })),
    { name: column.podCache, initial: cache },
    { name: column.set, initial: set },
    { name: column.status, initial: status },
    ...(facets.claims ? [{ name: column.claims, initial: initialClaims(universe) }] : []),
    ...(facets.volumes && scenario.volumes.length > 0 ? [{ name: column.volumes, initial: initialVolumes(universe) }] : []),
    ...(facets.revisions ? [{ name: column.revisions, initial: revisions }] : []),
    ...(facets.nodes ? [{ name: column.node, initial: 'Schedulable' }] : []),
    ...(universe.faults ? [{ name: column.late, initial: null }] : []),
    { name: column.purse, initial: scenario.disturbances },
    {
      name: column.edits,
      initial: { template: edits.template, scale: edits.scale, partition: edits.partition, deleteClaim: edits.deleteClaim, deleteSet: edits.deleteSet.length > 0 },
    },
    { name: scratch.event, initial: null, scratch: true },
    { name: scratch.changed, initial: null, scratch: true },
    { name: scratch.wake, initial: asleep, scratch: true },
    { name: scratch.viewPods, initial: null, scratch: true },
    { name: scratch.viewSet, initial: null, scratch: true },
    { name: scratch.viewClaims, initial: null, scratch: true },
    { name: scratch.viewRevisions, initial: null, scratch: true },
    { name: scratch.stalePods, initial: [], scratch: true },
    { name: scratch.staleSet, initial: [], scratch: true },
    { name: scratch.staleClaims, initial: [], scratch: true },
    { name: scratch.first, initial: null, scratch: true },
  ];
}

function initialSet(universe: Universe): SetVersion {
  const { set } = universe.scenario;
  return { generation: 1, life: 'Live', replicas: set.replicas, partition: set.strategy.rollingUpdate?.partition ?? 0, template: universe.templates[0]! };
}

function runningPod(universe: Universe, revision: string): PodColumn {
  const created = newPod({ ...universe, scenario: { ...universe.scenario, facets: { ...universe.scenario.facets, nodes: false } } }, revision);
  const events = universe.scenario.facets.availability ? (['STARTED', 'READY', 'AVAILABLE'] as const) : (['STARTED', 'READY'] as const);
  const state = events.reduce((now, event) => podMachine.next(now, event)!, stateOf(created));
  return { object: { ...created, ...state }, execution: 'Running', orphans: 0 };
}

function initialStatus(universe: Universe, set: SetVersion, pods: readonly PodColumn[]): StatusColumn {
  const blank: StatusColumn = {
    observedGeneration: 0,
    replicas: 0,
    ready: 0,
    available: 0,
    current: 0,
    updated: 0,
    currentRevision: '',
    updateRevision: '',
    collisionCount: 0,
    conditions: [],
  };
  if (universe.scenario.from === 'fresh') return blank;
  if (!universe.scenario.facets.status) return { ...blank, currentRevision: set.template };
  const running = pods.filter((pod) => pod.object).length;
  return { ...blank, observedGeneration: 1, replicas: running, ready: running, available: running, current: running, updated: running, currentRevision: set.template, updateRevision: set.template };
}

function initialClaims(universe: Universe): ClaimsColumn {
  const { scenario } = universe;
  const stored = universe.claims.map((_, slot): Claim | null => {
    if (scenario.from === 'fresh' || podSlotOf(universe, slot) >= scenario.set.replicas) return null;
    const claim: Claim = { ...newClaim(universe, false), phase: 'Bound', epoch: 1 };
    return scenario.facets.retention && scenario.set.retention.whenDeleted === 'Delete'
      ? { ...claim, owners: [{ kind: 'StatefulSet', age: 0, controller: true }] }
      : claim;
  });
  return { stored, cache: { shown: stored.map(seenOf), queue: [] }, memory: stored.map((claim) => ({ served: claim !== null })) };
}

function initialVolumes(universe: Universe): VolumesColumn {
  const { scenario } = universe;
  const bound = scenario.from === 'converged' ? scenario.set.replicas * scenario.set.claimTemplates.length : 0;
  return scenario.volumes.map((_, index) => (index < bound ? { state: 'Bound', claim: index } : { state: 'Available', claim: null }));
}

function caughtUp({ scenario: { facets } }: Universe, row: RowValues): RowValues {
  const claims = row[column.claims] as ClaimsColumn;
  return {
    ...row,
    [column.podCache]: relist(row[column.podCache] as Cache<Pod>),
    [column.set]: (row[column.set] as SetColumn).slice(-1),
    ...(facets.claims ? { [column.claims]: { ...claims, cache: relist(claims.cache) } } : {}),
    ...(facets.revisions ? { [column.revisions]: (row[column.revisions] as RevisionsColumn).slice(-1) } : {}),
  };
}

function shownView(universe: Universe, row: RowValues): View {
  const { facets } = universe.scenario;
  return viewOf(universe, {
    set: (row[column.set] as SetColumn)[0]!,
    status: row[column.status] as StatusColumn,
    pods: (row[column.podCache] as Cache<Pod>).shown,
    claims: facets.claims ? (row[column.claims] as ClaimsColumn).cache.shown : [],
    revisions: facets.revisions ? (row[column.revisions] as RevisionsColumn)[0]! : [],
    behindOwnWrites: [
      ...(universe.recordsOwnWrites && behindOwnWrites(row[column.podCache] as Cache<Pod>) ? ['pods' as const] : []),
      ...(universe.recordsOwnWrites && facets.claims && behindOwnWrites((row[column.claims] as ClaimsColumn).cache) ? ['claims' as const] : []),
    ],
  });
}

