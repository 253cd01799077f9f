/** Users: they edit the set, delete pods, claims and the set itself (environment §8.3). Nobody makes them. */
import { deleteClaim, deletePod } from './api-server.ts';
import { afterPodEvent, column, condemnUnwanted, noticeChange, one, scratch, stage, wakeQueue, type Wake } from './columns.ts';
import { storeClaim } from './claim-log.ts';
import { podEvent } from './kubelet.ts';
import type { IsSensitive } from './pass.ts';
import type { Rule } from './rules.ts';
import type { Universe } from './universe.ts';
import { statefulSet, type SetEvent } from './statefulset.ts';
import type { ClaimsColumn, EditsColumn, PodColumn, SetColumn, SetVersion } from './world.ts';

export function userRules(universe: Universe, isSensitive: IsSensitive): Rule[] {
  const { edits, facets } = universe.scenario;
  return [
    ...(edits.template > 0 ? [editTemplate(universe, isSensitive)] : []),
    ...(edits.scale > 0 ? [scale(universe, isSensitive)] : []),
    ...(edits.partition > 0 ? [editPartition(universe, isSensitive)] : []),
    ...(edits.deleteSet.length > 0 ? [deleteSet(universe, isSensitive)] : []),
    ...(universe.scenario.disturbances > 0 ? universe.pods.map((_, slot) => deletePodRule(universe, isSensitive, slot)) : []),
    ...(facets.claims && edits.deleteClaim > 0 ? universe.claims.map((_, slot) => deleteClaimRule(universe, isSensitive, slot)) : []),
    ...(facets.nodes ? cordon() : []),
  ];
}

interface Edit {
  readonly label: string;
  readonly to: SetVersion;
}

/** An update of the set: a new version in the log, a generation more, and copies of the old one are outdated. */
function editRule(
  universe: Universe,
  isSensitive: IsSensitive,
  family: string,
  spend: (edits: EditsColumn) => EditsColumn | undefined,
  choices: (set: SetVersion) => readonly Edit[],
): Rule {
  const { lag, facets } = universe.scenario;
  return {
    name: family,
    family,
    mover: 'user',
    when: (edits: EditsColumn) => spend(edits) !== undefined,
    stages: [
      stage([column.edits, column.set, scratch.wake, scratch.changed], (edits: EditsColumn, versions: SetColumn, wake: Wake) => {
        const stored = versions.at(-1)!;
        if (stored.life !== 'Live') return [];
        return choices(stored).map(({ label, to }) => {
          const longer = [...versions, { ...to, generation: facets.status ? stored.generation + 1 : stored.generation }];
          const next = longer.slice(-(lag.sets + 1));
          const forced = next.length < longer.length;
          return {
            label,
            next: [spend(edits), next, { ...wake, queued: wake.queued || forced }, 'set'],
          };
        });
      }),
      ...noticeChange(universe, isSensitive),
      wakeQueue,
      ...(facets.retention ? [condemnUnwanted(universe)] : []),
    ],
  };
}

const spend = (kind: 'template' | 'scale' | 'partition') => (edits: EditsColumn) => (edits[kind] > 0 ? { ...edits, [kind]: edits[kind] - 1 } : undefined);

function editTemplate(universe: Universe, isSensitive: IsSensitive): Rule {
  return editRule(universe, isSensitive, 'user/template', spend('template'), (set) =>
    universe.templates.filter((name) => name !== set.template).map((name) => ({ label: `${set.template}→${name}`, to: { ...set, template: name } })),
  );
}

function scale(universe: Universe, isSensitive: IsSensitive): Rule {
  const { min, max } = universe.scenario.scale;
  return editRule(universe, isSensitive, 'user/scale', spend('scale'), (set) =>
    range(min, max).filter((replicas) => replicas !== set.replicas).map((replicas) => ({ label: `${set.replicas}→${replicas}`, to: { ...set, replicas } })),
  );
}

function editPartition(universe: Universe, isSensitive: IsSensitive): Rule {
  return editRule(universe, isSensitive, 'user/partition', spend('partition'), (set) =>
    range(0, universe.pods.length).filter((partition) => partition !== set.partition).map((partition) => ({ label: `${set.partition}→${partition}`, to: { ...set, partition } })),
  );
}

function deleteSet(universe: Universe, isSensitive: IsSensitive): Rule {
  const events = { background: 'DELETE_BACKGROUND', foreground: 'DELETE_FOREGROUND', orphan: 'DELETE_ORPHAN' } as const satisfies Record<string, SetEvent>;
  const spendIt = (edits: EditsColumn): EditsColumn | undefined => (edits.deleteSet ? { ...edits, deleteSet: false } : undefined);
  return editRule(universe, isSensitive, `user/delete-set`, spendIt, (set) =>
    universe.scenario.edits.deleteSet.map((cascade) => ({ label: cascade, to: { ...set, life: statefulSet.next(set.life, events[cascade])! } })),
  );
}

function deletePodRule(universe: Universe, isSensitive: IsSensitive, slot: number): Rule {
  const name = universe.pods[slot]!;
  return {
    name: `user/delete ${name}`,
    family: 'user/delete',
    mover: 'user',
    when: (pod: PodColumn) => pod.object?.deletion === 'Live',
    stages: [
      stage([column.pod(name), column.purse, scratch.event], (pod: PodColumn, purse: number) => {
        if (purse === 0) return [];
        const next = deletePod(pod, pod.object!, false).changed!;
        return one([next, purse - 1, podEvent(slot, pod, next, false)]);
      }),
      ...afterPodEvent(universe, isSensitive),
    ],
  };
}

function deleteClaimRule(universe: Universe, isSensitive: IsSensitive, slot: number): Rule {
  const name = universe.claims[slot]!;
  return {
    name: `user/delete-claim ${name}`,
    family: 'user/delete-claim',
    mover: 'user',
    when: (edits: EditsColumn) => edits.deleteClaim > 0,
    stages: [
      stage([column.edits, column.claims, scratch.changed], (edits: EditsColumn, claims: ClaimsColumn) => {
        const claim = claims.stored[slot];
        const changed = claim && deleteClaim(claim, { deletedBy: 'user' }).changed;
        if (!changed) return [];
        return one([{ ...edits, deleteClaim: edits.deleteClaim - 1 }, storeClaim(claims, slot, changed, universe.scenario.lag.claims, false), `claim ${name}`]);
      }),
      ...noticeChange(universe, isSensitive),
    ],
  };
}

/** Cordoning stops new placements and nothing else (EN-NODE-16). */
function cordon(): Rule[] {
  const rule = (family: string, from: string, to: string): Rule => ({
    name: family,
    family,
    mover: 'user',
    when: (node: string) => node === from,
    stages: [stage([column.node], () => one([to]))],
  });
  return [rule('user/cordon', 'Schedulable', 'Cordoned'), rule('user/uncordon', 'Cordoned', 'Schedulable')];
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
