/**
 * The shape in which the models say what can happen: columns that hold immutable values, and rules that are pure
 * functions between them. It matches what the engine asks for (src/engine/model.ts) without importing it.
 */

/** A component of the world. Values must be immutable and plain (they are compared by their JSON text). */
export interface Column<V = unknown> {
  readonly name: string;
  readonly initial: V;
  /** Carries a value from one stage of a rule to the next; no part of a state. */
  readonly scratch?: boolean;
}

/** Who moves: the system (fair), a user, or a disturbance. */
export type Mover = 'system' | 'user' | 'disturbance';

/** One way a stage can go. */
export interface Outcome {
  /** This stage's part of the action key; the parts of a rule are joined. Empty parts vanish. */
  readonly label: string;
  /** New values of the stage's `reads`, in that order; `undefined` keeps the old one. */
  readonly next: readonly unknown[];
}

/** Part of a rule, remembered by the values it reads. */
export interface Stage {
  readonly reads: readonly string[];
  /** The ways it can go from these values; empty: not enabled. Must be a pure function. */
  readonly step: (...values: never[]) => readonly Outcome[];
}

export interface Rule {
  /** For counters and reports: `kubelet/start web-1`. */
  readonly name: string;
  readonly mover: Mover;
  /** `name` without the object: `kubelet/start`. Properties choose the steps they judge by it. */
  readonly family: string;
  /**
   * Quick answer from the first column that the first stage reads: can the rule be enabled at all? Called once per
   * value. Absent: always ask the stage.
   */
  readonly when?: (value: never) => boolean;
  /** Executed one after the other in one step; each sees what the earlier ones wrote. */
  readonly stages: readonly Stage[];
}

/** Steps that a run which never ends must not leave out: weak, if they are possible for ever; strong, if again and again. */
export interface Fairness {
  /** Who is waited for, in reports. */
  readonly name: string;
  readonly strength: 'weak' | 'strong';
  /** Rules of the system whose steps count. */
  readonly rules: (rule: Rule) => boolean;
  /** Of their steps, those that change `reads` in the way `counts` says. Absent: all of them. */
  readonly moves?: {
    readonly reads: readonly string[];
    readonly counts: (before: readonly never[], after: readonly never[]) => boolean;
  };
}
