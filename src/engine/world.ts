import { Actions } from './actions.ts';
import { highBits, lowBits } from './fingerprint.ts';
import { doubled } from './growable.ts';
import { Interner } from './interner.ts';
import { type Fairness, type Model, ModelFault, type Rule, type Values } from './model.ts';
import { type Columns, CompiledStage, faultOf, NOTHING, Outcomes } from './outcomes.ts';

export interface WorldOptions {
  /** Calls every step function twice and compares the answers, looks for values modified in place, and for ambiguous keys. */
  readonly checkDeterminism?: boolean;
}

interface CompiledRule {
  readonly index: number;
  readonly rule: Rule;
  readonly stages: readonly CompiledStage[];
  readonly isSystem: boolean;
}

/** Rules that share their guard: the first column that their first stage reads. */
interface Guard {
  readonly column: number;
  readonly rules: readonly CompiledRule[];
  /** By id of the column: the rules that may be enabled, once asked for. */
  readonly candidates: (readonly CompiledRule[] | undefined)[];
}

/**
 * A model made ready: columns interned, rules compiled and remembered. It learns while it is used, and may be used by
 * several explorations and walks one after the other.
 *
 * A row holds one id for each stored column (scratch columns left out), in the order in which the model gave them.
 *
 * The order of the successors of a row is a contract, since traces and replay depend on it: guard by guard in the
 * order of the columns, within a guard in the order in which the model gave the rules, within a rule in the order of
 * the outcomes of its first stage, then of its second stage, and so on.
 */
export class World {
  /** Names of the stored columns: position in a row to name. */
  readonly columns: readonly string[];
  /** Numbers in a row. */
  readonly width: number;
  readonly rules: readonly Rule[];
  /** What a run that never ends must not leave out. */
  readonly fairness: readonly Fairness[];
  readonly checkDeterminism: boolean;
  /** @internal */
  readonly all: Columns;
  /** @internal */
  readonly outcomes: Outcomes;
  /** @internal */
  readonly actions: Actions;
  private readonly compiled: readonly CompiledRule[];
  private readonly guards: readonly Guard[];
  private readonly start: Int32Array;
  // The row being expanded, scratch columns included; stages write here and are undone.
  private readonly row: Int32Array;
  private readonly own: Successors;
  // What the step being put together consists of so far.
  private readonly path = new Int32Array(64);
  private low = 0;
  private high = 0;

  constructor(model: Model, options: WorldOptions = {}) {
    this.checkDeterminism = options.checkDeterminism ?? false;
    this.rules = model.rules;
    this.fairness = fairnessOf(model);
    this.all = columnsOf(model);
    this.width = this.all.width;
    this.columns = this.all.names.slice(0, this.width);
    this.actions = new Actions(model.rules.map((rule) => rule.name));
    this.outcomes = new Outcomes(this.all, (label) => this.actions.labelId(label));
    this.start = Int32Array.from(this.all.interners, () => 0);
    this.row = this.start.slice();
    this.compiled = model.rules.map((rule, index) => this.compile(rule, index));
    this.guards = this.guardsOf(this.compiled);
    this.own = new Successors(this);
  }

  /** The row of the initial state. */
  initial(): Int32Array {
    return this.start.slice(0, this.width);
  }

  /** The values of a row by column name. */
  values(row: Int32Array): Values {
    return Object.fromEntries(this.columns.map((name, column) => [name, this.all.interners[column]!.values[row[column]!]]));
  }

  /** Two rows of this world are equal exactly if their texts are; for maps of rows. */
  text(row: Int32Array): string {
    return row.subarray(0, this.width).join(',');
  }

  /** The steps from a row that change something. The answer is valid until the next call. */
  successors(row: Int32Array): Successors {
    this.own.clear();
    this.own.quiet = this.expand(row, 0, this.own);
    return this.own;
  }

  /** How often a function of the model was called. */
  get calls(): number {
    return this.compiled.reduce((sum, { stages }) => sum + stages.reduce((calls, stage) => calls + stage.calls, 0), 0);
  }

