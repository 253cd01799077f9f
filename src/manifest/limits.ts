/** Every limit of reading manifests. Each is reported when it is reached. */

/** Largest file that is read. The API server refuses objects larger than about 1.5 MB. */
export const MAX_FILE_BYTES = 5_000_000;

/** Most lines of a file; a million lines of an unfinished string keep the YAML library busy for half a minute. */
export const MAX_LINES = 200_000;

/** Deepest nesting that is followed, with aliases replaced by what they stand for. A StatefulSet needs about 15. */
export const MAX_DEPTH = 200;

/** Most values in a document, with aliases replaced by what they stand for. */
export const MAX_VALUES = 1_000_000;

/** Most files that one folder may contribute. */
export const MAX_FILES = 1_000;

/** Most complaints about one file; the next one says that there are more. */
export const MAX_COMPLAINTS = 100;
