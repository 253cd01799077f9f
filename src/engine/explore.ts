import { FairSteps } from './fair-steps.ts';
import { lossProbability } from './fingerprint.ts';
import { Graph } from './graph.ts';
import { Ancestry, Level } from './growable.ts';
import { LivenessJudge, StateJudge, StepJudge } from './judge.ts';
import { type Lasso, LivenessSearch } from './liveness.ts';
import { LivenessVerdicts } from './liveness-verdicts.ts';
import { BATCH, LIVENESS_BYTES, MAX_BYTES, MAX_DEPTH, MAX_STATES, MAX_SUCCESSORS, PROGRESS_EVERY } from './limits.ts';
import { type Exploration, type ExploreOptions, type LimitReached, ModelFault, type Probes, type Step, thrownAfter } from './model.ts';
import { SeenSet } from './seen-set.ts';
import { steps } from './trace.ts';
import { Successors, type World } from './world.ts';

/**
 * Looks at every reachable state, breadth first, and asks the probes on the way. A probe that was violated is not
 * judged again. The same world, probes and options give the same result, numbers of states included.
 *
 * With liveness probes it keeps every step, and looks for fair runs that break a promise once it has seen everything;
 * one that comes to rest is found on the way.
 *
 * @throws ModelFault if the model breaks its contract
 */
export function explore(world: World, probes: Probes = {}, options: ExploreOptions = {}): Exploration {
  return new Search(world, probes, options).run();
}

/** State 0 is the initial state; states are numbered as they are found, so a level is a range of numbers. */
const INITIAL = 0;

class Search {
  private readonly world: World;
  private readonly options: ExploreOptions;
  private readonly maxStates: number;
  private readonly maxBytes: number;
  private readonly maxDepth: number;
  private readonly progressEvery: number;
  private readonly callsBefore: number;

  private readonly seen: SeenSet;
  private readonly ancestry = new Ancestry();
  private readonly batch: Successors;
  /** Row in the level that is being expanded, by successor in the batch. */
  private readonly parents: number[] = [];
  private readonly pool: Int32Array[] = [];
  private readonly stride: number;
  private current: Level;
  private next: Level;
  /** Number of the state in the first row of `current`. */
  private base = INITIAL;
  private depth = 0;
  private deepest = 0;
  private expanded = 0;
  private rowBytes = 0;
  /** What is remembered about rules and probes, as of the last report. */
  private rememberedBytes = 0;
  private peakBytes = 0;
  private touched = 0;
  private sinceProgress = 0;

  private stateJudges: readonly StateJudge[];
  private quietJudges: readonly StateJudge[];
  private stepJudges: readonly StepJudge[];
  private readonly livenessJudges: readonly LivenessJudge[];
  private readonly judges: readonly (StateJudge | StepJudge)[];
  /** What liveness is judged on; undefined: nobody asks, or there was no room for it. */
  private graph: Graph | undefined;
  private readonly fairSteps: FairSteps;
  private readonly verdicts: LivenessVerdicts;
  private readonly violated: string[] = [];
  private stepJudgesByRule: readonly (readonly StepJudge[])[] = [];
  private readonly before: Int32Array;
  private readonly after: Int32Array;

  private limit: LimitReached | undefined;
  /** What kept the fair runs from being judged. */
  private runsLimit: LimitReached | undefined;
  private stopped = false;

  constructor(world: World, probes: Probes, options: ExploreOptions) {
    this.world = world;
    this.options = options;
    this.maxStates = Math.min(options.maxStates ?? MAX_STATES, MAX_STATES);
    this.maxBytes = options.maxBytes ?? MAX_BYTES;
    this.maxDepth = options.maxDepth ?? MAX_DEPTH;
    this.progressEvery = options.progressEvery ?? PROGRESS_EVERY;
    this.callsBefore = world.calls;
    this.batch = new Successors(world);
    // A row is followed by its fingerprint.
    this.stride = world.width + 2;
    this.current = new Level(this.stride, this.pool);
    this.next = new Level(this.stride, this.pool);
    this.before = new Int32Array(world.width);
    this.after = new Int32Array(world.width);
    this.stateJudges = (probes.states ?? []).map((probe) => new StateJudge(world, 'state', probe));
    this.quietJudges = (probes.quiet ?? []).map((probe) => new StateJudge(world, 'quiet', probe));
    this.stepJudges = (probes.steps ?? []).map((probe) => new StepJudge(world, probe));
    this.livenessJudges = (probes.liveness ?? []).map((probe) => new LivenessJudge(world, probe));
    this.judges = [...this.stateJudges, ...this.quietJudges, ...this.stepJudges];
    this.indexStepJudges();
    const isLivenessJudged = this.livenessJudges.length > 0;
    this.seen = new SeenSet(undefined, isLivenessJudged);
    this.graph = isLivenessJudged ? new Graph() : undefined;
    this.verdicts = new LivenessVerdicts(this.livenessJudges);
    this.fairSteps = new FairSteps(world);
  }

