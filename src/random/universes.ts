/** Universes to walk in, opened when they are needed. */
import type { Controller } from '../../models/controllers/controller.ts';
import type { Scenario } from '../../models/scenario.ts';
import type { Property } from '../../properties/property.ts';
import { openUniverse, type Universe } from '../universe.ts';
import { Walker, type Action } from '../engine/index.ts';
import { actionOf, probesOf } from '../probes.ts';
import { MAX_OPEN_UNIVERSES } from './limits.ts';

/** Who is to be checked: a controller, or one for each scenario, as its release and its gates ask. */
export type ControllerOf = Controller | ((scenario: Scenario) => Controller);

/** A universe and who walks through it. */
export interface Walkable {
  readonly universe: Universe;
  readonly walker: Walker;
}

/** Opening a universe compiles it, and its first walks are slow until it has learned: both are kept for the next walks. */
export class Universes {
  /** The least recently used first. */
  private readonly kept = new Map<string, Walkable>();
  private readonly controllerOf: ControllerOf;
  private readonly properties: readonly Property[];

  constructor(controllerOf: ControllerOf, properties: readonly Property[]) {
    this.controllerOf = controllerOf;
    this.properties = properties;
  }

  open(scenario: Scenario): Walkable {
    const key = JSON.stringify(scenario);
    const opened = this.kept.get(key) ?? walkable(openUniverse(scenario, this.controllerFor(scenario), this.properties));
    this.kept.delete(key);
    this.kept.set(key, opened);
    if (this.kept.size > MAX_OPEN_UNIVERSES) this.kept.delete(this.kept.keys().next().value!);
    return opened;
  }

  private controllerFor(scenario: Scenario): Controller {
    return typeof this.controllerOf === 'function' ? this.controllerOf(scenario) : this.controllerOf;
  }
}

export function walkable(universe: Universe): Walkable {
  return { universe, walker: new Walker(universe.world, probesOf(universe.cluster, universe.properties), kindOf) };
}

/** Steps that a sampler treats alike. */
function kindOf(action: Action): string {
  const { family, key, outcome } = actionOf(action);
  // How stale a pass is, is a choice of its own, so that a cache can starve; so is what happens to a write.
  return family === 'controller/pass' ? key : outcome === '' || family.startsWith('user/') ? family : `${family} ${outcome}`;
}
