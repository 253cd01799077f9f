/** Every default and limit of the door for test suites. */

/** Replicas of the exhaustive search; the random walks have one more. */
export const DEFAULT_REPLICAS = 2;

/** Most replicas that are explored: the universe doubles many times over with each. */
export const MAX_REPLICAS = 9;

/** Random walks of a cell, as many as fast-check has runs. */
export const DEFAULT_NUM_RUNS = 100;

/** Time for the searches of a cell; they take seconds, but a busy machine must not fail them. */
export const DEFAULT_TIME_LIMIT_MS = 300_000;

/** A search that does not end so long after its time was up hangs in a pass. */
export const GRACE_MS = 10_000;

/** States of a first look, which takes moments: most controllers that hang do so in it, and need not be given more time. */
export const FIRST_LOOK_STATES = 1000;

/** Expanded states, or steps of walks, after which a search looks at the clock. */
export const PROGRESS_EVERY = 1024;
