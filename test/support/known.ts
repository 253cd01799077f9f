/** Where the findings of src/known.ts occur. */
import type { Scenario } from '../../models/scenario.ts';
import { knownFindings, type KnownFinding } from '../../src/known.ts';
import { scenario, scopesOf } from '../../src/scopes.ts';

/** Two edits of the template, to a broken one and on, and nothing else. */
export function rollback(policy: 'OrderedReady' | 'Parallel', kubernetes: string): Scenario {
  const set = { ...scenario({}).set, policy };
  const [scope] = scopesOf(set, { kubernetes, assume: 'crashes', volumes: [], scope: 'default', maxReplicas: 2 });
  return scope!.scenario;
}

const retention = { whenDeleted: 'Retain', whenScaled: 'Delete' } as const;
const withoutBlock = { policy: 'Parallel', strategy: { type: 'RollingUpdate', rollingUpdate: null } } as const;
const recreate = { type: 'Recreate', rollingUpdate: null } as const;
const claims = { claims: true, retention: true };
/** By reference and property; one that is missing is found where the first property of its finding is. */
const places: Readonly<Record<string, Scenario>> = {
  'kubernetes/kubernetes#67250 liveness/converges': rollback('OrderedReady', '1.37'),
  'kubernetes/kubernetes#67250 liveness/deleted-broken-pod-recovers': scenario({ disturbances: 1 }, rollback('OrderedReady', '1.37')),
  'kubernetes/kubernetes#137409 liveness/no-head-of-line': scenario({ from: 'converged', templates: [{ broken: false }, { broken: true }, { broken: false }] }, rollback('Parallel', '1.35.0')),
  'kubernetes/kubernetes#137409 liveness/converges': rollback('Parallel', '1.35.0'),
  'docs/fidelity.md#deletes-name-no-incarnation protocol/delete-hits-the-seen-incarnation': scenario({ set: { replicas: 1 }, scale: { min: 1, max: 1 }, edits: { template: 1 }, disturbances: 1 }),
  'docs/fidelity.md#deletes-name-no-incarnation protocol/no-needless-delete': scenario({ set: { replicas: 1 }, scale: { min: 1, max: 1 }, edits: { template: 1 }, disturbances: 1 }),
  'docs/reference/statefulset-controller.md#gap-22 liveness/converges': scenario({ from: 'converged', set: { claimTemplates: ['www'], retention }, edits: { scale: 2 }, facets: claims }),
  'kubernetes/kubernetes#74374 liveness/converges': scenario({ set: { claimTemplates: ['www'] }, edits: { deleteClaim: 1 }, facets: { claims: true, volumes: true } }),
  'kubernetes/kubernetes#74374 liveness/ended-pod-replaced': scenario({ set: { claimTemplates: ['www'] }, edits: { deleteClaim: 1 }, disturbances: 1, facets: { claims: true, volumes: true } }),
  'docs/reference/statefulset-controller.md#sc-q-7 liveness/converges': scenario({ kubernetes: '1.35.0', set: { minReadySeconds: 10 }, edits: { template: 1, scale: 1 }, facets: { availability: true, revisions: true } }),
  'docs/reference/statefulset-controller.md#sc-q-7 liveness/rollout-completes': scenario({ kubernetes: '1.35.0', set: { minReadySeconds: 10 }, edits: { template: 1, scale: 1 }, disturbances: 1, facets: { availability: true } }),
  'docs/reference/statefulset-controller.md#sc-q-7 liveness/status-truthful': scenario({ kubernetes: '1.35.0', set: { minReadySeconds: 10 }, edits: { template: 1, scale: 1 }, facets: { availability: true, status: true } }),
  'docs/reference/statefulset-controller.md#sc-mxu-9 protocol/no-needless-delete': scenario({ set: withoutBlock, templates: [{ broken: false }, { broken: true }], edits: { template: 2 }, facets: { status: true } }),
  'docs/reference/statefulset-controller.md#sc-mxu-9 liveness/ended-pod-replaced': scenario({ set: withoutBlock, edits: { template: 1, scale: 1 }, facets: { status: true } }),
  'docs/reference/statefulset-controller.md#sc-mxu-9 liveness/rollout-completes': scenario({ set: withoutBlock, edits: { template: 1, scale: 1 }, facets: { status: true } }),
  'docs/reference/statefulset-controller.md#sc-mxu-9 protocol/delete-hits-the-seen-incarnation': scenario({ kubernetes: '1.34', set: withoutBlock, templates: [{ broken: false }, { broken: true }], edits: { template: 2 }, facets: { status: true, revisions: true } }),
  'docs/reference/statefulset-controller.md#sc-rol-5 update/parallel-budget': scenario({ kubernetes: '1.33', from: 'converged', set: { policy: 'Parallel', minReadySeconds: 10 }, edits: { template: 1 }, disturbances: 1, facets: { availability: true } }),
  'docs/reference/statefulset-controller.md#sc-ret-7 storage/no-time-bomb': scenario({ set: { claimTemplates: ['www'], retention }, edits: { scale: 2 }, disturbances: 1, facets: { ...claims, volumes: true } }),
  'docs/reference/statefulset-controller.md#sc-rcr-8 storage/reference-before-condemned-delete': scenario({ set: { strategy: recreate, claimTemplates: ['www'], retention }, edits: { template: 1, scale: 1 }, facets: claims }),
  'docs/reference/statefulset-controller.md#sc-rev-10 protocol/live-revisions-kept': scenario({ set: { revisionHistoryLimit: 0 }, edits: { template: 1 }, disturbances: 1, facets: { revisions: true } }),
};

/** A known finding, one of the promises that it breaks, and a scenario in which it does. */
export interface Occurrence {
  readonly finding: KnownFinding;
  readonly property: string;
  readonly scenario: Scenario;
}

/** One for each promise that each known finding breaks. */
export function occurrences(): readonly Occurrence[] {
  return knownFindings.flatMap((finding) =>
    finding.properties.map((property) => ({ finding, property, scenario: places[`${finding.reference} ${property}`] ?? places[`${finding.reference} ${finding.properties[0]!}`]! })),
  );
}
