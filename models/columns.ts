/** Names of the columns, and the stages that end a step whatever began it: publish an event, notice it, wake the queue. */
import { append, type Cache, type LogEvent } from './cache.ts';
import { sensitivities, type IsSensitive } from './pass.ts';
import type { Outcome, Stage } from './rules.ts';
import { isReady } from './view.ts';
import { podSlotOf, type Universe } from './universe.ts';
import type { ClaimOwner, ClaimsColumn, LateWrite, PassColumn, Pod, QueueColumn, SetColumn } from './world.ts';

export const column = {
  pod: (name: string) => `pod ${name}`,
  podCache: 'cache pods',
  set: 'set',
  status: 'status',
  claims: 'claims',
  revisions: 'revisions',
  volumes: 'volumes',
  queue: 'queue',
  pass: 'pass',
  late: 'late',
  purse: 'purse',
  edits: 'edits',
  node: 'node',
} as const;

/** Columns that carry a value from stage to stage and are no part of a row. */
export const scratch = {
  /** What happened to a pod object, or null. */
  event: 'event',
  /** What has a new version by this step, in the words of {@link sensitivities}, or null. */
  changed: 'changed',
  wake: 'wake',
  viewPods: 'view pods',
  viewSet: 'view set',
  viewClaims: 'view claims',
  viewRevisions: 'view revisions',
  /** What a pass saw that has changed in the API server already, by kind. */
  stalePods: 'stale pods',
  staleSet: 'stale set',
  staleClaims: 'stale claims',
  /** Where the pass begins: its first continuation. */
  first: 'first',
} as const;

export interface PodEvent extends LogEvent<Pod> {
  /** A new incarnation begins. */
  readonly created?: true;
}

/** What a step does to the work queue. */
export interface Wake {
  readonly queued: boolean;
  /** Pods whose availability a delayed enqueue waits for. */
  readonly armed: readonly string[];
}

export const asleep: Wake = { queued: false, armed: [] };

/** Nothing changes: the one way a tail stage goes when there is nothing to do. */
export const unchanged: readonly Outcome[] = [{ label: '', next: [] }];

export function one(next: readonly unknown[], label = ''): readonly Outcome[] {
  return [{ label, next }];
}

export function stage<V extends readonly unknown[]>(reads: readonly string[], step: (...values: V) => readonly Outcome[]): Stage {
  return { reads, step: step as unknown as Stage['step'] };
}

/** Puts the pod event of this step into the log of the pod cache; a delivery by force wakes the queue (SC-Q-3..5). */
function publish(universe: Universe): Stage {
  const { lag, facets } = universe.scenario;
  return stage([scratch.event, column.podCache, scratch.wake], (event: PodEvent | null, cache: Cache<Pod>, wake: Wake) => {
    if (!event) return unchanged;
    const { created, ...plain } = event;
    const older = created && facets.retention ? aged(cache, event.slot, lag.pods + 1) : cache;
    const appended = append(older, plain, lag.pods);
    const armed = appended.forced ? union(wake.armed, turnedReady(universe, { ...older, queue: [...older.queue, plain] }, 1)) : wake.armed;
    return one([undefined, appended.cache, { queued: wake.queued || appended.forced, armed }]);
  });
}

/** Pods whose Ready flips to true while the `count` oldest events are delivered: each schedules a delayed enqueue (SC-Q-4, SC-Q-7). */
export function turnedReady(universe: Universe, cache: Cache<Pod>, count: number): string[] {
  if (!universe.scenario.facets.availability) return [];
  const shown = [...cache.shown];
  return cache.queue.slice(0, count).flatMap(({ slot, object }) => {
    const before = shown[slot];
    shown[slot] = object;
    return object && isReady(object) && !(before && isReady(before)) ? [universe.pods[slot]!] : [];
  });
}

export function union(some: readonly string[], others: readonly string[]): readonly string[] {
  const news = others.filter((name, at) => !some.includes(name) && others.indexOf(name) === at);
  return news.length === 0 ? some : [...some, ...news].sort();
}

function aged(cache: Cache<Pod>, slot: number, oldest: number): Cache<Pod> {
  const older = (pod: Pod | null): Pod | null => pod && { ...pod, age: Math.min(pod.age + 1, oldest) };
  return {
    shown: cache.shown.map((pod, at) => (at === slot ? older(pod) : pod)),
    queue: cache.queue.map((event) => (event.slot === slot ? { ...event, object: older(event.object) } : event)),
  };
}

