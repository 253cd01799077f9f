/** The claim binder and claim protection (environment §4). */
import { bindClaim, machineStateOf } from './api-server.ts';
import { claim as claimMachine } from './claim.ts';
import { column, one, stage } from './columns.ts';
import { storeClaim } from './claim-log.ts';
import type { Rule } from './rules.ts';
import { podSlotOf, type Universe } from './universe.ts';
import { volume } from './volume.ts';
import type { Claim, ClaimsColumn, PodColumn, VolumesColumn } from './world.ts';

export function storageRules(universe: Universe): Rule[] {
  if (!universe.scenario.facets.claims) return [];
  const bindings = universe.scenario.facets.volumes ? universe.claims.map((_, slot) => bind(universe, slot)) : [];
  return [...bindings, ...universe.claims.map((_, slot) => release(universe, slot))];
}

/** The claim gets a volume: one of the static ones that are still free, or a new one of its own (EN-STO-10). */
function bind(universe: Universe, slot: number): Rule {
  const name = universe.claims[slot]!;
  const { volumes, lag } = universe.scenario;
  const rule = { name: `binder/bind ${name}`, family: 'binder/bind', mover: 'system' as const, when: (claims: ClaimsColumn) => isWaiting(claims.stored[slot]!) };
  const bound = (claims: ClaimsColumn): ClaimsColumn => storeClaim(claims, slot, bindClaim(claims.stored[slot]!, claims.memory[slot]!.served)!, lag.claims, false);
  if (volumes.length === 0) return { ...rule, stages: [stage([column.claims], (claims: ClaimsColumn) => one([bound(claims)]))] };
  return {
    ...rule,
    stages: [
      stage([column.claims, column.volumes], (claims: ClaimsColumn, states: VolumesColumn) =>
        states.flatMap(({ state }, index) => {
          const next = volume.next(state, 'CLAIMED');
          if (!next) return [];
          return [{ label: `→ ${volumes[index]!}`, next: [bound(claims), states.map((old, at) => (at === index ? { state: next, claim: slot } : old))] }];
        }),
      ),
    ],
  };
}

function isWaiting(claim: Claim | null): boolean {
  return claim !== null && claim.phase === 'Pending' && claim.deletion === 'Live';
}

/**
 * Protection lets a deleted claim go once no pod object with a node refers to it by name (EN-STO-12). Its volume is
 * released: under Retain nobody gets the data, and a claim of the same name is a stranger to it (EN-STO-5).
 */
function release(universe: Universe, slot: number): Rule {
  const name = universe.claims[slot]!;
  const pod = universe.pods[podSlotOf(universe, slot)]!;
  const { volumes, lag, facets } = universe.scenario;
  const withVolumes = facets.volumes && volumes.length > 0;
  return {
    name: `protection/release ${name}`,
    family: 'protection/release',
    mover: 'system',
    when: (claims: ClaimsColumn) => claims.stored[slot]?.deletion === 'Terminating',
    stages: [
      stage([column.claims, column.pod(pod), ...(withVolumes ? [column.volumes] : [])], (claims: ClaimsColumn, { object }: PodColumn, states?: VolumesColumn) => {
        const claim = claims.stored[slot]!;
        // A pod gets a node only when its claims are bound (EN-STO-14), so an unbound one has no user that counts; without
        // the nodes facet it gets one when it starts.
        const hasNode = object?.scheduling === 'Scheduled' && (facets.nodes || object.phase !== 'Pending');
        if (hasNode && claim.phase === 'Bound') return [];
        if (!claimMachine.next(machineStateOf(claim), 'RELEASE')) return [];
        const gone = storeClaim(claims, slot, null, lag.claims, false);
        const memory = gone.memory.map((old, at) => (at === slot && old.served && !old.removedBy ? { ...old, removedBy: removedBy(universe, claim) } : old));
        const released = states?.map((old) => (old.claim === slot ? { state: volume.next(old.state, 'CLAIM_GONE')!, claim: null } : old));
        return one([{ ...gone, memory }, undefined, ...(released ? [released] : [])]);
      }),
    ],
  };
}

/** Users may delete claims; the collector may under a retention policy that spoke of this ordinal (P-DAT-5). */
function removedBy(universe: Universe, claim: Claim): 'user' | 'policy' | 'nobody-who-may' {
  if (claim.deletedBy === 'user') return 'user';
  if (claim.deletedBy !== 'garbage-collector') return 'nobody-who-may';
  const { whenDeleted, whenScaled } = universe.scenario.set.retention;
  const isExplained = claim.policy === 'set' ? whenDeleted === 'Delete' : whenScaled === 'Delete' && claim.condemned;
  return isExplained ? 'policy' : 'nobody-who-may';
}
