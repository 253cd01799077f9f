/** How a pass starts: what it takes from the logs, the view it freezes, and the first thing it asks. */
import { behindOwnWrites, deliver, type Cache } from './cache.ts';
import { column, one, scratch, stage, turnedReady, unchanged, union, wakeQueue, type Wake } from './columns.ts';
import type { Continuation, Continuations } from './pass.ts';
import type { Outcome, Rule, Stage } from './rules.ts';
import type { Universe } from './universe.ts';
import { viewOf, type Shown } from './view.ts';
import { anyTime, type ClaimSeen, type ClaimsColumn, type PassColumn, type Pod, type QueueColumn, type RevisionsColumn, type SetColumn, type SetVersion, type StatusColumn } from './world.ts';

/** What a cache hands to the view. */
interface ViewPart<T> {
  readonly shown: T;
  readonly behindOwnWrites: boolean;
}

/**
 * Deliveries are fused with the start: the pass takes some of the events of each kind and begins on what the caches
 * show then. It may begin if the key is queued or one of the taken events wakes it: pods and sets do, claims and
 * revisions never (SC-Q-1).
 *
 * What the view shows and what of it is out of date are kept apart on the way, so that a view is decided on once,
 * however old it is.
 */
export function startPass(universe: Universe, passes: Continuations): Rule {
  const { facets, reductions } = universe.scenario;
  const fused = reductions.fuseDelivery;
  return {
    name: 'controller/pass',
    family: 'controller/pass',
    mover: 'system',
    when: (pass: PassColumn | null) => pass === null,
    stages: [
      stage([column.pass, column.podCache, scratch.wake, scratch.viewPods, scratch.stalePods], (_pass: null, cache: Cache<Pod>, wake: Wake) => takePods(universe, cache, wake, fused)),
      stage([column.set, scratch.wake, scratch.viewSet, scratch.staleSet], (versions: SetColumn, wake: Wake) => takeSet(versions, wake, fused)),
      stage([column.queue, scratch.wake], (queue: QueueColumn, wake: Wake) => (queue.queued || wake.queued ? unchanged : [])),
      ...(facets.claims ? [stage([column.claims, scratch.viewClaims, scratch.staleClaims], (claims: ClaimsColumn) => takeClaims(universe, claims, fused))] : []),
      ...(facets.revisions ? [stage([column.revisions, scratch.viewRevisions], (revisions: RevisionsColumn) => takeRevisions(revisions, fused))] : []),
      decide(universe, passes),
      begin(passes),
    ],
  };
}

function counts(length: number, fused: boolean): number[] {
  return fused ? Array.from({ length: length + 1 }, (_, taken) => length - taken) : [0];
}

function behind(remaining: number, what: string): string {
  return remaining === 0 ? '' : `${remaining} ${what} event${remaining === 1 ? '' : 's'} behind`;
}

function takePods(universe: Universe, cache: Cache<Pod>, wake: Wake, fused: boolean): Outcome[] {
  return counts(cache.queue.length, fused).map((taken) => {
    const next = deliver(cache, taken);
    const part: ViewPart<Cache<Pod>['shown']> = { shown: next.shown, behindOwnWrites: universe.recordsOwnWrites && behindOwnWrites(next) };
    const armed = union(wake.armed, turnedReady(universe, cache, taken));
    return { label: behind(next.queue.length, 'pod'), next: [undefined, next, { queued: wake.queued || taken > 0, armed }, part, stalePods(universe, next)] };
  });
}

function stalePods(universe: Universe, cache: Cache<Pod>): string[] {
  const stale = new Set<string>();
  for (const event of cache.queue) {
    const name = universe.pods[event.slot]!;
    stale.add(`version ${name}`);
    if (event.object === null) stale.add(`pod ${name}`);
  }
  return [...stale].sort();
}

function takeSet(versions: SetColumn, wake: Wake, fused: boolean): Outcome[] {
  return counts(versions.length - 1, fused).map((taken) => {
    const next = versions.slice(taken);
    const stale = next.length > 1 ? ['set'] : [];
    return { label: behind(next.length - 1, 'set'), next: [next, { ...wake, queued: wake.queued || taken > 0 }, next[0]!, stale] };
  });
}

function takeClaims(universe: Universe, claims: ClaimsColumn, fused: boolean): Outcome[] {
  return counts(claims.cache.queue.length, fused).map((taken) => {
    const cache = deliver(claims.cache, taken);
    const part: ViewPart<readonly (ClaimSeen | null)[]> = { shown: cache.shown, behindOwnWrites: universe.recordsOwnWrites && behindOwnWrites(cache) };
    const stale = [...new Set(cache.queue.map((event) => `claim ${universe.claims[event.slot]!}`))].sort();
    return { label: behind(cache.queue.length, 'claim'), next: [{ ...claims, cache }, part, stale] };
  });
}

function takeRevisions(revisions: RevisionsColumn, fused: boolean): Outcome[] {
  return counts(revisions.length - 1, fused).map((taken) => {
    const next = revisions.slice(taken);
    return { label: behind(next.length - 1, 'revision'), next: [next, next[0]!] };
  });
}

/** Where a pass begins on what the caches show. */
function firstOf(universe: Universe, passes: Continuations, shown: Shown): Continuation {
  return passes.start(JSON.stringify(shown), () => viewOf(universe, shown));
}

