/** Every limit of reading tokens and story files: they come from strangers. Each is named in the complaint when it is reached. */

/** Longest token, in characters. */
export const MAX_TOKEN_LENGTH = 100_000;

/** Largest content of a token, unpacked, in bytes. */
export const MAX_CONTENT_BYTES = 1_000_000;

/** Largest story file, in bytes. */
export const MAX_STORY_BYTES = 1_000_000;

/** Deepest nesting of lists and objects in a story file. */
export const MAX_NESTING = 32;

/** Longest action key, or name of anything, in characters. */
export const MAX_NAME_LENGTH = 400;

/** Most steps a story may name. */
export const MAX_STEPS = 10_000;

/** Most pods, templates, volumes or pending events of a scenario. */
export const MAX_THINGS = 64;
