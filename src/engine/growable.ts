/** Typed arrays that grow. */

/** Numbers of 32 bits in one array that doubles. Read `items` afresh after a push: it may have been replaced. */
export class GrowableInts {
  items: Int32Array;
  length = 0;

  constructor(capacity = 64) {
    this.items = new Int32Array(capacity);
  }

  push(value: number): void {
    if (this.length === this.items.length) this.items = doubled(this.items);
    this.items[this.length++] = value;
  }
}

/** A copy of twice the length; the second half is zero. */
export function doubled(old: Int32Array): Int32Array<ArrayBuffer> {
  const grown = new Int32Array(old.length * 2);
  grown.set(old);
  return grown;
}

const CHUNK_BITS = 16;
const CHUNK_LENGTH = 1 << CHUNK_BITS;

/** How each state was first reached: its parent (4 bytes) and its number among the parent's successors (2 bytes). */
export class Ancestry {
  // In chunks, so that growing never copies and never needs the memory twice.
  private readonly parents: Int32Array[] = [];
  private readonly successors: Uint16Array[] = [];
  length = 0;
  bytes = 0;

  push(parent: number, successor: number): void {
    const at = this.length & (CHUNK_LENGTH - 1);
    if (at === 0) this.addChunk();
    const chunk = this.length >>> CHUNK_BITS;
    this.parents[chunk]![at] = parent;
    this.successors[chunk]![at] = successor;
    this.length++;
  }

  parent(state: number): number {
    return this.parents[state >>> CHUNK_BITS]![state & (CHUNK_LENGTH - 1)]!;
  }

  successor(state: number): number {
    return this.successors[state >>> CHUNK_BITS]![state & (CHUNK_LENGTH - 1)]!;
  }

  private addChunk(): void {
    this.parents.push(new Int32Array(CHUNK_LENGTH));
    this.successors.push(new Uint16Array(CHUNK_LENGTH));
    this.bytes += CHUNK_LENGTH * 6;
  }
}

const ROW_BITS = 12;
const ROWS_PER_CHUNK = 1 << ROW_BITS;

/** Rows of one level. A chunk whose rows were all expanded goes to a pool that the next level draws from. */
export class Level {
  private readonly chunks: (Int32Array | undefined)[] = [];
  private readonly stride: number;
  private readonly pool: Int32Array[];
  length = 0;

  /** `pool` is shared by all levels of one search; `stride` is the number of Int32 per row. */
  constructor(stride: number, pool: Int32Array[]) {
    this.stride = stride;
    this.pool = pool;
  }

  chunkOf(row: number): Int32Array {
    return this.chunks[row >>> ROW_BITS]!;
  }

  offsetOf(row: number): number {
    return (row & (ROWS_PER_CHUNK - 1)) * this.stride;
  }

  /** Makes room for one more row, which the caller fills in; returns the bytes newly allocated for it. */
  add(): number {
    let allocated = 0;
    if ((this.length & (ROWS_PER_CHUNK - 1)) === 0) {
      let chunk = this.pool.pop();
      if (chunk === undefined) {
        chunk = new Int32Array(ROWS_PER_CHUNK * this.stride);
        allocated = chunk.byteLength;
      }
      this.chunks.push(chunk);
    }
    this.length++;
    return allocated;
  }

  /** Gives back the chunks that lie entirely before `row`. */
  releaseBefore(row: number): void {
    const first = row >>> ROW_BITS;
    for (let chunk = first - 1; chunk >= 0 && this.chunks[chunk] !== undefined; chunk--) this.release(chunk);
  }

  releaseAll(): void {
    for (let chunk = 0; chunk < this.chunks.length; chunk++) this.release(chunk);
  }

  private release(chunk: number): void {
    const rows = this.chunks[chunk];
    if (rows === undefined) return;
    this.pool.push(rows);
    this.chunks[chunk] = undefined;
  }
}
