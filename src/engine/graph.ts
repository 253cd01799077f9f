import { GrowableInts } from './growable.ts';

/** Verdicts of liveness probes on one state, two bits each. */
export const NEITHER = 0;
export const REACHED = 1;
export const AWAITED = 2;

const CODES_PER_WORD = 16;

/**
 * What liveness is judged on: every step between the states found, with the class of fairness it takes, and what the
 * liveness probes said about each state. The steps of a state stand in the order of its successors.
 */
export class Graph {
  /** Where the steps of a state begin; they end where those of the next state begin. */
  private readonly starts = new GrowableInts(1024);
  private readonly ends = new GrowableInts(1024);
  private classes = new Uint16Array(1024);
  private readonly words: number;
  private readonly codes = new GrowableInts(1024);

  constructor(probes: number) {
    this.words = Math.ceil(probes / CODES_PER_WORD);
  }

  get states(): number {
    return this.codes.length / this.words;
  }

  get bytes(): number {
    return this.starts.items.byteLength + this.ends.items.byteLength + this.classes.byteLength + this.codes.items.byteLength;
  }

  /** Steps that are added from now on are those of this state; once all are, those of the state after the last. */
  beginSteps(state: number): void {
    while (this.starts.length <= state) this.starts.push(this.ends.length);
  }

  addStep(target: number, fairClass: number): void {
    const at = this.ends.length;
    if (at === this.classes.length) {
      const grown = new Uint16Array(2 * at);
      grown.set(this.classes);
      this.classes = grown;
    }
    this.ends.push(target);
    this.classes[at] = fairClass;
  }

  /** The next state. What is not judged anew has the codes of the state it was reached from. */
  addState(parent: number): number {
    const state = this.states;
    for (let word = 0; word < this.words; word++) this.codes.push(state === parent ? 0 : this.codes.items[parent * this.words + word]!);
    return state;
  }

  setCode(state: number, probe: number, code: number): void {
    const at = state * this.words + (probe >>> 4);
    const shift = (probe & 15) << 1;
    this.codes.items[at] = (this.codes.items[at]! & ~(3 << shift)) | (code << shift);
  }

  code(state: number, probe: number): number {
    return (this.codes.items[state * this.words + (probe >>> 4)]! >>> ((probe & 15) << 1)) & 3;
  }

  firstStep(state: number): number {
    return this.starts.items[state]!;
  }

  /** One more than the last. */
  endOfSteps(state: number): number {
    return this.starts.items[state + 1]!;
  }

  target(step: number): number {
    return this.ends.items[step]!;
  }

  fairClass(step: number): number {
    return this.classes[step]!;
  }
}
