/**
 * The controller among its surroundings: how a pass starts, what becomes of each of its requests, how it crashes, and
 * writes that land after their answer was given up (environment §1.3, §2).
 */
import type { Answer, Request } from './controllers/controller.ts';
import {
  ok,
  writeClaim,
  writePod,
  writeRevision,
  writeStatus,
  type ClaimRequest,
  type PodRequest,
  type RevisionRequest,
  type Written,
} from './api-server.ts';
import { behindOwnWrites, deliver, relist, type Cache } from './cache.ts';
import {
  afterPodEvent,
  asleep,
  column,
  condemnUnwanted,
  noticeChange,
  one,
  scratch,
  stage,
  turnedReady,
  unchanged,
  union,
  wakeQueue,
  type PodEvent,
  type Wake,
} from './columns.ts';
import { storeClaim } from './claim-log.ts';
import { podEvent } from './kubelet.ts';
import { branch, type Continuation, type Continuations, type Pending } from './pass.ts';
import type { Outcome, Rule, Stage } from './rules.ts';
import { podSlotOf, type Universe } from './universe.ts';
import { viewOf, type Shown } from './view.ts';
import type {
  ClaimSeen,
  ClaimsColumn,
  LateWrite,
  PassColumn,
  Pod,
  PodColumn,
  QueueColumn,
  RevisionsColumn,
  SetColumn,
  SetVersion,
  StatusColumn,
} from './world.ts';

const failed: Answer = { ok: false, reason: 'ServerError' };

export function conversationRules(universe: Universe, passes: Continuations): Rule[] {
  return [
    startPass(universe, passes),
    ...targetsOf(universe).flatMap((target) => targetRules(universe, passes, target)),
    ...(universe.faults ? [restart(universe)] : []),
  ];
}

// ---------------------------------------------------------------- the start of a pass

/** What a cache column hands to the view, and what of it has changed in the API server already. */
interface ViewPart<T> {
  readonly shown: T;
  readonly stale: readonly string[];
  readonly behindOwnWrites: boolean;
}

/**
 * Deliveries are fused with the start: the pass takes some of the events of each kind and begins on what the caches
 * show then. It may begin if the key is queued or one of the taken events wakes it: pods and sets do, claims and
 * revisions never (SC-Q-1).
 */
function startPass(universe: Universe, passes: Continuations): Rule {
  const { facets, reductions } = universe.scenario;
  const fused = reductions.fuseDelivery;
  return {
    name: 'controller/pass',
    family: 'controller/pass',
    mover: 'system',
    when: (pass: PassColumn | null) => pass === null,
    stages: [
      stage([column.pass], () => unchanged),
      stage([column.podCache, scratch.wake, scratch.viewPods], (cache: Cache<Pod>, wake: Wake) => takePods(universe, cache, wake, fused)),
      stage([column.set, scratch.wake, scratch.viewSet], (versions: SetColumn, wake: Wake) => takeSet(versions, wake, fused)),
      ...(facets.claims ? [stage([column.claims, scratch.viewClaims], (claims: ClaimsColumn) => takeClaims(universe, claims, fused))] : []),
      ...(facets.revisions ? [stage([column.revisions, scratch.viewRevisions], (revisions: RevisionsColumn) => takeRevisions(revisions, fused))] : []),
      begin(universe, passes),
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
    const part: ViewPart<Cache<Pod>['shown']> = {
      shown: next.shown,
      stale: stalePods(universe, next),
      behindOwnWrites: universe.recordsOwnWrites && behindOwnWrites(next),
    };
    const armed = union(wake.armed, turnedReady(universe, cache, next));
    return { label: behind(next.queue.length, 'pod'), next: [next, { queued: wake.queued || taken > 0, armed }, part] };
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
    const part: ViewPart<SetVersion> = { shown: next[0]!, stale: next.length > 1 ? ['set'] : [], behindOwnWrites: false };
    return { label: behind(next.length - 1, 'set'), next: [next, { ...wake, queued: wake.queued || taken > 0 }, part] };
  });
}

