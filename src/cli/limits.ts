/** Every limit of the command line; those of a search are options and in src/engine/limits.ts. */

/** A worker that reports nothing for so long hangs. */
export const WATCHDOG_MS = 10_000;

/** The watchdog counts ticks, not time: a machine that slept, or a Ctrl-Z, costs one of them, however long it was. */
export const WATCHDOG_TICKS = 10;

/** Between two reports of progress. */
export const PROGRESS_MS = 100;

/** Expanded states after which the search looks at the clock and at Ctrl-C. */
export const PROGRESS_EVERY = 1024;

/** States that `explain` explores at most to find its example. */
export const EXPLAIN_MAX_STATES = 500_000;

/** Largest file of vectors. */
export const MAX_VECTORS_BYTES = 50_000_000;