  /** Bytes of what is remembered about the rules, values themselves left out. */
  get bytes(): number {
    const memos = this.compiled.flatMap(({ stages }) => stages.map(({ memo }) => memo.bytes));
    return memos.reduce((sum, bytes) => sum + bytes, this.outcomes.bytes);
  }

  /** @internal The fingerprint of a row, low and high word. */
  fingerprint(row: Int32Array): readonly [number, number] {
    let low = 0;
    let high = 0;
    for (let column = 0; column < this.width; column++) {
      low ^= lowBits(column, row[column]!);
      high ^= highBits(column, row[column]!);
    }
    return [low, high];
  }

  /** @internal Adds the successors of the row at `offset`; true if the row is quiet. */
  expand(rows: Int32Array, offset: number, into: Successors): boolean {
    const { row, guards } = this;
    for (let column = 0; column < this.width; column++) row[column] = rows[offset + column]!;
    // Scratch columns are undone like all others, unless a function of the model threw half-way.
    for (let column = this.width; column < row.length; column++) row[column] = 0;
    let tried = 0;
    into.systemSteps = 0;
    const first = into.count;
    for (let at = 0; at < guards.length; at++) {
      const guard = guards[at]!;
      const candidates = guard.candidates[row[guard.column]!] ?? this.findCandidates(guard, row[guard.column]!);
      tried += candidates.length;
      for (let next = 0; next < candidates.length; next++) this.attempt(candidates[next]!, into);
    }
    into.lookups[0]! += tried;
    if (this.checkDeterminism) into.refuseAmbiguity(first, this.values(row));
    return into.systemSteps === 0;
  }

  private attempt(rule: CompiledRule, into: Successors): void {
    const list = rule.stages[0]!.listFrom(this.row);
    if (list === NOTHING) return;
    if (rule.stages.length > 1) {
      this.low = 0;
      this.high = 0;
      const before = into.taken[rule.index]! + into.changedNothing[rule.index]!;
      this.descend(rule, 0, list, into);
      if (into.taken[rule.index]! + into.changedNothing[rule.index]! > before) into.enabled[rule.index]!++;
      return;
    }
    into.enabled[rule.index]!++;
    const { low, high, lists } = this.outcomes;
    const end = lists.items[list + 1]!;
    for (let outcome = lists.items[list]!; outcome < end; outcome++) {
      this.path[0] = outcome;
      into.push(rule.index, rule.isSystem, low.items[outcome]!, high.items[outcome]!, this.path, 1);
    }
  }

  // Takes each outcome of a stage in turn, and from there each of the next stage: the rule's steps are the leaves.
  private descend(rule: CompiledRule, stage: number, list: number, into: Successors): void {
    const { outcomes, row, path } = this;
    const isLast = stage === rule.stages.length - 1;
    const first = outcomes.lists.items[list]!;
    const end = outcomes.lists.items[list + 1]!;
    for (let outcome = first; outcome < end; outcome++) {
      path[stage] = outcome;
      this.low ^= outcomes.low.items[outcome]!;
      this.high ^= outcomes.high.items[outcome]!;
      if (isLast) {
        into.push(rule.index, rule.isSystem, this.low, this.high, path, stage + 1);
      } else {
        outcomes.apply(outcome, row, row.length);
        into.lookups[0]!++;
        const next = rule.stages[stage + 1]!.listFrom(row);
        if (next !== NOTHING) this.descend(rule, stage + 1, next, into);
        outcomes.undo(outcome, row);
      }
      this.low ^= outcomes.low.items[outcome]!;
      this.high ^= outcomes.high.items[outcome]!;
    }
  }

