/** A comparison for machines: docs/schema/comparison-1.schema.json. No times of day, stable order. */
import type { Scenario } from '../../models/scenario.ts';
import { brokenPromises, type BrokenByEither, type Decision, type DecisionSearch, type Difference } from '../compare/index.ts';
import type { PropertyResult } from '../check.ts';
import type { ComparedRun, ComparedSide, ComparisonReporter } from './comparison.ts';
import { endingJson, explorationJson, stepsJson, traceJson } from './json.ts';

export function comparisonJsonReporter(): ComparisonReporter {
  const runs: ComparedRun[] = [];
  return {
    run: (run) => {
      runs.push(run);
      return '';
    },
    end: (ending) => `${JSON.stringify({ format: 1, ...endingJson(ending), runs: runs.map(runJson) }, null, 2)}\n`,
  };
}

function runJson({ left, right, decisions: { first, besidesWaiting } }: ComparedRun): object {
  const { scenario } = left.result;
  return {
    scope: left.scope,
    scenario,
    left: sideJson(left),
    right: sideJson(right),
    promises: brokenPromises({ left: left.result, right: right.result }).map((broken) => promiseJson(left, right, broken)),
    decisions: searchJson(first, scenario),
    ...(besidesWaiting ? { decisionsApartFromWaiting: searchJson(besidesWaiting, scenario) } : {}),
  };
}

function sideJson({ result: { controller, scenario, exploration } }: ComparedSide): object {
  return { controller, kubernetes: scenario.kubernetes, exploration: explorationJson(exploration) };
}

function promiseJson(left: ComparedSide, right: ComparedSide, { id, by, ...results }: BrokenByEither): object {
  return { id, brokenBy: by, ...sided('left', left, results.left), ...sided('right', right, results.right) };
}

function sided(name: 'left' | 'right', side: ComparedSide, result: PropertyResult | undefined): object {
  if (!result) return {};
  const known = side.known[result.id];
  return { [name]: { verdict: result.verdict, ...(known ? { known: known.reference } : {}), ...(result.story ? { trace: traceJson(side, result.story) } : {}) } };
}

function searchJson({ views, points, exploration: { states, complete, limit }, difference }: DecisionSearch, scenario: Scenario): object {
  return {
    views,
    points,
    states,
    complete,
    ...(limit ? { limit } : {}),
    ...(difference ? { difference: differenceJson(difference, scenario) } : {}),
  };
}

export function differenceJson({ story, answers, left, right }: Difference, scenario: Scenario): object {
  return { steps: stepsJson(story, scenario), ...(answers ? { answers } : {}), left: decisionJson(left), right: decisionJson(right) };
}

function decisionJson({ asks, end, waits }: Decision): object {
  return { asks: asks.map(({ request, why }) => ({ request, ...(why ? { why } : {}) })), ...(end ? { end: { retry: end.retry, planned: end.armed.length > 0, ...(end.status ? { status: end.status } : {}) } } : {}), ...(waits ? { waits } : {}) };
}
