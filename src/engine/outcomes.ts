import { highBits, lowBits } from './fingerprint.ts';
import { GrowableInts } from './growable.ts';
import type { Interner } from './interner.ts';
import { Memo } from './memo.ts';
import { ModelFault, type Outcome, type Stage } from './model.ts';

/** Columns as the engine numbers them: the stored ones in the given order, then the scratch columns. */
export interface Columns {
  readonly names: readonly string[];
  /** How many are stored. */
  readonly width: number;
  readonly interners: readonly Interner[];
}

/** Number of the list in which nothing is enabled. */
export const NOTHING = 0;

/**
 * All outcomes met so far, flat. A stage writes only what it reads, and it is remembered by the ids it reads, so
 * an outcome knows the old ids as well as the new: it can be undone, and its change of the fingerprint is fixed.
 */
export class Outcomes {
  /** Where a list of outcomes begins; it ends where the next one begins. */
  readonly lists = new GrowableInts();
  /** Where the changes of an outcome begin, as (column, new id, old id); they end where the next ones begin. */
  readonly starts = new GrowableInts();
  readonly changes = new GrowableInts();
  /** Change of the fingerprint. */
  readonly low = new GrowableInts();
  readonly high = new GrowableInts();
  /** A bit for each stored column written (columns 32 apart share one). */
  readonly written = new GrowableInts();
  readonly labels = new GrowableInts();
  private readonly columns: Columns;
  private readonly labelId: (label: string) => number;

  constructor(columns: Columns, labelId: (label: string) => number) {
    this.columns = columns;
    this.labelId = labelId;
    this.starts.push(0);
    this.lists.push(0);
    this.lists.push(0);
  }

  get bytes(): number {
    const parts = [this.lists, this.starts, this.changes, this.low, this.high, this.written, this.labels];
    return parts.reduce((sum, part) => sum + part.items.byteLength, 0);
  }

  /** Stores what a stage answered for the ids in `row`; returns the number of the list. */
  addList(stage: CompiledStage, row: Int32Array, answered: readonly Outcome[]): number {
    if (answered.length === 0) return NOTHING;
    for (const outcome of answered) this.addOutcome(stage, row, outcome);
    this.lists.push(this.labels.length);
    return this.lists.length - 2;
  }

  /** Writes an outcome into a row that has this many columns. */
  apply(outcome: number, row: Int32Array, width: number): void {
    const changes = this.changes.items;
    const end = this.starts.items[outcome + 1]!;
    for (let at = this.starts.items[outcome]!; at < end; at += 3) {
      const column = changes[at]!;
      if (column < width) row[column] = changes[at + 1]!;
    }
  }

  undo(outcome: number, row: Int32Array): void {
    const changes = this.changes.items;
    const end = this.starts.items[outcome + 1]!;
    for (let at = this.starts.items[outcome]!; at < end; at += 3) row[changes[at]!] = changes[at + 2]!;
  }

  private addOutcome(stage: CompiledStage, row: Int32Array, { label, next }: Outcome): void {
    const { interners, width } = this.columns;
    let low = 0;
    let high = 0;
    let written = 0;
    stage.columns.forEach((column, position) => {
      const value = next[position];
      const old = row[column]!;
      if (value === undefined || value === interners[column]!.values[old]) return;
      const id = interners[column]!.idOf(value);
      if (id === old) return;
      this.changes.push(column);
      this.changes.push(id);
      this.changes.push(old);
      if (column >= width) return;
      low ^= lowBits(column, id) ^ lowBits(column, old);
      high ^= highBits(column, id) ^ highBits(column, old);
      written |= 1 << (column & 31);
    });
    this.starts.push(this.changes.length);
    this.low.push(low);
    this.high.push(high);
    this.written.push(written);
    this.labels.push(this.labelId(label));
  }
}

/** A stage whose answers are remembered. */
export class CompiledStage {
  readonly columns: readonly number[];
  readonly memo: Memo;
  calls = 0;
  private readonly rule: string;
  private readonly stage: Stage;
  private readonly all: Columns;
  private readonly outcomes: Outcomes;
  private readonly checkDeterminism: boolean;

  constructor(rule: string, stage: Stage, all: Columns, outcomes: Outcomes, checkDeterminism: boolean) {
    this.columns = stage.reads.map((name) => columnOf(all, name, `Rule ${rule}`));
    if (this.columns.length === 0) throw new ModelFault(`Rule ${rule} has a stage that reads no column.`);
    this.memo = new Memo(this.columns);
    this.rule = rule;
    this.stage = stage;
    this.all = all;
    this.outcomes = outcomes;
    this.checkDeterminism = checkDeterminism;
  }

  /** The list of outcomes from the ids in `row`. */
  listFrom(row: Int32Array): number {
    const known = this.memo.find(row);
    return known >= 0 ? known : this.ask(row);
  }

  private ask(row: Int32Array): number {
    const values = this.columns.map((column) => this.all.interners[column]!.values[row[column]!]);
    const answered = this.call(values);
    if (this.checkDeterminism) this.compare(row, values, answered);
    const list = this.outcomes.addList(this, row, answered);
    this.memo.add(row, list);
    return list;
  }

  private call(values: readonly unknown[]): readonly Outcome[] {
    this.calls++;
    const answered = this.answer(values);
    const tooLong = answered.find(({ next }) => next.length > values.length);
    if (tooLong !== undefined) {
      throw new ModelFault(
        `Rule ${this.rule} (${tooLong.label}) writes ${tooLong.next.length} columns and reads ${values.length}: ` +
          `${this.stage.reads.join(', ')}.\nA stage may write what it reads and nothing else, in the order of its reads.`,
      );
    }
    return answered;
  }

  private answer(values: readonly unknown[]): readonly Outcome[] {
    try {
      return this.stage.step(...(values as never[]));
    } catch (error) {
      throw faultOf(error, `Rule ${this.rule}`, values);
    }
  }

  private compare(row: Int32Array, values: readonly unknown[], first: readonly Outcome[]): void {
    const firstText = JSON.stringify(first);
    const secondText = JSON.stringify(this.call(values));
    if (firstText !== secondText) {
      throw new ModelFault(
        `Rule ${this.rule} gave two different answers for the same values.\n  first   ${firstText}\n  second  ${secondText}\n` +
          'A model must be a pure function. The usual causes are a clock, randomness, a variable outside the function, ' +
          'or iterating a Set whose\norder depends on insertion.',
      );
    }
    this.columns.forEach((column, position) => {
      const interner = this.all.interners[column]!;
      if (interner.keyOf(values[position]) === interner.keys[row[column]!]) return;
      throw new ModelFault(
        `Rule ${this.rule} modified the value of ${this.all.names[column]} in place.\n` +
          'Values are shared by many states: return a changed copy instead.',
      );
    });
  }
}

/** The engine's number of a column. `who` asks, for the error. */
export function columnOf(columns: Columns, name: string, who: string): number {
  const column = columns.names.indexOf(name);
  if (column < 0) throw new ModelFault(`${who} reads the column ${name}, which does not exist.`);
  return column;
}

/** What to throw when a function of the model threw: a fault that says what it was called for. A fault stays as it is. */
export function faultOf(error: unknown, what: string, values: readonly unknown[]): ModelFault {
  if (error instanceof ModelFault) return error;
  const message = error instanceof Error ? error.message : String(error);
  const fault = new ModelFault(`${what} threw "${message}" for\n  ${values.map((value) => JSON.stringify(value)).join('\n  ')}`);
  fault.cause = error;
  return fault;
}
