/** Kubelets, the scheduler and the clock: what moves a pod object without anybody asking (environment §3, §6). */
import { claimSlotsOf, isBroken, type Universe } from './universe.ts';
import { removePod, stateOf } from './api-server.ts';
import { afterPodEvent, column, one, scratch, stage, type PodEvent } from './columns.ts';
import { execution } from './execution.ts';
import type { IsSensitive } from './pass.ts';
import { pod as podMachine, type PodEvent as PodMachineEvent } from './pod.ts';
import type { Cache } from './cache.ts';
import type { Mover, Outcome, Rule } from './rules.ts';
import { isReady } from './view.ts';
import type { ClaimsColumn, Pod, PodColumn, QueueColumn } from './world.ts';

export function kubeletRules(universe: Universe, isSensitive: IsSensitive): Rule[] {
  return universe.pods.flatMap((name, slot) => {
    const rule = podRule(universe, isSensitive, slot);
    return [
      ...(universe.scenario.facets.nodes ? [bind(universe, isSensitive, slot)] : []),
      start(universe, isSensitive, slot),
      rule('kubelet/ready', 'system', isRunning, (pod) => {
        const object = pod.object!;
        // A broken revision starts and never becomes ready; a marked pod is not worth a flap.
        if (object.deletion !== 'Live' || isBroken(universe, object.revision)) return undefined;
        return moved(pod, 'READY');
      }),
      rule('kubelet/stop', 'system', isRunning, (pod) => {
        if (pod.object!.deletion !== 'Terminating') return undefined;
        // Containers end before the object goes (EN-POD-6); nobody sees it in the API.
        return { ...pod, execution: execution.next(pod.execution, 'STOP')! };
      }),
      rule('kubelet/remove', 'system', (pod) => pod.object?.deletion === 'Terminating' && pod.execution !== 'Running', removePod),
      rule('kubelet/stop-former', 'system', (pod) => pod.orphans > 0, (pod) => ({ ...pod, orphans: pod.orphans - 1 })),
      ...(universe.scenario.facets.availability ? [becomeAvailable(universe, slot)] : []),
      ...(universe.faults ? disturbances(universe, isSensitive, slot, name) : []),
    ];
  });
}

const isRunning = (pod: PodColumn): boolean => pod.object !== null && pod.execution === 'Running';

/** The pod column after a machine event of its object, or undefined where the machine does not take it. */
function moved(pod: PodColumn, event: PodMachineEvent): PodColumn | undefined {
  const state = podMachine.next(stateOf(pod.object!), event);
  return state && { ...pod, object: { ...pod.object!, ...state } };
}

/** The event that leads from one object to the next; null if it looks the same from outside. */
export function podEvent(slot: number, before: PodColumn, after: PodColumn, own: boolean): PodEvent | null {
  if (JSON.stringify(before.object) === JSON.stringify(after.object)) return null;
  return { slot, object: after.object, ...(own ? { own } : {}), ...(before.object === null ? { created: true as const } : {}) };
}

function podRule(universe: Universe, isSensitive: IsSensitive, slot: number) {
  const name = universe.pods[slot]!;
  return (family: string, mover: Mover, when: (pod: PodColumn) => boolean, step: (pod: PodColumn) => PodColumn | undefined): Rule => ({
    name: `${family} ${name}`,
    family,
    mover,
    when,
    stages: [
      stage([column.pod(name), scratch.event], (pod: PodColumn) => {
        const next = step(pod);
        return next ? one([next, podEvent(slot, pod, next, false)]) : [];
      }),
      ...afterPodEvent(universe, isSensitive),
    ],
  });
}

/**
 * All claims of a pod exist and are bound. The scheduler also refuses those on their way out (EN-STO-14); a kubelet
 * does up to 1.32, and takes a protected one from 1.33 on (EN-STO-15). Without the nodes facet being scheduled is part
 * of the start, so its rule is the scheduler's.
 */
function claimsAreUsable(universe: Universe, claims: ClaimsColumn, slot: number, takesTerminating: boolean): boolean {
  return claimSlotsOf(universe, slot).every((claimSlot) => {
    const claim = claims.stored[claimSlot];
    return claim?.phase === 'Bound' && (claim.deletion === 'Live' || takesTerminating);
  });
}

function bind(universe: Universe, isSensitive: IsSensitive, slot: number): Rule {
  const name = universe.pods[slot]!;
  const withClaims = universe.scenario.facets.claims;
  return {
    name: `scheduler/bind ${name}`,
    family: 'scheduler/bind',
    mover: 'system',
    when: (pod: PodColumn) => pod.object?.scheduling === 'Unscheduled' && pod.object.deletion === 'Live',
    stages: [
      stage(
        [column.pod(name), scratch.event, column.node, ...(withClaims ? [column.claims] : [])],
        (pod: PodColumn, _event: null, node: string, claims?: ClaimsColumn) => {
          if (node !== 'Schedulable' || (claims && !claimsAreUsable(universe, claims, slot, false))) return [];
          const next = moved(pod, 'SCHEDULED')!;
          return one([next, podEvent(slot, pod, next, false)]);
        },
      ),
      ...afterPodEvent(universe, isSensitive),
    ],
  };
}

