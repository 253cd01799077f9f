import { AWAITED, NEITHER, REACHED } from './graph.ts';
import { Memo } from './memo.ts';
import {
  type Action,
  type LivenessProbe,
  ModelFault,
  type ProbeResult,
  type StateProbe,
  type StepProbe,
  type Verdict,
  type Violation,
} from './model.ts';
import { columnOf, faultOf } from './outcomes.ts';
import type { World } from './world.ts';

const VACUOUS = 0;
const HOLDS = 1;
const FIRST_REASON = 2;

/** What all judges share: remembered verdicts, the count, the first violation. */
abstract class Judge {
  readonly id: string;
  readonly kind: ProbeResult['kind'];
  /** Positions in a row of the columns read. */
  readonly columns: readonly number[];
  exercised = 0;
  violation: Violation | undefined;
  private readonly reasons: string[] = [];

  constructor(world: World, kind: ProbeResult['kind'], { id, reads }: Pick<StateProbe, 'id' | 'reads'>) {
    this.id = id;
    this.kind = kind;
    this.columns = reads.map((name) => columnOf(world.all, name, `Probe ${id}`));
    const scratch = reads.find((_, position) => this.columns[position]! >= world.width);
    if (scratch !== undefined) {
      throw new ModelFault(`Probe ${id} reads the scratch column ${scratch}, which is no part of a state.`);
    }
  }

  result(): ProbeResult {
    const { id, kind, exercised, violation } = this;
    return violation === undefined ? { id, kind, exercised } : { id, kind, exercised, violation };
  }

  /** Counts a remembered verdict; the reason if it says broken. */
  protected count(code: number): string | undefined {
    if (code === VACUOUS) return undefined;
    this.exercised++;
    return code === HOLDS ? undefined : this.reasonOf(code);
  }

  protected reasonOf(code: number): string {
    return this.reasons[code - FIRST_REASON]!;
  }

  protected encode(verdict: Verdict): number {
    if (verdict === undefined) return VACUOUS;
    return verdict === true ? HOLDS : this.reasons.push(verdict) - 1 + FIRST_REASON;
  }
}

/** Judges states. */
export class StateJudge extends Judge {
  /** A bit for each column read, as in `Outcomes.written`. */
  readonly watched: number;
  readonly memo: Memo;
  private readonly world: World;
  private readonly probe: StateProbe;

  constructor(world: World, kind: Exclude<ProbeResult['kind'], 'step'>, probe: StateProbe) {
    super(world, kind, probe);
    this.world = world;
    this.probe = probe;
    this.memo = new Memo(this.columns);
    this.watched = this.columns.reduce((bits, column) => bits | (1 << (column & 31)), 0);
  }

  /** Why a state breaks the promise; undefined if it does not. */
  judge(row: Int32Array): string | undefined {
    return this.count(this.codeOf(row));
  }

  protected codeOf(row: Int32Array): number {
    const known = this.memo.find(row);
    return known >= 0 ? known : this.ask(row);
  }

  private ask(row: Int32Array): number {
    const values = this.columns.map((column) => this.world.all.interners[column]!.values[row[column]!]);
    const code = this.encode(asked(this.probe.id, values, () => this.probe.check(...(values as never[]))));
    this.memo.add(row, code);
    return code;
  }
}

/** Judges states for promises about runs. */
export class LivenessJudge extends StateJudge {
  readonly promise: LivenessProbe['kind'];

  constructor(world: World, probe: LivenessProbe) {
    super(world, 'liveness', probe);
    this.promise = probe.kind;
  }

  /** How the graph writes down what is said about a state. A promise that something comes is exercised where it is awaited. */
  code(row: Int32Array): number {
    const code = this.codeOf(row);
    if (code === VACUOUS) return NEITHER;
    if (code === HOLDS) {
      if (this.promise === 'settles') this.exercised++;
      return REACHED;
    }
    this.exercised++;
    return AWAITED;
  }

  /** What is awaited in a state; undefined: nothing. Does not count. */
  awaited(row: Int32Array): string | undefined {
    const code = this.codeOf(row);
    return code < FIRST_REASON ? undefined : this.reasonOf(code);
  }
}

/** Judges steps. */
export class StepJudge extends Judge {
  readonly memo: Memo;
  private readonly world: World;
  private readonly probe: StepProbe;
  private readonly rules: readonly boolean[];
  // The action's number, then the ids read before the step, then those after it.
  private readonly ids: Int32Array;

  constructor(world: World, probe: StepProbe) {
    super(world, 'step', probe);
    this.world = world;
    this.probe = probe;
    this.rules = world.rules.map(({ family }) => probe.families.includes(family));
    this.ids = new Int32Array(1 + 2 * this.columns.length);
    this.memo = new Memo([...this.ids.keys()]);
  }

  judgesRule(rule: number): boolean {
    return this.rules[rule]!;
  }

  /** Why a step breaks the promise; undefined if it does not. */
  judge(action: number, before: Int32Array, after: Int32Array): string | undefined {
    const { ids, columns } = this;
    ids[0] = action;
    for (let position = 0; position < columns.length; position++) {
      ids[1 + position] = before[columns[position]!]!;
      ids[1 + columns.length + position] = after[columns[position]!]!;
    }
    const known = this.memo.find(ids);
    return this.count(known >= 0 ? known : this.ask(action, before, after));
  }

  private ask(action: number, before: Int32Array, after: Int32Array): number {
    const { actions, rules } = this.world;
    const { name, family } = rules[actions.ruleOf(action)]!;
    const step: Action = { rule: name, family, key: actions.key(action) };
    const from = this.valuesOf(before);
    const to = this.valuesOf(after);
    const code = this.encode(asked(this.probe.id, [step, from, to], () => this.probe.check(step, from, to)));
    this.memo.add(this.ids, code);
    return code;
  }

  private valuesOf(row: Int32Array): readonly never[] {
    return this.columns.map((column) => this.world.all.interners[column]!.values[row[column]!] as never);
  }
}

function asked(id: string, values: readonly unknown[], check: () => Verdict): Verdict {
  try {
    return check();
  } catch (error) {
    throw faultOf(error, `Probe ${id}`, values);
  }
}
