/** The door for test suites: `checkController(mine)` in a file of Vitest registers a test for each promise. */
import { describe, test, type TestContext } from 'vitest';
import type { ControllerDefinition } from '../models/controllers/controller.ts';
import { exitCode, exitCodeOf } from './cli/errors.ts';
import { cellsOf, type Cell } from './vitest/cells.ts';
import { settingsOf, type CheckControllerOptions, type Settings } from './vitest/options.ts';
import { answerOf, failureOf, searchCell, type Answer, type Searched } from './vitest/search.ts';
import { Hang } from './vitest/watch.ts';

export type { CheckControllerOptions } from './vitest/options.ts';

/** A promise is broken, or nothing can be said about it. */
class CheckFailed extends Error {
  override readonly name = 'CheckFailed';
}

/**
 * Checks a controller: registers a test for each promise, under each pod management policy and update strategy. Those
 * of one policy and strategy share a search, which is made when the first of them runs.
 *
 * @param controller made by `defineController`, or the name of a built-in one, such as `reference` or `reference@1.35.0`
 * @throws UsageError ControllerError TokenError while tests are collected, if this cannot be checked
 */
export function checkController(controller: ControllerDefinition | string, options: CheckControllerOptions = {}): void {
  const call = new Error();
  // Vitest shows the first line of a stack that is not ours: that of the call.
  Error.captureStackTrace(call, checkController);
  const { settings, cells } = withStackOf(call, () => {
    const settings = settingsOf(controller, options, isSet(process.env['CI']));
    return { settings, cells: cellsOf(settings) };
  });
  const search = searchOnce(settings);
  describe(settings.name, () => {
    for (const cell of cells) {
      describe(cell.title, () => {
        // The search has a time limit of its own.
        for (const id of cell.promises) test(id, { timeout: 0 }, (context) => conclude(search(cell, id), context, call));
      });
    }
  });
}

/** Searches each cell at most once. A controller that hung in one is not given the time to hang in the next. */
function searchOnce(settings: Settings): (cell: Cell, id: string) => Answer {
  const known = new Map<Cell, Searched | { readonly failure: Answer }>();
  let hung: Answer | undefined;
  return (cell, id) => {
    let searched = known.get(cell);
    if (!searched) {
      try {
        searched = hung ? { failure: hung } : searchCell(cell, settings);
      } catch (error) {
        searched = { failure: failureOf(error, settings) };
        if (error instanceof Hang) hung = searched.failure;
      }
      known.set(cell, searched);
    }
    return 'failure' in searched ? searched.failure : answerOf(id, searched, settings);
  };
}

async function conclude(answer: Answer, context: TestContext, call: Error): Promise<void> {
  switch (answer.is) {
    case 'kept':
      // A project may require an assertion of each test.
      context.expect(answer.is).toBe('kept');
      return;
    case 'known':
      context.expect(answer.is).toBe('known');
      await context.annotate(answer.note);
      return;
    case 'not-exercised':
      return context.skip(answer.note);
    case 'failed': {
      // A story begins on a line of its own, so that its columns stand below each other.
      const failed = new CheckFailed(`\n${answer.message}`);
      throw stackedAs(failed, ...(answer.at instanceof Error ? [answer.at] : []), call);
    }
  }
}

/** What people have to change is where they called; our own mistakes keep their stack. */
function withStackOf<T>(call: Error, act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw error instanceof Error && exitCodeOf(error) === exitCode.usage ? stackedAs(error, call) : error;
  }
}

/** Points to where other things happened: what people see are lines of theirs. */
function stackedAs(error: Error, ...places: readonly Error[]): Error {
  const frames = places.flatMap(({ stack = '' }) => stack.split('\n').filter((line) => /^\s+at /.test(line) && !/node:|node_modules/.test(line)));
  error.stack = [`${error.name}: ${error.message}`, ...frames].join('\n');
  return error;
}

function isSet(variable: string | undefined): boolean {
  return variable !== undefined && variable !== '' && variable !== 'false';
}