  private compile(rule: Rule, index: number): CompiledRule {
    if (rule.stages.length === 0 || rule.stages.length > this.path.length) {
      throw new ModelFault(`Rule ${rule.name} has ${rule.stages.length} stages; it needs 1 to ${this.path.length}.`);
    }
    const stages = rule.stages.map(
      (stage) => new CompiledStage(rule.name, stage, this.all, this.outcomes, this.checkDeterminism),
    );
    return { index, rule, stages, isSystem: rule.mover === 'system' };
  }

  private guardsOf(rules: readonly CompiledRule[]): readonly Guard[] {
    return this.all.names
      .map((_, column) => ({ column, rules: rules.filter(({ stages }) => stages[0]!.columns[0] === column), candidates: [] }))
      .filter((guard) => guard.rules.length > 0);
  }

  // What cannot be enabled is not tried: by `when`, or because the guard is all that the first stage reads.
  private findCandidates(guard: Guard, id: number): readonly CompiledRule[] {
    const value = this.all.interners[guard.column]!.values[id];
    const candidates = guard.rules.filter(({ rule, stages }) => {
      if (!this.answerOfWhen(rule, value)) return false;
      return stages[0]!.columns.length > 1 || stages[0]!.listFrom(this.row) !== NOTHING;
    });
    while (guard.candidates.length <= id) guard.candidates.push(undefined);
    guard.candidates[id] = candidates;
    return candidates;
  }

  private answerOfWhen(rule: Rule, value: unknown): boolean {
    try {
      return rule.when === undefined || rule.when(value as never);
    } catch (error) {
      throw faultOf(error, `The guard of rule ${rule.name}`, [value]);
    }
  }
}

/**
 * Steps that change something, in the order of enumeration. The numbers of `rule`, `key` and `row` run from 0 to
 * `count - 1`.
 */
export class Successors {
  count = 0;
  /** No rule of the system is enabled. Set by `World.successors`. */
  quiet = false;
  /** @internal */
  systemSteps = 0;
  /** @internal Of all rows expanded into this, by rule. Doubles, since they outgrow 31 bits. */
  readonly enabled: Float64Array;
  /** @internal */
  readonly taken: Float64Array;
  /** @internal */
  readonly changedNothing: Float64Array;
  /** @internal */
  readonly lookups = new Float64Array(1);
  /** @internal Change of the fingerprint. */
  low = new Int32Array(CAPACITY);
  /** @internal */
  high = new Int32Array(CAPACITY);
  /** @internal Where the outcomes of a step begin in `path`; they end where the next ones begin. */
  starts = new Int32Array(CAPACITY);
  /** @internal */
  path = new Int32Array(CAPACITY);
  private rules = new Int32Array(CAPACITY);
  private readonly world: World;

  constructor(world: World) {
    this.world = world;
    this.enabled = new Float64Array(world.rules.length);
    this.taken = new Float64Array(world.rules.length);
    this.changedNothing = new Float64Array(world.rules.length);
  }

  /** Index of the rule that takes this step. */
  rule(successor: number): number {
    return this.rules[successor]!;
  }

  /** The system takes this step. */
  isSystem(successor: number): boolean {
    return this.world.rules[this.rules[successor]!]!.mover === 'system';
  }

  /** The action key of this step. */
  key(successor: number): string {
    return this.world.actions.key(this.action(successor));
  }

  /** The first step with this action key; -1: none has it. */
  find(key: string): number {
    for (let successor = 0; successor < this.count; successor++) if (this.key(successor) === key) return successor;
    return -1;
  }

  /** The row that this step leads to from `row`, which must be the one that was expanded; into `target` if given. */
  row(successor: number, row: Int32Array, target: Int32Array = new Int32Array(this.world.width)): Int32Array {
    if (target !== row) target.set(row);
    this.apply(successor, target);
    return target;
  }

  /** @internal */
  apply(successor: number, row: Int32Array): void {
    const end = this.starts[successor + 1]!;
    for (let at = this.starts[successor]!; at < end; at++) this.world.outcomes.apply(this.path[at]!, row, this.world.width);
  }

