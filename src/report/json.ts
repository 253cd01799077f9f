/** For machines: docs/schema/result-1.schema.json. No times of day, stable order. */
import type { Scenario } from '../../models/scenario.ts';
import type { ExplorationSummary, PropertyResult, Story } from '../check.ts';
import type { Ending, Reporter, Run } from './report.ts';
import { tell } from './telling.ts';

export function jsonReporter(): Reporter {
  const runs: Run[] = [];
  return {
    run: (run) => {
      runs.push(run);
      return '';
    },
    end: (ending) => `${JSON.stringify({ format: 1, ...endingJson(ending), runs: runs.map(runJson) }, null, 2)}\n`,
  };
}

/** Why it is not all; nothing where it is. */
export function endingJson({ aborted, fault }: Ending): object {
  return { ...(aborted === undefined ? {} : { aborted }), ...(fault === undefined ? {} : { fault }) };
}

function runJson(run: Run): object {
  const { scenario, controller, exploration, properties } = run.result;
  return {
    scope: run.scope,
    scenario,
    controller,
    exploration: {
      ...explorationJson(exploration),
      ...(exploration.search === 'random' ? sampleJson(exploration) : {}),
      actions: exploration.actions.map(({ name, enabled, taken }) => ({ name, enabled, taken })),
    },
    properties: properties.map((property) => propertyJson(run, property)),
  };
}

export function explorationJson({ search, states, transitions, depth, complete, limit }: ExplorationSummary): object {
  return { search, states, transitions, depth, complete, ...(limit ? { limit } : {}) };
}

/** What a sample is worth. */
function sampleJson({ walks, seed, shareOfStates, cutWalks, unsettledWalks, unsettled }: ExplorationSummary): object {
  return { walks, seed, ...(shareOfStates === undefined ? {} : { shareOfStates }), cutWalks, unsettledWalks, ...(unsettled ? { unsettled } : {}) };
}

function propertyJson(run: Run, { id, verdict, exercised, story, shrunkFrom, minimal }: PropertyResult): object {
  const known = run.known[id];
  const length = { ...(shrunkFrom === undefined ? {} : { shrunkFrom }), ...(minimal === undefined ? {} : { minimal }) };
  return { id, verdict, exercised, ...(known ? { known: known.reference } : {}), ...(story ? { trace: { ...traceJson(run, story), ...length } } : {}) };
}

export function traceJson({ result, tokens }: Pick<Run, 'result' | 'tokens'>, story: Story): object {
  return {
    token: tokens[story.property],
    reason: story.reason,
    ...(story.loop === undefined ? {} : { loop: story.loop }),
    steps: stepsJson(story, result.scenario),
  };
}

export function stepsJson(story: Pick<Story, 'start' | 'steps'>, scenario: Scenario): object[] {
  return tell(story, scenario).steps.map(({ actor, action, changes, saw, asks }) => ({
    actor,
    action,
    changes,
    ...(saw.length > 0 ? { saw } : {}),
    ...(asks.length > 0 ? { asks } : {}),
  }));
}
