import { describe, expect, test } from 'vitest';
import { possibleAnswers } from '../../../models/conversation.ts';
import type { Request, SetStatus } from '../../../models/controllers/controller.ts';
import { universeOf } from '../../../models/universe.ts';
import { scenario, type ScenarioChanges } from '../../../src/scopes.ts';

const status = {} as SetStatus;

/** What may become of a request, in words. */
function answersTo(request: Request, changes: ScenarioChanges = {}): string[] {
  return possibleAnswers(universeOf(scenario(changes), false), request).map((answer) => (answer.ok ? 'ok' : answer.reason));
}

describe('what the world may answer', () => {
  test.each<[Request, readonly string[]]>([
    [{ op: 'createPod', name: 'web-0', revision: 'A', claims: [] }, ['ok', 'AlreadyExists']],
    [{ op: 'createClaim', name: 'data-web-0' }, ['ok', 'AlreadyExists']],
    [{ op: 'createRevision', name: 'B', number: 2, data: 'B' }, ['ok', 'AlreadyExists']],
    [{ op: 'deletePod', name: 'web-0' }, ['ok', 'NotFound']],
    // Only a precondition can be violated.
    [{ op: 'deletePod', name: 'web-0', uid: 'uid-web-0' }, ['ok', 'NotFound', 'Conflict']],
    [{ op: 'updatePod', name: 'web-0' }, ['ok', 'NotFound', 'Conflict']],
    [{ op: 'updateClaim', name: 'data-web-0', owners: [] }, ['ok', 'NotFound', 'Conflict']],
    [{ op: 'updateStatus', name: 'web', status }, ['ok', 'NotFound', 'Conflict']],
    [{ op: 'adoptPod', name: 'web-0' }, ['ok', 'NotFound']],
    [{ op: 'deleteRevision', name: 'A' }, ['ok', 'NotFound']],
    [{ op: 'getRevision', name: 'A' }, ['ok', 'NotFound']],
    // Alive, or being deleted.
    [{ op: 'getSet', name: 'web' }, ['ok', 'ok', 'NotFound']],
  ])('%o: %o', (request, answers) => {
    expect(answersTo(request)).toEqual(answers);
    expect(answersTo(request, { disturbances: 1 })).toEqual([...answers, 'ServerError']);
    expect(answersTo(request, { disturbances: 1, assume: 'lag' })).toEqual(answers);
  });

  test('a status is Invalid only where its counters are kept', () => {
    expect(answersTo({ op: 'updateStatus', name: 'web', status }, { facets: { status: true } })).toContain('Invalid');
  });
});
