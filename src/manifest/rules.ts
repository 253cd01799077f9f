/** What an API server of a release does with a StatefulSet, as data. */
import { releaseOf, withGates, type Gate } from '../../models/controllers/releases.ts';

export interface ApiRules {
  /** As the user wrote it: `1.37`, `1.35.2`. */
  readonly kubernetes: string;
  /** maxUnavailable is kept, and 1 where it is missing from a rollingUpdate block; otherwise it is dropped. */
  readonly maxUnavailable: boolean;
  /** Strategy Recreate is accepted. */
  readonly recreate: boolean;
  /** spec.ordinals is honoured; otherwise pods start at 0. */
  readonly startOrdinal: boolean;
  /** persistentVolumeClaimRetentionPolicy is honoured; otherwise claims are retained. */
  readonly retention: boolean;
  /** A new set's serviceName must be a DNS label (1.33). */
  readonly serviceNameIsLabel: boolean;
  /** revisionHistoryLimit may be edited (1.33). */
  readonly historyLimitIsMutable: boolean;
}

/**
 * The rules of a Kubernetes version, with feature gates switched.
 *
 * @throws RangeError when the version or a gate is not known.
 */
export function apiRules(kubernetes: string, gates: Readonly<Partial<Record<Gate, boolean>>> = {}): ApiRules {
  const profile = withGates(releaseOf(kubernetes), gates);
  const minor = Number(/^v?\d+\.(\d+)/.exec(kubernetes)?.[1]);
  return {
    kubernetes: kubernetes.replace(/^v/, ''),
    maxUnavailable: profile.maxUnavailable !== 'off',
    recreate: profile.recreate === 'followed',
    startOrdinal: profile.startOrdinal,
    retention: profile.claimReferences !== 'none',
    serviceNameIsLabel: minor >= 33,
    historyLimitIsMutable: minor >= 33,
  };
}
