import { MAX_FAIR_CLASS, MAX_MOVEMENTS } from './limits.ts';
import { Memo } from './memo.ts';
import { type Fairness, ModelFault } from './model.ts';
import { columnOf, faultOf } from './outcomes.ts';
import type { World } from './world.ts';

/** A term that counts a step by what it changes, with remembered answers. */
class Movement {
  /** A bit for each column read, as in `Outcomes.written`. */
  readonly watched: number;
  readonly columns: readonly number[];
  // Ids before the step, then those after it.
  private readonly ids: Int32Array;
  readonly memo: Memo;
  private readonly world: World;
  private readonly fairness: Fairness;

  constructor(world: World, fairness: Fairness) {
    this.world = world;
    this.fairness = fairness;
    this.columns = fairness.moves!.reads.map((name) => columnOf(world.all, name, `The fairness ${fairness.name}`));
    const scratch = fairness.moves!.reads.find((_, position) => this.columns[position]! >= world.width);
    if (scratch !== undefined) throw new ModelFault(`The fairness ${fairness.name} reads the scratch column ${scratch}, which is no part of a state.`);
    this.watched = this.columns.reduce((bits, column) => bits | (1 << (column & 31)), 0);
    this.ids = new Int32Array(2 * this.columns.length);
    this.memo = new Memo([...this.ids.keys()]);
  }

  /** The row before the step begins at `offset`. */
  counts(before: Int32Array, offset: number, after: Int32Array): boolean {
    const { ids, columns } = this;
    let changed = 0;
    for (let position = 0; position < columns.length; position++) {
      const old = before[offset + columns[position]!]!;
      const now = after[columns[position]!]!;
      ids[position] = old;
      ids[columns.length + position] = now;
      changed |= old ^ now;
    }
    if (changed === 0) return false;
    const known = this.memo.find(ids);
    return (known >= 0 ? known : this.ask()) === 1;
  }

  private ask(): number {
    const from = this.valuesFrom(0);
    const to = this.valuesFrom(this.columns.length);
    let answer: number;
    try {
      answer = this.fairness.moves!.counts(from, to) ? 1 : 0;
    } catch (error) {
      throw faultOf(error, `The fairness ${this.fairness.name}`, [from, to]);
    }
    this.memo.add(this.ids, answer);
    return answer;
  }

  private valuesFrom(first: number): readonly never[] {
    return this.columns.map((column, position) => this.world.all.interners[column]!.values[this.ids[first + position]!] as never);
  }
}

/** Which terms of the fairness a step takes, as a small number: the terms of step class `n` are `classes[n]`. */
export class FairSteps {
  /** Indexes into the world's fairness, ascending. Class 0 takes none. */
  readonly classes: (readonly number[])[] = [[]];
  private readonly ids = new Map<string, number>([['', 0]]);
  private readonly movements: readonly (Movement | undefined)[];
  private readonly termsByRule: readonly (readonly number[])[];
  /** By rule: the columns whose change decides. */
  private readonly watched: Int32Array;
  /** By rule: the class of a step that moves nothing. */
  private readonly still: readonly number[];
  /** By rule and what is moved, as bits. */
  private readonly moving = new Map<number, number>();

  constructor(world: World) {
    const { fairness, rules } = world;
    this.movements = fairness.map((term) => (term.moves ? new Movement(world, term) : undefined));
    this.termsByRule = rules.map((rule) => fairness.flatMap((term, index) => (term.rules(rule) ? [index] : [])));
    const crowded = rules.find((_, rule) => this.termsByRule[rule]!.filter((term) => this.movements[term]).length > MAX_MOVEMENTS);
    if (crowded) throw new ModelFault(`More than ${MAX_MOVEMENTS} terms of the fairness look at what the rule ${crowded.name} moves (MAX_MOVEMENTS).`);
    this.watched = Int32Array.from(this.termsByRule, (terms) => terms.reduce((bits, term) => bits | (this.movements[term]?.watched ?? 0), 0));
    this.still = this.termsByRule.map((terms) => this.classOfTerms(terms.filter((term) => !this.movements[term])));
  }

  get bytes(): number {
    return this.movements.reduce((sum, movement) => sum + (movement?.memo.bytes ?? 0), 0);
  }

  /** Whether the rows before and after a step of this rule, which wrote these columns, must be looked at. */
  mayMove(rule: number, written: number): boolean {
    return (this.watched[rule]! & written) !== 0;
  }

  /** The class of a step that moves nothing. */
  classOfStill(rule: number): number {
    return this.still[rule]!;
  }

  /** The row before the step begins at `offset`. */
  classOf(rule: number, before: Int32Array, offset: number, after: Int32Array): number {
    const moved = this.movedBy(rule, before, offset, after);
    if (moved === 0) return this.still[rule]!;
    const key = rule * 2 ** MAX_MOVEMENTS + moved;
    const known = this.moving.get(key);
    if (known !== undefined) return known;
    let bit = 1;
    const taken = this.termsByRule[rule]!.filter((term) => {
      if (!this.movements[term]) return true;
      const isMoved = (moved & bit) !== 0;
      bit <<= 1;
      return isMoved;
    });
    const id = this.classOfTerms(taken);
    this.moving.set(key, id);
    return id;
  }

  private movedBy(rule: number, before: Int32Array, offset: number, after: Int32Array): number {
    const terms = this.termsByRule[rule]!;
    let moved = 0;
    let bit = 1;
    for (let at = 0; at < terms.length; at++) {
      const movement = this.movements[terms[at]!];
      if (movement === undefined) continue;
      if (movement.counts(before, offset, after)) moved |= bit;
      bit <<= 1;
    }
    return moved;
  }

  private classOfTerms(terms: readonly number[]): number {
    const key = terms.join();
    let id = this.ids.get(key);
    if (id === undefined) {
      id = this.classes.push(terms) - 1;
      if (id > MAX_FAIR_CLASS) throw new ModelFault(`Steps take more than ${MAX_FAIR_CLASS} different sets of terms of the fairness (MAX_FAIR_CLASS).`);
      this.ids.set(key, id);
    }
    return id;
  }
}
