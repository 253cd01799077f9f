/**
 * For tools of model checking: the Informal Trace Format of Apalache (ADR-015), which Quint reads too. One document is one
 * trace.
 */
import type { Moment, StoryStep } from '../universe.ts';
import { oneStory, type Finding } from './finding.ts';
import type { Reporter } from './report.ts';

/** Where Quint's tools look for what happened, and with what. */
const ACTION_TAKEN = 'mbt::actionTaken';
const NONDET_PICKS = 'mbt::nondetPicks';

export function itfReporter(): Reporter {
  return oneStory((told, others) => `${JSON.stringify(told ? traceOf(told, others) : noTrace)}\n`);
}

const format = { format: 'ITF', 'format-description': 'https://apalache-mc.org/docs/adr/015adr-trace.html' };

const noTrace = { '#meta': { ...format, description: 'No violation was found.' }, vars: [], states: [] };

function traceOf({ run, property, story, token, known }: Finding, others: readonly Finding[]): object {
  const { start, steps, reason, loop } = story;
  return {
    '#meta': {
      ...format,
      source: run.result.controller,
      status: 'violation',
      description: reason,
      property: property.id,
      universe: run.universe,
      scope: run.scope,
      token,
      ...(known ? { known: known.reference } : {}),
      ...(others.length > 0 ? { alsoViolated: [...new Set(others.map((other) => other.property.id))] } : {}),
    },
    vars: [...Object.keys(start), ACTION_TAKEN, NONDET_PICKS],
    states: [stateOf(0, start), ...steps.map((step, index) => stateOf(index + 1, step.after, step.action))],
    // State n is where step n leads to. The last one is where the loop began, so what comes next is the first step of the loop.
    ...(loop === undefined ? {} : { loop: loop + 1 }),
  };
}

function stateOf(index: number, moment: Moment, action?: StoryStep['action']): object {
  return {
    '#meta': { index, ...(action ? { action: action.key } : {}) },
    ...Object.fromEntries(Object.entries(moment).map(([part, value]) => [part, expressionOf(value)])),
    [ACTION_TAKEN]: action?.family ?? 'init',
    [NONDET_PICKS]: { object: pick(action?.object), outcome: pick(action?.outcome) },
  };
}

const none = { tag: 'None', value: { '#tup': [] } };

function pick(value: string | undefined): object {
  return value ? { tag: 'Some', value } : none;
}

/** What is not there, such as a set that was deleted, is the variant `None`: the format has no null. */
function expressionOf(value: unknown): unknown {
  if (value === undefined || value === null) return none;
  if (typeof value === 'number') return { '#bigint': String(value) };
  if (Array.isArray(value)) return value.map(expressionOf);
  if (typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([field, part]) => [field, expressionOf(part)]));
  return value;
}
