/**
 * Zobrist fingerprints: every (column, id) has 64 fixed bits, and a state has the exclusive or of the bits of its
 * columns. A step that changes two columns changes the fingerprint by the exclusive or of four such words, whatever
 * the rest of the state is, which is why the change can be remembered with the step.
 */

/** The low 32 bits for an id in a column. */
export function lowBits(column: number, id: number): number {
  return mix(mix(Math.imul(column + 1, 0x9e3779b1)) ^ Math.imul(id + 1, 0x85ebca77));
}

/** The high 32 bits for an id in a column. */
export function highBits(column: number, id: number): number {
  return mix(mix(Math.imul(column + 1, 0xc2b2ae3d) ^ 0x27d4eb2f) ^ Math.imul(id + 1, 0x165667b1));
}

/** A bijection of 32 bits in which every input bit reaches every output bit (the constants of `lowbias32`). */
function mix(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x7feb352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
}

/**
 * Upper bound of the probability that among this many states two had the same fingerprint, which would have hidden
 * one of them and what only it leads to.
 */
export function lossProbability(states: number): number {
  return Math.min(1, states ** 2 / 2 ** 65);
}
