import type { FairSteps } from './fair-steps.ts';
import type { Successors, World } from './world.ts';

/**
 * Follows one run, state by state, and tells whether the run that goes round its last part for ever would be fair.
 * Positions number the states of the run; position `n` is left by its step `n`.
 */
export class FairRun {
  private readonly world: World;
  private readonly steps: FairSteps;
  /** By term of the fairness: the last position at which such a step was taken, was possible, was not possible. */
  private readonly taken: Int32Array;
  private readonly possible: Int32Array;
  private readonly impossible: Int32Array;
  /** By term: the first successor of the last state that takes it, where it is possible. */
  private readonly first: Int32Array;
  /** By successor of the last state: the class of its step. */
  private readonly classes: number[] = [];
  private readonly rows: Int32Array[] = [];
  private readonly positions = new Map<string, number>();
  private after: Int32Array;

  constructor(world: World, steps: FairSteps) {
    const terms = world.fairness.length;
    this.world = world;
    this.steps = steps;
    this.taken = new Int32Array(terms).fill(-1);
    this.possible = new Int32Array(terms).fill(-1);
    this.impossible = new Int32Array(terms).fill(-1);
    this.first = new Int32Array(terms);
    this.after = new Int32Array(world.width);
  }

  /** Position of the last state. */
  get position(): number {
    return this.rows.length - 1;
  }

  /** The next state and its successors. Answers the first position at which the run was in this state. */
  arrive(row: Int32Array, successors: Successors): number {
    const position = this.rows.push(row.slice()) - 1;
    for (let successor = 0; successor < successors.count; successor++) {
      const fairClass = successors.isSystem(successor) ? this.classOf(successors, successor, row) : 0;
      this.classes[successor] = fairClass;
      for (const term of this.steps.classes[fairClass]!) {
        if (this.possible[term] === position) continue;
        this.possible[term] = position;
        this.first[term] = successor;
      }
    }
    for (let term = 0; term < this.possible.length; term++) if (this.possible[term] !== position) this.impossible[term] = position;
    const text = this.world.text(row);
    const before = this.positions.get(text);
    if (before === undefined) this.positions.set(text, position);
    return before ?? position;
  }

  /**
   * The step that was waited for the longest: of the terms that are possible the one that was taken least recently, and
   * its first successor; -1 if none is possible, so that a fair run may stay in the last state for ever.
   */
  longestAwaited(): number {
    const term = this.longestAwaitedTerm();
    return term < 0 ? -1 : this.first[term]!;
  }

  /** Who makes that step. */
  get waitedFor(): string | undefined {
    return this.world.fairness[this.longestAwaitedTerm()]?.name;
  }

  /** This successor of the last state is taken. */
  take(successor: number): void {
    for (const term of this.steps.classes[this.classes[successor]!]!) this.taken[term] = this.position;
  }

  /** The steps from this position to the last state, taken again and again, leave out nothing that fairness asks for. */
  isFairSince(position: number): boolean {
    return this.world.fairness.every(({ strength }, term) => {
      if (this.taken[term]! >= position) return true;
      // The last state is the first one of the next round.
      return strength === 'weak' ? this.impossible[term]! >= position : this.possible[term]! < position;
    });
  }

  private longestAwaitedTerm(): number {
    const { taken, possible, position } = this;
    let longest = -1;
    for (let term = 0; term < taken.length; term++) {
      if (possible[term] === position && (longest < 0 || taken[term]! < taken[longest]!)) longest = term;
    }
    return longest;
  }

  private classOf(successors: Successors, successor: number, row: Int32Array): number {
    const rule = successors.rule(successor);
    if (!this.steps.mayMove(rule, successors.written(successor))) return this.steps.classOfStill(rule);
    this.after = successors.row(successor, row, this.after);
    return this.steps.classOf(rule, row, 0, this.after);
  }
}
