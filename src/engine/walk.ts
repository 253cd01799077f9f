import { FairRun } from './fair-run.ts';
import { FairSteps } from './fair-steps.ts';
import { lossProbability } from './fingerprint.ts';
import { LivenessJudge, StateJudge, StepJudge } from './judge.ts';
import { MAX_FAIR_STEPS } from './limits.ts';
import { type Awaited, LivenessWatch } from './liveness-watch.ts';
import { type Action, type Probes, type RuleCount, thrownAfter } from './model.ts';
import type { Below, Chooser, Kind, Sampler } from './samplers.ts';
import { SeenSet } from './seen-set.ts';
import { ALL, Successors, type World } from './world.ts';

/** A violation at the end of a walk. */
export interface WalkViolation {
  /** The probe. */
  readonly id: string;
  readonly reason: string;
  /** Family of the step that led to it; empty if the initial state is at fault, or a run and not a step. */
  readonly family: string;
  /** For a liveness probe: index of the first key of the loop that goes on for ever. Absent: the run stays where it is. */
  readonly cycle?: number;
}

/** A fair run that was cut at its bound. */
export interface Unsettled {
  /** What liveness probes still await there. */
  readonly awaited: readonly Awaited[];
  /** Fairness term that was not taken for the longest time. */
  readonly waitedFor: string;
}

/** Steps from the initial state. A walk ends with the first violation it meets. */
export interface Walk {
  readonly keys: readonly string[];
  /** Index of the first key of the fair phase, in which users and disturbances rest. Absent: the walk ended before it. */
  readonly rest?: number;
  readonly violation?: WalkViolation;
  readonly unsettled?: Unsettled;
}

/**
 * The same probe is violated, by the same family of steps or by a run of the same kind: a shorter walk must not slide
 * into another bug.
 */
export function isSameViolation(one: WalkViolation | undefined, other: WalkViolation | undefined): boolean {
  return one?.id === other?.id && one?.family === other?.family && (one?.cycle === undefined) === (other?.cycle === undefined);
}

/** What random walks have seen together; replayed keys do not count. */
export interface WalkStatistics {
  readonly walks: number;
  /** Distinct states seen. */
  readonly states: number;
  /** Steps taken. */
  readonly transitions: number;
  /** Steps of the longest walk. */
  readonly depth: number;
  /** Walks that took all the steps they might before anything else ended them. */
  readonly cut: number;
  /** Walks whose fair phase was cut at its bound. */
  readonly unsettled: number;
  /** The first of these. */
  readonly firstUnsettled?: Unsettled;
  readonly lossProbability: number;
  /** Bytes of what is remembered: states, rules and probes. */
  readonly bytes: number;
  /** `taken` counts the steps that were chosen. */
  readonly rules: readonly RuleCount[];
  /** By probe: how often its antecedent was true where it was judged. */
  readonly exercised: ReadonlyMap<string, number>;
}

export interface WalkOptions {
  /** Steps before the fair phase at most. */
  readonly maxSteps: number;
  /** Probes that are not judged; `undefined`: all are. */
  readonly except?: ReadonlySet<string>;
  /** The walk ends with its first phase. */
  readonly withoutRest?: boolean;
}

/** A walk under way. */
class Run {
  readonly keys: string[] = [];
  readonly except: ReadonlySet<string> | undefined;
  /** What is expanded goes here; it is also where it is counted. */
  readonly successors: Successors;
  readonly counts: boolean;
  readonly watches: readonly LivenessWatch[];
  row: Int32Array;
  next: Int32Array;
  low: number;
  high: number;
  family = '';
  /** In its second phase. */
  isSettling = false;
  violation: WalkViolation | undefined;

  constructor(world: World, successors: Successors, counts: boolean, except: ReadonlySet<string> | undefined, watches: readonly LivenessWatch[]) {
    this.successors = successors;
    this.counts = counts;
    this.except = except;
    this.watches = watches;
    this.row = world.initial();
    this.next = world.initial();
    [this.low, this.high] = world.fingerprint(this.row);
  }
}

/**
 * Walks through a world from its initial state and judges on the way, with the verdicts that `explore` would give: every
 * state reached, every step taken, every quiet state.
 *
 * Where there are liveness probes, a walk has two phases. In the first one everybody may act. In the second one users
 * and disturbances rest, and the system goes on fairly until nothing fair is possible any more, or until it has gone
 * round a fair loop: only then is it known that what is awaited never comes. Without liveness probes the second phase
 * would show nothing that the first one does not, and is left out.
 */
export class Walker {
  readonly world: World;
  private readonly nameOf: (action: Action) => string;
  private readonly kinds: Kind[] = [];
  private readonly kindIds = new Map<string, number>();
  /** By number of the action. */
  private readonly kindsOfActions: number[] = [];
  private readonly stateJudges: readonly StateJudge[];
  private readonly quietJudges: readonly StateJudge[];
  private readonly stepJudges: readonly StepJudge[];
  private readonly livenessJudges: readonly LivenessJudge[];
  private readonly stepJudgesByRule: readonly (readonly StepJudge[])[];
  private readonly fairSteps: FairSteps;
  /** What random walks expand, and what replays expand: only the first is counted. */
  private readonly drawn: Successors;
  private readonly replayed: Successors;
  private readonly seen = new SeenSet();
  private readonly taken: Float64Array;
  private walks = 0;
  /** Steps of random walks so far. */
  transitions = 0;
  /** The same, with those of replays. */
  steps = 0;
  private depth = 0;
  private cut = 0;
  private unsettled = 0;
  private firstUnsettled: Unsettled | undefined;

