import { AWAITED, NEITHER, REACHED } from './graph.ts';
import type { LivenessJudge } from './judge.ts';

/** What a promise about runs says where a run was last awaiting something. */
export interface Awaited {
  /** The probe. */
  readonly id: string;
  readonly reason: string;
}

/** Follows one run for one liveness probe. Positions are those of the states of the run. */
export class LivenessWatch {
  readonly judge: LivenessJudge;
  private code: number = NEITHER;
  private lastAwaited = -1;
  private lastReached = -1;
  private reason = '';

  constructor(judge: LivenessJudge) {
    this.judge = judge;
  }

  /** The run is at this row now. What the step to it did not write (columns as bits) was judged before. */
  arrive(row: Int32Array, position: number, written: number): void {
    if ((this.judge.watched & written) !== 0) this.code = this.judge.code(row);
    if (this.code === REACHED) this.lastReached = position;
    if (this.code !== AWAITED) return;
    this.lastAwaited = position;
    this.reason = this.judge.awaited(row)!;
  }

  /** Something is awaited that did not come since. */
  get awaited(): Awaited | undefined {
    const isAwaited = this.judge.promise === 'settles' ? this.code === AWAITED : this.lastAwaited > this.lastReached;
    return isAwaited ? { id: this.judge.id, reason: this.reason } : undefined;
  }

  /** What the promise misses if the run goes round for ever, from the state at this position to the last one and back to it. */
  missedSince(position: number): Awaited | undefined {
    const isMissed =
      this.judge.promise === 'settles' ? this.lastAwaited >= position : this.lastReached < position && this.lastReached < this.lastAwaited;
    return isMissed ? { id: this.judge.id, reason: this.reason } : undefined;
  }
}
