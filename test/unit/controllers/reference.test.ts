import { describe, expect, test } from 'vitest';
import type { Answer, OwnerReference, Request, SetView, View } from '../../../models/controllers/controller.ts';
import { reference } from '../../../models/controllers/reference.ts';
import { releaseOf, withGates } from '../../../models/controllers/releases.ts';
import { claimView, podView, runPass, setView, view } from './view.ts';

const latest = reference(releaseOf('1.37'));

test('is called by its release', () => {
  expect(latest.name).toBe('reference@1.37');
  expect(reference(withGates(releaseOf('1.37'), { StatefulSetRecreateStrategy: true })).name).toBe(
    'reference@1.37+recreate',
  );
});

test('asks nothing of a set that is as it should be', () => {
  const { asked, ending } = runPass(latest, view());
  expect(asked).toEqual([]);
  expect(ending).toEqual({ status: setView().status });
});

test('a set that is not in the cache is a success', () => {
  const { set: _, ...rest } = view();
  expect(runPass(latest, { ...rest, set: undefined })).toEqual({ asked: [], requests: [], ending: {} });
});

test('creates the claims of a pod before the pod, and names them in it', () => {
  const { requests } = runPass(latest, view({ set: setView({ claimTemplates: ['data', 'logs'] }), pods: [] }));
  expect(requests.slice(0, 3)).toEqual([
    { op: 'createClaim', name: 'data-web-0' },
    { op: 'createClaim', name: 'logs-web-0' },
    { op: 'createPod', name: 'web-0', revision: 'A', claims: ['data-web-0', 'logs-web-0'] },
  ]);
});

test('the live set is read once for all pods that are adopted', () => {
  const orphans = [0, 1, 2].map((ordinal) => podView(ordinal, { owner: 'none' }));
  expect(runPass(latest, view({ pods: orphans })).asked).toEqual([
    'getSet web',
    'adoptPod web-0',
    'adoptPod web-1',
    'adoptPod web-2',
  ]);
});

test('a live set of another UID may not adopt', () => {
  const orphan = view({ pods: [podView(0, { owner: 'none' })] });
  const { asked, ending } = runPass(latest, orphan, () => ({ ok: true, set: { uid: 'set-2', deleting: false } }));
  expect(asked).toEqual(['getSet web']);
  expect(ending).toEqual({ error: 'CannotAdopt' });
});

test('ordinals beyond 32 bits are no ordinals', () => {
  const odd = view({ set: setView({ replicas: 0 }), pods: [podView(0, { name: 'web-2147483648' })] });
  const { asked, ending } = runPass(latest, odd);
  expect(asked).toEqual(['updateStatus web']);
  expect(ending.status?.replicas).toBe(0);
  expect(runPass(latest, view({ ...odd, pods: [podView(0, { name: 'web-2147483647' })] })).asked[0]).toBe(
    'deletePod web-2147483647',
  );
});

test('of two pods with one ordinal the one listed last has the slot', () => {
  const twins = [podView(0, { ready: false }), podView(0, { name: 'web-00' }), podView(1), podView(2)];
  expect(runPass(latest, view({ pods: twins })).asked[0]).toBe('updatePod web-0');
  expect(runPass(latest, view({ pods: twins.toSpliced(1, 1).concat(twins[1]!) })).asked[0]).toBe('updatePod web-0');
  expect(runPass(latest, view({ pods: [twins[1]!, twins[0]!, twins[2]!, twins[3]!] })).asked).toEqual([
    'updateStatus web',
  ]);
});

test('a pod without a number is not of the set', () => {
  const stray = podView(0, { name: 'web', owner: 'none' });
  expect(runPass(latest, view({ pods: [...view().pods, stray] })).asked).toEqual([]);
});

test('revisions of the same number are ordered by name', () => {
  const revisions = ['B', 'A'].map((name) => ({ name, number: 1, data: name, owner: 'set' as const }));
  const renumbered = [{ op: 'updateRevision', name: 'A', number: 2 }];
  expect(runPass(latest, view({ revisions })).requests).toEqual(renumbered);
  expect(runPass(latest, view({ revisions: revisions.toReversed() })).requests).toEqual(renumbered);
});