function takeClaims(universe: Universe, claims: ClaimsColumn, fused: boolean): Outcome[] {
  return counts(claims.cache.queue.length, fused).map((taken) => {
    const cache = deliver(claims.cache, taken);
    const part: ViewPart<readonly (ClaimSeen | null)[]> = {
      shown: cache.shown,
      stale: [...new Set(cache.queue.map((event) => `claim ${universe.claims[event.slot]!}`))].sort(),
      behindOwnWrites: universe.recordsOwnWrites && behindOwnWrites(cache),
    };
    return { label: behind(cache.queue.length, 'claim'), next: [{ ...claims, cache }, part] };
  });
}

function takeRevisions(revisions: RevisionsColumn, fused: boolean): Outcome[] {
  return counts(revisions.length - 1, fused).map((taken) => {
    const next = revisions.slice(taken);
    const part: ViewPart<readonly string[]> = { shown: next[0]!, stale: [], behindOwnWrites: false };
    return { label: behind(next.length - 1, 'revision'), next: [next, part] };
  });
}

/** The last stage of a start: freeze the view and see what the pass wants first. */
function begin(universe: Universe, passes: Continuations): Stage {
  const { facets } = universe.scenario;
  const reads = [
    column.pass,
    column.queue,
    scratch.wake,
    column.status,
    scratch.viewSet,
    scratch.viewPods,
    ...(facets.claims ? [scratch.viewClaims] : []),
    ...(facets.revisions ? [scratch.viewRevisions] : []),
  ];
  return stage(
    reads,
    (
      _pass: null,
      queue: QueueColumn,
      wake: Wake,
      status: StatusColumn,
      set: ViewPart<SetVersion>,
      pods: ViewPart<Shown['pods']>,
      ...rest: ViewPart<never>[]
    ) => {
      if (!queue.queued && !wake.queued) return [];
      const claims = facets.claims ? (rest[0] as ViewPart<Shown['claims']>) : undefined;
      const revisions = facets.revisions ? (rest.at(-1) as ViewPart<Shown['revisions']>) : undefined;
      const shown: Shown = {
        set: set.shown,
        status,
        pods: pods.shown,
        claims: claims?.shown ?? [],
        revisions: revisions?.shown ?? [],
        behindOwnWrites: [...(pods.behindOwnWrites ? ['pods' as const] : []), ...(claims?.behindOwnWrites ? ['claims' as const] : [])],
      };
      const armed = union(queue.armed, wake.armed);
      const first = passes.start(JSON.stringify(shown), () => viewOf(universe, shown));
      if ('end' in first) {
        // It only failed, so its key is queued as before and later passes may take the same events: no step.
        if (first.end.retry) return [];
        return one([null, { queued: false, armed: union(armed, first.end.armed) }]);
      }
      const { sensitive } = passes.node(first.node);
      const stale = [...set.stale, ...pods.stale, ...(claims?.stale ?? [])].filter((thing) => sensitive.has(thing)).sort();
      return one([{ node: first.node, stale }, { queued: false, armed }]);
    },
  );
}

// ---------------------------------------------------------------- requests

/** An object of the API server that the controller writes, and the columns such a write reads. */
interface Target {
  readonly name: string;
  readonly operations: readonly Request['op'][];
  /** Columns after `pass` and `wake`, before anything else. */
  readonly reads: readonly string[];
  /**
   * The API server's part: answer and new values of `reads`.
   * @param own the answer will reach the controller
   */
  readonly write: (request: Request, stale: readonly string[], own: boolean, values: readonly unknown[]) => { readonly answer: Answer; readonly next?: readonly unknown[] };
  /** What follows in the same step. */
  readonly after: (passes: Continuations) => Stage[];
}

