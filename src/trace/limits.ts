/** Every limit of reading tokens: they come from strangers. Each is named in the complaint when it is reached. */

/** Longest token, in characters. */
export const MAX_TOKEN_LENGTH = 100_000;

/** Largest content of a token, unpacked, in bytes. */
export const MAX_CONTENT_BYTES = 1_000_000;

/** Most steps a token may name. */
export const MAX_STEPS = 10_000;

/** Most pods, templates, volumes or pending events of a scenario in a token. */
export const MAX_THINGS = 64;
