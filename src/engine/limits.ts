/** Every limit of the engine. A limit that is reached is named in the result, or in the error where it is a fault. */

/** Distinct states of one exploration, unless the caller says otherwise; also what the largest seen-set can hold. */
export const MAX_STATES = 200_000_000;

/** Bytes of the engine's own tables, unless the caller says otherwise. */
export const MAX_BYTES = 4 * 1024 ** 3;

/** Steps from the initial state, unless the caller says otherwise. */
export const MAX_DEPTH = Number.POSITIVE_INFINITY;

/** Successors of one state: the number that leads to a state is kept in 16 bits. */
export const MAX_SUCCESSORS = 65_535;

/** Expanded states between two progress reports, unless the caller says otherwise. */
export const PROGRESS_EVERY = 16_384;

/** Slots of the seen-set are at most 2 to this power: two Int32 per slot must stay an index below 2^31. */
export const MAX_SEEN_BITS = 28;

/** Successors that are collected before the seen-set is asked, so that its cache misses overlap. */
export const BATCH = 1024;

/** Steps of one walk before its fair phase, unless the caller says otherwise. */
export const MAX_STEPS = 100;

/** Steps of the fair phase of one walk: several times what it takes to bring up a set and roll it. */
export const MAX_FAIR_STEPS = 1000;

/**
 * Bytes a state takes while fair runs are searched, in the worst case: numbers of 4 bytes for the order of discovery and what
 * comes back (5), the stacks of the language (4 of 8 bytes), components, and ways to loops (4), and a flag.
 */
export const LIVENESS_BYTES = 69;

/** Steps of a graph between two progress reports while fair runs are searched. */
export const PROGRESS_EVERY_STEPS = 1 << 20;

/** Terms of the fairness that may look at what the steps of one rule change: they are told apart by bits of a number. */
export const MAX_MOVEMENTS = 20;

/** Number of the last set of fairness terms that a step can be said to take: it is kept in 16 bits. */
export const MAX_FAIR_CLASS = 65_535;