const families: Record<Request['op'], string> = {
  getSet: 'controller/get-set',
  getRevision: 'controller/get-revision',
  adoptRevision: 'controller/adopt-revision',
  createRevision: 'controller/create-revision',
  updateRevision: 'controller/update-revision',
  deleteRevision: 'controller/delete-revision',
  adoptPod: 'controller/adopt',
  releasePod: 'controller/release',
  createPod: 'controller/create',
  updatePod: 'controller/update',
  deletePod: 'controller/delete',
  createClaim: 'controller/create-claim',
  updateClaim: 'controller/update-claim',
  deleteClaim: 'controller/delete-claim',
  updateStatus: 'controller/status',
};

const reads = new Set<Request['op']>(['getSet', 'getRevision']);

function targetsOf(universe: Universe): Target[] {
  const { facets, set } = universe.scenario;
  return [
    ...universe.pods.map((_, slot) => podTarget(universe, slot)),
    ...universe.claims.map((_, slot) => claimTarget(universe, slot)),
    ...(facets.revisions ? universe.templates.map((name) => revisionTarget(universe, name)) : []),
    ...untracked(universe),
    statusTarget(universe),
    {
      name: set.name,
      operations: ['getSet'],
      reads: [column.set],
      write: (_request, _stale, _own, [versions]) => {
        const { life } = (versions as SetColumn).at(-1)!;
        return life === 'Gone' ? { answer: { ok: false, reason: 'NotFound' } } : { answer: { ok: true, set: { uid: 'set-1', deleting: life !== 'Live' } } };
      },
      after: () => [wakeQueue],
    },
  ];
}

/**
 * Objects of a facet that is off. Their requests are answered without a step, unless a promise is broken by asking:
 * that must be seen, so it gets a step that succeeds and changes nothing.
 */
function untracked(universe: Universe): Target[] {
  const { facets, set } = universe.scenario;
  const target = (name: string, operations: Target['operations']): Target => ({
    name,
    operations,
    reads: [],
    write: (request) => ({ answer: request.op === 'getRevision' ? { ok: true, revision: { data: name } } : ok }),
    after: () => [wakeQueue],
  });
  return [
    ...(facets.claims ? [] : universe.pods.flatMap((pod) => set.claimTemplates.map((template) => target(`${template}-${pod}`, claimOperations)))),
    ...(facets.revisions ? [] : universe.templates.map((name) => target(name, revisionOperations))),
  ];
}

const claimOperations = ['createClaim', 'updateClaim', 'deleteClaim'] as const;
const revisionOperations = ['createRevision', 'updateRevision', 'deleteRevision', 'adoptRevision', 'getRevision'] as const;

function podTarget(universe: Universe, slot: number): Target {
  const name = universe.pods[slot]!;
  return {
    name,
    operations: ['createPod', 'deletePod', 'updatePod', 'adoptPod', 'releasePod'],
    reads: [column.pod(name), scratch.event],
    write: (request, stale, own, [pod]) => {
      const before = pod as PodColumn;
      const { answer, changed } = writePod(universe, request as PodRequest, before, stale);
      // Deletes and releases are not recorded (SC-RD-6).
      const isRecorded = own && universe.recordsOwnWrites && request.op !== 'deletePod' && request.op !== 'releasePod';
      return changed ? { answer, next: [changed, podEvent(slot, before, changed, isRecorded)] } : { answer };
    },
    after: (passes) => afterPodEvent(universe, (node, thing) => passes.node(node).sensitive.has(thing)),
  };
}