  /** @param kindOf names the kind of a step, for samplers; its family, unless the caller says otherwise */
  constructor(world: World, probes: Probes = {}, kindOf: (action: Action) => string = ({ family }) => family) {
    this.world = world;
    this.nameOf = kindOf;
    this.stateJudges = (probes.states ?? []).map((probe) => new StateJudge(world, 'state', probe));
    this.quietJudges = (probes.quiet ?? []).map((probe) => new StateJudge(world, 'quiet', probe));
    this.stepJudges = (probes.steps ?? []).map((probe) => new StepJudge(world, probe));
    this.livenessJudges = (probes.liveness ?? []).map((probe) => new LivenessJudge(world, probe));
    this.stepJudgesByRule = world.rules.map((_, rule) => this.stepJudges.filter((judge) => judge.judgesRule(rule)));
    this.fairSteps = new FairSteps(world);
    this.drawn = new Successors(world);
    this.replayed = new Successors(world);
    this.taken = new Float64Array(world.rules.length);
  }

  /** A random walk. The same source of chance gives the same steps, whatever was walked before. */
  walk(below: Below, sampler: Sampler, options: WalkOptions): Walk {
    const walk = this.run(this.drawn, sampler(below, this.kinds), options, true);
    this.walks++;
    this.depth = Math.max(this.depth, walk.keys.length);
    if (!walk.violation && (walk.rest ?? walk.keys.length) >= options.maxSteps) this.cut++;
    if (walk.unsettled) {
      this.unsettled++;
      this.firstUnsettled ??= walk.unsettled;
    }
    return walk;
  }

  /** The steps with these keys, one after the other; what is not enabled when its turn comes is skipped. Then the fair phase. */
  replay(keys: readonly string[], options: Omit<WalkOptions, 'maxSteps'> = {}): Walk {
    let at = 0;
    const chooser: Chooser = (successors) => {
      while (at < keys.length) {
        const successor = successors.find(keys[at++]!);
        if (successor >= 0) return successor;
      }
      return -1;
    };
    const exercised = this.judges.map((judge) => judge.exercised);
    const walk = this.run(this.replayed, chooser, { ...options, maxSteps: keys.length }, false);
    this.judges.forEach((judge, index) => (judge.exercised = exercised[index]!));
    return walk;
  }

  get statistics(): WalkStatistics {
    const { drawn, world, judges, firstUnsettled } = this;
    return {
      walks: this.walks,
      states: this.seen.size,
      transitions: this.transitions,
      depth: this.depth,
      cut: this.cut,
      unsettled: this.unsettled,
      ...(firstUnsettled ? { firstUnsettled } : {}),
      lossProbability: lossProbability(this.seen.size),
      bytes: judges.reduce((sum, { memo }) => sum + memo.bytes, this.seen.bytes + world.bytes),
      rules: world.rules.map(({ name }, rule) => ({
        name,
        enabled: drawn.enabled[rule]!,
        taken: this.taken[rule]!,
        changedNothing: drawn.changedNothing[rule]!,
      })),
      exercised: sums(judges),
    };
  }

  private get judges(): readonly (StateJudge | StepJudge)[] {
    return [...this.stateJudges, ...this.quietJudges, ...this.stepJudges, ...this.livenessJudges];
  }

  private run(successors: Successors, choose: Chooser, { maxSteps, except, withoutRest }: WalkOptions, counts: boolean): Walk {
    const watches = this.livenessJudges.filter(({ id }) => !except?.has(id)).map((judge) => new LivenessWatch(judge));
    const run = new Run(this.world, successors, counts, except, watches);
    this.begin(run);
    this.wander(run, choose, maxSteps);
    if (run.violation || withoutRest || watches.length === 0) return walkOf(run);
    const rest = run.keys.length;
    const unsettled = this.settle(run);
    const walk = walkOf(run);
    // A state or a step that breaks a promise breaks it in any phase: its story has but one.
    return walk.violation && walk.violation.family !== '' ? walk : { ...walk, rest, ...(unsettled ? { unsettled } : {}) };
  }

  /** The first phase. */
  private wander(run: Run, choose: Chooser, maxSteps: number): void {
    const kindOf = (action: number): number => this.kindOf(action);
    while (!run.violation && run.keys.length < maxSteps) {
      const chosen = choose(run.successors, kindOf);
      if (chosen < 0) return;
      this.take(run, chosen);
    }
  }

