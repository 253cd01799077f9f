/** From the columns of a row to what an outsider sees: the way back from encoding to observation. */
import type { Continuations } from './pass.ts';
import type {
  ClaimObject,
  DataRecord,
  Execution,
  InFlight,
  Observation,
  Part,
  PodObject,
  SetObject,
} from './observation.ts';
import { column } from './columns.ts';
import { processWhile } from './process.ts';
import { claimSlotsOf, podSlotOf, type Universe } from './universe.ts';
import { isAvailable, isReady } from './view.ts';
import {
  setUid,
  type Claim,
  type ClaimOwner,
  type ClaimsColumn,
  type LateWrite,
  type PassColumn,
  type PodColumn,
  type RevisionsColumn,
  type SetColumn,
  type StatusColumn,
  type VolumesColumn,
} from './world.ts';

/** Values of a row by column name. */
export type RowValues = Readonly<Record<string, unknown>>;

/** The columns each part of an observation is made from; parts a scenario does not have are missing. */
export function partColumns(universe: Universe): Partial<Record<Part, readonly string[]>> {
  const { facets } = universe.scenario;
  const pods = universe.pods.map(column.pod);
  return {
    set: [column.set],
    pods,
    executions: pods,
    revisions: facets.revisions ? [column.revisions] : [column.set],
    brokenTemplates: [],
    retention: [],
    cordoned: facets.nodes ? [column.node] : [],
    outOfVolumes: hasStaticVolumes(universe) ? [column.claims, column.volumes] : [],
    process: [column.pass],
    inFlight: universe.faults ? [column.pass, column.late] : [column.pass],
    ...(facets.status ? { status: [column.status] } : {}),
    // What the binder and the data do is only there to be judged with volumes or retention.
    ...(facets.claims ? { claims: [column.claims, ...pods] } : {}),
    ...(facets.claims && (facets.volumes || facets.retention) ? { data: [column.claims] } : {}),
  };
}

/** The observation of a row, made part by part when asked. Asking for a part whose columns are missing fails. */
export function observe(universe: Universe, passes: Continuations, row: RowValues): Observation {
  const value = <T>(name: string): T => {
    if (!(name in row)) throw new Error(`A property reads ${name}, which its "reads" does not cover.`);
    return row[name] as T;
  };
  const pods = (): { readonly name: string; readonly ordinal: number; readonly slot: number; readonly pod: PodColumn }[] =>
    universe.pods.map((name, slot) => ({ name, ordinal: universe.ordinals[slot]!, slot, pod: value<PodColumn>(column.pod(name)) }));
  return {
    get set() {
      return setObject(universe, value<SetColumn>(column.set));
    },
    get status() {
      return value<StatusColumn>(column.status);
    },
    get pods() {
      return pods().flatMap(({ name, ordinal, pod }) => (pod.object ? [podObject(universe, name, ordinal, pod)] : []));
    },
    get executions() {
      return pods().flatMap(({ name, ordinal, slot, pod }) => executions(universe, name, ordinal, slot, pod));
    },
    get claims() {
      const claims = value<ClaimsColumn>(column.claims);
      return claims.stored.flatMap((claim, slot) => (claim ? [claimObject(universe, claim, slot, value)] : []));
    },
    get data() {
      return dataRecords(universe, value<ClaimsColumn>(column.claims));
    },
    get revisions() {
      return universe.scenario.facets.revisions ? value<RevisionsColumn>(column.revisions).at(-1)! : [value<SetColumn>(column.set).at(-1)!.template];
    },
    get brokenTemplates() {
      return universe.templates.filter((_, index) => universe.scenario.templates[index]!.broken);
    },
    get retention() {
      return universe.scenario.set.retention;
    },
    get cordoned() {
      return universe.scenario.facets.nodes && value<string>(column.node) === 'Cordoned';
    },
    get outOfVolumes() {
      if (!hasStaticVolumes(universe)) return false;
      const isWaiting = value<ClaimsColumn>(column.claims).stored.some((claim) => claim?.phase === 'Pending' && claim.deletion === 'Live');
      return isWaiting && value<VolumesColumn>(column.volumes).every(({ state }) => state !== 'Available');
    },
    get process() {
      const pass = value<PassColumn | null>(column.pass);
      return processWhile(pass ? passes.node(pass.node).pending[0]!.phase : undefined);
    },
    get inFlight() {
      return inFlight(passes, value<PassColumn | null>(column.pass), universe.faults ? value<LateWrite | null>(column.late) : null);
    },
  };
}

