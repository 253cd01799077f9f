import { termsPossibleIn, type Graph } from './graph.ts';
import { PROGRESS_EVERY_STEPS } from './limits.ts';
import type { Fairness } from './model.ts';

/**
 * Finds where a run can be for ever and be fair: sets of states, each of which some fair run visits all of again and
 * again, and which together hold every state that any fair run visits again and again.
 *
 * A run that stops is one that stays: a state from which no fair step is possible is such a set by itself.
 *
 * Strongly connected components, which are all fair, or have a part that is: a component whose states all have a weakly
 * fair step that is never taken in it has none, nor has any part of it. One that leaves out a strongly fair step may
 * have one among the states in which that step is not possible, so those are looked at again.
 */
export class FairComponents {
  private readonly graph: Graph;
  private readonly fairness: readonly Fairness[];
  private readonly classes: readonly (readonly number[])[];
  /** By state: the search it is looked at in; 0: none. */
  private readonly membership: Int32Array;
  private searches = 0;
  /** By state: order of discovery plus one in the search that is under way; 0: not yet. */
  private readonly order: Int32Array;
  private readonly low: Int32Array;
  /** By state: the next step to look at. */
  private readonly next: Int32Array;
  private readonly isOpen: Uint8Array;

  private readonly tick: () => void;
  private sinceTick = 0;

  /** @param tick called now and then; may throw to end a search */
  constructor(graph: Graph, fairness: readonly Fairness[], classes: readonly (readonly number[])[], tick: () => void = () => undefined) {
    this.tick = tick;
    this.graph = graph;
    this.fairness = fairness;
    this.classes = classes;
    this.membership = new Int32Array(graph.states);
    this.order = new Int32Array(graph.states);
    this.low = new Int32Array(graph.states);
    this.next = new Int32Array(graph.states);
    this.isOpen = new Uint8Array(graph.states);
  }

  /** Those among these states, with the steps between them only. States ascend within a component. */
  among(states: Int32Array): Int32Array[] {
    const found: Int32Array[] = [];
    const rest = [states];
    for (let some = rest.pop(); some !== undefined; some = rest.pop()) {
      const search = this.mark(some);
      for (const component of this.stronglyConnected(some, search)) {
        const fair = this.fairPart(component);
        if (fair === component) found.push(component.sort());
        else if (fair) rest.push(fair);
      }
    }
    return found;
  }

  /** Marks states as members of a search of their own. */
  private mark(states: Int32Array): number {
    const search = ++this.searches;
    for (const state of states) {
      this.membership[state] = search;
      this.order[state] = 0;
    }
    return search;
  }

  /**
   * Components of more than one state, and resting states. Tarjan's algorithm, with a stack of its own: graphs are
   * deeper than the stack of the language.
   */
  private *stronglyConnected(states: Int32Array, search: number): Generator<Int32Array> {
    const { graph, membership, order, low, next, isOpen } = this;
    const path: number[] = [];
    const open: number[] = [];
    let discovered = 0;
    for (const root of states) {
      // A component that was found is marked as the member of a search of its own.
      if (membership[root] !== search || order[root] !== 0) continue;
      path.push(root);
      while (path.length > 0) {
        const state = path[path.length - 1]!;
        if (order[state] === 0) {
          order[state] = low[state] = ++discovered;
          next[state] = graph.firstStep(state);
          isOpen[state] = 1;
          open.push(state);
        }
        const end = graph.endOfSteps(state);
        if ((this.sinceTick += end - next[state]! + 1) > PROGRESS_EVERY_STEPS) {
          this.sinceTick = 0;
          this.tick();
        }
        let descends = false;
        for (let step = next[state]!; step < end; step++) {
          const target = graph.target(step);
          if (membership[target] !== search) continue;
          if (order[target] === 0) {
            // Looked at again after the descent, for the low of its target.
            next[state] = step;
            path.push(target);
            descends = true;
            break;
          }
          if (isOpen[target] === 1) low[state] = Math.min(low[state]!, low[target]!);
        }
        if (descends) continue;
        path.pop();
        if (low[state] !== order[state]) continue;
        // Most states are a component by themselves.
        if (open[open.length - 1] === state) {
          open.pop();
          isOpen[state] = 0;
          if (this.isResting(state)) yield Int32Array.of(state);
          continue;
        }
        const component = Int32Array.from(open.splice(open.lastIndexOf(state)));
        for (const member of component) isOpen[member] = 0;
        yield component;
      }
    }
  }

  /** The component itself if it is fair; what may still hold a fair part; `undefined` if nothing can. */
  private fairPart(component: Int32Array): Int32Array | undefined {
    if (component.length === 1) return component;
    const { fairness } = this;
    const { possible, taken } = this.termsOf(component);
    const leftOut = fairness.findIndex((_, term) => possible[term]! > 0 && taken[term] === 0 && (fairness[term]!.strength === 'strong' || possible[term] === component.length));
    if (leftOut < 0) return component;
    const rest = component.filter((state) => !termsPossibleIn(this.graph, this.classes, [state]).has(leftOut));
    return rest.length > 0 ? rest : undefined;
  }

  /** By term: the states of a component in which such a step is possible, and the steps that stay in the component. */
  private termsOf(component: Int32Array): { readonly possible: Int32Array; readonly taken: Int32Array } {
    const { graph, classes, fairness } = this;
    const possible = new Int32Array(fairness.length);
    const taken = new Int32Array(fairness.length);
    const lastState = new Int32Array(fairness.length).fill(-1);
    const members = this.mark(component);
    for (const state of component) {
      const end = graph.endOfSteps(state);
      for (let step = graph.firstStep(state); step < end; step++) {
        const stays = this.membership[graph.target(step)] === members;
        for (const term of classes[graph.fairClass(step)]!) {
          if (stays) taken[term]!++;
          if (lastState[term] === state) continue;
          lastState[term] = state;
          possible[term]!++;
        }
      }
    }
    return { possible, taken };
  }

  /** No fair step is possible, so a fair run may stay. */
  private isResting(state: number): boolean {
    const { graph, classes } = this;
    for (let step = graph.firstStep(state); step < graph.endOfSteps(state); step++) {
      if (classes[graph.fairClass(step)]!.length > 0) return false;
    }
    return true;
  }
}
