import { termsPossibleIn, type Graph } from './graph.ts';
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
  /** The component that it leads into. */
  readonly among: number;
  readonly steps: readonly number[];
}

/** Finds ways through a graph, as numbers among the successors of the states on the way. */
export class Lassos {
  private readonly graph: Graph;
  private readonly fairness: readonly Fairness[];
  private readonly classes: readonly (readonly number[])[];
  /** By state: where the search that is under way came from, and by which step, plus one; 0: it has not been there. */
  private cameFrom = new Int32Array(0);
  private cameBy = new Int32Array(0);

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
   * @param component fair, ascending, and with `start` in it
   */
  loop(component: Int32Array, start: number): number[] {
    // Where no fair step is possible, a fair run may stay.
    if (this.termsPossibleIn([start]).size === 0) return [];
    const needed = this.termsPossibleIn(component);
    const loop: number[] = [];
    let at = start;
    this.meetByState(needed, start);
    while (needed.size > 0 || at !== start || loop.length === 0) {
      const isMet = needed.size === 0 ? ({ step }: Edge) => this.graph.target(step) === start : (edge: Edge) => this.meets(needed, edge);
      const edges = this.nearest([at], (state) => contains(component, state), isMet);
      if (!edges) throw new Error('A fair component has no way to what makes it fair.');
      for (const edge of edges) {
        at = this.graph.target(edge.step);
        for (const term of this.termsOf(edge.step)) needed.delete(term);
        this.meetByState(needed, at);
        loop.push(this.numberOf(edge));
      }
    }
    return loop;
  }

  /**
   * A shortest way, of one step or more, from one of some states into a component, through `inside`; undefined: there is none.
   *
   * @param members by state: the number of its component plus one; 0: it is in none
   */
  way(from: readonly number[], members: Int32Array, inside: (state: number) => boolean): Way | undefined {
    const edges = this.nearest(from, inside, ({ step }) => members[this.graph.target(step)] !== 0);
    if (!edges) return undefined;
    const to = this.graph.target(edges.at(-1)!.step);
    return { from: edges[0]!.from, to, among: members[to]! - 1, steps: edges.map((edge) => this.numberOf(edge)) };
  }

  /** The edges from one of some states to the nearest edge that is wanted, breadth first. */
  private nearest(from: readonly number[], inside: (state: number) => boolean, isWanted: (edge: Edge) => boolean): Edge[] | undefined {
    const { graph } = this;
    if (this.cameBy.length === 0) {
      this.cameFrom = new Int32Array(graph.states);
      this.cameBy = new Int32Array(graph.states);
    }
    const { cameFrom, cameBy } = this;
    const queue = [...from];
    for (const state of from) cameBy[state] = START;
    let found: Edge | undefined;
    for (let next = 0; next < queue.length && !found; next++) {
      const state = queue[next]!;
      const end = graph.endOfSteps(state);
      for (let step = graph.firstStep(state); step < end; step++) {
        const target = graph.target(step);
        if (!inside(target)) continue;
        if (isWanted({ from: state, step })) {
          found = { from: state, step };
          break;
        }
        if (cameBy[target] !== 0) continue;
        cameFrom[target] = state;
        cameBy[target] = step + 1;
        queue.push(target);
      }
    }
    const edges = found && [found];
    for (let at = found?.from; at !== undefined && cameBy[at] !== START; at = cameFrom[at]!) edges!.push({ from: cameFrom[at]!, step: cameBy[at]! - 1 });
    for (const state of queue) cameBy[state] = 0;
    return edges?.reverse();
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
    return termsPossibleIn(this.graph, this.classes, states);
  }

  private termsOf(step: number): readonly number[] {
    return this.classes[this.graph.fairClass(step)]!;
  }

  private numberOf({ from, step }: Edge): number {
    return step - this.graph.firstStep(from);
  }
}

/** What a search came by to where it began. */
const START = -1;

/** Whether a state is among states that ascend. */
function contains(states: Int32Array, state: number): boolean {
  let low = 0;
  let high = states.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (states[middle]! < state) low = middle + 1;
    else high = middle;
  }
  return states[low] === state;
}
