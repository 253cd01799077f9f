/** Names and numbers that follow from a scenario. */
import type { Scenario } from './scenario.ts';

/** Slots number the ordinals of a universe, claim slots the claims (ordinal × template). */
export interface Universe {
  readonly scenario: Scenario;
  /** Slot of the first ordinal is 0; these are the pods' names. */
  readonly pods: readonly string[];
  readonly ordinals: readonly number[];
  /** Names of the claims; claim `c` belongs to pod slot `floor(c / templates)`. */
  readonly claims: readonly string[];
  /** A, B, C: templates, their revisions and the label on their pods. */
  readonly templates: readonly string[];
  /** The controller keeps a record of its own writes (SC-RD-6). */
  readonly recordsOwnWrites: boolean;
  /** Kubelets of this release take up a claim that is being deleted while it is still protected (EN-STO-15). */
  readonly mountsTerminatingClaims: boolean;
  /** Requests may be refused, lost or late, and the controller may crash. */
  readonly faults: boolean;
}

export function universeOf(scenario: Scenario, recordsOwnWrites: boolean): Universe {
  const { set, scale } = scenario;
  const most = Math.max(set.replicas, scale.max);
  const ordinals = Array.from({ length: most }, (_, slot) => set.start + slot);
  const pods = ordinals.map((ordinal) => `${set.name}-${ordinal}`);
  const claims = scenario.facets.claims ? pods.flatMap((pod) => set.claimTemplates.map((template) => `${template}-${pod}`)) : [];
  return {
    scenario,
    pods,
    ordinals,
    claims,
    templates: scenario.templates.map((_, index) => templateName(index)),
    recordsOwnWrites,
    mountsTerminatingClaims: minorOf(scenario.kubernetes) >= 33,
    faults: scenario.assume === 'crashes' && scenario.disturbances > 0,
  };
}

/** `1.37`, `v1.36.3`: 37, 36. */
function minorOf(kubernetes: string): number {
  return Number(/^v?1\.(\d+)/.exec(kubernetes)?.[1] ?? 0);
}

export function templateName(index: number): string {
  return String.fromCharCode('A'.charCodeAt(0) + index);
}

export function isBroken(universe: Universe, template: string): boolean {
  return universe.scenario.templates[universe.templates.indexOf(template)]?.broken ?? false;
}

/** Claims of the pod in `slot`, as claim slots. */
export function claimSlotsOf(universe: Universe, slot: number): number[] {
  const perPod = universe.claims.length / universe.pods.length;
  return Array.from({ length: perPod }, (_, template) => slot * perPod + template);
}

/** Pod slot of a claim. */
export function podSlotOf(universe: Universe, claimSlot: number): number {
  return Math.floor((claimSlot * universe.pods.length) / universe.claims.length);
}
