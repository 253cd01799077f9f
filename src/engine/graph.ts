import { GrowableInts } from './growable.ts';

/** What a liveness probe says about a state. */
export const NEITHER = 0;
export const REACHED = 1;
export const AWAITED = 2;

/**
 * What liveness is judged on: every step between the states found, with the class of fairness it takes, and what the
 * liveness probes said about each state. The steps of a state stand in the order of its successors.
 */
export class Graph {
  /** Where the steps of a state begin; they end where those of the next state begin. */
  private readonly starts = new GrowableInts(1024);
  private readonly ends = new GrowableInts(1024);
  private classes = new Uint16Array(1024);
  private readonly verdicts = new GrowableInts(1024);

  get states(): number {
    return this.verdicts.length;
  }

  get bytes(): number {
    return this.starts.items.byteLength + this.ends.items.byteLength + this.classes.byteLength + this.verdicts.items.byteLength;
  }

  /** Bytes that are held on top while the tables grow so that this many more steps, and as many states, fit. */
  bytesToReserve(more: number): number {
    const grown = (items: { readonly length: number; readonly byteLength: number }, length: number): number => (length + more <= items.length ? 0 : items.byteLength * 2);
    return grown(this.ends.items, this.ends.length) + grown(this.classes, this.ends.length) + grown(this.starts.items, this.starts.length) + grown(this.verdicts.items, this.verdicts.length);
  }

  /** Steps that are added from now on are those of this state; once all are, those of the state after the last. */
  beginSteps(state: number): void {
    while (this.starts.length <= state) this.starts.push(this.ends.length);
  }

  addStep(target: number, fairClass: number): void {
    const at = this.ends.length;
    if (at === this.classes.length) {
      const grown = new Uint16Array(2 * at);
      grown.set(this.classes);
      this.classes = grown;
    }
    this.ends.push(target);
    this.classes[at] = fairClass;
  }

  /** The next state, and what all liveness probes say about it. */
  addState(verdict: number): void {
    this.verdicts.push(verdict);
  }

  verdict(state: number): number {
    return this.verdicts.items[state]!;
  }

  firstStep(state: number): number {
    return this.starts.items[state]!;
  }

  /** One more than the last. */
  endOfSteps(state: number): number {
    return this.starts.items[state + 1]!;
  }

  target(step: number): number {
    return this.ends.items[step]!;
  }

  fairClass(step: number): number {
    return this.classes[step]!;
  }
}

/** The terms of the fairness that some step takes from one of these states; `classes` are those of the steps. */
export function termsPossibleIn(graph: Graph, classes: readonly (readonly number[])[], states: Iterable<number>): Set<number> {
  const possible = new Set<number>();
  for (const state of states) {
    const end = graph.endOfSteps(state);
    for (let step = graph.firstStep(state); step < end; step++) {
      for (const term of classes[graph.fairClass(step)]!) possible.add(term);
    }
  }
  return possible;
}
