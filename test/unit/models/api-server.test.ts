import { describe, expect, test } from 'vitest';
import { deletePod, newPod, removePod, writeClaim, writePod, writeRevision, writeStatus } from '../../../models/api-server.ts';
import { universeOf } from '../../../models/universe.ts';
import { noPod, type Claim, type PodColumn, type SetVersion } from '../../../models/world.ts';
import { scenario } from '../../../src/scopes.ts';

const universe = universeOf(scenario({ facets: { claims: true, retention: true, status: true } }), false);
const withNodes = universeOf(scenario({ facets: { nodes: true } }), false);

const live: PodColumn = { ...noPod, object: newPod(universe, 'A') };
const running: PodColumn = { object: { ...live.object!, phase: { Running: 'Ready' } }, execution: 'Running', orphans: 0 };
const terminating: PodColumn = { ...running, object: { ...running.object!, deletion: 'Terminating' } };
const failed: PodColumn = { object: { ...live.object!, phase: 'Failed' }, execution: 'Stopped', orphans: 0 };

const refused = (reason: string) => ({ ok: false, reason });
const create = { op: 'createPod', name: 'web-0', revision: 'B', claims: [] } as const;
const remove = { op: 'deletePod', name: 'web-0' } as const;

describe('pods', () => {
  test('a create makes a Pending pod of the wanted revision (EN-API-2)', () => {
    const { answer, changed } = writePod(universe, create, noPod, []);
    expect(answer).toEqual({ ok: true });
    expect(changed?.object).toMatchObject({ phase: 'Pending', deletion: 'Live', revision: 'B', owned: true });
  });

  test('a name is taken until its object is gone, terminating or not (EN-API-2, EN-API-14)', () => {
    for (const column of [live, running, terminating, failed]) expect(writePod(universe, create, column, [])).toEqual({ answer: refused('AlreadyExists') });
  });

  test('processes that an earlier incarnation left behind stay with a new one (EN-POD-12)', () => {
    expect(writePod(universe, create, { ...noPod, orphans: 1 }, []).changed?.orphans).toBe(1);
  });

  test('a delete of a pod with a node only marks it (EN-API-8, EN-API-10)', () => {
    expect(writePod(universe, remove, running, []).changed).toEqual(terminating);
  });

  test('a delete of a pod without a node, or in a terminal phase, removes it at once (EN-API-8)', () => {
    expect(writePod(withNodes, remove, { ...noPod, object: newPod(withNodes, 'A') }, []).changed).toEqual(noPod);
    expect(writePod(universe, remove, failed, []).changed).toEqual(noPod);
  });

  test('a second plain delete changes nothing, even if the pod has failed since (EN-API-9)', () => {
    expect(writePod(universe, remove, terminating, [])).toEqual({ answer: { ok: true } });
    const failedSince = { ...failed, object: { ...failed.object!, deletion: 'Terminating' as const } };
    expect(writePod(universe, remove, failedSince, [])).toEqual({ answer: { ok: true } });
  });

  test('force frees the name and leaves the processes (EN-POD-12)', () => {
    expect(writePod(universe, { ...remove, gracePeriodSeconds: 0 }, running, []).changed).toEqual({ ...noPod, orphans: 1 });
    expect(removePod(failed)).toEqual(noPod);
  });

  test('a delete without a UID hits whoever has the name; with one, only the pod that was seen (EN-API-12)', () => {
    const stale = ['pod web-0'];
    expect(writePod(universe, remove, running, stale).answer.ok).toBe(true);
    expect(writePod(universe, { ...remove, uid: 'uid-web-0' }, running, stale)).toEqual({ answer: refused('Conflict') });
    expect(writePod(universe, { ...remove, uid: 'uid-web-0' }, running, []).answer.ok).toBe(true);
    expect(writePod(universe, { ...remove, uid: 'uid-web-0-former-1' }, running, [])).toEqual({ answer: refused('Conflict') });
  });

  test('writes of a missing pod are NotFound (EN-API-3)', () => {
    for (const op of ['deletePod', 'updatePod', 'adoptPod', 'releasePod'] as const) expect(writePod(universe, { op, name: 'web-0' }, noPod, [])).toEqual({ answer: refused('NotFound') });
  });

  test('an update with an old version meets Conflict, with the current one it is no event (EN-API-3)', () => {
    expect(writePod(universe, { op: 'updatePod', name: 'web-0' }, running, ['version web-0'])).toEqual({ answer: refused('Conflict') });
    expect(writePod(universe, { op: 'updatePod', name: 'web-0' }, running, [])).toEqual({ answer: { ok: true } });
  });

  test('release and adoption take and give the owner, once', () => {
    const released = writePod(universe, { op: 'releasePod', name: 'web-0' }, running, []).changed!;
    expect(released.object?.owned).toBe(false);
    expect(writePod(universe, { op: 'releasePod', name: 'web-0' }, released, [])).toEqual({ answer: { ok: true } });
    expect(writePod(universe, { op: 'adoptPod', name: 'web-0' }, released, []).changed).toEqual(running);
    expect(writePod(universe, { op: 'adoptPod', name: 'web-0' }, running, [])).toEqual({ answer: { ok: true } });
  });

  test('a mark is never taken back by another delete', () => {
    expect(deletePod(terminating, terminating.object!, false)).toEqual({ answer: { ok: true } });
  });
});

