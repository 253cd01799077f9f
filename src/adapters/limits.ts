/** Every limit of a conversation with a process; docs/protocol.md lists them. */
export interface ProcessLimits {
  /** From the start of the command to its hello, in milliseconds: an interpreter may have to start, and to compile. */
  readonly helloMs: number;
  /** To any other answer, in milliseconds. Less than the watchdog of the search, which knows less to say. */
  readonly answerMs: number;
  /** Longest line that is read. */
  readonly maxLineBytes: number;
}

export const defaultLimits: ProcessLimits = { helloMs: 8000, answerMs: 5000, maxLineBytes: 1_000_000 };

/** Last lines of standard error that a message shows, and the longest part of each. */
export const MAX_STDERR_LINES = 10;
export const MAX_STDERR_LINE_LENGTH = 200;

/** Longest part of a line that a message quotes. */
export const MAX_QUOTED = 160;

/** Between asking a command to end (SIGTERM) and ending it (SIGKILL), in seconds: what `sleep` is told. */
export const GRACE_SECONDS = 1;

/** Longest wait that is counted as one, in milliseconds. */
export const SLICE_MS = 100;
