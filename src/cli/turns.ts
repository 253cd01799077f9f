/**
 * The pieces of a task that do not need each other, as scopes are: whoever is free takes the next, and each has its share
 * of the time and of the memory.
 */
import { performance } from 'node:perf_hooks';
import { MAX_BYTES, type ExploreOptions, type Progress } from '../engine/index.ts';
import { PROGRESS_EVERY, PROGRESS_MS } from './limits.ts';

/** What workers know of each other that do one task. */
export interface Team {
  readonly workers: number;
  /** Shared by all: the number of the piece that nobody has taken yet. */
  readonly next: Int32Array;
}

export function teamOf(workers: number): Team {
  return { workers, next: new Int32Array(new SharedArrayBuffer(4)) };
}

/** How far a piece was when a fault ended it: at least so far. */
export interface Explored {
  readonly index: number;
  readonly progress: Progress;
  /** Ids of the promises that were found broken; absent: nobody knows. */
  readonly broken?: readonly string[];
}

/** What an exploration is told by the clock and by Ctrl-C, and how it tells where it is. */
export interface Watch extends Required<Pick<ExploreOptions, 'onProgress' | 'progressEvery' | 'maxBytes'>> {
  /** Something is still going on. */
  readonly beat: () => void;
  /** These promises are broken, and no others so far. */
  readonly noteBroken: (ids: readonly string[]) => void;
}

export interface Turn {
  readonly index: number;
  readonly watch: Watch;
}

export interface Limits {
  /** For the whole task. */
  readonly timeoutMs?: number;
  /** For all that is explored at the same time. */
  readonly maxBytes?: number;
}

/** A piece is begun, or goes on. */
type Tell = (index: number, progress: Progress | undefined) => void;

export class Turns {
  private index = 0;
  private progress: Progress | undefined;
  private broken: readonly string[] | undefined;
  private readonly count: number;
  private readonly limits: Limits;
  private readonly team: Team;
  private readonly stop: Int32Array;
  private readonly tell: Tell;
  private told = Number.NEGATIVE_INFINITY;

  constructor(count: number, limits: Limits, team: Team, stop: Int32Array, tell: Tell) {
    this.count = count;
    this.limits = limits;
    this.team = team;
    this.stop = stop;
    this.tell = tell;
  }

  /** Until all are taken, or somebody has pressed Ctrl-C; the first is begun even so, so that there is something to tell. */
  *[Symbol.iterator](): Generator<Turn> {
    const begun = performance.now();
    for (;;) {
      const index = Atomics.add(this.team.next, 0, 1);
      if (index >= this.count || (index > 0 && this.isStopped)) return;
      this.index = index;
      this.progress = undefined;
      this.broken = undefined;
      this.tell(index, undefined);
      yield { index, watch: this.watch(index, begun) };
    }
  }

  /** How far the last piece is. */
  get explored(): Explored | undefined {
    const { index, progress, broken } = this;
    return progress && { index, progress, ...(broken ? { broken } : {}) };
  }

  private get isStopped(): boolean {
    return Atomics.load(this.stop, 0) !== 0;
  }

  /** Each has an equal share of the time that is left, so that one that is too large does not keep the others from being begun. */
  private watch(index: number, begun: number): Watch {
    const { count, limits, team } = this;
    const started = performance.now();
    // As many as there are workers run at the same time: that is one round.
    const rounds = Math.ceil(count / team.workers) - Math.floor(index / team.workers);
    const shareMs = limits.timeoutMs === undefined ? Number.POSITIVE_INFINITY : Math.max(0, begun + limits.timeoutMs - started) / rounds;
    return {
      onProgress: (progress) => {
        this.progress = progress;
        if (this.isStopped) return 'interrupted';
        if (performance.now() - started > shareMs) return 'time';
        this.beat();
        return 'continue';
      },
      progressEvery: PROGRESS_EVERY,
      maxBytes: Math.floor((limits.maxBytes ?? MAX_BYTES) / team.workers),
      beat: () => this.beat(),
      noteBroken: (ids) => void (this.broken = ids),
    };
  }

  private beat(): void {
    const now = performance.now();
    if (now - this.told < PROGRESS_MS) return;
    this.told = now;
    this.tell(this.index, this.progress);
  }
}
