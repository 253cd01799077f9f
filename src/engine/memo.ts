import { doubled } from './growable.ts';

const MULTIPLIER = 0x9e3779b1;

/**
 * Remembers a small number (0 or more) by the numbers at some positions of a row. One position: an array by that
 * number. More: open addressing, whose slots hold the numbers and the answer plus one (zero marks a free slot).
 */
export class Memo {
  private readonly positions: Int32Array;
  private readonly stride: number;
  private slots: Int32Array;
  private mask: number;
  size = 0;

  constructor(positions: readonly number[]) {
    this.positions = Int32Array.from(positions);
    this.stride = positions.length === 1 ? 1 : positions.length + 1;
    this.slots = new Int32Array(16 * this.stride);
    this.mask = 15;
  }

  get bytes(): number {
    return this.slots.byteLength;
  }

  /** The number remembered for this row, or -1. */
  find(row: Int32Array): number {
    const { positions, slots } = this;
    if (positions.length === 1) {
      const id = row[positions[0]!]!;
      return id < slots.length ? slots[id]! - 1 : -1;
    }
    if (positions.length === 2) return this.findPair(row[positions[0]!]!, row[positions[1]!]!);
    return slots[this.slotOf(row) + positions.length]! - 1;
  }

  // What `slotOf` does, for the most frequent case without its inner loops.
  private findPair(first: number, second: number): number {
    const { slots, mask } = this;
    let hash = Math.imul(first, MULTIPLIER);
    hash = Math.imul(hash ^ second, MULTIPLIER) ^ (hash >>> 15);
    let index = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const slot = index * 3;
      const answer = slots[slot + 2]!;
      if (answer === 0 || (slots[slot] === first && slots[slot + 1] === second)) return answer - 1;
      index = (index + 1) & mask;
    }
  }

  /** Remembers a number for this row, for which none is remembered yet. */
  add(row: Int32Array, answer: number): void {
    const { positions } = this;
    this.size++;
    if (positions.length === 1) {
      const id = row[positions[0]!]!;
      while (id >= this.slots.length) this.slots = doubled(this.slots);
      this.slots[id] = answer + 1;
      return;
    }
    if (this.size * 2 > this.mask) this.grow();
    const slot = this.slotOf(row);
    for (let part = 0; part < positions.length; part++) this.slots[slot + part] = row[positions[part]!]!;
    this.slots[slot + positions.length] = answer + 1;
  }

  // Where the row's numbers are, or the free slot in which they belong.
  private slotOf(row: Int32Array): number {
    const { positions, slots, stride, mask } = this;
    const parts = positions.length;
    let hash = 0;
    for (let part = 0; part < parts; part++) hash = Math.imul(hash ^ row[positions[part]!]!, MULTIPLIER) ^ (hash >>> 15);
    let index = (hash ^ (hash >>> 15)) & mask;
    for (;;) {
      const slot = index * stride;
      if (slots[slot + parts] === 0) return slot;
      let part = 0;
      while (part < parts && slots[slot + part] === row[positions[part]!]!) part++;
      if (part === parts) return slot;
      index = (index + 1) & mask;
    }
  }

  private grow(): void {
    const { positions, slots, stride } = this;
    const parts = positions.length;
    const identity = new Int32Array(Math.max(...positions, 0) + 1);
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array((this.mask + 1) * stride);
    for (let from = 0; from < slots.length; from += stride) {
      if (slots[from + parts] === 0) continue;
      for (let part = 0; part < parts; part++) identity[positions[part]!] = slots[from + part]!;
      const slot = this.slotOf(identity);
      for (let part = 0; part <= parts; part++) this.slots[slot + part] = slots[from + part]!;
    }
  }
}
