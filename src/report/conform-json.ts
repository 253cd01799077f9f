/** A comparison with the reference for machines: docs/schema/conform-1.schema.json. No times of day, stable order. */
import type { DecisionSearch } from '../compare/index.ts';
import { differenceJson } from './comparison-json.ts';
import { conformMark, conformTotal, type ConformReporter, type ConformRun, type ReachedRun } from './conform.ts';
import { endingJson } from './json.ts';

export function conformJsonReporter(): ConformReporter {
  const runs: ConformRun[] = [];
  return {
    run: (run) => {
      runs.push(run);
      return '';
    },
    end: (ending) => `${JSON.stringify({ format: 1, ...namesJson(runs), ...endingJson(ending), total: conformTotal(runs), scenarios: runs.flatMap((run) => ('reached' in run ? [reachedJson(run)] : [])), random: randomJson(runs) }, null, 2)}\n`,
  };
}

function namesJson([run]: readonly ConformRun[]): object {
  return run ? { reference: run.reference, controller: run.controller, kubernetes: run.kubernetes } : {};
}

function reachedJson(run: ReachedRun): object {
  const { where, reached } = run;
  return {
    name: where.name,
    about: where.about,
    scenario: where.scenario,
    verdict: conformMark(run),
    ...searchJson(reached.first, run),
    ...(reached.besidesWaiting ? { apartFromWaiting: searchJson(reached.besidesWaiting, run) } : {}),
  };
}

function searchJson({ views, seen, exploration: { states, complete, limit }, difference }: DecisionSearch, { where }: ReachedRun): object {
  return { views, decisions: seen?.points ?? 0, states, complete, ...(limit ? { limit } : {}), ...(difference ? { difference: differenceJson(difference, where.scenario) } : {}) };
}

/** The pieces of one seed, put together. */
function randomJson(runs: readonly ConformRun[]): object | undefined {
  const pieces = runs.filter((run) => 'random' in run);
  if (pieces.length === 0) return undefined;
  const limit = pieces.map(({ random }) => random.limit).find((reached) => reached !== undefined);
  const { randomViews, differentRandomViews } = conformTotal(pieces);
  return {
    seed: pieces[0]!.seed,
    views: randomViews,
    different: differentRandomViews,
    ...(limit ? { limit } : {}),
    smallest: pieces.flatMap(({ random: { smallest } }) => (smallest ? [{ differences: smallest.differences, vector: JSON.parse(smallest.vector) as object }] : [])),
  };
}
