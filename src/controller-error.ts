/** The controller asked for cannot be had; the message says why and what to do. */
export class ControllerError extends Error {
  override readonly name = 'ControllerError';
}