test('a revision whose name is taken and that cannot be read fails the pass', () => {
  const { asked, ending } = runPass(latest, view({ revisions: [] }), ({ op }) =>
    ({ ok: false, reason: op === 'createRevision' ? 'AlreadyExists' : 'ServerError' }),
  );
  expect(asked).toEqual(['createRevision A', 'getRevision A']);
  expect(ending).toEqual({ error: 'ServerError' });
});

describe('a pod update that meets Conflicts', () => {
  const unlabelled = view({ pods: [podView(0, { podNameLabel: false }), podView(1), podView(2)] });
  const conflicts = (count: number) => {
    let left = count;
    return ({ op }: Request): Answer | undefined =>
      op === 'updatePod' && left-- > 0 ? { ok: false, reason: 'Conflict' } : undefined;
  };

  test('succeeds at the fourth attempt', () => {
    const { asked, ending } = runPass(latest, unlabelled, conflicts(3));
    expect(asked).toEqual(['updatePod web-0', 'updatePod web-0', 'updatePod web-0', 'updatePod web-0']);
    expect(ending.error).toBeUndefined();
  });

  test('fails the pass after the fourth', () => {
    const { asked, ending } = runPass(latest, unlabelled, conflicts(4));
    expect(asked.filter((request) => request === 'updatePod web-0')).toHaveLength(4);
    expect(ending.error).toBe('Conflict');
  });

  test('has nothing left to repair when the renamed pod is in no cache', () => {
    const renamed = view({ pods: [podView(0, { name: 'web-00' }), podView(1), podView(2)] });
    const { asked, ending } = runPass(latest, renamed, conflicts(9));
    expect(asked).toEqual(['updatePod web-0']);
    expect(ending.error).toBeUndefined();
  });
});

test('a pod that lacks a volume is not updated while its claim cannot be made', () => {
  const set = setView({ claimTemplates: ['data'] });
  const pods = [podView(0, { volumesMatch: false }), podView(1), podView(2)];
  const dying = runPass(latest, view({ set, pods, claims: [claimView(0, { terminating: true })] }));
  expect(dying.asked).toEqual([]);
  expect(dying.ending.error).toBe('ClaimTerminating');
  expect(runPass(latest, view({ set, pods })).asked).toEqual(['createClaim data-web-0', 'updatePod web-0']);
});

test('a Recreate set under 1.37 without the gate is left alone', () => {
  const set = setView({ strategy: { type: 'Recreate', rollingUpdate: null } });
  expect(runPass(latest, view({ set, pods: [] }))).toEqual({
    asked: [],
    requests: [],
    ending: { error: 'UnknownStrategy' },
  });
});

test('a Recreate update tells how far it is, and does not write the same twice', () => {
  const controller = reference(withGates(releaseOf('1.37'), { StatefulSetRecreateStrategy: true }));
  const set = setView({ strategy: { type: 'Recreate', rollingUpdate: null }, template: 'B' });
  const revisions = [...view().revisions, { name: 'B', number: 2, data: 'B', owner: 'set' as const }];
  const old = view({ set, revisions });

  const deleting = runPass(controller, old);
  expect(deleting.asked).toEqual(['deletePod web-0', 'deletePod web-1', 'deletePod web-2', 'updateStatus web']);
  const { status } = deleting.ending;
  expect(status?.conditions).toMatchObject([{ type: 'Progressing', status: 'True', reason: 'RecreateInProgress' }]);

  const pods = old.pods.map((pod) => ({ ...pod, terminating: true }));
  const seen: View = { ...old, set: { ...set, status: status! }, pods };
  const waiting = runPass(controller, seen);
  expect(waiting.asked).toEqual(['updateStatus web']);
  expect(runPass(controller, { ...seen, set: { ...set, status: waiting.ending.status! } }).asked).toEqual([]);

  const fresh = [0, 1, 2].map((ordinal) => podView(ordinal, { revision: 'B' }));
  const done = runPass(controller, { ...seen, pods: fresh });
  expect(done.ending.status).toMatchObject({
    currentRevision: 'B',
    conditions: [{ type: 'Progressing', status: 'False', reason: 'RecreateCompleted' }],
  });
});

