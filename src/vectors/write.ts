/** Vectors as they are written down, one as JSON a line: what a pass met, and what a controller did with it. */
import type { Expectation, ExpectedWrite } from './vector.ts';

/**
 * @param input fields of a vector that say what a pass meets
 * @param outcome of that pass
 */
export function vectorLine(id: string, input: object, outcome: Expectation): string {
  return JSON.stringify({ id, ...input, expect: expectJson(outcome) });
}

function expectJson({ writes, status, statusWrite, error, requeue }: Expectation): object {
  return { writes: writes.map(writeJson), status: status && statusJson(status), statusWrite, error, ...(requeue ? { requeue } : {}) };
}

function writeJson({ op, obj, revision, number, owners, result, batch }: ExpectedWrite): object {
  return { op, obj, revision, number, owners, result, batch };
}

/** That it observed the generation which it saw is in no vector; nor are messages of conditions. */
function statusJson({ observedGeneration: _, conditions, ...counted }: NonNullable<Expectation['status']>): object {
  return { ...counted, conditions: conditions?.map(({ type, status, reason }) => ({ type, status, reason })) };
}
