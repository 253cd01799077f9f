import { lossProbability } from './fingerprint.ts';
import { StateJudge, StepJudge } from './judge.ts';
import type { Action, Mover, Probes, RuleCount } from './model.ts';
import { SeenSet } from './seen-set.ts';
import { Successors, type World } from './world.ts';

/** Steps of one walk, unless the caller says otherwise. */
export const MAX_STEPS = 100;

/** A random whole number from 0 to `bound - 1`. Whoever starts a walk brings the source of its chance. */
export type Below = (bound: number) => number;

/** Steps that a sampler treats alike. */
export interface Kind {
  readonly name: string;
  readonly mover: Mover;
}

/** What one walk does next: the number of a successor, or -1 to end the walk. Called once per state. */
export type Chooser = (successors: Successors, kindOf: (successor: number) => number) => number;

/** How walks choose: asked for a chooser at the start of each walk. Kinds are numbered as they are met. */
export type Sampler = (below: Below, kinds: readonly Kind[]) => Chooser;

/** Every enabled step is as likely as any other. */
export const uniform: Sampler = (below) => (successors) => (successors.count === 0 ? -1 : below(successors.count));

/**
 * Every walk has its own taste: a kind of step has the weight 1, 1/2, … or 1/32, so that in some walks a cache or a
 * kubelet starves, and every kind of disturbance is off in half of them, so that none can hide what another shows.
 */
export const weighted: Sampler = (below, kinds) => {
  const weights: number[] = [];
  let sums = new Int32Array(64);
  // Drawn when the walk first meets a kind: what other walks have met must not matter.
  const weightOf = (kind: number): number => (weights[kind] ??= kinds[kind]!.mover === 'disturbance' && below(2) === 0 ? 0 : 1 << below(6));
  return (successors, kindOf) => {
    const { count } = successors;
    if (count > sums.length) sums = new Int32Array(2 * count);
    let total = 0;
    for (let successor = 0; successor < count; successor++) {
      total += weightOf(kindOf(successor));
      sums[successor] = total;
    }
    if (total === 0) return -1;
    const drawn = below(total);
    let successor = 0;
    while (sums[successor]! <= drawn) successor++;
    return successor;
  };
};

/** A violation at the end of a walk. */
export interface WalkViolation {
  /** The probe. */
  readonly id: string;
  readonly reason: string;
  /** Family of the step that led to it; empty if the initial state is at fault. */
  readonly family: string;
}

/** Steps from the initial state. A walk ends with the first violation it meets. */
export interface Walk {
  readonly keys: readonly string[];
  readonly violation?: WalkViolation;
}

/** The same probe is violated by the same family of steps: a shorter walk must not slide into another bug. */
export function isSameViolation(one: WalkViolation | undefined, other: WalkViolation | undefined): boolean {
  return one?.id === other?.id && one?.family === other?.family;
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
  readonly lossProbability: number;
  /** Bytes of what is remembered: states, rules and probes. */
  readonly bytes: number;
  /** `taken` counts the steps that were chosen. */
  readonly rules: readonly RuleCount[];
  /** By probe: how often its antecedent was true where it was judged. */
  readonly exercised: ReadonlyMap<string, number>;
}

export interface WalkOptions {
  readonly maxSteps: number;
  /** Probes that are not judged; `undefined`: all are. */
  readonly except?: ReadonlySet<string>;
}

