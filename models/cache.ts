/**
 * An informer cache: a cursor into the ordered log of its kind (EN-INF-1). A row keeps what the cache shows and the
 * events it has not seen yet; events every cursor has passed are forgotten. The bound on the lag is part of a
 * scenario: the oldest event is delivered by force when it would be exceeded.
 */
import { createMachine } from 'xstate';

/** The two states a cache can be in; a row says which by having undelivered events or none. */
export const cacheMachine = createMachine({
  id: 'cache',
  initial: 'Current',
  states: {
    Current: { on: { EVENT: 'Behind' } },
    Behind: { on: { EVENT: 'Behind', CAUGHT_UP: 'Current' } },
  },
});

/** An undelivered event: the object at `slot` became `object` (null: deleted). */
export interface LogEvent<T> {
  readonly slot: number;
  readonly object: T | null;
  /** Result of a write the controller has recorded as its own (SC-RD-6). */
  readonly own?: true;
}

/** Objects of one kind as a cache shows them, by slot, and what it has not seen, oldest first. */
export interface Cache<T> {
  readonly shown: readonly (T | null)[];
  readonly queue: readonly LogEvent<T>[];
}

/** Takes the `count` oldest events. */
export function deliver<T>(cache: Cache<T>, count: number): Cache<T> {
  const shown = [...cache.shown];
  for (const event of cache.queue.slice(0, count)) shown[event.slot] = event.object;
  return { shown, queue: cache.queue.slice(count) };
}

/** Appends an event. `forced` says that the oldest had to be delivered to stay within `lag`. */
export function append<T>(cache: Cache<T>, event: LogEvent<T>, lag: number): { cache: Cache<T>; forced: boolean } {
  const longer = { shown: cache.shown, queue: [...cache.queue, event] };
  const forced = longer.queue.length > lag;
  return { cache: forced ? deliver(longer, longer.queue.length - lag) : longer, forced };
}

/** A restarted process has seen everything and remembers no own write. */
export function relist<T>(cache: Cache<T>): Cache<T> {
  return deliver(cache, cache.queue.length);
}

/** Own writes are still among the undelivered events. */
export function behindOwnWrites(cache: Cache<unknown>): boolean {
  return cache.queue.some((event) => event.own);
}
