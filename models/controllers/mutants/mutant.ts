/**
 * Seeded bugs. A mutant is the reference controller with one thing wrong: what it believes to see, or what it asks for.
 */
import type { Answer, Ask, Controller, Conversation, Ending, Request, View } from '../controller.ts';
import type { Profile } from '../releases.ts';
import type { Scenario } from '../../scenario.ts';

/** The scenario in which a mutant is caught, as far as it matters; the rest is up to whoever runs it. */
export type Hint = Partial<Pick<Scenario, 'kubernetes' | 'assume' | 'from' | 'templates' | 'disturbances'>> & {
  readonly set: Partial<Scenario['set']>;
  readonly edits?: Partial<Scenario['edits']>;
  readonly scale?: Scenario['scale'];
  readonly lag?: Partial<Scenario['lag']>;
  readonly facets?: Partial<Scenario['facets']>;
};

export interface Mutant {
  /** What it does wrong. */
  readonly name: string;
  /** Ids of the properties that must catch it in `scenario`. */
  readonly caughtBy: readonly string[];
  readonly scenario: Hint;
  readonly make: (profile: Profile) => Controller;
}

/** Two templates, A and B, both good. */
export const twoTemplates: Scenario['templates'] = [{ broken: false }, { broken: false }];

/** Type-checks a mutant where it is written, and gives its controller its name. */
export function defineMutant(mutant: Mutant): Mutant {
  return { ...mutant, make: (profile) => ({ ...mutant.make(profile), name: mutant.name }) };
}

/** A controller that believes to see `lens(view)`. */
export function seenThrough(controller: Controller, lens: (view: View) => View): Controller {
  return { ...controller, reconcile: (view) => controller.reconcile(lens(view)) };
}

/** A controller whose requests are changed on the way; a skipped one is believed to be done. */
export function asking(controller: Controller, change: (request: Request, view: View) => Request | 'skip'): Controller {
  return { ...controller, reconcile: (view) => changed(controller.reconcile(view), (request) => change(request, view)) };
}

/** A controller that asks for something more at the beginning of each pass, and does not care for the answers. */
export function preceded(controller: Controller, requests: (view: View) => readonly Request[]): Controller {
  return {
    ...controller,
    *reconcile(view): Conversation<Ending> {
      for (const request of requests(view)) yield request;
      return yield* controller.reconcile(view);
    },
  };
}

const done: Answer = { ok: true };

function* changed<T>(inner: Conversation<T>, change: (request: Request) => Request | 'skip'): Conversation<T> {
  let step = inner.next();
  while (step.done !== true) {
    step = inner.next((yield* changedAsk(step.value, change)) as never);
  }
  return step.value;
}

/** The answers to one ask. */
function* changedAsk(ask: Ask, change: (request: Request) => Request | 'skip'): Conversation<unknown> {
  if ('concurrently' in ask) return yield { concurrently: ask.concurrently.map((part) => changed(part, change)) };
  const request = change(ask);
  return request === 'skip' ? done : yield request;
}