test('a condition of somebody else is kept, and without a message it is no news', () => {
  const controller = reference(withGates(releaseOf('1.37'), { StatefulSetRecreateStrategy: true }));
  const strategy = { type: 'Recreate', rollingUpdate: null } as const;
  const theirs = { type: 'Backup', status: 'True', reason: 'Nightly' };
  const pods = [0, 1, 2].map((ordinal) => podView(ordinal, { terminating: true }));
  const seen = view({ set: setView({ strategy, template: 'B', status: { ...setView().status, conditions: [theirs] } }), pods });
  const revisions = [...seen.revisions, { name: 'B', number: 2, data: 'B', owner: 'set' as const }];

  const { status } = runPass(controller, { ...seen, revisions }).ending;
  expect(status?.conditions).toMatchObject([theirs, { type: 'Progressing' }]);
  expect(runPass(controller, { ...seen, revisions, set: { ...seen.set!, status: status! } }).asked).toEqual([]);
});

describe('releases before 1.33', () => {
  const failed = view({ pods: [podView(0), podView(1, { phase: 'Failed', ready: false }), podView(2)] });

  test.each([
    ['1.28.0', ['deletePod web-1', 'createPod web-1']],
    ['1.29.0', ['deletePod web-1', 'createPod web-1']],
    ['1.29.6', ['deletePod web-1']],
    ['1.28.15', ['deletePod web-1']],
  ])('%s handles a Failed pod with %j', (version, requests) => {
    expect(runPass(reference(releaseOf(version)), failed).asked.slice(0, -1)).toEqual(requests);
  });

  test('1.28.0 ignores a Succeeded pod', () => {
    const succeeded = view({ pods: [podView(0), podView(1, { phase: 'Succeeded', ready: false }), podView(2)] });
    expect(runPass(reference(releaseOf('1.28.0')), succeeded).asked).toEqual(['updateStatus web']);
    expect(runPass(reference(releaseOf('1.29.0')), succeeded).asked[0]).toBe('deletePod web-1');
  });

  const ofSet = { kind: 'StatefulSet', name: 'web', uid: 'set-1' };
  const ofPod = { kind: 'Pod', name: 'web-0', uid: 'uid-0' };
  const ofBackup = { kind: 'Backup', name: 'b', uid: 'x', controller: true };
  const one = (retention: Partial<SetView['retention']>, replicas = 1): SetView =>
    setView({
      replicas,
      claimTemplates: ['data'],
      retention: { whenDeleted: 'Retain', whenScaled: 'Retain', ...retention },
    });
  const ownersAfter = (set: SetView, owners: readonly OwnerReference[]): unknown[] => {
    const shown = view({ set, pods: [podView(0)], claims: [claimView(0, { owners })] });
    const { requests } = runPass(reference(releaseOf('1.29.6')), shown);
    return requests.flatMap((request) => (request.op === 'updateClaim' ? [request.owners] : []));
  };

  test('put plain references on claims, whoever else controls them', () => {
    expect(ownersAfter(one({ whenDeleted: 'Delete' }), [ofBackup])).toEqual([[ofBackup, { ...ofSet, controller: false }]]);
    expect(ownersAfter(one({ whenScaled: 'Delete' }, 0), [])).toEqual([[{ ...ofPod, controller: false }]]);
  });

  test('leave right references as they are, and take wrong ones away', () => {
    expect(ownersAfter(one({ whenDeleted: 'Delete' }), [{ ...ofSet, controller: false }])).toEqual([]);
    expect(ownersAfter(one({}), [{ ...ofSet, controller: true }, ofBackup])).toEqual([[ofBackup]]);
    expect(
      ownersAfter(one({ whenDeleted: 'Delete' }), [{ ...ofPod, controller: false }, { ...ofSet, controller: false }]),
    ).toEqual([[{ ...ofSet, controller: false }]]);
  });

  test('take a reference to anything of the name of the pod for a former pod', () => {
    const stale = { kind: 'Backup', name: 'web-0', uid: 'x', controller: false };
    const shown = view({ set: one({ whenScaled: 'Delete' }), pods: [], claims: [claimView(0, { owners: [stale] })] });
    expect(runPass(reference(releaseOf('1.29.6')), shown).asked).not.toContain('createPod web-0');
    expect(runPass(reference(releaseOf('1.30.4')), shown).asked).toContain('createPod web-0');
  });
});