  /** @internal A bit for each column that a step may have written. */
  written(successor: number): number {
    const { items } = this.world.outcomes.written;
    const end = this.starts[successor + 1]!;
    let written = 0;
    for (let at = this.starts[successor]!; at < end; at++) written |= items[this.path[at]!]!;
    return written;
  }

  /** @internal Number of (rule, labels). */
  action(successor: number): number {
    const { items } = this.world.outcomes.labels;
    const end = this.starts[successor + 1]!;
    let action = this.rules[successor]!;
    for (let at = this.starts[successor]!; at < end; at++) action = this.world.actions.extend(action, items[this.path[at]!]!);
    return action;
  }

  /** @internal */
  clear(): void {
    this.count = 0;
  }

  /** @internal */
  push(rule: number, isSystem: boolean, low: number, high: number, path: Int32Array, length: number): void {
    if (low === 0 && high === 0) {
      this.changedNothing[rule]!++;
      return;
    }
    this.taken[rule]!++;
    if (isSystem) this.systemSteps++;
    const at = this.count++;
    const start = this.starts[at]!;
    if (at + 1 === this.rules.length) this.growSteps();
    while (start + length > this.path.length) this.path = doubled(this.path);
    this.rules[at] = rule;
    this.low[at] = low;
    this.high[at] = high;
    for (let part = 0; part < length; part++) this.path[start + part] = path[part]!;
    this.starts[at + 1] = start + length;
  }

  /** @internal Two steps with one key must lead to one state. `first` is the first successor of a row. */
  refuseAmbiguity(first: number, values: Values): void {
    const seen = new Map<string, number>();
    for (let at = first; at < this.count; at++) {
      const key = this.key(at);
      const earlier = seen.get(key);
      if (earlier === undefined) seen.set(key, at);
      else if (!this.leadToOneState(earlier, at)) throw ambiguous(key, values);
    }
  }

  /** @internal The same for one key among all steps. */
  refuseAmbiguityOf(key: string, values: Values): void {
    let first = -1;
    for (let at = 0; at < this.count; at++) {
      if (this.key(at) !== key) continue;
      if (first < 0) first = at;
      else if (!this.leadToOneState(first, at)) throw ambiguous(key, values);
    }
  }

  private leadToOneState(one: number, other: number): boolean {
    return this.low[one] === this.low[other] && this.high[one] === this.high[other];
  }

  private growSteps(): void {
    this.rules = doubled(this.rules);
    this.low = doubled(this.low);
    this.high = doubled(this.high);
    this.starts = doubled(this.starts);
  }
}

const CAPACITY = 256;

/** All columns, as `Successors.written` tells them. */
export const ALL = -1;

function fairnessOf({ rules, fairness }: Model): readonly Fairness[] {
  if (fairness === undefined) {
    return rules.filter(({ mover }) => mover === 'system').map((rule) => ({ name: rule.name, strength: 'weak', rules: (candidate) => candidate === rule }));
  }
  for (const term of fairness) {
    const wrong = rules.find((rule) => rule.mover !== 'system' && term.rules(rule));
    if (wrong) throw new ModelFault(`The fairness "${term.name}" counts the rule ${wrong.name}, whose mover is ${wrong.mover}; nobody but the system is fair.`);
  }
  return fairness;
}

function ambiguous(key: string, values: Values): ModelFault {
  return new ModelFault(
    `The action "${key}" is enabled twice and leads to two different states, from\n  ${JSON.stringify(values)}\n` +
      'A trace is a list of action keys, so a key must say which step is meant: give the outcomes labels of their own.',
  );
}

function columnsOf(model: Model): Columns {
  const stored = model.columns.filter((column) => column.scratch !== true);
  const ordered = [...stored, ...model.columns.filter((column) => column.scratch === true)];
  const names = ordered.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new ModelFault(`Two columns are called ${twice}.`);
  const interners = ordered.map((column) => {
    const interner = new Interner(column.name, column.key);
    interner.idOf(column.initial);
    return interner;
  });
  return { names, width: stored.length, interners };
}