/** Containers come up; from here on the pod is served by the data behind its claims. */
function start(universe: Universe, isSensitive: IsSensitive, slot: number): Rule {
  const name = universe.pods[slot]!;
  const withClaims = universe.scenario.facets.claims;
  return {
    name: `kubelet/start ${name}`,
    family: 'kubelet/start',
    mover: 'system',
    // A kubelet that first sees a pod already marked does not start it (EN-POD-10).
    when: ({ object }: PodColumn) => object?.phase === 'Pending' && object.deletion === 'Live' && object.scheduling === 'Scheduled',
    stages: [
      stage([column.pod(name), scratch.event, ...(withClaims ? [column.claims] : [])], (pod: PodColumn, _event: null, claims?: ClaimsColumn) => {
        if (claims && !claimsAreUsable(universe, claims, slot, universe.scenario.facets.nodes && universe.mountsTerminatingClaims)) return [];
        const next = { ...moved(pod, 'STARTED')!, execution: execution.next(pod.execution, 'START')! };
        return one([next, podEvent(slot, pod, next, false), ...(claims ? [served(universe, claims, slot)] : [])]);
      }),
      ...afterPodEvent(universe, isSensitive),
    ],
  };
}

/** The identity is served by the epoch its claims have now; what came before is forgotten. */
function served(universe: Universe, claims: ClaimsColumn, slot: number): ClaimsColumn {
  const mine = new Set(claimSlotsOf(universe, slot));
  const isSettled = [...mine].every((at) => claims.stored[at]!.epoch === 1 && claims.memory[at]!.served && !claims.memory[at]!.removedBy);
  if (isSettled) return claims;
  return {
    ...claims,
    stored: claims.stored.map((claim, at) => (mine.has(at) && claim ? { ...claim, epoch: 1 } : claim)),
    memory: claims.memory.map((memory, at) => (mine.has(at) ? { served: true } : memory)),
  };
}

/**
 * Time passes: what has been Ready is available (SC-PRD-4), in the object and in everything the cache holds of it,
 * because the controller computes availability from the Ready condition's time and its own clock. No event.
 */
function becomeAvailable(universe: Universe, slot: number): Rule {
  const name = universe.pods[slot]!;
  const tick = (pod: Pod | null): Pod | null => {
    const state = pod && podMachine.next(stateOf(pod), 'AVAILABLE');
    return pod && state ? { ...pod, ...state } : pod;
  };
  return {
    name: `clock/available ${name}`,
    family: 'clock/available',
    mover: 'system',
    stages: [
      stage([column.pod(name), column.podCache], (pod: PodColumn, cache: Cache<Pod>) => {
        const object = tick(pod.object);
        const shown = cache.shown.map((seen, at) => (at === slot ? tick(seen) : seen));
        const queue = cache.queue.map((event) => (event.slot === slot ? { ...event, object: tick(event.object) } : event));
        const same = object === pod.object && shown.every((seen, at) => seen === cache.shown[at]) && queue.every((event, at) => event.object === cache.queue[at]!.object);
        return same ? [] : one([{ ...pod, object }, { shown, queue }]);
      }),
    ],
  };
}

/** A delayed enqueue fires once a pod it waits for is available, or is not Ready any more (SC-Q-7). */
export function delayedEnqueues(universe: Universe): Rule[] {
  const fired = one([{ queued: true, armed: [] }]);
  const isWaiting = (pod: Pod | null | undefined): boolean => pod !== null && pod !== undefined && podMachine.next(stateOf(pod), 'AVAILABLE') !== undefined;
  return universe.pods.map((name, slot) => ({
    name: `clock/delayed-enqueue ${name}`,
    family: 'clock/delayed-enqueue',
    mover: 'system',
    when: (queue: QueueColumn) => queue.armed.includes(name) && !queue.queued,
    stages: [
      stage([column.queue, column.pod(name), column.podCache], (_queue: QueueColumn, { object }: PodColumn, cache: Cache<Pod>) =>
        isWaiting(object) || isWaiting(cache.shown[slot]) ? [] : fired,
      ),
    ],
  }));
}

function disturbances(universe: Universe, isSensitive: IsSensitive, slot: number, name: string): Rule[] {
  const disturb = (family: string, when: (pod: PodColumn) => boolean, step: (pod: PodColumn) => PodColumn | undefined): Rule => ({
    name: `${family} ${name}`,
    family,
    mover: 'disturbance',
    when,
    stages: [
      stage([column.pod(name), column.purse, scratch.event], (pod: PodColumn, purse: number): readonly Outcome[] => {
        const next = purse > 0 ? step(pod) : undefined;
        return next ? one([next, purse - 1, podEvent(slot, pod, next, false)]) : [];
      }),
      ...afterPodEvent(universe, isSensitive),
    ],
  });
  const isLive = (pod: PodColumn): boolean => pod.object?.deletion === 'Live';
  return [
    disturb('kubelet/unready', (pod) => isLive(pod) && isReady(pod.object!), (pod) => moved(pod, 'UNREADY')),
    disturb('kubelet/evict', (pod) => isLive(pod) && pod.object!.scheduling === 'Scheduled', (pod) => {
      const failed = moved(pod, 'EVICTED');
      // Failed is reported only after the containers have stopped (EN-POD-5).
      return failed && { ...failed, execution: execution.next(pod.execution, 'STOP') ?? pod.execution };
    }),
  ];
}