  /** The second phase. */
  private settle(run: Run): Unsettled | undefined {
    const begun = run.keys.length;
    run.isSettling = true;
    this.watch(run, ALL);
    const fair = new FairRun(this.world, this.fairSteps);
    while (!run.violation) {
      const before = fair.arrive(run.row, run.successors);
      const chosen = fair.longestAwaited();
      const isLoop = before < fair.position && fair.isFairSince(before);
      if (chosen < 0 || isLoop) {
        this.judgeForEver(run, chosen < 0 ? undefined : begun + before);
        return undefined;
      }
      if (fair.position === MAX_FAIR_STEPS) {
        return { awaited: run.watches.flatMap(({ awaited }) => awaited ?? []), waitedFor: fair.waitedFor! };
      }
      fair.take(chosen);
      this.take(run, chosen);
    }
    return undefined;
  }

  /** The keys from this index on are taken for ever; without one, the run stays where it is. */
  private judgeForEver(run: Run, cycle: number | undefined): void {
    const missed = run.watches.flatMap((watch) => watch.missedSince(cycle ?? run.keys.length) ?? [])[0];
    if (missed) run.violation = { ...missed, family: '', ...(cycle === undefined ? {} : { cycle }) };
  }

  private begin(run: Run): void {
    this.count(run);
    this.watch(run, ALL);
    this.judge(run, judged(this.stateJudges, run.row, ALL, run.except));
    this.expand(run);
  }

  private take(run: Run, chosen: number): void {
    const { world } = this;
    const { successors, row, next, except } = run;
    const rule = successors.rule(chosen);
    const action = successors.action(chosen);
    const written = successors.written(chosen);
    successors.row(chosen, row, next);
    run.keys.push(world.actions.key(action));
    run.family = world.rules[rule]!.family;
    run.low ^= successors.low[chosen]!;
    run.high ^= successors.high[chosen]!;
    this.steps++;
    if (run.counts) {
      this.transitions++;
      this.taken[rule]!++;
    }
    run.row = next;
    run.next = row;
    this.count(run);
    this.watch(run, written);
    this.judge(run, this.judgedStep(rule, action, row, next, except) ?? judged(this.stateJudges, next, written, except));
    this.expand(run);
  }

  private expand(run: Run): void {
    if (run.violation) return;
    run.successors.clear();
    if (this.isQuiet(run)) this.judge(run, judged(this.quietJudges, run.row, ALL, run.except));
  }

  private isQuiet({ row, successors, keys }: Run): boolean {
    try {
      return this.world.expand(row, 0, successors);
    } catch (error) {
      throw thrownAfter(error, () => keys);
    }
  }

  private judge(run: Run, broken: Awaited | undefined): void {
    if (broken) run.violation = { ...broken, family: run.family };
  }

  private watch(run: Run, written: number): void {
    const { watches } = run;
    for (let at = 0; at < watches.length; at++) {
      const watch = watches[at]!;
      // Before the fair phase all that counts is the order in which something was awaited and came.
      const isNews = watch.judge.promise === 'leads-to' && (watch.judge.watched & written) !== 0;
      if (run.isSettling || isNews) watch.arrive(run.row, run.keys.length, written);
    }
  }

  private count(run: Run): void {
    // A full set forgets: the count of states is then a lower bound, and nothing else depends on it.
    if (run.counts && this.seen.reserve(1)) this.seen.add(run.low, run.high);
  }

  private judgedStep(rule: number, action: number, before: Int32Array, after: Int32Array, except: ReadonlySet<string> | undefined): Awaited | undefined {
    const judges = this.stepJudgesByRule[rule]!;
    for (let at = 0; at < judges.length; at++) {
      const judge = judges[at]!;
      if (except?.has(judge.id)) continue;
      const reason = judge.judge(action, before, after);
      if (reason !== undefined) return { id: judge.id, reason };
    }
    return undefined;
  }

  private kindOf(action: number): number {
    return (this.kindsOfActions[action] ??= this.findKind(action));
  }

  private findKind(action: number): number {
    const { actions, rules } = this.world;
    const { name: rule, family, mover } = rules[actions.ruleOf(action)]!;
    const name = this.nameOf({ rule, family, key: actions.key(action) });
    const id = `${mover} ${name}`;
    let kind = this.kindIds.get(id);
    if (kind === undefined) {
      kind = this.kinds.push({ name, mover }) - 1;
      this.kindIds.set(id, kind);
    }
    return kind;
  }
}

/** Several probes may have one name. */
function sums(judges: readonly { readonly id: string; readonly exercised: number }[]): ReadonlyMap<string, number> {
  const sum = new Map<string, number>();
  for (const { id, exercised } of judges) sum.set(id, (sum.get(id) ?? 0) + exercised);
  return sum;
}

function walkOf({ keys, violation }: Run): Walk {
  return violation ? { keys, violation } : { keys };
}

/** What a step did not write was judged before it. */
function judged(judges: readonly StateJudge[], row: Int32Array, written: number, except: ReadonlySet<string> | undefined): Awaited | undefined {
  for (let at = 0; at < judges.length; at++) {
    const judge = judges[at]!;
    if ((written !== ALL && (judge.watched & written) === 0) || except?.has(judge.id)) continue;
    const reason = judge.judge(row);
    if (reason !== undefined) return { id: judge.id, reason };
  }
  return undefined;
}
