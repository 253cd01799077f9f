/**
 * The controller among its surroundings: what becomes of each of its requests, how it crashes, and writes that land
 * after their answer was given up (environment §1.3, §2).
 */
import type { Answer, Request } from './controllers/controller.ts';
import { ok } from './api-server.ts';
import { relist, type Cache } from './cache.ts';
import { asleep, column, one, scratch, stage, unchanged, type Wake } from './columns.ts';
import { startPass } from './pass-start.ts';
import { branch, sensitivities, type Continuation, type Continuations, type Pending } from './pass.ts';
import type { Outcome, Rule } from './rules.ts';
import { families, readOperations, targetsOf, type Target } from './targets.ts';
import type { Universe } from './universe.ts';
import { setUid, type ClaimsColumn, type LateWrite, type PassColumn, type Pod, type RevisionsColumn, type SetColumn } from './world.ts';

const failed: Answer = { ok: false, reason: 'ServerError' };

export function conversationRules(universe: Universe, passes: Continuations): Rule[] {
  return [
    startPass(universe, passes),
    ...targetsOf(universe).flatMap((target) => targetRules(universe, passes, target)),
    ...(universe.faults ? [restart(universe)] : []),
  ];
}

function targetRules(universe: Universe, passes: Continuations, target: Target): Rule[] {
  const list = target.operations.flatMap((op) => {
    const plain = answered(passes, target, op);
    return universe.faults ? [plain, troubled(universe, passes, target, op)] : [plain];
  });
  return universe.faults && target.operations.some((op) => mayBeLate(universe, op)) ? [...list, late(passes, target)] : list;
}

/** Without counters a late status write says no more than the next pass will say again, with a newer version. */
function mayBeLate(universe: Universe, op: Request['op']): boolean {
  return !readOperations.has(op) && (op !== 'updateStatus' || universe.scenario.facets.status);
}

/** The queue after a step: every write of the set is an event of the set, which its cache shows at once (SC-Q-2). */
function woken(wake: Wake, written: { readonly wakes?: true }): Wake {
  return written.wakes ? { ...wake, queued: true } : wake;
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
  return { pass: { node: next.node, stale: pass.stale.filter((thing) => passes.isSensitive(next.node, thing)) }, wake: asleep };
}

/** Nothing goes wrong: the request is done and its answer arrives. */
function answered(passes: Continuations, target: Target, op: Request['op']): Rule {
  const family = families[op];
  return {
    name: `${family} ${target.name}`,
    family,
    mover: 'system',
    when: asksFor(passes, target, op),
    stages: [
      stage([column.pass, scratch.wake, ...target.reads], (pass: PassColumn, _wake: Wake, ...values: unknown[]) => {
        const { request } = pendingOf(passes, pass, target, op)!;
        const written = target.write(request, pass.stale, true, values);
        const next = answer(passes, pass, request, written.answer);
        const label = written.answer.ok ? 'ok' : written.answer.reason;
        return one([next.pass, woken(next.wake, written), ...(written.next ?? [])], label);
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
      stage([column.pass, scratch.wake, column.purse, column.late, ...target.reads], (pass: PassColumn, _wake: Wake, purse: number, late: LateWrite | null, ...values: unknown[]) => {
        if (purse === 0) return [];
        const { request, why } = pendingOf(passes, pass, target, op)!;
        const next = answer(passes, pass, request, failed);
        const outcomes: Outcome[] = [{ label: 'refused', next: [next.pass, next.wake, purse - 1] }];
        if (readOperations.has(op)) return outcomes;
        const written = target.write(request, pass.stale, false, values);
        // A lost answer to a write that does nothing now is a refusal.
        if (written.next) outcomes.push({ label: 'lost', next: [next.pass, woken(next.wake, written), purse - 1, undefined, ...written.next] });
        if (late === null && mayBeLate(universe, op)) {
          const matters = sensitivities(request);
          const stale = pass.stale.filter((thing) => matters.includes(thing));
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
      stage([column.late, scratch.wake, ...target.reads], (late: LateWrite, _wake: Wake, ...values: unknown[]) => {
        const written = target.write(late.request, late.stale, false, values);
        const verb = verbs.get(late.request.op)!;
        if (!written.next) return one([null], `${verb} ${written.answer.ok ? 'changes nothing' : written.answer.reason}`);
        return one([null, woken(asleep, written), ...written.next], verb);
      }),
      ...target.after(passes),
    ],
  };
}

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

/** Answers the world may give to a request, worst case: what a continuation is expanded for. */
export function possibleAnswers(universe: Universe, request: Request): Answer[] {
  const failures = (...reasons: ('AlreadyExists' | 'Conflict' | 'NotFound' | 'Invalid')[]): Answer[] => reasons.map((reason) => ({ ok: false, reason }));
  const common = universe.faults ? [failed] : [];
  switch (request.op) {
    case 'getSet':
      return [{ ok: true, set: { uid: setUid, deleting: false } }, { ok: true, set: { uid: setUid, deleting: true } }, ...failures('NotFound'), ...common];
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
