/** Tells a recorded story once more, step by step. Runs once and does not shrink. */
import type { Controller } from '../../models/controllers/controller.ts';
import type { Observation } from '../../models/observation.ts';
import type { PassColumn } from '../../models/world.ts';
import { column } from '../../models/columns.ts';
import type { Property } from '../../properties/property.ts';
import { judgeRun, type Followed } from '../engine/index.ts';
import { asItself } from '../faults.ts';
import { brokenBy, probesOf } from '../probes.ts';
import { reasonOf } from '../check.ts';
import { followKeys, momentOf, openUniverse, type Moment, type StoryStep, type Universe } from '../universe.ts';
import { decidedBeside, type Beside } from './beside.ts';
import { digestOf, type Recording } from './token.ts';

export interface Replay {
  readonly start: Moment;
  readonly steps: readonly StoryStep[];
  readonly end: Moment;
  /** Where the story and what can happen part ways. */
  readonly diverged?: { readonly at: number; readonly key: string; readonly enabled: readonly string[] };
  /** The last state is the recorded one. */
  readonly isSameEnd: boolean;
  /** What the recorded promise says about the end; undefined: it does not speak about it. */
  readonly judgement: true | string | undefined;
  /** Step by step beside the recorded controller, if that was given. */
  readonly beside?: Beside;
}

/** @param recorded the controller that the story was recorded with, to say where `controller` decides otherwise */
export function replay(recording: Recording, controller: Controller, properties: readonly Property[], recorded?: Controller): Replay {
  const { scenario, judged } = recording;
  const open = (of: Controller): Universe => openUniverse(scenario, of, judged ? properties.filter(({ id }) => judged.includes(id)) : properties);
  const universe = open(controller);
  return asItself(() => replayed(recording, universe, recorded && open(recorded)), universe, { minimal: false });
}

function replayed(recording: Recording, universe: Universe, recorded: Universe | undefined): Replay {
  const { keys } = recording;
  const { followed, start, steps } = followKeys(universe, keys);
  const end = momentOf(universe.cluster, followed.end);
  return {
    start,
    steps,
    end,
    ...(followed.stuck ? { diverged: followed.stuck } : {}),
    isSameEnd: !followed.stuck && digestOf(end) === recording.end,
    judgement: followed.stuck ? undefined : judgementOf(universe, recording, followed, steps.at(-1), end),
    ...(recorded ? { beside: decidedBeside(universe, followed.steps, recorded, keys) } : {}),
  };
}

function judgementOf(universe: Universe, { property: id, keys, loop }: Recording, { end: row, isQuiet }: Followed, last: StoryStep | undefined, end: Moment): true | string | undefined {
  const property = universe.properties.find((candidate) => candidate.id === id);
  if (!property) return undefined;
  // A property reads no more than its scenario has, or it would not be among the universe's.
  const observe = (moment: Moment): Observation => moment as Observation;
  switch (property.kind) {
    case 'onRequest':
      return brokenBy(universe.cluster, row[column.pass] as PassColumn | null, id) ?? true;
    case 'onStep':
      return last && property.families.includes(last.action.family) ? property.check({ before: observe(last.before), action: last.action, after: observe(last.after) }) : undefined;
    case 'whenQuiet':
      return isQuiet ? property.check(observe(end)) : undefined;
    case 'always':
      return property.check(observe(end));
    case 'eventually':
    case 'leadsTo': {
      const judgement = judgeRun(universe.world, probesOf(universe.cluster, [property]).liveness!, keys, loop);
      return typeof judgement === 'string' ? reasonOf(property, judgement, loop === undefined ? { universe, end: row } : undefined) : judgement;
    }
  }
}
