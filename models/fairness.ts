/**
 * What a run that never ends cannot leave out (environment §9): the system is fair, users and disturbances are not.
 *
 * Deliveries are fused with the start of a pass, so fairness is stated of cursors: what the cache of a kind shows moves
 * on. It is strong, because a cursor can move only where a pass may start, which is again and again and not always. A
 * pass that is retried for ever on a view that never moves on is no fair run.
 */
import type { Cache } from './cache.ts';
import { column } from './columns.ts';
import type { Fairness, Rule } from './rules.ts';
import type { Scenario } from './scenario.ts';
import type { ClaimsColumn } from './world.ts';

/**
 * Users may close a node again and again, and a pod that could be scheduled each time it was open is so in the end. A kubelet
 * is fair to a pod, not to a name: if each pod of a name goes before it starts, none of them could all the time.
 */
const stronglyFair: readonly string[] = ['scheduler/bind'];

export function fairnessOf({ facets }: Scenario, rules: readonly Rule[]): Fairness[] {
  const system = rules.filter(({ mover }) => mover === 'system');
  const isController = ({ mover, family }: Rule): boolean => mover === 'system' && family.startsWith('controller/');
  return [
    { name: 'controller/pass', strength: 'weak', rules: (rule) => isController(rule) && rule.family === 'controller/pass' },
    // One term for all requests: a pass asks for finitely many, and the next pass waits for its end.
    { name: 'the answers to the controller', strength: 'weak', rules: (rule) => isController(rule) && rule.family !== 'controller/pass' },
    cursor('pods', column.podCache, hasMoved),
    cursor('sets', column.set, hasMovedOn),
    ...(facets.claims ? [cursor('claims', column.claims, (before: ClaimsColumn, after: ClaimsColumn) => hasMoved(before.cache, after.cache))] : []),
    ...(facets.revisions ? [cursor('revisions', column.revisions, hasMovedOn)] : []),
    ...system.filter((rule) => !isController(rule)).map((rule): Fairness => ({ name: rule.name, strength: stronglyFair.includes(rule.family) ? 'strong' : 'weak', rules: (candidate) => candidate === rule })),
  ];
}

function cursor<V>(kind: string, name: string, moved: (before: V, after: V) => boolean): Fairness {
  return {
    name: `the cache of ${kind}`,
    strength: 'strong',
    // Time passes in what a cache shows, too, and delivers nothing.
    rules: ({ mover, family }) => mover === 'system' && family !== 'clock/available',
    moves: { reads: [name], counts: ([before], [after]) => moved(before as V, after as V) },
  };
}

/** Events were delivered, be it by force while another came in. */
function hasMoved(before: Cache<unknown>, after: Cache<unknown>): boolean {
  return before.queue.length > 0 && (after.queue.length < before.queue.length || JSON.stringify(after.shown) !== JSON.stringify(before.shown));
}

/** The same for a list of versions, the first of which is shown. */
function hasMovedOn(before: readonly unknown[], after: readonly unknown[]): boolean {
  return before.length > 1 && (after.length < before.length || JSON.stringify(after[0]) !== JSON.stringify(before[0]));
}