function claimTarget(universe: Universe, slot: number): Target {
  const name = universe.claims[slot]!;
  const podSlot = podSlotOf(universe, slot);
  const podName = universe.pods[podSlot]!;
  const { facets, lag } = universe.scenario;
  return {
    name,
    operations: claimOperations,
    // Only references to pods can age under a writer.
    reads: facets.retention ? [column.claims, column.pod(podName), scratch.changed] : [column.claims],
    write: (request, stale, own, [column, pod]) => {
      const claims = column as ClaimsColumn;
      const successor = stale.includes(`pod ${podName}`) && (pod as PodColumn | undefined)?.object !== null;
      const written = writeClaim(universe, request as ClaimRequest, claims.stored[slot]!, stale, claims.memory[slot]!.served, facets.retention && successor);
      if (!written.changed) return { answer: written.answer };
      const isRecorded = own && universe.recordsOwnWrites && request.op !== 'deleteClaim';
      return { answer: written.answer, next: [storeClaim(claims, slot, written.changed, lag.claims, isRecorded), undefined, ...(facets.retention ? [`claim ${name}`] : [])] };
    },
    after: (passes) => [...(facets.retention ? [condemnUnwanted(universe), ...noticeChange(universe, (node, thing) => passes.node(node).sensitive.has(thing))] : []), wakeQueue],
  };
}

function revisionTarget(universe: Universe, name: string): Target {
  const lag = universe.scenario.lag.revisions;
  return {
    name,
    operations: revisionOperations,
    reads: [column.revisions],
    write: (request, _stale, _own, [column]) => {
      const versions = column as RevisionsColumn;
      const stored = versions.at(-1)!;
      if (request.op === 'getRevision') {
        return { answer: stored.includes(name) ? { ok: true, revision: { data: name } } : { ok: false, reason: 'NotFound' } };
      }
      const { answer, changed } = writeRevision(request as RevisionRequest, stored);
      return changed ? { answer, next: [[...versions, changed].slice(-(lag + 1))] } : { answer };
    },
    after: () => [wakeQueue],
  };
}

function statusTarget(universe: Universe): Target {
  return {
    name: universe.scenario.set.name,
    operations: ['updateStatus'],
    reads: [column.status, column.set, scratch.wake, scratch.changed],
    write: (request, stale, _own, [status, versions]) => {
      const written = writeStatus(
        universe,
        request as Extract<Request, { op: 'updateStatus' }>,
        (versions as SetColumn).at(-1)!,
        status as StatusColumn,
        stale,
      );
      // Every write of the set is an event of the set (SC-Q-2); the cache shows it at once.
      return written.changed ? { answer: written.answer, next: [written.changed, undefined, { queued: true, armed: [] }, 'set'] } : { answer: written.answer };
    },
    after: (passes) => [...noticeChange(universe, (node, thing) => passes.node(node).sensitive.has(thing)), wakeQueue],
  };
}

function targetRules(universe: Universe, passes: Continuations, target: Target): Rule[] {
  const list = target.operations.flatMap((op) => {
    const plain = answered(universe, passes, target, op);
    return universe.faults ? [plain, troubled(universe, passes, target, op)] : [plain];
  });
  const mayBeLate = target.operations.some((op) => !reads.has(op) && (op !== 'updateStatus' || universe.scenario.facets.status));
  return universe.faults && mayBeLate ? [...list, late(passes, target)] : list;
}

function pendingOf(passes: Continuations, pass: PassColumn, target: Target, op: Request['op']): Pending | undefined {
  return passes.node(pass.node).pending.find(({ request }) => request.op === op && request.name === target.name);
}

function asksFor(passes: Continuations, target: Target, op: Request['op']) {
  return (pass: PassColumn | null): boolean => pass !== null && pendingOf(passes, pass, target, op) !== undefined;
}

/** The pass after an answer, and what its end does to the queue. */
function answer(passes: Continuations, pass: PassColumn, request: Request, given: Answer): { pass: PassColumn | null; wake: Wake } {
  const next: Continuation | undefined = passes.node(pass.node).children.get(branch(request, given));
  if (!next) throw new Error(`No continuation for ${branch(request, given)}: the world gave an answer that was not foreseen.`);
  if ('end' in next) return { pass: null, wake: { queued: next.end.retry, armed: next.end.armed } };
  const { sensitive } = passes.node(next.node);
  return { pass: { node: next.node, stale: pass.stale.filter((thing) => sensitive.has(thing)) }, wake: asleep };
}

