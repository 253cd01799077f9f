/** What properties say about a view: which pods count, and what became of them earlier in the same pass. */
import { isDesired, ordinalOf, type ClaimView, type Issued, type PodObject, type PodView, type Request, type SetObject, type SetView, type View } from '../models/observation.ts';

/** A request with its narrowed type, together with the set the pass saw. */
export interface Asked<R extends Request> {
  readonly issued: Issued;
  readonly view: View;
  readonly set: SetView;
  readonly request: R;
  /** Ordinal in the name of the request's object. */
  readonly ordinal: number;
}

/** The issued request, if it is an `op` and the pass saw a set. */
export function asked<O extends 'createPod' | 'deletePod'>(issued: Issued, op: O): Asked<Extract<Request, { op: O }>> | undefined {
  const { view, request } = issued;
  const ordinal = ordinalOf(request.name);
  if (request.op !== op || view.set === undefined || ordinal === undefined) return undefined;
  return { issued, view, set: view.set, request: request as Extract<Request, { op: O }>, ordinal };
}

/** Pods the controller takes for the set's: its own, and those it is about to adopt. Ascending by ordinal. */
export function podsOf(view: View): (PodView & { readonly ordinal: number })[] {
  return view.pods
    .filter((pod) => pod.owner !== 'other' && pod.labelsMatch)
    .flatMap((pod) => {
      const ordinal = ordinalOf(pod.name);
      return ordinal === undefined ? [] : [{ ...pod, ordinal }];
    })
    .sort((a, b) => a.ordinal - b.ordinal);
}

export function podAt(view: View, ordinal: number): PodView | undefined {
  return podsOf(view).find((pod) => pod.ordinal === ordinal);
}

/** Pods outside the wanted range, ascending. */
export function condemned(view: View, set: SetView): ReturnType<typeof podsOf> {
  return podsOf(view).filter((pod) => !isDesired(set, pod.ordinal));
}

export function isTerminal(pod: { readonly phase: string }): boolean {
  return pod.phase === 'Failed' || pod.phase === 'Succeeded';
}

/** Running, Ready for minReadySeconds, and not on its way out. */
export function isAvailable(set: SetView, pod: PodView | undefined): boolean {
  if (pod === undefined || pod.phase !== 'Running' || !pod.ready || pod.terminating) return false;
  if (set.minReadySeconds === 0) return true;
  return pod.readySeconds === undefined ? pod.available : pod.readySeconds >= set.minReadySeconds;
}

/** `Running and not ready`, for a reason in plain English. */
export function stateOf(set: SetView, pod: PodView | undefined): string {
  if (pod === undefined) return 'missing';
  if (pod.terminating) return 'terminating';
  if (pod.phase !== 'Running') return pod.phase;
  if (!pod.ready) return 'Running and not ready';
  return isAvailable(set, pod) ? 'available' : 'Ready for less than minReadySeconds';
}

/** Whether this pass asked for `op` of `name` before, whatever the answer was. */
export function askedBefore({ earlier }: Issued, op: Request['op'], name: string): boolean {
  return earlier.some(({ request }) => request.op === op && request.name === name);
}

/** The first ordinal that a rolling update may touch; the partition counts from the start ordinal. */
export function partitionOf(set: Pick<SetView, 'start' | 'strategy'>): number {
  return set.start + (set.strategy.rollingUpdate?.partition ?? 0);
}

/** Pods that may be unavailable during an update; a percentage is of all replicas, rounded up as documented. */
export function maxUnavailableOf(set: SetView): number {
  const limit = set.strategy.rollingUpdate?.maxUnavailable ?? 1;
  const pods = typeof limit === 'number' ? limit : Math.ceil((parseInt(limit, 10) * set.replicas) / 100);
  return Math.max(1, pods);
}

/** The revision that pods are kept at until they are updated: the update revision if none is known. */
export function currentRevision(view: View, set: SetView): string {
  const { currentRevision: current } = set.status;
  return view.revisions.some(({ name, owner }) => name === current && owner !== 'other') ? current : set.template;
}

/** The claims the cache shows for an ordinal. */
export function claimsOf(view: View, set: SetView, ordinal: number): ClaimView[] {
  const names = claimNames(set, ordinal);
  return view.claims.filter(({ name }) => names.includes(name));
}

export function claimNames(set: SetView, ordinal: number): string[] {
  return set.claimTemplates.map((template) => `${template}-${set.name}-${ordinal}`);
}

/** Whether the strategy brings the pod at a wanted ordinal to the set's template by itself. */
export function isToBeUpdated(set: SetObject, ordinal: number): boolean {
  switch (set.strategy.type) {
    case 'RollingUpdate':
      return ordinal >= partitionOf(set);
    case 'OnDelete':
      return false;
    case 'Recreate':
      return true;
  }
}

/** What keeps a pod from being available, in words; empty: nothing. */
export function troubleOf(pod: PodObject): string {
  return pod.terminating ? 'terminating' : pod.phase !== 'Running' ? pod.phase : !pod.ready ? 'not ready' : !pod.available ? 'not available' : '';
}

/** `1 replica`, `3 replicas`. */
export function replicasOf({ replicas }: { readonly replicas: number }): string {
  return `${replicas} replica${replicas === 1 ? '' : 's'}`;
}
