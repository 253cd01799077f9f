/**
 * What the engine asks for (columns, rules, probes) and what it answers. It knows rows and rules, not Kubernetes:
 * whoever composes a model hands it over as data and pure functions, and need not import anything from here.
 */

/**
 * A component of the world. Values must be immutable and plain: they are compared by their JSON text, in which the
 * order of object keys counts, so a Map, a Set, a function or a number that is not finite is refused.
 */
export interface Column<V = unknown> {
  readonly name: string;
  readonly initial: V;
  /**
   * Carries a value from one stage of a rule to the next. It is no part of a state: it has its initial value whenever
   * a step begins.
   */
  readonly scratch?: boolean;
  /** Text that is equal exactly for equal values, when the JSON text will not do. */
  readonly key?: (value: never) => string;
}

/** Who moves: the system (fair), a user, or a disturbance. */
export type Mover = 'system' | 'user' | 'disturbance';

/** One way a stage can go. */
export interface Outcome {
  /** This stage's part of the action key. Empty parts vanish. */
  readonly label: string;
  /** New values of the stage's `reads`, in that order; one that is `undefined` or left off at the end is kept. */
  readonly next: readonly unknown[];
}

/** Part of a rule, remembered by the values it reads; it may write what it reads and nothing else. */
export interface Stage {
  readonly reads: readonly string[];
  /** The ways it can go from these values; none: not enabled. Must be a pure function: it is called once per combination. */
  readonly step: (...values: never[]) => readonly Outcome[];
}

export interface Rule {
  /** For counters, reports and, when every stage's label is empty, the action key. */
  readonly name: string;
  readonly mover: Mover;
  /** Step probes choose the steps they judge by it. */
  readonly family: string;
  /**
   * Quick answer from the first column that the first stage reads: can the rule be enabled at all? Called once per
   * value. Absent: always ask the stage.
   */
  readonly when?: (value: never) => boolean;
  /** Executed one after the other in one step; each sees what the earlier ones wrote. At least one. */
  readonly stages: readonly Stage[];
}

/**
 * Steps that a run which never ends must not leave out: if such a step is possible for ever (weak), or again and again
 * (strong), one is taken again and again. A run that does leave them out is no run of the system, and breaks no promise.
 */
export interface Fairness {
  /** Who is waited for, in reports: `kubelet/start web-1`. */
  readonly name: string;
  readonly strength: 'weak' | 'strong';
  /** Rules whose steps count. Only the system is fair, so these must be rules of the system. */
  readonly rules: (rule: Rule) => boolean;
  /** Of the steps of these rules, those that change `reads` in the way `counts` says. Absent: all of them. */
  readonly moves?: {
    readonly reads: readonly string[];
    readonly counts: (before: readonly never[], after: readonly never[]) => boolean;
  };
}

export interface Model {
  readonly columns: readonly Column[];
  readonly rules: readonly Rule[];
  /** Absent: every rule of the system is weakly fair. */
  readonly fairness?: readonly Fairness[];
}

/** The values of a state by column name, scratch columns left out. */
export type Values = Readonly<Record<string, unknown>>;

/** `undefined`: the antecedent was not true, nothing was promised. `true`: kept. A text: broken, and why. */
export type Verdict = undefined | true | string;

/** Judges every state reached, by the values of the columns it reads (in that order). */
export interface StateProbe {
  readonly id: string;
  readonly reads: readonly string[];
  readonly check: (...values: never[]) => Verdict;
}

/** Judges every state reached in which no rule of the system is enabled. A step that changes nothing is no step. */
export type QuietProbe = StateProbe;

/** The step that a step probe judges. */
export interface Action {
  /** The rule's name. */
  readonly rule: string;
  readonly family: string;
  /** The action key. */
  readonly key: string;
}

/** Judges every transition of the rules of the listed families. */
export interface StepProbe {
  readonly id: string;
  readonly families: readonly string[];
  readonly reads: readonly string[];
  /** `before` and `after` hold the values of `reads`, in that order. */
  readonly check: (action: Action, before: readonly never[], after: readonly never[]) => Verdict;
}

/**
 * Judges fair runs that never end (one that stops where nobody who is fair can move counts as staying there for ever).
 * The verdict on a state: a text, where something is awaited, and what; `true`, where it is there; `undefined`, where
 * neither.
 *
 * `leads-to`: once something is awaited, it comes; broken by a fair run that awaits it and never sees `true` again.
 * `settles`: in the end nothing is awaited any more; broken by a fair run that awaits something again and again.
 */
export interface LivenessProbe extends StateProbe {
  readonly kind: 'leads-to' | 'settles';
}

export interface Probes {
  readonly states?: readonly StateProbe[];
  readonly quiet?: readonly QuietProbe[];
  readonly steps?: readonly StepProbe[];
  readonly liveness?: readonly LivenessProbe[];
}

export interface Progress {
  /** Distinct states found so far. */
  readonly states: number;
  /** Steps that change something, each enabled instance once. */
  readonly transitions: number;
  /** The level being expanded; the initial state is level 0. */
  readonly depth: number;
  /** States that were found and not expanded yet. */
  readonly frontier: number;
  /** Bytes held by the engine's own tables. */
  readonly bytes: number;
}

