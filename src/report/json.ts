/** For machines: docs/schema/result-1.schema.json. No times of day, stable order. */
import type { PropertyResult } from '../check.ts';
import type { Reporter, Run } from './report.ts';
import { tell } from './telling.ts';

export function jsonReporter(): Reporter {
  const runs: Run[] = [];
  return {
    run: (run) => {
      runs.push(run);
      return '';
    },
    end: () => `${JSON.stringify({ format: 1, runs: runs.map(runJson) }, null, 2)}\n`,
  };
}

function runJson(run: Run): object {
  const { scenario, controller, exploration, properties } = run.result;
  const { search, states, transitions, depth, complete, limit } = exploration;
  return {
    scope: run.scope,
    scenario,
    controller,
    exploration: { search, states, transitions, depth, complete, ...(limit ? { limit } : {}) },
    properties: properties.map((property) => propertyJson(run, property)),
  };
}

function propertyJson(run: Run, { id, verdict, story }: PropertyResult): object {
  const known = run.known[id];
  return {
    id,
    verdict,
    ...(known ? { known: known.reference } : {}),
    ...(story
      ? {
          trace: {
            token: run.tokens[id],
            reason: story.reason,
            ...(story.loop === undefined ? {} : { loop: story.loop }),
            steps: tell(story, run.result.scenario).steps.map(({ actor, action, changes, saw, asks }) => ({
              actor,
              action,
              changes,
              ...(saw.length > 0 ? { saw } : {}),
              ...(asks.length > 0 ? { asks } : {}),
            })),
          },
        }
      : {}),
  };
}