function hasStaticVolumes({ scenario: { facets, volumes } }: Universe): boolean {
  return facets.volumes && volumes.length > 0;
}

/** Whether the observation also shows the write that may still land. */
function inFlight(passes: Continuations, pass: PassColumn | null, late: LateWrite | null): InFlight[] {
  const asked = pass
    ? passes.node(pass.node).pending.map(({ request, why }) => ({
        request,
        why,
        sameIncarnation: request.op === 'deletePod' && !pass.stale.includes(`pod ${request.name}`),
      }))
    : [];
  return late ? [...asked, { request: late.request, why: late.why, sameIncarnation: !late.stale.includes(`pod ${late.request.name}`), late: true as const }] : asked;
}

function setObject(universe: Universe, versions: SetColumn): SetObject | undefined {
  const stored = versions.at(-1)!;
  if (stored.life === 'Gone') return undefined;
  const { set } = universe.scenario;
  const { rollingUpdate } = set.strategy;
  return {
    ...set,
    uid: setUid,
    generation: stored.generation,
    deleting: stored.life !== 'Live',
    replicas: stored.replicas,
    strategy: { type: set.strategy.type, rollingUpdate: rollingUpdate && { ...rollingUpdate, partition: stored.partition } },
    template: stored.template,
  };
}

function podObject(universe: Universe, name: string, ordinal: number, { object }: PodColumn): PodObject {
  const pod = object!;
  return {
    name,
    ordinal,
    revision: pod.revision,
    phase: typeof pod.phase === 'object' ? 'Running' : pod.phase,
    ready: isReady(pod),
    available: isAvailable(universe, pod) && pod.deletion === 'Live',
    terminating: pod.deletion === 'Terminating',
    owned: pod.owned,
    scheduled: pod.scheduling === 'Scheduled',
  };
}

function executions(universe: Universe, name: string, ordinal: number, slot: number, pod: PodColumn): Execution[] {
  const { set, facets } = universe.scenario;
  const claims = facets.claims ? claimSlotsOf(universe, slot).map((at) => universe.claims[at]!) : set.claimTemplates.map((template) => `${template}-${name}`);
  const own = pod.execution === 'None' ? [] : [{ name, ordinal, stage: pod.execution, orphaned: false, claims }];
  const former = Array.from({ length: pod.orphans }, () => ({ name, ordinal, stage: 'Running' as const, orphaned: true, claims }));
  return [...own, ...former];
}

function claimObject(universe: Universe, claim: Claim, slot: number, value: <T>(name: string) => T): ClaimObject {
  const podSlot = podSlotOf(universe, slot);
  const pod = value<PodColumn>(column.pod(universe.pods[podSlot]!));
  return {
    name: universe.claims[slot]!,
    ordinal: universe.ordinals[podSlot]!,
    phase: claim.phase,
    terminating: claim.deletion === 'Terminating',
    deletedBy: claim.deletedBy,
    owner: ownerOf(claim.owners, pod),
    epoch: claim.epoch,
  };
}

function ownerOf(owners: readonly ClaimOwner[], pod: PodColumn): ClaimObject['owner'] {
  const [owner] = owners;
  if (!owner) return 'none';
  if (owner.kind === 'StatefulSet') return 'set';
  return owner.age === 0 && pod.object ? 'pod' : 'former-pod';
}

function dataRecords(universe: Universe, claims: ClaimsColumn): DataRecord[] {
  return claims.memory.map((memory, slot) => ({
    name: universe.claims[slot]!,
    served: memory.served ? 1 : 0,
    removedBy: memory.removedBy,
    condemned: claims.stored[slot]?.condemned ?? false,
  }));
}