  run(): Exploration {
    this.begin();
    while (!this.ended && this.current.length > 0) {
      if (this.depth >= this.maxDepth) this.endAtDepth();
      else this.expandLevel();
    }
    if (!this.ended && this.graph) this.judgeRuns(this.graph);
    return this.result();
  }

  private get ended(): boolean {
    return this.stopped || this.limit !== undefined;
  }

  private begin(): void {
    const row = this.world.initial();
    const [low, high] = this.world.fingerprint(row);
    this.seen.add(low, high);
    this.ancestry.push(INITIAL, 0);
    this.after.set(row);
    this.keepRow(this.current, low, high);
    for (const judge of this.stateJudges) this.judgeState(judge, row, INITIAL, 0);
    this.graph?.addState(this.verdicts.first(row));
  }

  private expandLevel(): void {
    this.report();
    for (let row = 0; row < this.current.length && !this.ended; row++) {
      this.expandRow(row);
      if (this.batch.count >= BATCH) this.settleBatch(row);
      if (++this.sinceProgress >= this.progressEvery && !this.ended) this.report();
    }
    if (!this.ended) this.settleBatch(this.current.length);
    if (this.ended) return;
    this.current.releaseAll();
    this.base += this.current.length;
    this.current = this.next;
    this.next = new Level(this.stride, this.pool);
    this.depth++;
    this.expanded = 0;
  }

  private expandRow(row: number): void {
    const first = this.batch.count;
    const chunk = this.current.chunkOf(row);
    const offset = this.current.offsetOf(row);
    const isQuiet = this.expand(row, chunk, offset, this.batch);
    this.expanded = row + 1;
    this.completeBatch(first, row, chunk[offset + this.world.width]!, chunk[offset + this.world.width + 1]!);
    if (this.batch.count - first > MAX_SUCCESSORS) {
      throw new ModelFault(`A state has ${this.batch.count - first} successors; the engine can number ${MAX_SUCCESSORS}.`);
    }
    if (isQuiet) this.judgeQuiet(chunk, offset, this.base + row);
  }

  private expand(row: number, chunk: Int32Array, offset: number, into: Successors): boolean {
    try {
      return this.world.expand(chunk, offset, into);
    } catch (error) {
      throw thrownAfter(error, () => traceTo(this.world, this.ancestry, this.base + row, []).map(({ key }) => key));
    }
  }

  // Turns changes of the parent's fingerprint into fingerprints, from the first successor of a row.
  private completeBatch(first: number, row: number, low: number, high: number): void {
    const { batch, parents } = this;
    for (let successor = first; successor < batch.count; successor++) {
      parents[successor] = row;
      batch.low[successor]! ^= low;
      batch.high[successor]! ^= high;
    }
  }

  // The fingerprints of a batch are looked up in two passes: the first only touches their slots, so that the cache
  // misses of a whole batch overlap instead of waiting for one another.
  private settleBatch(row: number): void {
    const { batch, seen } = this;
    if (!this.makeRoom(batch.count)) return;
    // Kept, so that no compiler may leave out the reads.
    this.touched ^= seen.touch(batch.low, batch.count);
    this.settle();
    batch.clear();
    this.current.releaseBefore(row);
  }

  private settle(): void {
    const { batch, seen } = this;
    let parent = -1;
    let first = 0;
    for (let successor = 0; successor < batch.count; successor++) {
      if (this.parents[successor] !== parent) {
        parent = this.parents[successor]!;
        first = successor;
      }
      const judges = this.stepJudgesByRule[batch.rule(successor)]!;
      if (judges.length > 0) this.judgeSteps(judges, successor, parent, successor - first);
      const known = seen.add(batch.low[successor]!, batch.high[successor]!, this.ancestry.length);
      if (this.graph) this.keepStep(this.graph, successor, parent, known < 0 ? this.ancestry.length : known);
      if (known < 0) this.found(successor, parent, successor - first);
      if (this.ended) return;
    }
  }

  private keepStep(graph: Graph, successor: number, parent: number, target: number): void {
    const { batch, fairSteps } = this;
    const rule = batch.rule(successor);
    let fairClass = fairSteps.classOfStill(rule);
    if (fairSteps.mayMove(rule, batch.written(successor))) {
      this.copyRow(parent, this.after);
      batch.apply(successor, this.after);
      fairClass = fairSteps.classOf(rule, this.current.chunkOf(parent), this.current.offsetOf(parent), this.after);
    }
    graph.beginSteps(this.base + parent);
    graph.addStep(target, fairClass);
  }

