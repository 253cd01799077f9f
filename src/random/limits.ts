/** Limits of random exploration; those of a walk are in src/engine/limits.ts. */

/** States that the exact step explores at most when it looks for a shorter story. Reached: the story is not called minimal. */
export const MAX_EXACT_STATES = 300_000;

/** Universes that are kept open, with all they have learned; the one that was not used for the longest time is closed. */
export const MAX_OPEN_UNIVERSES = 40;

/** Pods of a Parallel set with claims, where the number is drawn: with three, the first walks take a second each. */
export const MAX_CONCURRENT_PODS = 2;