/** Why an exploration ended before it had seen everything. */
export type LimitReached = 'states' | 'memory' | 'depth' | 'time' | 'interrupted';

export interface ExploreOptions {
  /** Distinct states to keep at most. */
  readonly maxStates?: number;
  /**
   * Bytes the engine's own tables may take, including the moment in which one grows. The steps that liveness is judged on
   * are given up first.
   */
  readonly maxBytes?: number;
  /** Steps from the initial state at most: states that far away are judged and not expanded. */
  readonly maxDepth?: number;
  /**
   * Called at every level and every `progressEvery` expanded states. The engine reads no clock: who wants a time
   * limit or cancellation answers `time` or `interrupted` here.
   */
  readonly onProgress?: (progress: Progress) => 'continue' | 'time' | 'interrupted';
  readonly progressEvery?: number;
  /** Asked after each violation with the ids violated so far, in order; `true` ends the exploration. */
  readonly stopWhen?: (violated: readonly string[]) => boolean;
}

/**
 * The first violation found, hence one with the fewest steps. For a liveness probe: of the runs that come to rest, and only
 * if none does, of those that loop, one that awaits something in its loop as early as any.
 */
export interface Violation {
  readonly reason: string;
  /** Number of the violating state, or of the state that the violating step leaves. */
  readonly state: number;
  /** For a step probe: which successor of `state` the violating step leads to. */
  readonly successor?: number;
  /** For a liveness probe: the successors that lead from `state` to where the loop begins; absent: it begins there. */
  readonly approach?: readonly number[];
  /** For a liveness probe: the successors that lead round the loop, once; empty: the run stays where it is. */
  readonly cycle?: readonly number[];
  /** Steps from the initial state to the end of the trace, those of a cycle left out. */
  readonly depth: number;
}

export interface ProbeResult {
  readonly id: string;
  readonly kind: 'state' | 'quiet' | 'step' | 'liveness';
  /** How often the antecedent was true where the probe was judged; 0: not exercised. */
  readonly exercised: number;
  /** A liveness probe that had a verdict on every state, never `undefined`. */
  readonly speaksEverywhere?: boolean;
  readonly violation?: Violation;
}

export interface RuleCount {
  readonly name: string;
  /** States in which the rule had an outcome. */
  readonly enabled: number;
  /** Transitions: outcomes that changed something. */
  readonly taken: number;
  /** Outcomes that changed nothing; they are no transitions. */
  readonly changedNothing: number;
}

/** One step of a trace. */
export interface Step {
  /** Index into the model's rules. */
  readonly rule: number;
  readonly key: string;
  readonly before: Values;
  readonly after: Values;
}

export interface Exploration {
  readonly states: number;
  readonly transitions: number;
  /** Level of the farthest state found; the initial state is level 0. */
  readonly depth: number;
  /** Every reachable state was expanded. */
  readonly complete: boolean;
  /** All fair runs were judged that probes are about: the exploration is complete, and there was memory and time for it. */
  readonly runsJudged: boolean;
  /** The limit that ended it, or that kept it from judging the fair runs. */
  readonly limit?: LimitReached;
  /** `stopWhen` ended it. */
  readonly stopped: boolean;
  /** States that were found and not expanded. */
  readonly frontier: number;
  /** Upper bound of the probability that a state was lost because two fingerprints of 64 bits were equal. */
  readonly lossProbability: number;
  /** Most bytes that the engine's tables held at any moment. */
  readonly peakBytes: number;
  /** How often a remembered answer was asked for, and how often a function had to be called for it. */
  readonly lookups: number;
  readonly calls: number;
  readonly rules: readonly RuleCount[];
  readonly probes: readonly ProbeResult[];
  /** The steps from the initial state to a state, plus those to a successor of it, to a successor of that, and so on. */
  trace(state: number, ...successors: readonly number[]): readonly Step[];
}

/** What `follow` found. `steps` holds the steps that could be taken. */
export interface Followed {
  readonly steps: readonly Step[];
  /** Values at the end of `steps`. */
  readonly end: Values;
  /** No rule of the system is enabled there. */
  readonly isQuiet: boolean;
  /** The first key that is not enabled: its index, the key, and the keys that are enabled there. */
  readonly stuck?: { readonly at: number; readonly key: string; readonly enabled: readonly string[] };
}

/** The model broke the contract above. Says nothing about the controller under test. */
export class ModelFault extends Error {
  override readonly name = 'ModelFault';
  /** Keys of the steps to the state in which it happened, if they are known. */
  keys?: readonly string[];

  constructor(what: string) {
    super(`${what}\nThis is a fault of the model, not of the controller under test.`);
  }
}

/** What was thrown while the steps from a state were computed, with the keys of the steps that lead there. */
export function thrownAfter(error: unknown, keysOf: () => readonly string[]): unknown {
  if (error instanceof ModelFault) error.keys ??= keysOf();
  return error;
}