/** Position of the wake scratch among a target's columns, or -1. */
function wakeOf(target: Target): number {
  return target.reads.indexOf(scratch.wake);
}

function together(own: Wake, values: readonly unknown[], target: Target): Wake {
  const other = values[wakeOf(target)] as Wake | undefined;
  return { queued: own.queued || (other?.queued ?? false), armed: union(own.armed, other?.armed ?? []) };
}

/** Columns of a request's first stage: the pass, what the world adds, the target's own columns, the wake. */
function columnsOf(target: Target, extra: readonly string[]): string[] {
  return [column.pass, scratch.wake, ...extra, ...target.reads.filter((name) => name !== scratch.wake)];
}

function valuesOf(target: Target, values: readonly unknown[]): unknown[] {
  return target.reads.map((name) => (name === scratch.wake ? asleep : values[target.reads.filter((other) => other !== scratch.wake).indexOf(name)]));
}

function nextOf(target: Target, next: readonly unknown[] | undefined): unknown[] {
  return target.reads.flatMap((name, index) => (name === scratch.wake ? [] : [next?.[index]]));
}

/** Nothing goes wrong: the request is done and its answer arrives. */
function answered(universe: Universe, passes: Continuations, target: Target, op: Request['op']): Rule {
  const family = families[op];
  return {
    name: `${family} ${target.name}`,
    family,
    mover: 'system',
    when: asksFor(passes, target, op),
    stages: [
      stage(columnsOf(target, []), (pass: PassColumn, _wake: Wake, ...values: unknown[]) => {
        const { request } = pendingOf(passes, pass, target, op)!;
        const written = target.write(request, pass.stale, true, valuesOf(target, values));
        const next = answer(passes, pass, request, written.answer);
        const label = written.answer.ok ? 'ok' : written.answer.reason;
        return one([next.pass, together(next.wake, written.next ?? [], target), ...nextOf(target, written.next)], label);
      }),
      ...target.after(passes),
    ],
  };
}

/** A disturbance: refused, done but the answer is lost, or done later if at all; the controller sees an error. */
function troubled(universe: Universe, passes: Continuations, target: Target, op: Request['op']): Rule {
  const family = families[op];
  return {
    name: `${family} ${target.name}`,
    family,
    mover: 'disturbance',
    when: asksFor(passes, target, op),
    stages: [
      stage(columnsOf(target, [column.purse, column.late]), (pass: PassColumn, _wake: Wake, purse: number, late: LateWrite | null, ...values: unknown[]) => {
        if (purse === 0) return [];
        const { request, why } = pendingOf(passes, pass, target, op)!;
        const next = answer(passes, pass, request, failed);
        const outcomes: Outcome[] = [{ label: 'refused', next: [next.pass, next.wake, purse - 1] }];
        if (reads.has(op)) return outcomes;
        const written = target.write(request, pass.stale, false, valuesOf(target, values));
        // A lost answer to a write that did nothing is a refusal.
        if (!written.next) return outcomes;
        outcomes.push({
          label: 'lost',
          next: [next.pass, together(next.wake, written.next, target), purse - 1, undefined, ...nextOf(target, written.next)],
        });
        // Without counters a status write says no more than the next pass will say again, with a newer version.
        if (late === null && (op !== 'updateStatus' || universe.scenario.facets.status)) {
          const stale = pass.stale.filter((thing) => thing === 'set' || thing.endsWith(` ${request.name}`));
          outcomes.push({ label: 'late', next: [next.pass, next.wake, purse - 1, { request, ...(why ? { why } : {}), stale }] });
        }
        return outcomes;
      }),
      ...target.after(passes),
    ],
  };
}