test('a reference with the UID of the set is its own, whatever it calls itself, and is not doubled', () => {
  const misnamed = { kind: 'Backup', name: 'b', uid: 'set-1', controller: false };
  const set = setView({ replicas: 1, claimTemplates: ['data'], retention: { whenDeleted: 'Delete', whenScaled: 'Retain' } });
  const shown = view({ set, pods: [podView(0)], claims: [claimView(0, { owners: [misnamed] })] });
  expect(runPass(latest, shown).requests).toContainEqual({ op: 'updateClaim', name: 'data-web-0', owners: [misnamed] });
});

test('with the gate for retention off, owners of claims are nobody’s business', () => {
  const set = setView({ claimTemplates: ['data'], retention: { whenDeleted: 'Delete', whenScaled: 'Delete' } });
  const shown = view({ set, claims: [0, 1, 2].map((ordinal) => claimView(ordinal)) });
  const controller = reference(withGates(releaseOf('1.31'), { StatefulSetAutoDeletePVC: false }));
  expect(runPass(controller, shown).asked).toEqual([]);
  expect(runPass(reference(releaseOf('1.31')), shown).asked).toContain('updateClaim data-web-0');
  const missing = { ...shown, pods: shown.pods.slice(1) };
  expect(runPass(controller, missing).asked).toEqual(['createPod web-0', 'updateStatus web']);
  expect(runPass(reference(releaseOf('1.31')), missing).asked).toEqual(['createPod web-0', 'updateClaim data-web-0', 'updateStatus web']);
});

test('with the gate for start ordinals off, counting starts at 0', () => {
  const shown = view({ set: setView({ start: 3 }) });
  const controller = reference(withGates(releaseOf('1.30'), { StatefulSetStartOrdinal: false }));
  expect(runPass(controller, shown).asked).toEqual([]);
  expect(runPass(reference(releaseOf('1.30')), shown).asked[0]).toBe('createPod web-3');
});

test('a pod is available when it is as old as minReadySeconds, before 1.34 only when older', () => {
  const shown = view({
    set: setView({ replicas: 2, minReadySeconds: 10 }),
    pods: [podView(0, { available: false, readySeconds: 10 })],
  });
  expect(runPass(reference(releaseOf('1.34')), shown).asked[0]).toBe('createPod web-1');
  expect(runPass(reference(releaseOf('1.33')), shown).asked[0]).toBe('updateStatus web');
});

test('1.35.1 plans a pass only while ready pods wait, 1.35.0 until all are available', () => {
  const pods = [podView(0), podView(1, { ready: false, available: false })];
  const shown = view({ set: setView({ minReadySeconds: 10 }), pods });
  expect(runPass(reference(releaseOf('1.35.0')), shown).ending.requeue).toBe('minReady');
  expect(runPass(reference(releaseOf('1.35.1')), shown).ending.requeue).toBeUndefined();
});

test('a batch is at most 500 requests', () => {
  const conversation = latest.reconcile(view({ set: setView({ replicas: 1200, policy: 'Parallel' }), pods: [] }));
  const sizes: number[] = [];
  let step = conversation.next();
  while (!step.done) {
    const asked = step.value;
    if ('concurrently' in asked) sizes.push(asked.concurrently.length);
    const answer = 'concurrently' in asked ? asked.concurrently.map(() => 'go on') : { ok: true };
    step = conversation.next(answer as never);
  }
  expect(sizes).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 500, 189]);
});

test('a negative history limit keeps all revisions', () => {
  const revisions = ['A', 'B', 'C'].map((name, index) => ({ name, number: 3 - index, data: name, owner: 'set' as const }));
  expect(runPass(latest, view({ revisions, set: setView({ revisionHistoryLimit: -1 }) })).asked).toEqual([]);
  expect(runPass(latest, view({ revisions, set: setView({ revisionHistoryLimit: 0 }) })).asked).toEqual([
    'deleteRevision C',
    'deleteRevision B',
  ]);
});
