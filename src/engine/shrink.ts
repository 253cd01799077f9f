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
