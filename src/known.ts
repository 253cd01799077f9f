/**
 * Findings about the reference that upstream has too: it follows upstream, so it breaks what upstream breaks. A run
 * prints them as known, with their story; the project's tests fail when one no longer occurs.
 */
import type { Scenario } from '../models/scenario.ts';

export interface KnownFinding {
  /** Short name for reports: `kubernetes/kubernetes#67250`. */
  readonly reference: string;
  readonly property: string;
  /** What a user of the release should know, in one sentence. */
  readonly summary: string;
  /** Release profiles (models/controllers/releases.ts) that have it, or all. */
  readonly profiles?: readonly string[];
  /** Where in the space of scenarios it occurs. */
  readonly occurs: (scenario: Scenario) => boolean;
}

const reverts = (scenario: Scenario): boolean => scenario.edits.template >= 1 && scenario.templates.some((template) => template.broken);
const updates = (scenario: Scenario): boolean => scenario.set.strategy.type === 'RollingUpdate';

export const knownFindings: readonly KnownFinding[] = [
  {
    reference: 'kubernetes/kubernetes#67250',
    property: 'liveness/quiet-means-converged',
    summary: 'A broken template that was reverted stays stuck under OrderedReady until somebody deletes the broken pod.',
    occurs: (scenario) => scenario.set.policy === 'OrderedReady' && reverts(scenario),
  },
  {
    reference: 'kubernetes/kubernetes#137409',
    property: 'liveness/quiet-means-converged',
    summary: 'Broken pods of an old revision use up maxUnavailable, so a Parallel rollout never replaces them.',
    profiles: ['r1.35.0'],
    occurs: (scenario) => scenario.set.policy === 'Parallel' && updates(scenario) && reverts(scenario),
  },
  {
    reference: 'docs/fidelity.md#deletes-name-no-incarnation',
    property: 'protocol/delete-hits-the-seen-incarnation',
    summary: 'Pods are deleted by name without a UID, so a delete decided on an old view, or one that lands late, hits the successor.',
    occurs: (scenario) => scenario.disturbances > 0,
  },
  {
    reference: 'docs/fidelity.md#deletes-name-no-incarnation',
    property: 'protocol/no-needless-delete',
    summary: 'The successor that such a delete hits may be healthy and up to date: it is restarted for nothing.',
    occurs: (scenario) => scenario.disturbances > 0,
  },
];

/** The known finding that a violation is an instance of, if there is one. */
export function knownFinding(property: string, profile: string, scenario: Scenario): KnownFinding | undefined {
  return knownFindings.find(
    (finding) => finding.property === property && (finding.profiles?.includes(profile) ?? true) && finding.occurs(scenario),
  );
}