  private found(successor: number, parent: number, number: number): void {
    if (this.ancestry.length >= this.maxStates) {
      this.limit = 'states';
      return;
    }
    const state = this.ancestry.length;
    this.ancestry.push(this.base + parent, number);
    this.copyRow(parent, this.after);
    this.batch.apply(successor, this.after);
    this.keepRow(this.next, this.batch.low[successor]!, this.batch.high[successor]!);
    this.deepest = this.depth + 1;
    // What a step did not write was judged in its parent.
    const written = this.batch.written(successor);
    for (const judge of this.stateJudges) {
      if ((judge.watched & written) !== 0) this.judgeState(judge, this.after, state, this.depth + 1);
    }
    this.graph?.addState(this.verdicts.next(this.graph.verdict(this.base + parent), this.after, written));
  }

  private copyRow(row: number, target: Int32Array): void {
    const chunk = this.current.chunkOf(row);
    const offset = this.current.offsetOf(row);
    for (let column = 0; column < target.length; column++) target[column] = chunk[offset + column]!;
  }

  private keepRow(level: Level, low: number, high: number): void {
    this.rowBytes += level.add();
    const row = level.length - 1;
    const chunk = level.chunkOf(row);
    const offset = level.offsetOf(row);
    const { width } = this.world;
    for (let column = 0; column < width; column++) chunk[offset + column] = this.after[column]!;
    chunk[offset + width] = low;
    chunk[offset + width + 1] = high;
  }

  private judgeState(judge: StateJudge, row: Int32Array, state: number, depth: number): void {
    const reason = judge.judge(row);
    if (reason === undefined) return;
    judge.violation = { reason, state, depth };
    this.noteViolation(judge.id);
  }

  private judgeQuiet(chunk: Int32Array, offset: number, state: number): void {
    for (let column = 0; column < this.before.length; column++) this.before[column] = chunk[offset + column]!;
    for (const judge of this.quietJudges) this.judgeState(judge, this.before, state, this.depth);
    // A fair run may stay here for ever.
    for (const judge of this.livenessJudges) {
      const reason = judge.violation === undefined ? judge.awaited(this.before) : undefined;
      if (reason !== undefined) this.breakRun(judge, reason, { state, approach: [], cycle: [] }, this.depth);
    }
  }

  private judgeRuns(graph: Graph): void {
    const bytes = this.bytes + graph.states * LIVENESS_BYTES;
    if (bytes > this.maxBytes) return this.giveUpRuns('memory');
    this.peakBytes = Math.max(this.peakBytes, bytes);
    graph.beginSteps(graph.states);
    try {
      this.reportOnRuns();
      const search = new LivenessSearch(graph, this.verdicts, this.world.fairness, this.fairSteps.classes, () => this.reportOnRuns());
      for (const [probe, judge] of this.livenessJudges.entries()) {
        if (this.stopped) return;
        this.reportOnRuns();
        const lasso = judge.violation === undefined ? search.find(probe, judge.promise) : undefined;
        if (!lasso) continue;
        const row = this.rowOf(lasso.state);
        this.breakRun(judge, judge.awaited(row.row)!, lasso, row.depth + lasso.approach.length);
      }
    } catch (error) {
      if (!(error instanceof Ended)) throw error;
      this.giveUpRuns(error.limit);
    }
  }

  private giveUpRuns(limit: LimitReached): void {
    this.runsLimit = limit;
    this.graph = undefined;
    this.seen.forgetNumbers();
  }

  private reportOnRuns(): void {
    const answer = this.ask();
    if (answer !== 'continue') throw new Ended(answer);
  }

  private breakRun(judge: LivenessJudge, reason: string, { state, approach, cycle }: Lasso, depth: number): void {
    judge.violation = { reason, state, ...(approach.length > 0 ? { approach } : {}), cycle, depth };
    this.noteViolation(judge.id);
  }

  /** Rows are kept while they wait to be expanded only, so an older one is found by its way from the initial state. */
  private rowOf(state: number): { readonly row: Int32Array; readonly depth: number } {
    const path = pathTo(this.ancestry, state);
    let row = this.world.initial();
    for (const successor of path) row = this.world.successors(row).row(successor, row);
    return { row, depth: path.length };
  }

  private judgeSteps(judges: readonly StepJudge[], successor: number, parent: number, number: number): void {
    this.copyRow(parent, this.before);
    this.after.set(this.before);
    this.batch.apply(successor, this.after);
    const action = this.batch.action(successor);
    for (const judge of judges) {
      const reason = judge.judge(action, this.before, this.after);
      if (reason === undefined) continue;
      judge.violation = { reason, state: this.base + parent, successor: number, depth: this.depth + 1 };
      this.noteViolation(judge.id);
    }
  }

