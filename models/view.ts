/** What a pass sees: the shown side of each cache, made into the view of the controller contract. */
import type { ClaimView, CachedKind, PodView, RevisionView, SetStatus, SetView, View } from './controllers/controller.ts';
import { podSlotOf, type Universe } from './universe.ts';
import { ownerReference, podUid, setUid, type ClaimSeen, type Pod, type SetVersion, type StatusColumn } from './world.ts';

/** The shown side of every cache at the start of a pass. */
export interface Shown {
  readonly set: SetVersion;
  readonly status: StatusColumn;
  readonly pods: readonly (Pod | null)[];
  readonly claims: readonly (ClaimSeen | null)[];
  readonly revisions: readonly string[];
  readonly behindOwnWrites: readonly CachedKind[];
}

export function viewOf(universe: Universe, shown: Shown): View {
  const pods = shown.pods.flatMap((pod, slot) => (pod ? [podView(universe, pod, slot)] : []));
  const alive = shown.set.life !== 'Gone';
  return {
    set: alive ? setView(universe, shown, pods) : undefined,
    revisions: revisionViews(universe, shown),
    pods,
    claims: claimViews(universe, shown),
    behindOwnWrites: shown.behindOwnWrites,
  };
}

export function isReady(pod: Pod): boolean {
  return typeof pod.phase === 'object' && pod.phase.Running !== 'NotReady';
}

/** Without the availability facet ready and available are one. */
export function isAvailable(universe: Universe, pod: Pod): boolean {
  return universe.scenario.facets.availability ? typeof pod.phase === 'object' && pod.phase.Running === 'Available' : isReady(pod);
}

function podView(universe: Universe, pod: Pod, slot: number): PodView {
  const name = universe.pods[slot]!;
  return {
    name,
    uid: podUid(name, pod.age),
    revision: pod.revision,
    phase: typeof pod.phase === 'object' ? 'Running' : pod.phase,
    ready: isReady(pod),
    available: isAvailable(universe, pod),
    terminating: pod.deletion === 'Terminating',
    owner: pod.owned ? 'set' : 'none',
    labelsMatch: true,
    podNameLabel: true,
    volumesMatch: true,
  };
}

function setView(universe: Universe, shown: Shown, pods: readonly PodView[]): SetView {
  const { set } = universe.scenario;
  const { rollingUpdate } = set.strategy;
  return {
    name: set.name,
    uid: setUid,
    generation: shown.set.generation,
    deleting: shown.set.life !== 'Live',
    replicas: shown.set.replicas,
    start: set.start,
    policy: set.policy,
    strategy: { type: set.strategy.type, rollingUpdate: rollingUpdate && { ...rollingUpdate, partition: shown.set.partition } },
    minReadySeconds: set.minReadySeconds,
    retention: set.retention,
    claimTemplates: set.claimTemplates,
    template: shown.set.template,
    revisionHistoryLimit: set.revisionHistoryLimit,
    status: universe.scenario.facets.status ? shown.status : settledStatus(shown, pods),
  };
}

/**
 * The status the controller's own last pass would have published on this very view. Without the status facet the
 * counters are no part of a row; shown zeros, a controller would want to write them in every pass.
 */
export function settledStatus(shown: Pick<Shown, 'set' | 'status'>, pods: readonly PodView[]): SetStatus {
  const updateRevision = shown.set.template;
  const currentRevision = shown.status.currentRevision;
  const count = (counts: (pod: PodView) => boolean): number => pods.filter((pod) => pod.owner === 'set' && counts(pod)).length;
  const at = (revision: string) => (pod: PodView) => !pod.terminating && pod.revision === revision;
  const isRunningReady = (pod: PodView): boolean => pod.phase === 'Running' && pod.ready;
  return {
    observedGeneration: shown.set.generation,
    replicas: count(() => true),
    ready: count(isRunningReady),
    available: count((pod) => isRunningReady(pod) && pod.available),
    current: count(at(currentRevision || updateRevision)),
    updated: count(at(updateRevision)),
    currentRevision,
    updateRevision: currentRevision === '' ? '' : updateRevision,
    collisionCount: 0,
    conditions: [],
  };
}

function revisionViews(universe: Universe, shown: Shown): RevisionView[] {
  // Without the facet every template has its revision and the wanted one is the newest: nothing is left to write.
  const names = universe.scenario.facets.revisions
    ? shown.revisions
    : [...universe.templates.filter((name) => name !== shown.set.template), shown.set.template];
  return names.map((name, index) => ({ name, number: index + 1, data: name, owner: 'set' as const }));
}

function claimViews(universe: Universe, shown: Shown): ClaimView[] {
  const { set, facets } = universe.scenario;
  if (!facets.claims) {
    return universe.pods.flatMap((pod) => set.claimTemplates.map((template) => ({ name: `${template}-${pod}`, terminating: false, owners: [] })));
  }
  return shown.claims.flatMap((claim, slot) =>
    claim
      ? [
          {
            name: universe.claims[slot]!,
            terminating: claim.terminating,
            owners: claim.owners.map((owner) => ownerReference(owner, set.name, universe.pods[podSlotOf(universe, slot)]!)),
          },
        ]
      : [],
  );
}
