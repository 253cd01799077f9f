/** Somebody asked for something that cannot be had. The message says what, and what to do. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
