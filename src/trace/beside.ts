/** What a controller decides in a story, beside the one that the story was recorded with. */
import { column } from '../../models/columns.ts';
import type { QueueColumn } from '../../models/world.ts';
import type { Decision, Decisions } from '../compare/index.ts';
import { momentOf, type Universe } from '../universe.ts';
import { follow, type Step } from '../engine/index.ts';
import { canonical } from '../manifest/manifest.ts';

export interface Beside {
  /** The controller that the story was recorded with. */
  readonly controller: string;
  /**
   * For each step that was told: whether both wait for the same requests after it, or end their passes so that the same
   * can follow. Undefined where the step is none of a controller's, or where the recorded one does not get to any more.
   */
  readonly alike: readonly (boolean | undefined)[];
  /** The first step after which they do not: `left` is what the controller does, `right` the recorded one. */
  readonly first?: Decisions & { readonly at: number };
  /** The recorded controller itself cannot take this step of the story now. */
  readonly stuck?: number;
}

export function decidedBeside(universe: Universe, steps: readonly Step[], recorded: Universe, keys: readonly string[]): Beside {
  const there = follow(recorded.world, keys);
  const pairs = steps.map((step, at): Decisions | undefined => {
    const other = there.steps[at];
    return other && isDecided(step.key) ? { left: decisionAfter(universe, step), right: decisionAfter(recorded, other) } : undefined;
  });
  const alike = pairs.map((pair) => pair && decidesAlike(pair));
  const at = alike.indexOf(false);
  return {
    controller: recorded.controller.name,
    alike,
    ...(at < 0 ? {} : { first: { at, ...pairs[at]! } }),
    ...(there.stuck ? { stuck: there.stuck.at } : {}),
  };
}

/** Whether a controller decides something in this step: a pass of it begins, or is answered. A crash is nobody's decision. */
function isDecided(key: string): boolean {
  return key.startsWith('controller/') && key !== 'controller/restart';
}

/** The queue tells how a pass ended, as far as that matters: if something else has woken it, another pass follows anyway. */
function decisionAfter({ cluster }: Universe, { after }: Step): Decision {
  const { inFlight = [] } = momentOf(cluster, after);
  const asks = inFlight.filter(({ late }) => !late);
  if (asks.length > 0) return { asks };
  const { queued, armed } = after[column.queue] as QueueColumn;
  return { asks, end: { retry: queued, armed } };
}

function decidesAlike({ left, right }: Decisions): boolean {
  const text = ({ asks, end }: Decision): string => canonical([asks.map(({ request }) => canonical(request)).sort(), end ?? null]);
  return text(left) === text(right);
}