/** A late write lands, validated against the store as it is then; one that is no longer valid is dropped. */
function late(passes: Continuations, target: Target): Rule {
  const family = 'network/late';
  const verbs = new Map(target.operations.map((op) => [op, families[op].slice('controller/'.length)]));
  return {
    name: `${family} ${target.name}`,
    family,
    mover: 'system',
    when: (late: LateWrite | null) => late !== null && late.request.name === target.name && verbs.has(late.request.op),
    stages: [
      stage([column.late, scratch.wake, ...target.reads.filter((name) => name !== scratch.wake)], (late: LateWrite, _wake: Wake, ...values: unknown[]) => {
        const written = target.write(late.request, late.stale, false, valuesOf(target, values));
        const verb = verbs.get(late.request.op)!;
        if (!written.next) return one([null], `${verb} ${written.answer.ok ? 'changes nothing' : written.answer.reason}`);
        return one([null, together(asleep, written.next, target), ...nextOf(target, written.next)], verb);
      }),
      ...target.after(passes),
    ],
  };
}

// ---------------------------------------------------------------- crash and restart

/**
 * The process dies and a new one starts: the pass, the queue's timers and the record of own writes are lost, all caches
 * show the truth, every set is queued (EN-INF-12, SC-Q-8). What happens while it is down could as well happen before,
 * so the two are one step.
 */
function restart(universe: Universe): Rule {
  const { facets } = universe.scenario;
  return {
    name: 'controller/restart',
    family: 'controller/restart',
    mover: 'disturbance',
    when: (purse: number) => purse > 0,
    stages: [
      stage([column.purse, column.pass, column.queue], (purse: number) => one([purse - 1, null, { queued: true, armed: [] }])),
      stage([column.podCache], (cache: Cache<Pod>) => (cache.queue.length === 0 ? unchanged : one([relist(cache)]))),
      stage([column.set], (versions: SetColumn) => (versions.length === 1 ? unchanged : one([versions.slice(-1)]))),
      ...(facets.claims
        ? [stage([column.claims], (claims: ClaimsColumn) => (claims.cache.queue.length === 0 ? unchanged : one([{ ...claims, cache: relist(claims.cache) }])))]
        : []),
      ...(facets.revisions ? [stage([column.revisions], (versions: RevisionsColumn) => (versions.length === 1 ? unchanged : one([versions.slice(-1)])))] : []),
    ],
  };
}

// ---------------------------------------------------------------- deliveries of their own, when fusing is off

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
          return one([next, { queued: true, armed: turnedReady(universe, cache, next) }]);
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

/** Answers the world may give to a request, worst case: what a continuation is expanded for. */
export function possibleAnswers(universe: Universe, request: Request): Answer[] {
  const failures = (...reasons: ('AlreadyExists' | 'Conflict' | 'NotFound' | 'Invalid')[]): Answer[] => reasons.map((reason) => ({ ok: false, reason }));
  const common = universe.faults ? [failed] : [];
  switch (request.op) {
    case 'getSet':
      return [{ ok: true, set: { uid: 'set-1', deleting: false } }, { ok: true, set: { uid: 'set-1', deleting: true } }, ...failures('NotFound'), ...common];
    case 'getRevision':
      return [{ ok: true, revision: { data: request.name } }, ...failures('NotFound'), ...common];
    case 'createPod':
    case 'createClaim':
    case 'createRevision':
      return [ok, ...failures('AlreadyExists'), ...common];
    case 'deletePod':
      return [ok, ...failures('NotFound', ...(request.uid === undefined ? [] : (['Conflict'] as const))), ...common];
    case 'updateClaim':
    case 'updatePod':
      return [ok, ...failures('NotFound', 'Conflict'), ...common];
    case 'updateStatus':
      return [ok, ...failures('NotFound', 'Conflict', ...(universe.scenario.facets.status ? (['Invalid'] as const) : [])), ...common];
    default:
      return [ok, ...failures('NotFound'), ...common];
  }
}

export type { PodEvent, Written };