describe('claims', () => {
  const claim: Claim = { phase: 'Bound', deletion: 'Live', owners: [], epoch: 1, condemned: false };
  const owner = { kind: 'Pod', name: 'web-0', uid: 'uid-web-0', controller: true };

  test('a create of a taken name is refused; a new one is bound at once without the volumes facet', () => {
    expect(writeClaim(universe, { op: 'createClaim', name: 'c' }, claim, [], false, false)).toEqual({ answer: refused('AlreadyExists') });
    expect(writeClaim(universe, { op: 'createClaim', name: 'c' }, null, [], false, false).changed).toEqual(claim);
  });

  test('a claim after one that served has other data (EN-STO-5, EN-STO-10)', () => {
    expect(writeClaim(universe, { op: 'createClaim', name: 'c' }, null, [], true, false).changed?.epoch).toBe(2);
  });

  test('a PUT needs the current version and changes the owners (EN-API-3)', () => {
    const put = { op: 'updateClaim', name: 'c', owners: [owner] } as const;
    expect(writeClaim(universe, put, claim, ['claim c'], false, false)).toEqual({ answer: refused('Conflict') });
    expect(writeClaim(universe, put, null, [], false, false)).toEqual({ answer: refused('NotFound') });
    const changed = writeClaim(universe, put, claim, [], false, false).changed!;
    expect(changed.owners).toEqual([{ kind: 'Pod', age: 0, controller: true }]);
    expect(writeClaim(universe, put, changed, [], false, false)).toEqual({ answer: { ok: true } });
  });

  test('a reference to the pod that was seen names a former one once it has a successor', () => {
    const put = { op: 'updateClaim', name: 'c', owners: [owner] } as const;
    expect(writeClaim(universe, put, claim, [], false, true).changed?.owners).toEqual([{ kind: 'Pod', age: 1, controller: true }]);
  });

  test('protection keeps a deleted claim as terminating (EN-STO-12)', () => {
    expect(writeClaim(universe, { op: 'deleteClaim', name: 'c' }, claim, [], false, false).changed).toMatchObject({ deletion: 'Terminating', deletedBy: 'controller' });
  });
});

describe('revisions', () => {
  test('are made once, moved to the newest, and deleted', () => {
    expect(writeRevision({ op: 'createRevision', name: 'A', number: 2, data: 'A' }, ['A'])).toEqual({ answer: refused('AlreadyExists') });
    expect(writeRevision({ op: 'createRevision', name: 'B', number: 2, data: 'B' }, ['A']).changed).toEqual(['A', 'B']);
    expect(writeRevision({ op: 'updateRevision', name: 'A', number: 3 }, ['A', 'B']).changed).toEqual(['B', 'A']);
    expect(writeRevision({ op: 'deleteRevision', name: 'A' }, ['B', 'A']).changed).toEqual(['B']);
    for (const op of ['deleteRevision', 'adoptRevision'] as const) expect(writeRevision({ op, name: 'C' }, ['A'])).toEqual({ answer: refused('NotFound') });
    expect(writeRevision({ op: 'updateRevision', name: 'C', number: 9 }, ['A'])).toEqual({ answer: refused('NotFound') });
    expect(writeRevision({ op: 'adoptRevision', name: 'A' }, ['A'])).toEqual({ answer: { ok: true } });
  });
});

describe('status', () => {
  const set: SetVersion = { generation: 2, life: 'Live', replicas: 2, partition: 0, template: 'A' };
  const status = { observedGeneration: 1, replicas: 2, ready: 1, available: 1, current: 2, updated: 0, currentRevision: 'A', updateRevision: 'B', collisionCount: 0, conditions: [] };
  const put = (next: Partial<typeof status>, stale: string[] = [], life: SetVersion['life'] = 'Live') => writeStatus(universe, { op: 'updateStatus', name: 'web', status: { ...status, ...next } }, { ...set, life }, status, stale);

  test('needs the current version of a set that is there (SC-ST-10)', () => {
    expect(put({ ready: 2 }, ['set'])).toEqual({ answer: refused('Conflict') });
    expect(put({ ready: 2 }, [], 'Gone')).toEqual({ answer: refused('NotFound') });
    expect(put({ ready: 2 }).changed).toMatchObject({ ready: 2 });
    expect(put({})).toEqual({ answer: { ok: true } });
  });

  test.each([{ current: -1 }, { ready: 3 }, { available: 2 }, { updated: 3 }, { collisionCount: -1 }])('%o is Invalid (SC-VAL-6)', (wrong) => {
    expect(put(wrong)).toEqual({ answer: refused('Invalid') });
  });

  test('without the facet only currentRevision is kept, and counters are not judged', () => {
    const lean = universeOf(scenario({}), false);
    const written = writeStatus(lean, { op: 'updateStatus', name: 'web', status: { ...status, current: -1, currentRevision: 'B' } }, set, status, []);
    expect(written.changed).toEqual({ ...status, currentRevision: 'B' });
  });
});