/** References to earlier incarnations age when a new one is created (retention facet). */
function ageClaimOwners(universe: Universe): Stage {
  const oldest = universe.scenario.lag.pods + 1;
  return stage([scratch.event, column.claims], (event: PodEvent | null, claims: ClaimsColumn) => {
    if (!event?.created) return unchanged;
    const here = (claimSlot: number): boolean => podSlotOf(universe, claimSlot) === event.slot;
    const older = <T extends { readonly owners: readonly ClaimOwner[] }>(claim: T | null): T | null =>
      claim && { ...claim, owners: claim.owners.map((owner) => (owner.kind === 'Pod' ? { ...owner, age: Math.min(owner.age + 1, oldest) } : owner)) };
    return one([
      undefined,
      {
        ...claims,
        stored: claims.stored.map((claim, slot) => (here(slot) ? older(claim) : claim)),
        cache: {
          shown: claims.cache.shown.map((claim, slot) => (here(slot) ? older(claim) : claim)),
          queue: claims.cache.queue.map((entry) => (here(entry.slot) ? { ...entry, object: older(entry.object) } : entry)),
        },
      },
    ]);
  });
}

/** A pass in flight no longer knows a pod that changed under it. */
function noticePod(universe: Universe, isSensitive: IsSensitive): Stage {
  return stage([scratch.event, column.pass], (event: PodEvent | null, pass: PassColumn | null) => {
    if (!event || !pass) return unchanged;
    const next = staleAfter(pass, changedThings(universe, event), isSensitive);
    return next === pass ? unchanged : one([undefined, next]);
  });
}

/** A late write no longer hits the incarnation it was meant for. */
function noticePodLate(universe: Universe): Stage {
  return stage([scratch.event, column.late], (event: PodEvent | null, late: LateWrite | null) => {
    if (!event || !late) return unchanged;
    const matters = sensitivities(late.request);
    const things = changedThings(universe, event).filter((thing) => matters.includes(thing) && !late.stale.includes(thing));
    return things.length === 0 ? unchanged : one([undefined, { ...late, stale: [...late.stale, ...things].sort() }]);
  });
}

function changedThings(universe: Universe, event: PodEvent): string[] {
  const name = universe.pods[event.slot]!;
  const version = `version ${name}`;
  if (event.object === null) return [`pod ${name}`, version];
  return event.created ? [`successor ${name}`, version] : [version];
}

/**
 * A pass in flight, or a late write, holds an old version of what this step changed, be it by the pass's own write
 * (SC-REP-13). A PUT with it will meet Conflict (EN-API-3).
 */
export function noticeChange(universe: Universe, isSensitive: IsSensitive): Stage[] {
  const inPass = stage([scratch.changed, column.pass], (changed: string | null, pass: PassColumn | null) => {
    if (changed === null || !pass) return unchanged;
    const next = staleAfter(pass, [changed], isSensitive);
    return next === pass ? unchanged : one([undefined, next]);
  });
  const inLate = stage([scratch.changed, column.late], (changed: string | null, late: LateWrite | null) => {
    if (changed === null || !late || late.stale.includes(changed) || !sensitivities(late.request).includes(changed)) return unchanged;
    return one([undefined, { ...late, stale: [...late.stale, changed].sort() }]);
  });
  return universe.faults ? [inPass, inLate] : [inPass];
}

/** `pass` with `things` marked as changed, where its remaining requests care. */
export function staleAfter(pass: PassColumn, things: readonly string[], isSensitive: IsSensitive): PassColumn {
  const news = things.filter((thing) => !pass.stale.includes(thing) && isSensitive(pass.node, thing));
  return news.length === 0 ? pass : { ...pass, stale: [...pass.stale, ...news].sort() };
}

export const wakeQueue: Stage = stage([scratch.wake, column.queue], (wake: Wake, queue: QueueColumn) => {
  const next = { queued: queue.queued || wake.queued, armed: union(queue.armed, wake.armed) };
  return next.queued === queue.queued && next.armed === queue.armed ? unchanged : one([undefined, next]);
});

/** The stages that follow whatever may have changed a pod object. */
export function afterPodEvent(universe: Universe, isSensitive: IsSensitive): Stage[] {
  return [
    publish(universe),
    ...(universe.scenario.facets.retention ? [ageClaimOwners(universe)] : []),
    noticePod(universe, isSensitive),
    ...(universe.faults ? [noticePodLate(universe)] : []),
    wakeQueue,
  ];
}

/**
 * Marks claims of ordinals the set does not want as condemned: a memory that a promise about data needs. Versions that
 * the controller may still see count: acting on one of them is what its users asked for, if late.
 */
export function condemnUnwanted(universe: Universe): Stage {
  return stage([column.claims, column.set], (claims: ClaimsColumn, versions: SetColumn) => {
    const wanted = Math.min(...versions.map(({ replicas }) => replicas));
    const isNews = claims.stored.some((claim, slot) => claim && !claim.condemned && podSlotOf(universe, slot) >= wanted);
    if (!isNews) return unchanged;
    const stored = claims.stored.map((claim, slot) => (claim && podSlotOf(universe, slot) >= wanted ? { ...claim, condemned: true } : claim));
    return one([{ ...claims, stored }]);
  });
}
