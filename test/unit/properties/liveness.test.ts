/** Cases of what must be reached in the end. */
import { describe, expect, test } from 'vitest';
import { properties } from '../../../properties/index.ts';
import type { ClaimView, Observation, PodObject, PodView, Request, View } from '../../../models/observation.ts';
import {
  awaited, create, deleting, issued, judge, object, pod, podObject, remove, revision, rolling, set, status, unready, view, world, type Awaited,
  type Case,
} from './builder.ts';
import { testCases, type Cases } from './cases.ts';

const b = { revision: 'B' };
const broken = { ...b, ...unready };
const parallel = { policy: 'Parallel' } as const;
const onDelete = { strategy: { type: 'OnDelete', rollingUpdate: null } } as const;
const recreate = { strategy: { type: 'Recreate', rollingUpdate: null } } as const;
const split = { strategy: rolling({ partition: 1 }) };

const ofReplicas = (replicas: number, changes = {}) => object(set({ replicas, ...changes }));
const one = ofReplicas(1);
const two = ofReplicas(2);
const oneB = ofReplicas(1, { template: 'B' });
const twoB = ofReplicas(2, { template: 'B' });
const [web0, web1, web2] = [podObject('web-0'), podObject('web-1'), podObject('web-2')];
const stays = (changes: Partial<PodObject>) => podObject('web-0', changes);

/** A rollout from A over B, which is broken, to C, in a Parallel set of two. */
const overB = { set: ofReplicas(2, { ...parallel, template: 'C' }), brokenTemplates: ['B'] };
/** The same under OrderedReady, reverted: A is wanted again. */
const reverted = { set: two, brokenTemplates: ['B'] };

/** One pod at the newest of its revisions: nothing is left to do. */
const settled = { ...status, replicas: 1 };
const wanted = set({ replicas: 1, status: settled });
const calm = view(wanted, [pod('web-0')], { revisions: [revision('A', 1)] });
const asks = (request: Request, seen = calm): Case => issued(seen, request);
const writes = (changes = {}, seen = calm): Case => issued(seen, { op: 'updateStatus', name: 'web', status: { ...settled, ...changes } });
const newRevision: Request = { op: 'createRevision', name: 'A~1', number: 2, data: 'A' };
const sees = (changes: Partial<PodView>): View => ({ ...calm, pods: [pod('web-0', changes)] });

/** The same with a claim; `owners` on it. */
const claimed = (whenDeleted: 'Retain' | 'Delete', claims: readonly Partial<ClaimView>[]): View => ({
  ...calm,
  set: { ...wanted, claimTemplates: ['data'], retention: { whenDeleted, whenScaled: 'Retain' } },
  claims: claims.map((changes) => ({ name: 'data-web-0', terminating: false, owners: [], ...changes })),
});
const ofSet = (uid = wanted.uid) => ({ kind: 'StatefulSet', name: 'web', uid, controller: true });

