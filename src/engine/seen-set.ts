import { MAX_SEEN_BITS } from './limits.ts';

/**
 * The set of fingerprints seen, 8 bytes a slot: open addressing with linear probing, at most three quarters full. A
 * slot is chosen by the top bits of the low word, so that the table can be doubled in slot order, reading and writing
 * memory in sequence.
 */
export class SeenSet {
  private slots: Int32Array;
  private shift: number;
  private full: number;
  size = 0;

  constructor(bits = 12) {
    this.slots = new Int32Array(2 << bits);
    this.shift = 32 - bits;
    this.full = fillOf(bits);
  }

  get bytes(): number {
    return this.slots.byteLength;
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

  /** Adds a fingerprint for which there is room; false if it was there. */
  add(low: number, high: number): boolean {
    const { slots } = this;
    // Zero marks a free slot, so the fingerprint zero counts as its neighbour.
    const word = low === 0 && high === 0 ? 1 : high;
    const last = slots.length - 2;
    let slot = (low >>> this.shift) * 2;
    for (;;) {
      const slotLow = slots[slot]!;
      const slotHigh = slots[slot + 1]!;
      if (slotLow === low && slotHigh === word) return false;
      if (slotLow === 0 && slotHigh === 0) break;
      slot = slot === last ? 0 : slot + 2;
    }
    slots[slot] = low;
    slots[slot + 1] = word;
    this.size++;
    return true;
  }

  private grow(): void {
    const old = this.slots;
    const bits = 32 - this.shift + 1;
    this.slots = new Int32Array(2 << bits);
    this.shift = 32 - bits;
    this.full = fillOf(bits);
    this.size = 0;
    for (let slot = 0; slot < old.length; slot += 2) {
      if (old[slot] !== 0 || old[slot + 1] !== 0) this.add(old[slot]!, old[slot + 1]!);
    }
  }
}

function fillOf(bits: number): number {
  return 3 * 2 ** (bits - 2);
}