/** Freezes the view and sees what the pass wants first. */
function decide(universe: Universe, passes: Continuations): Stage {
  const { facets } = universe.scenario;
  const parts = [...(facets.claims ? [scratch.viewClaims] : []), ...(facets.revisions ? [scratch.viewRevisions] : [])];
  return stage(
    [scratch.first, column.status, scratch.viewSet, scratch.viewPods, ...parts],
    (_first: null, status: StatusColumn, set: SetVersion, pods: ViewPart<Shown['pods']>, ...rest: unknown[]) => {
      const claims = facets.claims ? (rest[0] as ViewPart<Shown['claims']>) : undefined;
      const shown: Shown = {
        set,
        status,
        pods: pods.shown,
        claims: claims?.shown ?? [],
        revisions: facets.revisions ? (rest.at(-1) as Shown['revisions']) : [],
        behindOwnWrites: [...(pods.behindOwnWrites ? ['pods' as const] : []), ...(claims?.behindOwnWrites ? ['claims' as const] : [])],
      };
      const first = firstOf(universe, passes, shown);
      // It only failed, so its key is queued as before and later passes may take the same events: no step.
      return 'end' in first && first.end.retry ? [] : one([first]);
    },
  );
}

/** The pass begins, or ends where it had nothing to ask. */
function begin(passes: Continuations): Stage {
  return stage(
    [column.pass, column.queue, scratch.wake, scratch.first, scratch.staleSet, scratch.stalePods, scratch.staleClaims],
    (_pass: null, queue: QueueColumn, wake: Wake, first: Continuation, ...stale: (readonly string[])[]) => {
      const armed = union(queue.armed, wake.armed);
      if ('end' in first) return one([null, { queued: false, armed: union(armed, first.end.armed) }]);
      return one([{ node: first.node, stale: stale.flat().filter((thing) => passes.isSensitive(first.node, thing)).sort() }, { queued: false, armed }]);
    },
  );
}

/**
 * Up to 1.35.0 a set that is short of available pods is run again and again (SC-Q-7). A run that sees what the last one
 * saw and asks for nothing is a stutter, no step: else such a set would never be quiet, however stuck it is.
 */
export function polling(universe: Universe, passes: Continuations): Rule {
  const { facets } = universe.scenario;
  const caches = [column.podCache, column.set, column.status, ...(facets.claims ? [column.claims] : []), ...(facets.revisions ? [column.revisions] : [])];
  return {
    name: 'clock/delayed-enqueue',
    family: 'clock/delayed-enqueue',
    mover: 'system',
    when: (queue: QueueColumn) => queue.armed.includes(anyTime) && !queue.queued,
    stages: [
      stage([column.queue, ...caches], (_queue: QueueColumn, pods: Cache<Pod>, set: SetColumn, status: StatusColumn, ...rest: unknown[]) => {
        const claims = facets.claims ? (rest[0] as ClaimsColumn).cache : undefined;
        const revisions = facets.revisions ? (rest.at(-1) as RevisionsColumn) : undefined;
        const isCaughtUp = pods.queue.length === 0 && set.length === 1 && (claims?.queue.length ?? 0) === 0 && (revisions?.length ?? 1) === 1;
        const shown: Shown = { set: set[0]!, status, pods: pods.shown, claims: claims?.shown ?? [], revisions: revisions?.[0] ?? [], behindOwnWrites: [] };
        const first = isCaughtUp ? firstOf(universe, passes, shown) : undefined;
        const isStutter = first && 'end' in first && first.end.armed.every((name) => name === anyTime);
        return isStutter ? [] : one([{ queued: true, armed: [] }]);
      }),
    ],
  };
}

/** Each kind of event is delivered in a step of its own; the reduction switched off (state-space test). */
export function deliveryRules(universe: Universe): Rule[] {
  const { facets } = universe.scenario;
  const rule = (kind: string, stages: Stage[], when: (value: never) => boolean): Rule => ({
    name: `informer/${kind}`,
    family: `informer/${kind}`,
    mover: 'system',
    when,
    stages,
  });
  return [
    rule(
      'pods',
      [
        stage([column.podCache, scratch.wake], (cache: Cache<Pod>) => {
          const next = deliver(cache, 1);
          return one([next, { queued: true, armed: turnedReady(universe, cache, 1) }]);
        }),
        wakeQueue,
      ],
      (cache: Cache<Pod>) => cache.queue.length > 0,
    ),
    rule('sets', [stage([column.set, scratch.wake], (versions: SetColumn) => one([versions.slice(1), { queued: true, armed: [] }])), wakeQueue], (versions: SetColumn) => versions.length > 1),
    ...(facets.claims
      ? [
          rule('claims', [stage([column.claims], (claims: ClaimsColumn) => one([{ ...claims, cache: deliver(claims.cache, 1) }]))], (claims: ClaimsColumn) => claims.cache.queue.length > 0),
        ]
      : []),
    ...(facets.revisions
      ? [rule('revisions', [stage([column.revisions], (versions: RevisionsColumn) => one([versions.slice(1)]))], (versions: RevisionsColumn) => versions.length > 1)]
      : []),
  ];
}
