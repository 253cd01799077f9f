import type { Graph } from './graph.ts';
import type { Fairness } from './model.ts';

/** A step of the graph, and the state it leaves. */
interface Edge {
  readonly from: number;
  readonly step: number;
}

/** Successors that lead from one state to another. */
interface Way {
  readonly from: number;
  readonly to: number;
  readonly steps: readonly number[];
}

/** Finds ways through a graph, as numbers among the successors of the states on the way. */
export class Lassos {
  private readonly graph: Graph;
  private readonly fairness: readonly Fairness[];
  private readonly classes: readonly (readonly number[])[];

  constructor(graph: Graph, fairness: readonly Fairness[], classes: readonly (readonly number[])[]) {
    this.graph = graph;
    this.fairness = fairness;
    this.classes = classes;
  }

  /**
   * A loop from `start` that is fair by itself: it takes every strongly fair step that is possible anywhere in the
   * component, and for each weakly fair one it takes it or meets a state in which it is not possible. It goes to the
   * nearest of what it needs each time, so it is short, but perhaps not a shortest one.
   *
   * @param component fair, and with `start` in it
   */
  loop(component: Int32Array, start: number): number[] {
    // Where no fair step is possible, a fair run may stay.
    if (this.termsPossibleIn([start]).size === 0) return [];
    const members = new Set(component);
    const needed = this.termsPossibleIn(component);
    const loop: number[] = [];
    let at = start;
    this.meetByState(needed, start);
    while (needed.size > 0 || at !== start || loop.length === 0) {
      const isMet = needed.size === 0 ? ({ step }: Edge) => this.graph.target(step) === start : (edge: Edge) => this.meets(needed, edge);
      for (const edge of this.nearest(at, members, isMet)) {
        at = this.graph.target(edge.step);
        for (const term of this.termsOf(edge.step)) needed.delete(term);
        this.meetByState(needed, at);
        loop.push(this.numberOf(edge));
      }
    }
    return loop;
  }

  /** The shortest way from any of some states to one of a set of others, through `inside`; undefined: there is none. */
  way(from: readonly number[], to: ReadonlySet<number>, inside: (state: number) => boolean): Way | undefined {
    const cameBy = new Map<number, Edge | undefined>(from.map((state) => [state, undefined]));
    const queue = [...from];
    for (let next = 0; next < queue.length; next++) {
      const state = queue[next]!;
      if (to.has(state)) return this.traced(state, cameBy);
      for (let step = this.graph.firstStep(state); step < this.graph.endOfSteps(state); step++) {
        const target = this.graph.target(step);
        if (cameBy.has(target) || !inside(target)) continue;
        cameBy.set(target, { from: state, step });
        queue.push(target);
      }
    }
    return undefined;
  }

  private traced(state: number, cameBy: ReadonlyMap<number, Edge | undefined>): Way {
    const steps: number[] = [];
    let at = state;
    for (let edge = cameBy.get(at); edge !== undefined; edge = cameBy.get(at)) {
      steps.push(this.numberOf(edge));
      at = edge.from;
    }
    return { from: at, to: state, steps: steps.reverse() };
  }

  /** The edges from a state to the nearest one that is wanted, all among the members. */
  private nearest(start: number, members: ReadonlySet<number>, isWanted: (edge: Edge) => boolean): Edge[] {
    const cameBy = new Map<number, Edge | undefined>([[start, undefined]]);
    const queue = [start];
    for (let next = 0; next < queue.length; next++) {
      const from = queue[next]!;
      for (let step = this.graph.firstStep(from); step < this.graph.endOfSteps(from); step++) {
        const target = this.graph.target(step);
        if (!members.has(target)) continue;
        const edge = { from, step };
        if (isWanted(edge)) {
          const edges = [edge];
          for (let before = cameBy.get(from); before !== undefined; before = cameBy.get(before.from)) edges.push(before);
          return edges.reverse();
        }
        if (cameBy.has(target)) continue;
        cameBy.set(target, edge);
        queue.push(target);
      }
    }
    throw new Error('A fair component has no way to what makes it fair.');
  }

  private meets(needed: ReadonlySet<number>, { step }: Edge): boolean {
    if (this.termsOf(step).some((term) => needed.has(term))) return true;
    return this.impossibleIn(this.graph.target(step), needed).length > 0;
  }

  private meetByState(needed: Set<number>, state: number): void {
    for (const term of this.impossibleIn(state, needed)) needed.delete(term);
  }

  /** Weakly fair terms that a state meets because no such step is possible in it. */
  private impossibleIn(state: number, needed: ReadonlySet<number>): number[] {
    const possible = this.termsPossibleIn([state]);
    return [...needed].filter((term) => this.fairness[term]!.strength === 'weak' && !possible.has(term));
  }

  private termsPossibleIn(states: Iterable<number>): Set<number> {
    const possible = new Set<number>();
    for (const state of states) {
      for (let step = this.graph.firstStep(state); step < this.graph.endOfSteps(state); step++) {
        for (const term of this.termsOf(step)) possible.add(term);
      }
    }
    return possible;
  }

  private termsOf(step: number): readonly number[] {
    return this.classes[this.graph.fairClass(step)]!;
  }

  private numberOf({ from, step }: Edge): number {
    return step - this.graph.firstStep(from);
  }
}
