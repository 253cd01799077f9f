/** Limits of a comparison with the reference; those of a search are options and in src/engine/limits.ts. */

/** Random views that are compared unless somebody wants another number. */
export const DEFAULT_VIEWS = 5000;

/** Random views in a piece of work that is done, and told of, as one. */
export const VIEWS_AT_ONCE = 500;

/** Random views between two looks at the clock and at Ctrl-C. */
export const VIEWS_BETWEEN_LOOKS = 20;

/** Smaller views that are tried for one that tells two controllers apart. */
export const MAX_SHRINKS = 2000;
