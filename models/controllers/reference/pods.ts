/** Pods as a pass judges them. */
import type { PodPhase, PodView } from '../controller.ts';
import type { Pass } from './pass.ts';

/** A pod of the cache, or the placeholder of an empty slot, with what the pass wants to know about it. */
export interface Pod {
  readonly name: string;
  /** Empty for a placeholder. */
  readonly uid: string;
  /** -1 when the name has none (SC-PRD-1). */
  readonly ordinal: number;
  readonly revision: string;
  /** Empty for a placeholder, also after its creation in this pass (SC-PRD-2). */
  readonly phase: PodPhase | '';
  /** Exists in the cache (SC-PRD-2). */
  readonly created: boolean;
  /** Phase Running and Ready, terminating or not (SC-PRD-3). */
  readonly runningReady: boolean;
  /** Ready for minReadySeconds, in whatever phase, terminating or not (SC-PRD-4). */
  readonly available: boolean;
  readonly terminating: boolean;
  /** Holds back rollouts: not healthy in the sense of the release, or terminating (SC-PRD-5). */
  readonly unfit: boolean;
  readonly podNameLabel: boolean;
  readonly volumesMatch: boolean;
}

/** What happens to a pod is decided on these, sampled once per pass. */
export function judge(pass: Pass, pod: PodView): Pod {
  const runningReady = pod.phase === 'Running' && pod.ready;
  const available = isAvailable(pass, pod);
  const healthy = pass.profile.health === 'ready' ? runningReady : available;
  return {
    name: pod.name,
    uid: pod.uid,
    ordinal: parseName(pod.name).ordinal,
    revision: pod.revision,
    phase: pod.phase,
    created: true,
    runningReady,
    available,
    terminating: pod.terminating,
    unfit: !healthy || pod.terminating,
    podNameLabel: pod.podNameLabel,
    volumesMatch: pod.volumesMatch,
  };
}

/** Follows `isRunningAndAvailable` and `IsPodAvailable`: the phase plays no role, in spite of the name (SC-PRD-4). */
function isAvailable({ profile, set }: Pass, pod: PodView): boolean {
  if (!pod.ready) return false;
  if (set.minReadySeconds === 0) return true;
  if (pod.readySeconds === undefined) return pod.available;
  return profile.availability === 'older'
    ? pod.readySeconds > set.minReadySeconds
    : pod.readySeconds >= set.minReadySeconds;
}

/** A pod that is to be created in an empty slot: it has an identity, but no phase and no UID (SC-BLD-3, SC-IDN). */
export function placeholder(pass: Pass, ordinal: number, revision: string): Pod {
  return {
    name: podName(pass, ordinal),
    uid: '',
    ordinal,
    revision,
    phase: '',
    created: false,
    runningReady: false,
    available: false,
    terminating: false,
    unfit: true,
    podNameLabel: true,
    volumesMatch: true,
  };
}

export function podName({ set }: Pass, ordinal: number): string {
  return `${set.name}-${ordinal}`;
}

/** The ordinal is one that the set wants a pod for (SC-BLD-1). */
export function isWanted({ set, start }: Pass, ordinal: number): boolean {
  return ordinal >= start && ordinal < start + set.replicas;
}

const MAX_INT32 = 2 ** 31 - 1;

/**
 * Splits `web-2` into the set it belongs to and its ordinal. `web-02` has ordinal 2 as well; digits that overflow 32
 * bits, and names without digits, have ordinal -1 (SC-PRD-1).
 *
 * Follows `getParentNameAndOrdinal`.
 */
export function parseName(name: string): { readonly parent: string; readonly ordinal: number } {
  const match = /^(.*)-([0-9]+)$/s.exec(name);
  if (match === null) return { parent: '', ordinal: -1 };
  const ordinal = Number(match[2]);
  return { parent: match[1]!, ordinal: ordinal <= MAX_INT32 ? ordinal : -1 };
}
