/** What may not change once a set exists: ValidateStatefulSetUpdate (SC-VAL-4). */
import type { Complaint } from './complaint.ts';
import { canonical, type StatefulSetManifest } from './manifest.ts';
import type { Place } from './place.ts';
import type { ApiRules } from './rules.ts';

const IMMUTABLE: readonly {
  readonly field: string;
  readonly of: (set: StatefulSetManifest) => unknown;
  readonly isMutable?: (rules: ApiRules) => boolean;
}[] = [
  { field: 'selector', of: ({ selector }) => selector },
  { field: 'volumeClaimTemplates', of: ({ claimTemplates }) => claimTemplates.map(({ content }) => content) },
  { field: 'serviceName', of: ({ serviceName }) => serviceName },
  { field: 'podManagementPolicy', of: ({ policy }) => policy },
  {
    field: 'revisionHistoryLimit',
    of: ({ revisionHistoryLimit }) => revisionHistoryLimit,
    isMutable: ({ historyLimitIsMutable }) => historyLimitIsMutable,
  },
];

const places = new WeakMap<StatefulSetManifest, Place>();

/** Remembers where a manifest was read, so that complaints about an edit can point at the field. */
export function remember(manifest: StatefulSetManifest, place: Place): void {
  places.set(manifest, place);
}

/**
 * Complains about fields that differ from `before` to `after` although they cannot be edited. Everything else
 * (replicas, ordinals, template, updateStrategy, retention, minReadySeconds) may change.
 */
export function updateComplaints(
  before: StatefulSetManifest,
  after: StatefulSetManifest,
  rules: ApiRules,
): Complaint[] {
  return IMMUTABLE.filter(
    ({ of, isMutable }) => !(isMutable?.(rules) ?? false) && canonical(of(before)) !== canonical(of(after)),
  ).map(({ field }): Complaint => {
    const place = places.get(after)?.at('spec', field);
    const { file, line, column } = after.source;
    return {
      id: 'manifest/immutable',
      file,
      ...(place === undefined ? { line, column, length: 1 } : place.source.locate(place.keySpan)),
      path: `spec.${field}`,
      message: `spec.${field} of ${before.name} cannot be changed`,
      expected: `what ${before.source.file}:${before.source.line} gives`,
      hint: 'Delete the set first (--cascade=orphan keeps its pods), or give the new one another name.',
    };
  });
}