/**
 * Walks through a world from its initial state and judges on the way, with the verdicts that `explore` would give: every
 * state reached, every step taken, every quiet state.
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
  private readonly stepJudgesByRule: readonly (readonly StepJudge[])[];
  /** What random walks expand, and what replays expand: only the first is counted. */
  private readonly drawn: Successors;
  private readonly replayed: Successors;
  private readonly seen = new SeenSet();
  private readonly taken: Float64Array;
  private walks = 0;
  /** Steps of random walks so far. */
  transitions = 0;
  private depth = 0;

  /** @param kindOf names the kind of a step, for samplers; its family, unless the caller says otherwise */
  constructor(world: World, probes: Probes = {}, kindOf: (action: Action) => string = ({ family }) => family) {
    this.world = world;
    this.nameOf = kindOf;
    this.stateJudges = (probes.states ?? []).map((probe) => new StateJudge(world, 'state', probe));
    this.quietJudges = (probes.quiet ?? []).map((probe) => new StateJudge(world, 'quiet', probe));
    this.stepJudges = (probes.steps ?? []).map((probe) => new StepJudge(world, probe));
    this.stepJudgesByRule = world.rules.map((_, rule) => this.stepJudges.filter((judge) => judge.judgesRule(rule)));
    this.drawn = new Successors(world);
    this.replayed = new Successors(world);
    this.taken = new Float64Array(world.rules.length);
  }

  /** A random walk. The same source of chance gives the same steps, whatever was walked before. */
  walk(below: Below, sampler: Sampler, options: WalkOptions): Walk {
    const walk = this.run(this.drawn, sampler(below, this.kinds), options, true);
    this.walks++;
    this.depth = Math.max(this.depth, walk.keys.length);
    return walk;
  }

  /** The steps with these keys, one after the other; what is not enabled when its turn comes is skipped. */
  replay(keys: readonly string[], except?: ReadonlySet<string>): Walk {
    let at = 0;
    const chooser: Chooser = (successors) => {
      while (at < keys.length) {
        const successor = find(successors, keys[at++]!);
        if (successor >= 0) return successor;
      }
      return -1;
    };
    return this.run(this.replayed, chooser, { maxSteps: keys.length, ...(except ? { except } : {}) }, false);
  }

  get statistics(): WalkStatistics {
    const { drawn, world } = this;
    const judges = [...this.stateJudges, ...this.quietJudges, ...this.stepJudges];
    return {
      walks: this.walks,
      states: this.seen.size,
      transitions: this.transitions,
      depth: this.depth,
      lossProbability: lossProbability(this.seen.size),
      bytes: judges.reduce((sum, { memo }) => sum + memo.bytes, this.seen.bytes + world.bytes),
      rules: world.rules.map(({ name }, rule) => ({
        name,
        enabled: drawn.enabled[rule]!,
        taken: this.taken[rule]!,
        changedNothing: drawn.changedNothing[rule]!,
      })),
      exercised: new Map(judges.map(({ id, exercised }) => [id, exercised])),
    };
  }

  private run(successors: Successors, choose: Chooser, { maxSteps, except }: WalkOptions, counts: boolean): Walk {
    const { world } = this;
    const keys: string[] = [];
    const kindOf = (successor: number): number => this.kindOf(successors.action(successor));
    let row = world.initial();
    let next: Int32Array = new Int32Array(row.length);
    let [low, high] = world.fingerprint(row);
    let family = '';
    const ended = (broken: Broken): Walk => ({ keys, violation: { ...broken, family } });
    if (counts) this.see(low, high);
    let broken = judged(this.stateJudges, row, ALL, except);
    if (broken) return ended(broken);
    for (;;) {
      successors.clear();
      if (world.expand(row, 0, successors)) {
        broken = judged(this.quietJudges, row, ALL, except);
        if (broken) return ended(broken);
      }
      if (keys.length >= maxSteps) return { keys };
      const chosen = choose(successors, kindOf);
      if (chosen < 0) return { keys };
      const rule = successors.rule(chosen);
      const action = successors.action(chosen);
      successors.row(chosen, row, next);
      keys.push(world.actions.key(action));
      family = world.rules[rule]!.family;
      if (counts) {
        low ^= successors.low[chosen]!;
        high ^= successors.high[chosen]!;
        this.transitions++;
        this.taken[rule]!++;
        this.see(low, high);
      }
      broken = this.judgedStep(rule, action, row, next, except) ?? judged(this.stateJudges, next, successors.written(chosen), except);
      if (broken) return ended(broken);
      [row, next] = [next, row];
    }
  }

  private judgedStep(rule: number, action: number, before: Int32Array, after: Int32Array, except: ReadonlySet<string> | undefined): Broken | undefined {
    for (const judge of this.stepJudgesByRule[rule]!) {
      if (except?.has(judge.id)) continue;
      const reason = judge.judge(action, before, after);
      if (reason !== undefined) return { id: judge.id, reason };
    }
    return undefined;
  }

  private see(low: number, high: number): void {
    // A full set forgets: the count of states is then a lower bound, and nothing else depends on it.
    if (this.seen.reserve(1)) this.seen.add(low, high);
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

type Broken = Omit<WalkViolation, 'family'>;

/** All columns, as `Successors.written` tells them. */
const ALL = -1;

/** What a step did not write was judged before it. */
function judged(judges: readonly StateJudge[], row: Int32Array, written: number, except: ReadonlySet<string> | undefined): Broken | undefined {
  for (const judge of judges) {
    if ((written !== ALL && (judge.watched & written) === 0) || except?.has(judge.id)) continue;
    const reason = judge.judge(row);
    if (reason !== undefined) return { id: judge.id, reason };
  }
  return undefined;
}

function find(successors: Successors, key: string): number {
  for (let successor = 0; successor < successors.count; successor++) {
    if (successors.key(successor) === key) return successor;
  }
  return -1;
}

/** Where a series of deletions stands: the next block to delete. */
export interface Deletion {
  readonly length: number;
  readonly from: number;
}

/**
 * What is left of a list when a block of its first `deletable` elements is deleted: blocks of half their number from
 * the front to the back, then of a quarter, and so on; in the end every single element. Who takes one of the answers
 * asks again with it and its `next`: the search goes on where it was, and gives up only after every single element was
 * tried in vain.
 */
export function* withoutBlocks<T>(list: readonly T[], deletable: number, start?: Deletion): Generator<{ readonly left: T[]; readonly next: Deletion }> {
  if (deletable < 1) return;
  const without = (length: number, from: number) => ({
    left: [...list.slice(0, from), ...list.slice(Math.min(from + length, deletable))],
    next: { length, from },
  });
  let from = start?.from ?? 0;
  for (let length = Math.min(start?.length ?? deletable, Math.max(1, deletable >> 1)); ; length >>= 1) {
    for (; from < deletable; from += length) yield without(length, from);
    if (length === 1) break;
    from = 0;
  }
  // Singles before the one that was deleted last: deleting it may have freed them.
  if (start?.length === 1) for (from = 0; from < Math.min(start.from, deletable); from++) yield without(1, from);
}
