/** What the parts of a pass share: its inputs, and how pieces of it end. */
import type { Conversation, Request, SetView, View } from '../controller.ts';
import { ask, concurrently } from '../controller.ts';
import type { Profile } from '../releases.ts';

/** The inputs of one pass. Nothing in it changes while the pass runs. */
export interface Pass {
  readonly profile: Profile;
  readonly view: View;
  readonly set: SetView;
  /** First wanted ordinal (SC-BLD-1). */
  readonly start: number;
  /** Pods are handled in concurrent batches and nothing waits for a neighbour (SC-PRD-7). */
  readonly burst: boolean;
}

/** The pass of `set`, which is the set of `view`. */
export function passOf(profile: Profile, view: View, set: SetView): Pass {
  return { profile, view, set, start: profile.startOrdinal ? set.start : 0, burst: set.policy === 'Parallel' };
}

/** How work on one item ended. `stop` ends an ordered pass and means nothing to a burst one (SC-BAT-3, SC-BAT-4). */
export type Outcome = 'go on' | 'stop' | Failed;

/** An error of the pass: the API's reason where it was the API, else a name of its own. */
export interface Failed {
  readonly error: string;
}

/** Asks a request whose answer is only "done" or an error. Returns the error. */
export function* attempt(request: Request): Conversation<string | undefined> {
  const answer = yield* ask(request);
  return answer.ok ? undefined : answer.reason;
}

/** Several errors as one; undefined when there are none (SC-ERR-5). */
export function aggregate(errors: readonly (string | undefined)[]): string | undefined {
  const found = errors.filter((error) => error !== undefined);
  return found.length === 0 ? undefined : found.join('+');
}

/** At most so many items of a batch run concurrently. */
const MAX_BATCH_SIZE = 500;

/**
 * Handles items in order, up to the first that stops (SC-BAT-3), or in batches when bursting.
 *
 * Follows `runForAll`.
 */
export function* forEach<T>(
  burst: boolean,
  items: readonly T[],
  handle: (item: T, index: number) => Conversation<Outcome>,
): Conversation<Outcome> {
  if (burst) return yield* inBatches(items, handle);
  for (const [index, item] of items.entries()) {
    const outcome = yield* handle(item, index);
    if (outcome !== 'go on') return outcome;
  }
  return 'go on';
}

/**
 * Handles items concurrently in batches of 1, 2, 4, …, so that a fault shared by all costs few requests. A batch is
 * finished even if members fail; then no further one starts (SC-BAT-1, SC-BAT-2).
 *
 * Follows `slowStartBatch`.
 */
export function* inBatches<T>(
  items: readonly T[],
  handle: (item: T, index: number) => Conversation<Outcome>,
): Conversation<Outcome> {
  let first = 0;
  let size = 1;
  while (first < items.length) {
    const from = first;
    const batch = items.slice(from, from + size);
    const outcomes = yield* concurrently(batch.map((item, index) => handle(item, from + index)));
    const error = aggregate(outcomes.map((outcome) => (typeof outcome === 'object' ? outcome.error : undefined)));
    if (error !== undefined) return { error };
    first += batch.length;
    size = Math.min(2 * size, MAX_BATCH_SIZE);
  }
  return 'go on';
}