  private noteViolation(id: string): void {
    this.violated.push(id);
    this.stateJudges = this.stateJudges.filter(({ violation }) => violation === undefined);
    this.quietJudges = this.quietJudges.filter(({ violation }) => violation === undefined);
    this.stepJudges = this.stepJudges.filter(({ violation }) => violation === undefined);
    this.indexStepJudges();
    if (this.options.stopWhen?.([...this.violated]) === true) this.stopped = true;
  }

  private indexStepJudges(): void {
    this.stepJudgesByRule = this.world.rules.map((_, rule) => this.stepJudges.filter((judge) => judge.judgesRule(rule)));
  }

  // The last level of a bounded exploration is not expanded, but whether its states are quiet is known without.
  private endAtDepth(): void {
    this.limit = 'depth';
    const ignored = new Successors(this.world);
    const judgesQuiet = this.quietJudges.length + this.livenessJudges.length > 0;
    for (let row = 0; row < this.current.length && judgesQuiet && !this.stopped; row++) {
      ignored.clear();
      const chunk = this.current.chunkOf(row);
      const offset = this.current.offsetOf(row);
      if (this.expand(row, chunk, offset, ignored)) this.judgeQuiet(chunk, offset, this.base + row);
    }
  }

  private makeRoom(more: number): boolean {
    const bytes = this.bytes - this.seen.bytes + this.seen.bytesToReserve(more) + (this.graph?.bytesToReserve(more) ?? 0);
    if (bytes > this.maxBytes && this.graph) {
      // Better to look at every state and know nothing about runs than neither.
      this.giveUpRuns('memory');
      return this.makeRoom(more);
    }
    if (bytes > this.maxBytes || !this.seen.reserve(more)) {
      this.limit = 'memory';
      return false;
    }
    this.peakBytes = Math.max(this.peakBytes, bytes);
    return true;
  }

  private get bytes(): number {
    return this.seen.bytes + this.ancestry.bytes + this.rowBytes + this.rememberedBytes + (this.graph?.bytes ?? 0);
  }

  private get transitions(): number {
    return this.batch.taken.reduce((sum, taken) => sum + taken, 0);
  }

  private report(): void {
    this.sinceProgress = 0;
    this.rememberedBytes = [...this.judges, ...this.livenessJudges].reduce((sum, { memo }) => sum + memo.bytes, this.world.bytes + this.verdicts.bytes + this.fairSteps.bytes);
    const answer = this.ask();
    if (answer !== 'continue') this.limit = answer;
  }

  private ask(): 'continue' | 'time' | 'interrupted' {
    if (this.options.onProgress === undefined) return 'continue';
    return this.options.onProgress({
      states: this.ancestry.length,
      transitions: this.transitions,
      depth: this.depth,
      frontier: this.ancestry.length - this.base - this.expanded,
      bytes: this.bytes,
    });
  }

  private result(): Exploration {
    const { ancestry, batch, world } = this;
    const states = ancestry.length;
    return {
      states,
      transitions: this.transitions,
      depth: this.deepest,
      complete: !this.ended,
      runsJudged: !this.ended && this.runsLimit === undefined,
      ...limited(this.limit ?? this.runsLimit),
      stopped: this.stopped,
      frontier: states - this.base - this.expanded,
      lossProbability: lossProbability(states),
      peakBytes: this.peakBytes,
      lookups: batch.lookups[0]!,
      calls: world.calls - this.callsBefore,
      rules: world.rules.map(({ name }, rule) => ({
        name,
        enabled: batch.enabled[rule]!,
        taken: batch.taken[rule]!,
        changedNothing: batch.changedNothing[rule]!,
      })),
      probes: [...this.judges.map((judge) => judge.result()), ...this.livenessJudges.map((judge, probe) => ({ ...judge.result(), exercised: this.verdicts.exercised(probe), speaksEverywhere: this.verdicts.speaksEverywhere(probe) }))],
      trace: (state, ...successors) => traceTo(world, ancestry, state, successors),
    };
  }
}

/** The search in the graph was told to end. */
class Ended extends Error {
  readonly limit: LimitReached;

  constructor(limit: LimitReached) {
    super(limit);
    this.limit = limit;
  }
}

function limited(limit: LimitReached | undefined): { readonly limit?: LimitReached } {
  return limit === undefined ? {} : { limit };
}

function traceTo(world: World, ancestry: Ancestry, state: number, successors: readonly number[]): readonly Step[] {
  return steps(world, [...pathTo(ancestry, state), ...successors]);
}

function pathTo(ancestry: Ancestry, state: number): readonly number[] {
  const numbers: number[] = [];
  for (let at = state; at !== INITIAL; at = ancestry.parent(at)) numbers.push(ancestry.successor(at));
  return numbers.reverse();
}