const cases: Record<string, Cases> = {
  'liveness/converges': {
    silent: {
      'the wanted template is broken': world({ set: oneB, brokenTemplates: ['B'] }),
      'OnDelete leaves a broken pod': world({ set: ofReplicas(1, { ...onDelete, template: 'B' }), pods: [stays(unready)], brokenTemplates: ['A'] }),
      'the partition leaves a broken pod': world({ set: ofReplicas(1, { ...split, template: 'B' }), pods: [stays(unready)], brokenTemplates: ['A'] }),
      'it is being deleted': world({ set: { ...one, deleting: true } }),
      'a claim waits for a volume that there is not': world({ set: two, outOfVolumes: true, pods: [stays({ phase: 'Pending' }), web1] }),
      'a pod waits for a node': world({ set: two, cordoned: true, pods: [stays({ phase: 'Pending', scheduled: false }), web1] }),
    },
    holds: {
      'all is well': world({ set: one, pods: [web0] }),
      'no node takes pods, but all are on one': world({ set: one, cordoned: true, pods: [web0] }),
      'below the partition': world({ set: ofReplicas(1, { ...split, template: 'B' }), pods: [web0] }),
      'OnDelete leaves an old pod': world({ set: ofReplicas(1, { ...onDelete, template: 'B' }), pods: [web0] }),
      'the set and its pods are gone': world({ set: undefined, pods: [stays({ owned: false })] }),
    },
    violated: {
      'web-0 stays at revision B and is not ready while the set wants A': world({ set: one, pods: [stays(broken)], brokenTemplates: ['B'] }),
      'web-0 stays at revision A while the set wants B': world({ set: oneB, pods: [web0] }),
      'web-0 is missing while the set wants 1 replica': world({ set: one, pods: [stays({ owned: false })] }),
      'web-1 is missing while the set wants 2 replicas': world({ set: two, cordoned: true, pods: [web0] }),
      'web-0 (revision A) is Failed while the set wants it available': world({ set: one, pods: [stays({ phase: 'Failed', ...unready })] }),
      'web-0 (revision A) is not available while the set wants it available': world({ set: one, pods: [stays({ available: false })] }),
      'web-0 (revision B) is not ready while the set wants it available': world({ set: ofReplicas(1, { ...onDelete, template: 'B' }), pods: [stays(broken)] }),
      'web-1 is still there while the set wants 1 replica': world({ set: one, pods: [web0, web1] }),
      // A broken pod that nobody wants is no excuse.
      'web-1, which is terminating, is still there while the set wants 1 replica': world({ set: one, pods: [web0, podObject('web-1', { ...broken, terminating: true })], brokenTemplates: ['B'] }),
      'web-0 is left of a set that is gone': world({ set: undefined, pods: [web0] }),
    },
  },
  'liveness/missing-pod-created': {
    silent: {},
    holds: {
      'it is there': awaited(0, { set: one, pods: [stays(unready)] }),
      'it is not wanted': awaited(1, { set: one, pods: [web0] }),
      'the one below does not work': awaited(1, { set: two, pods: [stays(unready)] }),
      'the one below is missing as well': awaited(1, { set: two }),
    },
    violated: {
      'web-0 is missing while the set wants 1 replica': awaited(0, { set: one, pods: [stays({ owned: false })] }),
      'web-1 is missing while the set wants 2 replicas': awaited(1, { set: two, pods: [web0] }),
      'web-1 is missing while the set wants 3 replicas': awaited(1, { set: ofReplicas(3, parallel), pods: [stays(unready)] }),
      // Nothing below the start ordinal is waited for.
      'web-5 is missing while the set wants 1 replica': awaited(5, { set: ofReplicas(1, { start: 5 }) }),
    },
  },
  'liveness/extra-pod-removed': {
    silent: {},
    holds: {
      'it is gone': awaited(1, { set: one, pods: [web0] }),
      'it is wanted': awaited(1, { set: two, pods: [web0, web1] }),
      'the last wanted one does not work': awaited(2, { set: two, pods: [web0, podObject('web-1', unready), web2] }),
      'a wanted one is missing': awaited(2, { set: two, pods: [web0, web2] }),
    },
    violated: {
      'web-2 is still there while the set wants 2 replicas': awaited(2, { set: two, pods: [web0, web1, podObject('web-2', unready)] }),
      'web-1 is still there while the set wants 1 replica': awaited(1, { set: one, pods: [web0, web1, podObject('web-2', unready)] }),
      'web-2 is still there while the set wants 1 replica': awaited(2, { set: ofReplicas(1, parallel), pods: [stays(unready), web2] }),
      'web-0 is still there while the set wants 1 replica': awaited(0, { set: ofReplicas(1, { start: 1 }), pods: [web0, web1] }),
    },
  },
  'liveness/ended-pod-replaced': {
    silent: {
      'its successor is not there yet': awaited(0, { set: one }),
      'its successor starts': awaited(0, { set: one, pods: [stays({ phase: 'Pending', ...unready })] }),
      'it is not ready, but has not ended': awaited(0, { set: one, pods: [stays(unready)] }),
    },
    holds: {
      'it works': awaited(0, { set: one, pods: [web0] }),
      'it is not wanted': awaited(1, { set: one, pods: [podObject('web-1', { phase: 'Failed' })] }),
      'the wanted template is broken': awaited(0, { set: oneB, pods: [stays({ phase: 'Failed' })], brokenTemplates: ['B'] }),
      'another one has a broken template': awaited(0, { ...reverted, pods: [stays({ phase: 'Failed' }), podObject('web-1', broken)] }),
    },
    violated: {
      'web-0 was Failed, and no pod under its name becomes available': awaited(0, { ...reverted, pods: [stays({ phase: 'Failed' })] }),
      'web-0 was Succeeded, and no pod under its name becomes available': awaited(0, { set: one, pods: [stays({ phase: 'Succeeded' })] }),
      'web-0 was terminating, and no pod under its name becomes available': awaited(0, { set: one, pods: [stays({ terminating: true })] }),
    },
  },
  'liveness/rollout-completes': {
    silent: {},
    holds: {
      'it is at the template, though it does not work': awaited(0, { set: oneB, pods: [stays(broken)] }),
      'it is missing': awaited(0, { set: oneB }),
      'it is not wanted': awaited(1, { set: oneB, pods: [web1] }),
      'it is below the partition': awaited(0, { set: ofReplicas(1, { ...split, template: 'B' }), pods: [web0] }),
      'OnDelete leaves it': awaited(0, { set: ofReplicas(1, { ...onDelete, template: 'B' }), pods: [web0] }),
      'the template is broken': awaited(0, { set: oneB, pods: [web0], brokenTemplates: ['B'] }),
    },
    violated: {
      'web-0 stays at revision A while the set wants B': awaited(0, { set: oneB, pods: [web0] }),
      'web-1 stays at revision A while the set wants B': awaited(1, { set: ofReplicas(2, { ...split, template: 'B' }), pods: [web0, web1] }),
      'web-2 stays at revision A while the set wants B': awaited(2, { set: ofReplicas(3, { strategy: { type: 'RollingUpdate', rollingUpdate: null }, template: 'B' }), pods: [web2] }),
      'web-0 stays at revision B and is not ready while the set wants A': awaited(0, { ...reverted, pods: [stays(broken)] }),
      'web-0 stays at revision A and is terminating while the set wants B': awaited(0, { set: ofReplicas(1, { ...recreate, template: 'B' }), pods: [stays({ terminating: true })] }),
    },
  },
  'liveness/deleted-broken-pod-recovers': {
    silent: {
      'it is gone': awaited(0, { ...reverted }),
      'nobody has deleted it': awaited(0, { ...reverted, pods: [stays(broken)] }),
      'one that works is deleted': awaited(0, { ...reverted, pods: [stays({ terminating: true })] }),
      'its successor starts': awaited(0, { ...reverted, pods: [stays({ phase: 'Pending', ...unready })] }),
    },
    holds: {
      'its successor works': awaited(0, { ...reverted, pods: [web0] }),
      'another broken one is there': awaited(0, { ...reverted, pods: [stays({ ...broken, terminating: true }), podObject('web-1', broken)] }),
      'the wanted template is broken': awaited(0, { set: oneB, pods: [stays({ ...broken, terminating: true })], brokenTemplates: ['B'] }),
      'it is not wanted': awaited(1, { set: one, pods: [podObject('web-1', { ...broken, terminating: true })], brokenTemplates: ['B'] }),
      'it is below the partition': awaited(0, { set: ofReplicas(1, split), pods: [stays({ ...broken, terminating: true })], brokenTemplates: ['B'] }),
    },
    violated: {
      'web-0 was deleted at the broken revision B, and none becomes available at A': awaited(0, { ...reverted, pods: [stays({ ...broken, terminating: true }), web1] }),
    },
  },
  'liveness/no-head-of-line': {
    silent: {},
    holds: {
      'the others work': awaited(0, { ...overB, pods: [web0, web1] }),
      'it is at the template': awaited(0, { ...overB, pods: [stays({ revision: 'C' }), podObject('web-1', broken)] }),
      'it does not work itself': awaited(0, { ...overB, pods: [stays(unready), podObject('web-1', broken)] }),
      'it is missing': awaited(0, { ...overB, pods: [podObject('web-1', broken)] }),
      'it is not wanted': awaited(2, { ...overB, pods: [podObject('web-1', broken), web2] }),
      'it is below the partition': awaited(0, { ...overB, set: ofReplicas(2, { ...parallel, ...split, template: 'C' }), pods: [web0, podObject('web-1', broken)] }),
      'the wanted template is broken': awaited(0, { ...overB, brokenTemplates: ['B', 'C'], pods: [web0, podObject('web-1', broken)] }),
    },
    violated: {
      'web-0 stays at revision A behind web-1, which is not ready at revision B, while the set wants C': awaited(0, { ...overB, pods: [web0, podObject('web-1', broken)] }),
    },
  },
  'liveness/higher-does-not-block': {
    silent: {},
    holds: {
      'it is there': awaited(0, { set: two, pods: [stays(unready), podObject('web-1', unready)] }),
      'it is not wanted': awaited(0, { set: ofReplicas(1, { start: 1 }), pods: [podObject('web-1', unready)] }),
      'a lower one blocks it': awaited(1, { set: ofReplicas(3), pods: [stays(unready), podObject('web-2', unready)] }),
      'the higher one works': awaited(0, { set: two, pods: [web1] }),
    },
    violated: {
      'web-0 is missing while web-1 is not ready': awaited(0, { set: two, pods: [podObject('web-1', unready)] }),
      'web-1 is missing while web-2 is terminating': awaited(1, { set: ofReplicas(3), pods: [web0, podObject('web-2', { terminating: true })] }),
    },
  },
  'liveness/generation-observed': {
    silent: { 'the set is gone': world({ set: undefined }), 'it is being deleted': world({ set: { ...one, generation: 2, deleting: true } }) },
    holds: { 'the newest one': world({ set: { ...one, generation: 2 }, status: { ...status, observedGeneration: 2 } }) },
    violated: { 'the status of web says generation 1 was observed; the set has 2': world({ set: { ...one, generation: 2 } }) },
  },
  'liveness/status-truthful': {
    silent: {
      'the set is gone': world({ set: undefined, pods: [web0] }),
      'it is being deleted': world({ set: { ...one, deleting: true }, pods: [web0] }),
    },
    holds: {
      'there are none': world(),
      'a pod of somebody else is not counted': world({ pods: [stays({ owned: false })] }),
      'each counts where it belongs': world({
        status: { ...status, replicas: 4, ready: 2, available: 1, current: 1, updated: 2, updateRevision: 'B' },
        // A Ready condition counts while the pod runs only, and a terminating pod is at no revision.
        pods: [web0, podObject('web-1', { ...b, available: false }), podObject('web-2', { ...b, phase: 'Failed' }), podObject('web-3', { ...unready, terminating: true })],
      }),
    },
    violated: {
      'the status of web says 0 replicas; there are 1': world({ pods: [stays(unready)] }),
      'the status of web says 1 ready replicas; there are 0': world({ status: { ...status, ready: 1 } }),
      'the status of web says 0 available replicas; there are 1': world({ status: { ...status, replicas: 1, ready: 1 }, pods: [web0] }),
      'the status of web says 1 current replicas; there are 0': world({ status: { ...status, replicas: 1, ready: 1, available: 1, current: 1 }, pods: [stays(b)] }),
      'the status of web says 0 updated replicas; there are 1': world({ status: { ...status, replicas: 1, ready: 1, available: 1, updateRevision: 'B' }, pods: [stays(b)] }),
    },
  },
  'liveness/current-revision-advances': {
    silent: {
      'the set is gone': world({ set: undefined }),
      'it is being deleted': world({ set: { ...oneB, deleting: true }, pods: [stays(b)] }),
      'one is missing': world({ set: twoB, pods: [stays(b)] }),
      'one more is not wanted': world({ set: ofReplicas(1, { template: 'B', start: 1 }), pods: [stays(b)] }),
      'one is old': world({ set: twoB, pods: [stays(b), web1] }),
      'one does not work': world({ set: twoB, pods: [stays(b), podObject('web-1', broken)] }),
    },
    holds: { 'it is the current one': world({ set: oneB, status: { ...status, currentRevision: 'B' }, pods: [stays(b)] }) },
    violated: { 'the current revision of web is A although all pods run B': world({ set: oneB, pods: [stays(b), podObject('web-1', { owned: false })] }) },
  },
  'liveness/falls-silent': {
    silent: {},
    holds: {
      'nothing is asked': world(),
      'it only reads': world({ inFlight: [deleting('web', { request: { op: 'getSet', name: 'web' } }), deleting('A', { request: { op: 'getRevision', name: 'A' } })] }),
      'it was given up, and may still land': world({ inFlight: [deleting('web-0', { late: true })] }),
    },
    violated: {
      'the controller asks to delete web-0': world({ inFlight: [deleting('web', { request: { op: 'getSet', name: 'web' } }), deleting('web-0')] }),
    },
  },
  'liveness/converged-means-silent': {
    silent: {
      'it reads the set': asks({ op: 'getSet', name: 'web' }),
      'it reads a revision': asks({ op: 'getRevision', name: 'A' }),
      'there is no set': asks(remove('web-0'), { ...calm, set: undefined }),
      'it is being deleted': asks(remove('web-0'), { ...calm, set: { ...wanted, deleting: true } }),
      'a cache has not seen a write of its own': asks(remove('web-0'), { ...calm, behindOwnWrites: ['pods'] }),
      'a pod is missing': asks(create('web-0'), { ...calm, pods: [] }),
      'a pod is not wanted': asks(remove('web-1'), { ...calm, pods: [pod('web-1')] }),
      'a pod under another selector is its own': asks({ op: 'releasePod', name: 'web-1' }, { ...calm, pods: [pod('web-0'), pod('web-1', { labelsMatch: false })] }),
      'a pod is to be adopted': asks({ op: 'adoptPod', name: 'web-0' }, sees({ owner: 'none' })),
      'a pod lacks its label': asks({ op: 'updatePod', name: 'web-0' }, sees({ podNameLabel: false })),
      'a pod lacks a volume': asks({ op: 'updatePod', name: 'web-0' }, sees({ volumesMatch: false })),
      'a pod is unready': asks(remove('web-0'), sees(unready)),
      'one of two pods is unready': asks(remove('web-1'), { ...calm, set: { ...wanted, replicas: 2 }, pods: [pod('web-0'), pod('web-1', unready)] }),
      'a pod is old': asks(remove('web-0'), sees({ revision: 'B' })),
      'a pod is old under Recreate': asks(remove('web-0'), { ...sees({ revision: 'B' }), set: { ...wanted, ...recreate } }),
      'a claim is missing': asks({ op: 'createClaim', name: 'data-web-0' }, claimed('Retain', [])),
      'a claim is terminating': asks(remove('web-0'), claimed('Retain', [{ terminating: true }])),
      'a claim belongs to the set, with Retain': asks({ op: 'updateClaim', name: 'data-web-0', owners: [] }, claimed('Retain', [{ owners: [ofSet()] }])),
      'a claim belongs to nobody, with Delete': asks({ op: 'updateClaim', name: 'data-web-0', owners: [ofSet()] }, claimed('Delete', [{}])),
      'a claim belongs to a former set': asks({ op: 'updateClaim', name: 'data-web-0', owners: [ofSet()] }, claimed('Delete', [{ owners: [ofSet('set-0')] }])),
      'the template has no revision': asks(newRevision, { ...calm, revisions: [] }),
      'the newest revision is another': asks({ op: 'updateRevision', name: 'A', number: 3 }, { ...calm, revisions: [revision('A', 1), revision('B', 2)] }),
      'a revision is to be adopted': asks({ op: 'adoptRevision', name: 'B' }, { ...calm, revisions: [revision('A', 2), { ...revision('B', 1), owner: 'none' }] }),
      'a revision is one too many': asks({ op: 'deleteRevision', name: 'B' }, { ...calm, set: { ...wanted, revisionHistoryLimit: 1 }, revisions: [revision('A', 2), revision('B', 1)] }),
    },
    holds: {
      'the status has news': writes({ ready: 1 }),
      'a condition is news': writes({ conditions: [{ type: 'Available', status: 'True', reason: 'AllReady' }] }),
    },
    violated: {
      'the status of web was written although it says the same already': writes(),
      'deletePod web-0 was asked although all pods of web are as they should be': asks(remove('web-0')),
      'updatePod web-0 was asked although all pods of web are as they should be': asks({ op: 'updatePod', name: 'web-0' }, { ...sees({ revision: 'B' }), set: { ...wanted, ...onDelete } }),
      'createPod web-1 was asked although all pods of web are as they should be': asks(create('web-1'), { ...sees({ revision: 'B' }), set: { ...wanted, ...split } }),
      'deleteClaim data-web-0 was asked although all pods of web are as they should be': asks({ op: 'deleteClaim', name: 'data-web-0' }, claimed('Retain', [{}])),
      'updateClaim data-web-0 was asked although all pods of web are as they should be': asks({ op: 'updateClaim', name: 'data-web-0', owners: [] }, claimed('Delete', [{ owners: [ofSet()] }])),
      'createRevision A~1 was asked although nothing about the history is left to do': asks(newRevision),
      'adoptRevision A was asked although nothing about the history is left to do': asks({ op: 'adoptRevision', name: 'A' }),
      'updateRevision A was asked although nothing about the history is left to do': asks({ op: 'updateRevision', name: 'A', number: 3 }, { ...calm, revisions: [revision('B', 1), revision('A', 2)] }),
      'deleteRevision B was asked although nothing about the history is left to do': asks({ op: 'deleteRevision', name: 'B' }, { ...calm, revisions: [revision('A', 2), revision('B', 1)] }),
    },
  },
};

testCases(cases, ({ id }) => id.startsWith('liveness/'));

const podByPod = properties.filter(({ kind }) => kind === 'leadsTo').map((property) => [property.id, property] as const);

describe.each(podByPod)('%s asks for nothing', (id, property) => {
  const violating = Object.values(cases[id]!.violated) as Awaited[];
  const held = (change: (at: Observation) => Partial<Observation>) => violating.map(({ at, ordinal }) => judge(property, awaited(ordinal, { ...at, ...change(at) })));
  const all = violating.map(() => true);

  test('of a set that is gone', () => expect(held(() => ({ set: undefined }))).toEqual(all));
  test('of a set that is being deleted', () => expect(held(({ set }) => ({ set: { ...set!, deleting: true } }))).toEqual(all));
  test('while no node takes a pod', () => expect(held(() => ({ cordoned: true }))).toEqual(all));

  test('while a claim waits for a volume that there is not', () => expect(held(() => ({ outOfVolumes: true }))).toEqual(all));
});
