import { doubled } from './growable.ts';

const MULTIPLIER = 0x9e3779b1;

/** Cells of a matrix per answer in it, at most: a hash table takes 6 to 12 numbers for one, and misses the cache more. */
const MAX_CELLS_PER_ANSWER = 16;
/** Below this size a matrix need not be dense. */
const SMALL_MATRIX = 16_384;

/**
 * Remembers a small number (0 or more) by the numbers at some positions of a row; zero marks what is free, so the
 * answers are kept plus one. One position: an array by that number. Two: a matrix, as long as it is dense. Else open
 * addressing, whose slots hold the numbers and the answer.
 */
export class Memo {
  private readonly positions: Int32Array;
  private readonly stride: number;
  private slots: Int32Array;
  private mask: number;
  /** Of a matrix, the columns are 2 to this power; -1: no matrix. */
  private columnBits: number;
  size = 0;

  constructor(positions: readonly number[]) {
    this.positions = Int32Array.from(positions);
    this.stride = positions.length === 1 ? 1 : positions.length + 1;
    this.columnBits = positions.length === 2 ? 2 : -1;
    this.mask = 15;
    this.slots = new Int32Array(positions.length <= 2 ? 16 : 16 * this.stride);
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
    if (this.columnBits >= 0 && this.makeCell(row[positions[0]!]!, row[positions[1]!]!)) {
      this.slots[(row[positions[0]!]! << this.columnBits) | row[positions[1]!]!] = answer + 1;
      return;
    }
    if (this.size * 2 > this.mask) this.grow();
    const slot = this.slotOf(row);
    for (let part = 0; part < positions.length; part++) this.slots[slot + part] = row[positions[part]!]!;
    this.slots[slot + positions.length] = answer + 1;
  }

  private findPair(first: number, second: number): number {
    const { slots, mask, columnBits } = this;
    if (columnBits >= 0) {
      const cell = (first << columnBits) | second;
      return second >>> columnBits === 0 && cell < slots.length ? slots[cell]! - 1 : -1;
    }
    // What `slotOf` does, without its inner loops.
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
    const { slots, stride } = this;
    this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array((this.mask + 1) * stride);
    for (let from = 0; from < slots.length; from += stride) {
      if (slots[from + stride - 1] !== 0) this.move(slots.subarray(from, from + stride));
    }
  }

  // Puts the numbers and the answer of a slot into a new table.
  private move(slot: Int32Array): void {
    const { positions } = this;
    const row = new Int32Array(Math.max(...positions) + 1);
    for (let part = 0; part < positions.length; part++) row[positions[part]!] = slot[part]!;
    this.slots.set(slot, this.slotOf(row));
  }

  // Makes the matrix hold a cell; false if it would not be dense and has become a hash table instead.
  private makeCell(first: number, second: number): boolean {
    let bits = this.columnBits;
    while (second >>> bits !== 0) bits++;
    let cells = this.slots.length * 2 ** (bits - this.columnBits);
    while ((first + 1) * 2 ** bits > cells) cells *= 2;
    if (cells === this.slots.length && bits === this.columnBits) return true;
    if (cells > Math.max(SMALL_MATRIX, this.size * MAX_CELLS_PER_ANSWER)) {
      this.scatter();
      return false;
    }
    const old = this.slots;
    this.slots = new Int32Array(cells);
    for (let cell = 0; cell < old.length; cell++) {
      const row = cell >>> this.columnBits;
      this.slots[(row << bits) | (cell - (row << this.columnBits))] = old[cell]!;
    }
    this.columnBits = bits;
    return true;
  }

  private scatter(): void {
    const old = this.slots;
    const bits = this.columnBits;
    this.columnBits = -1;
    while (this.size * 2 > this.mask) this.mask = this.mask * 2 + 1;
    this.slots = new Int32Array((this.mask + 1) * this.stride);
    for (let cell = 0; cell < old.length; cell++) {
      if (old[cell] !== 0) this.move(Int32Array.of(cell >>> bits, cell & ((1 << bits) - 1), old[cell]!));
    }
  }
}
