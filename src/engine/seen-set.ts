import { MAX_SEEN_BITS } from './limits.ts';

/**
 * The set of fingerprints seen, 8 bytes a slot: open addressing with linear probing, at most three quarters full. A
 * slot is chosen by the top bits of the low word, so that the table can be doubled in slot order, reading and writing
 * memory in sequence. It remembers a number for each if asked to, 4 bytes more a slot.
 */
export class SeenSet {
  private slots: Int32Array;
  private numbers: Int32Array;
  private shift: number;
  private full: number;
  size = 0;

  constructor(bits = 12, remembersNumbers = false) {
    this.slots = new Int32Array(2 << bits);
    this.numbers = new Int32Array(remembersNumbers ? 1 << bits : 0);
    this.shift = 32 - bits;
    this.full = fillOf(bits);
  }

  get bytes(): number {
    return this.slots.byteLength + this.numbers.byteLength;
  }

  /** Bytes that are held while the table grows so that this many more fit; what it holds now if it need not grow. */
  bytesToReserve(more: number): number {
    return this.size + more <= this.full ? this.bytes : this.bytes * 3;
  }

  /** Makes room for this many more (at most half as many as are in it, or the smallest table); false if it cannot. */
  reserve(more: number): boolean {
    while (this.size + more > this.full) {
      if (32 - this.shift >= MAX_SEEN_BITS) return false;
      this.grow();
    }
    return true;
  }

  /** Reads the slots of fingerprints for the effect on the cache: a miss costs little when many overlap. */
  touch(lows: Int32Array, count: number): number {
    const { slots, shift } = this;
    let touched = 0;
    for (let at = 0; at < count; at++) touched ^= slots[(lows[at]! >>> shift) * 2]!;
    return touched;
  }

  /** Forgets the numbers, but not the fingerprints. */
  forgetNumbers(): void {
    this.numbers = new Int32Array(0);
  }

  /** Adds a fingerprint for which there is room: -1, or, if it was there, the number that it was added with (or 0). */
  add(low: number, high: number, number = 0): number {
    const { slots, numbers } = this;
    // Zero marks a free slot, so the fingerprint zero counts as its neighbour.
    const word = low === 0 && high === 0 ? 1 : high;
    const last = slots.length - 2;
    let slot = (low >>> this.shift) * 2;
    for (;;) {
      const slotLow = slots[slot]!;
      const slotHigh = slots[slot + 1]!;
      if (slotLow === low && slotHigh === word) return numbers.length === 0 ? 0 : numbers[slot >>> 1]!;
      if (slotLow === 0 && slotHigh === 0) break;
      slot = slot === last ? 0 : slot + 2;
    }
    slots[slot] = low;
    slots[slot + 1] = word;
    if (numbers.length > 0) numbers[slot >>> 1] = number;
    this.size++;
    return -1;
  }

  private grow(): void {
    const old = this.slots;
    const oldNumbers = this.numbers;
    const bits = 32 - this.shift + 1;
    this.slots = new Int32Array(2 << bits);
    this.numbers = new Int32Array(oldNumbers.length * 2);
    this.shift = 32 - bits;
    this.full = fillOf(bits);
    this.size = 0;
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot] !== 0 || old[slot + 1] !== 0) this.add(old[slot]!, old[slot + 1]!, oldNumbers[slot >>> 1]);
    }
  }
}

function fillOf(bits: number): number {
  return 3 * 2 ** (bits - 2);
}
