import { FairComponents } from './components.ts';
import { AWAITED, type Graph, REACHED } from './graph.ts';
import { Lassos } from './lasso.ts';
import type { LivenessVerdicts } from './liveness-verdicts.ts';
import type { Fairness, LivenessProbe } from './model.ts';

/** A fair run that breaks a promise: the way to a state, and on from there into a loop. */
export interface Lasso {
  /** Where something is awaited. */
  readonly state: number;
  /** Successors that lead from there to where the loop begins. */
  readonly approach: readonly number[];
  /** Successors that lead back to where the loop begins; empty: the run stays there. */
  readonly cycle: readonly number[];
}

/**
 * Judges fair runs on the whole graph: exact, as far as the graph is complete. Only steps and components that were found
 * count, so whoever calls it with a part of a graph learns nothing from it.
 */
export class LivenessSearch {
  private readonly graph: Graph;
  private readonly verdicts: LivenessVerdicts;
  private readonly components: FairComponents;
  private readonly lassos: Lassos;
  /** Every fair run ends in one of these, so no other state is looked at for any probe. */
  private readonly fair: readonly Int32Array[];

  /** @param tick called now and then; may throw to end the search */
  constructor(graph: Graph, verdicts: LivenessVerdicts, fairness: readonly Fairness[], classes: readonly (readonly number[])[], tick?: () => void) {
    this.graph = graph;
    this.verdicts = verdicts;
    this.components = new FairComponents(graph, fairness, classes, tick);
    this.lassos = new Lassos(graph, fairness, classes);
    this.fair = this.components.among(Int32Array.from({ length: graph.states }).map((_, state) => state));
  }

  /**
   * A fair run that breaks the promise, if there is one: of those that await something in their loop the one that does
   * so earliest, and only if there is none, one that awaited it before.
   */
  find(probe: number, kind: LivenessProbe['kind']): Lasso | undefined {
    return kind === 'settles' ? this.findUnsettled(probe) : this.findMissed(probe);
  }

  private findUnsettled(probe: number): Lasso | undefined {
    const awaiting = this.fair.map((component) => ({ component, state: component.find((state) => this.isAwaited(state, probe)) }));
    const first = earliest(awaiting);
    return first && { state: first.state, approach: [], cycle: this.lassos.loop(first.component, first.state) };
  }

  private findMissed(probe: number): Lasso | undefined {
    const isMissed = (state: number): boolean => this.code(state, probe) !== REACHED;
    const missed = this.fair.flatMap((component) => {
      const without = component.filter(isMissed);
      return without.length === component.length ? [component] : without.length === 0 ? [] : this.components.among(without);
    });
    const first = earliest(missed.map((component) => ({ component, state: component.find((state) => this.isAwaited(state, probe)) })));
    if (first) return { state: first.state, approach: [], cycle: this.lassos.loop(first.component, first.state) };
    return missed.length === 0 ? undefined : this.findAwaitedBefore(probe, missed, isMissed);
  }

  /** Nothing is awaited in these components, but it may have been on the way into one. */
  private findAwaitedBefore(probe: number, missed: readonly Int32Array[], isMissed: (state: number) => boolean): Lasso | undefined {
    const awaiting = Array.from({ length: this.graph.states }, (_, state) => state).filter((state) => this.isAwaited(state, probe));
    const way = this.lassos.way(awaiting, this.membersOf(missed), isMissed);
    if (!way) return undefined;
    const component = missed[way.among]!;
    return { state: way.from, approach: way.steps, cycle: this.lassos.loop(component, way.to) };
  }

  /** By state: the number of its component plus one; 0: it is in none. */
  private membersOf(components: readonly Int32Array[]): Int32Array {
    const members = new Int32Array(this.graph.states);
    components.forEach((component, index) => {
      for (const state of component) members[state] = index + 1;
    });
    return members;
  }

  private isAwaited(state: number, probe: number): boolean {
    return this.code(state, probe) === AWAITED;
  }

  private code(state: number, probe: number): number {
    return this.verdicts.code(this.graph.verdict(state), probe);
  }
}

function earliest(candidates: readonly { readonly component: Int32Array; readonly state: number | undefined }[]) {
  return candidates.reduce<{ readonly component: Int32Array; readonly state: number } | undefined>(
    (first, { component, state }) => (state !== undefined && (first === undefined || state < first.state) ? { component, state } : first),
    undefined,
  );
}
