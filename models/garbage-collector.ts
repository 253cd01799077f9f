/** The garbage collector: dependents whose owner is gone, and the finalizers of a set that is being deleted (environment §5). */
import { deleteClaim, deletePod } from './api-server.ts';
import { afterPodEvent, column, noticeChange, one, scratch, stage, wakeQueue } from './columns.ts';
import { storeClaim } from './claim-log.ts';
import { podEvent } from './kubelet.ts';
import type { IsSensitive } from './pass.ts';
import type { Rule } from './rules.ts';
import { podSlotOf, type Universe } from './universe.ts';
import { statefulSet } from './statefulset.ts';
import type { Claim, ClaimsColumn, PodColumn, SetColumn } from './world.ts';

export function garbageCollectorRules(universe: Universe, isSensitive: IsSensitive): Rule[] {
  const { edits, facets } = universe.scenario;
  const setMayGo = edits.deleteSet.length > 0;
  return [
    ...(setMayGo ? universe.pods.flatMap((_, slot) => [collectPod(universe, isSensitive, slot), orphanPod(universe, isSensitive, slot)]) : []),
    ...(setMayGo ? [finish(universe)] : []),
    ...(facets.retention ? universe.claims.flatMap((_, slot) => [collectClaim(universe, isSensitive, slot), ...(setMayGo ? [orphanClaim(universe, isSensitive, slot)] : [])]) : []),
  ];
}

/** Judged by a live read of owner and dependent (EN-GC-2), in no order over the pods (EN-GC-5). */
function collectPod(universe: Universe, isSensitive: IsSensitive, slot: number): Rule {
  const name = universe.pods[slot]!;
  return {
    name: `garbage-collector/delete ${name}`,
    family: 'garbage-collector/delete',
    mover: 'system',
    when: (pod: PodColumn) => pod.object !== null && pod.object.owned && pod.object.deletion === 'Live',
    stages: [
      stage([column.pod(name), column.set, scratch.event], (pod: PodColumn, versions: SetColumn) => {
        const { life } = versions.at(-1)!;
        if (life !== 'Gone' && life !== 'Foreground') return [];
        const next = deletePod(pod, pod.object!, false).changed!;
        return one([next, undefined, podEvent(slot, pod, next, false)]);
      }),
      ...afterPodEvent(universe, isSensitive),
    ],
  };
}

/** Orphaning strips the set's reference; the pod runs on (EN-GC-6). */
function orphanPod(universe: Universe, isSensitive: IsSensitive, slot: number): Rule {
  const name = universe.pods[slot]!;
  return {
    name: `garbage-collector/orphan ${name}`,
    family: 'garbage-collector/orphan',
    mover: 'system',
    when: (pod: PodColumn) => pod.object !== null && pod.object.owned,
    stages: [
      stage([column.pod(name), column.set, scratch.event], (pod: PodColumn, versions: SetColumn) => {
        if (versions.at(-1)!.life !== 'Orphan') return [];
        const next = { ...pod, object: { ...pod.object!, owned: false } };
        return one([next, undefined, podEvent(slot, pod, next, false)]);
      }),
      ...afterPodEvent(universe, isSensitive),
    ],
  };
}

/** The set itself goes once none of its pods refers to it any more. */
function finish(universe: Universe): Rule {
  const { lag, facets } = universe.scenario;
  return {
    name: 'garbage-collector/finish',
    family: 'garbage-collector/finish',
    mover: 'system',
    when: (versions: SetColumn) => ['Foreground', 'Orphan'].includes(versions.at(-1)!.life),
    stages: [
      stage(
        [column.set, scratch.wake, ...universe.pods.map(column.pod), ...(facets.retention ? [column.claims] : [])],
        (versions: SetColumn, _wake: unknown, ...rest: (PodColumn | ClaimsColumn)[]) => {
          const pods = rest.slice(0, universe.pods.length) as PodColumn[];
          const claims = rest[universe.pods.length] as ClaimsColumn | undefined;
          const refersToSet = (claim: Claim | null): boolean => claim?.owners.some((owner) => owner.kind === 'StatefulSet') ?? false;
          // Both references block the owner's removal (EN-GC-6, EN-GC-11).
          if (pods.some((pod) => pod.object?.owned) || claims?.stored.some(refersToSet)) return [];
          const stored = versions.at(-1)!;
          const longer = [...versions, { ...stored, life: statefulSet.next(stored.life, 'FINALIZED')! }];
          const next = longer.slice(-(lag.sets + 1));
          return one([next, { queued: next.length < longer.length, armed: [] }]);
        },
      ),
      wakeQueue,
    ],
  };
}

/** An owner is solid while its object exists under the same UID and does not wait for its dependents to go (EN-GC-3). */
function isSolid(owner: Claim['owners'][number], pod: PodColumn, set: SetColumn[number]): boolean {
  if (owner.kind === 'Pod') return owner.age === 0 && pod.object !== null;
  return set.life === 'Live' || set.life === 'Orphan';
}

/** A claim none of whose owners is solid is deleted; that is all the retention policy does (SC-PVC-6). */
function collectClaim(universe: Universe, isSensitive: IsSensitive, slot: number): Rule {
  const name = universe.claims[slot]!;
  const pod = universe.pods[podSlotOf(universe, slot)]!;
  return {
    name: `garbage-collector/delete ${name}`,
    family: 'garbage-collector/delete',
    mover: 'system',
    when: (claims: ClaimsColumn) => (claims.stored[slot]?.owners.length ?? 0) > 0 && claims.stored[slot]!.deletion === 'Live',
    stages: [
      stage([column.claims, column.pod(pod), column.set, scratch.changed], (claims: ClaimsColumn, podColumn: PodColumn, versions: SetColumn) => {
        const claim = claims.stored[slot]!;
        if (claim.owners.some((owner) => isSolid(owner, podColumn, versions.at(-1)!))) return [];
        const policy = claim.owners.some((owner) => owner.kind === 'Pod') ? 'scale' : 'set';
        const { changed } = deleteClaim(claim, { deletedBy: 'garbage-collector', policy });
        return one([storeClaim(claims, slot, changed!, universe.scenario.lag.claims, false), undefined, undefined, `claim ${name}`]);
      }),
      ...noticeChange(universe, isSensitive),
    ],
  };
}

/** Orphaning strips references to the set from claims too; references to pods stay (EN-GC-14). */
function orphanClaim(universe: Universe, isSensitive: IsSensitive, slot: number): Rule {
  const name = universe.claims[slot]!;
  return {
    name: `garbage-collector/orphan ${name}`,
    family: 'garbage-collector/orphan',
    mover: 'system',
    when: (claims: ClaimsColumn) => claims.stored[slot]?.owners.some((owner) => owner.kind === 'StatefulSet') ?? false,
    stages: [
      stage([column.claims, column.set, scratch.changed], (claims: ClaimsColumn, versions: SetColumn) => {
        if (versions.at(-1)!.life !== 'Orphan') return [];
        const claim = claims.stored[slot]!;
        const owners = claim.owners.filter((owner) => owner.kind !== 'StatefulSet');
        return one([storeClaim(claims, slot, { ...claim, owners }, universe.scenario.lag.claims, false), undefined, `claim ${name}`]);
      }),
      ...noticeChange(universe, isSensitive),
    ],
  };
}
