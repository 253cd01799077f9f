/** Cases of what must hold at all times. */
import { expect, test } from 'vitest';
import type { Request } from '../../../models/observation.ts';
import { properties } from '../../../properties/index.ts';
import {
  action, claim, create, data, deleting, execution, issued, judge, object, pending, pod, podObject, remove, retention, revision, rolling, set,
  status, unready, view, world, type Case,
} from './builder.ts';
import { testCases, type Cases } from './cases.ts';

const B = set({ template: 'B' });
const b = { revision: 'B' };
const step = (key: string, before = world(), after = before): Case => ({ before, action: action(key), after });
const parallel = set({ template: 'B', policy: 'Parallel' });
const bounded = (maxUnavailable: number | string) => set({ template: 'B', strategy: rolling({ maxUnavailable }) });
const split = set({ template: 'B', strategy: rolling({ partition: 1 }) });
const noBlock = set({ template: 'B', strategy: { type: 'RollingUpdate', rollingUpdate: null } });
const onDelete = set({ template: 'B', strategy: { type: 'OnDelete', rollingUpdate: null } });
const recreate = set({ template: 'B', strategy: { type: 'Recreate', rollingUpdate: null } });
const slow = set({ minReadySeconds: 10 });
const stored = set({ replicas: 1, claimTemplates: ['data'] });
const seen = (changes = {}) => ({ claims: [{ name: 'data-web-0', terminating: false, owners: [], ...changes }] });
const ofPod = (name: string, uid = `uid-${name}`) => ({ kind: 'Pod', name, uid, controller: true });
const scaled = set({ replicas: 0, claimTemplates: ['data'], retention });
const mark = { op: 'updateClaim', name: 'data-web-0', owners: [ofPod('web-0')] } as const;
const failed = { ok: false, reason: 'ServerError' } as const;
const one = object(set({ replicas: 1 }));
const oneB = object(set({ replicas: 1, template: 'B' }));
const bomb = { set: one, claims: [claim('data-web-0', { owner: 'pod' })], data: [data('data-web-0', { condemned: true }), data('data-web-1')] };
const shot = (changes: Parameters<typeof deleting>[1], victim = {}, inStore = oneB) =>
  world({ set: inStore, pods: [podObject('web-0', victim)], inFlight: [deleting('web-0', changes)] });

const cases: Record<string, Cases> = {
  'identity/at-most-one-execution': {
    silent: { 'nothing runs': world({ executions: [execution('web-0', { stage: 'Stopped' })] }) },
    holds: {
      'two names': world({ executions: [execution('web-0'), execution('web-1')] }),
      'the former one has stopped': world({ executions: [execution('web-0'), execution('web-0', { stage: 'Stopped', orphaned: true })] }),
    },
    violated: { 'the containers of web-0 run 2 times at once': world({ executions: [execution('web-0'), execution('web-0', { orphaned: true })] }) },
  },
  'identity/ordinal-in-range': {
    silent: {
      'a delete': issued(view(set()), remove('web-3')),
      'there is no set': issued(view(undefined), create('web-3')),
      'its name has no ordinal': issued(view(set()), create('web')),
    },
    holds: { 'the last wanted': issued(view(set()), create('web-2')), 'the first from a start': issued(view(set({ start: 5 })), create('web-5')) },
    violated: {
      'web-3 was created while the set wants 3 replicas from ordinal 0': issued(view(set()), create('web-3')),
      'web-4 was created while the set wants 3 replicas from ordinal 5': issued(view(set({ start: 5 })), create('web-4')),
    },
  },
  'identity/no-create-while-present': {
    silent: { 'a delete': issued(view(set(), [pod('web-0')]), remove('web-0')) },
    holds: {
      'it is missing': issued(view(set(), [pod('web-1')]), create('web-0')),
      'it failed and was deleted before': issued(view(set(), [pod('web-0', { phase: 'Failed' })]), create('web-0'), [remove('web-0')]),
      'somebody else has the name': issued(view(set(), [pod('web-0', { owner: 'other' })]), create('web-0')),
      'one that it does not select has the name': issued(view(set(), [pod('web-0', { labelsMatch: false })]), create('web-0')),
    },
    violated: {
      'web-0 was created although it is there: Running and terminating, revision A': issued(view(set(), [pod('web-0', { terminating: true })]), create('web-0'), [remove('web-0')]),
      'web-0 was created although it is there: Failed, revision A': issued(view(set(), [pod('web-0', { phase: 'Failed' })]), create('web-0'), [remove('web-1')]),
    },
  },
  'identity/predecessor-stopped': {
    silent: {},
    holds: { 'the former one has stopped': step('kubelet/start web-0', world({ executions: [execution('web-0', { stage: 'Stopped', orphaned: true }), execution('web-1')] })) },
    violated: {
      'web-0 started while the containers of its predecessor still ran (its pod object was removed by force)': step('kubelet/start web-0', world({ executions: [execution('web-0', { orphaned: true })] })),
      'web-0 started while the containers of its predecessor still ran': step('kubelet/start web-0', world({ executions: [execution('web-0')] })),
    },
  },
  'ordering/successor-waits': {
    silent: { 'the first pod': issued(view(set()), create('web-0')), 'a Parallel set': issued(view(set({ policy: 'Parallel' })), create('web-1')) },
    holds: {
      'a higher pod is unready': issued(view(set(), [pod('web-0'), pod('web-2', unready)]), create('web-1')),
      'it is Ready for minReadySeconds': issued(view(slow, [pod('web-0', { available: false, readySeconds: 10 })]), create('web-1')),
      'it is said to be available': issued(view(slow, [pod('web-0')]), create('web-1')),
    },
    violated: {
      'web-1 was created while web-0 was terminating': issued(view(set(), [pod('web-0', { terminating: true })]), create('web-1')),
      'web-1 was created while web-0 was Running and not ready': issued(view(set(), [pod('web-0', unready)]), create('web-1')),
      'web-1 was created while web-0 was Ready for less than minReadySeconds': issued(view(slow, [pod('web-0', { readySeconds: 9 })]), create('web-1')),
      // A name that does not end in a number has no ordinal.
      'web-1 was created while web-0 was missing': issued(view(set(), [pod('web-00-a'), pod('web-2')]), create('web-1')),
      'web-1 was created while web-0 was Pending': issued(view(set(), [pod('web-0', pending)]), create('web-1')),
      // Neither one that the set does not select nor one of somebody else is its own.
      'web-2 was created while web-1 was missing': issued(view(set(), [pod('web-0'), pod('web-1', { labelsMatch: false })]), create('web-2')),
      'web-3 was created while web-2 was missing': issued(view(set({ replicas: 4 }), [pod('web-0'), pod('web-1'), pod('web-2', { owner: 'other' })]), create('web-3')),
    },
  },
  'ordering/scale-down-reverse': {
    silent: {
      'only one is not wanted': issued(view(set({ replicas: 1 }), [pod('web-0'), pod('web-1')]), remove('web-1')),
      'a Parallel set': issued(view(set({ replicas: 1, policy: 'Parallel' }), [pod('web-1'), pod('web-2')]), remove('web-1')),
      'an update': issued(view(set({ ...B, replicas: 2 }), [pod('web-1'), pod('web-2')]), remove('web-1')),
      'Recreate takes one of somebody else': issued(view({ ...recreate, replicas: 1 }, [pod('web-1', { owner: 'other' }), pod('web-2', b)]), remove('web-1')),
      'Recreate takes the old ones together': issued(view({ ...recreate, replicas: 1 }, [pod('web-1'), pod('web-2')]), remove('web-1')),
    },
    holds: { 'the highest goes': issued(view(set({ replicas: 1 }), [pod('web-1'), pod('web-2')]), remove('web-2')) },
    violated: {
      'web-1 was scaled down while web-2, also not wanted, was still there (terminating)': issued(view(set({ replicas: 1 }), [pod('web-1'), pod('web-2', { terminating: true })]), remove('web-1')),
      'web-1 was scaled down while web-2, also not wanted, was still there (available)': issued(view({ ...recreate, replicas: 1 }, [pod('web-1', b), pod('web-2', b)]), remove('web-1')),
    },
  },
  'ordering/terminating-blocks': {
    silent: { 'nothing terminates': issued(view(set(), [pod('web-0')]), create('web-1')) },
    holds: { 'it is above': issued(view(set(), [pod('web-1', { terminating: true })]), create('web-0')) },
    violated: {
      'web-1 was created while web-0 was terminating': issued(view(set(), [pod('web-0', { terminating: true })]), create('web-1')),
      'web-1 was scaled down while web-2 was terminating': issued(view(set({ replicas: 1 }), [pod('web-1'), pod('web-2', { terminating: true })]), remove('web-1')),
    },
  },
  'update/reverse-order': {
    silent: {
      'the highest pod': issued(view(B, [pod('web-2')]), remove('web-2')),
      'a broken pod': issued(view(B, [pod('web-0', unready), pod('web-1')]), remove('web-0')),
      'a broken pod of a Parallel set': issued(view(parallel, [pod('web-0', unready), pod('web-1')]), remove('web-0')),
      'a pod that is no update': issued(view(B, [pod('web-0', b), pod('web-1')]), remove('web-0')),
      'an OnDelete set': issued(view(onDelete, [pod('web-0'), pod('web-1')]), remove('web-0')),
    },
    holds: {
      'the higher one is updated': issued(view(B, [pod('web-0'), pod('web-1', b)]), remove('web-0')),
      'the higher one is on its way': issued(view(B, [pod('web-0'), pod('web-1')]), remove('web-0'), [remove('web-1')]),
    },
    violated: { 'web-0 was updated to B before web-1, which is at revision A': issued(view(B, [pod('web-0'), pod('web-1')]), remove('web-0')) },
  },
  'update/waits': {
    silent: {
      'a set of one': issued(view(set({ template: 'B', replicas: 1 }), [pod('web-0')]), remove('web-0')),
      'a broken pod while another one is missing': issued(view(B, [pod('web-0', unready)]), remove('web-0')),
      'two may be down': issued(view(bounded(2), [pod('web-0'), pod('web-1', unready)]), remove('web-0')),
    },
    holds: { 'the others work': issued(view(B, [pod('web-0'), pod('web-1'), pod('web-2', b)]), remove('web-1')) },
    violated: {
      'web-1 was updated while web-2 was Pending': issued(view(B, [pod('web-0'), pod('web-1'), pod('web-2', { ...b, ...pending })]), remove('web-1')),
      'web-2 was updated while web-1 was missing': issued(view(noBlock, [pod('web-0'), pod('web-2')]), remove('web-2')),
      'web-1 was updated in the same pass that deleted web-2': issued(view(B, [pod('web-0'), pod('web-1'), pod('web-2')]), remove('web-1'), [remove('web-2')]),
    },
  },
  'update/unavailability-bound': {
    silent: {
      'a broken pod': issued(view(bounded(1), [pod('web-0', unready)]), remove('web-0')),
      'not given': issued(view(B, [pod('web-2')]), remove('web-2')),
      'no rollingUpdate block': issued(view(noBlock, [pod('web-2')]), remove('web-2')),
      'as large as the set': issued(view(bounded('100%'), [pod('web-2')]), remove('web-2')),
    },
    holds: { 'the second of two': issued(view(bounded('50%'), [pod('web-0'), pod('web-1'), pod('web-2')]), remove('web-1'), [remove('web-2')]) },
    violated: { 'web-1 was updated, which makes 2 pods unavailable (web-1, web-2) where maxUnavailable allows 1': issued(view(bounded(1), [pod('web-0'), pod('web-1'), pod('web-2', { ...b, ...unready })]), remove('web-1')) },
  },
  'update/partition-respected': {
    silent: {
      'no partition': issued(view(B, [pod('web-0')]), remove('web-0')),
      'no rollingUpdate block': issued(view(noBlock, [pod('web-0')]), remove('web-0')),
    },
    holds: { 'the first above': issued(view(split, [pod('web-1')]), remove('web-1')) },
    violated: { 'web-0 was updated to B although the partition starts at web-1': issued(view(split, [pod('web-0')]), remove('web-0')) },
  },
  'update/partition-revision': {
    silent: {
      'no rollout': issued(view(set({ strategy: rolling({ partition: 1 }) })), create('web-0')),
      'a delete': issued(view(split, [pod('web-0')]), remove('web-0')),
      'no rollingUpdate block': issued(view(noBlock), create('web-0')),
      'an OnDelete set that has such a block': issued(view({ ...split, strategy: { ...split.strategy, type: 'OnDelete' } }), create('web-0', 'B')),
      'the current revision is gone': issued(view(split, [], { revisions: [revision('B', 2)] }), create('web-0', 'B')),
      "the current revision is somebody else's": issued(view(split, [], { revisions: [{ ...revision('A', 1), owner: 'other' }, revision('B', 2)] }), create('web-0', 'B')),
    },
    holds: { below: issued(view(split), create('web-0', 'A')), above: issued(view(split), create('web-1', 'B')) },
    violated: {
      'web-0, below the partition, was created at revision B instead of A': issued(view(split), create('web-0', 'B')),
      'web-1, not below the partition, was created at revision A instead of B': issued(view(split), create('web-1', 'A')),
    },
  },
  'update/on-delete-is-passive': {
    silent: {
      'no old pod': issued(view(onDelete, [pod('web-0', b)]), create('web-1', 'B')),
      'the old pod is not wanted': issued(view(onDelete, [pod('web-3')]), remove('web-3')),
      'the old pod has ended': issued(view(onDelete, [pod('web-0', { phase: 'Failed' })]), remove('web-0')),
    },
    holds: {
      'an old pod is left': issued(view(onDelete, [pod('web-0'), pod('web-1', b)]), create('web-2', 'B')),
      'an old pod is left, and one that has ended is deleted': issued(view(onDelete, [pod('web-0'), pod('web-1', { phase: 'Failed' })]), remove('web-1')),
    },
    violated: { 'web-0 was deleted to update it to B, with strategy OnDelete': issued(view(onDelete, [pod('web-0')]), remove('web-0')) },
  },
  'update/on-delete-refreshes': {
    silent: {
      'no rollout': issued(view({ ...onDelete, template: 'A' }), create('web-0')),
      'a delete': issued(view(onDelete, [pod('web-0')]), remove('web-0')),
      'a rolling set': issued(view(B), create('web-0', 'A')),
    },
    holds: { 'the template': issued(view(onDelete), create('web-0', 'B')) },
    violated: { "web-0 was created at revision A while the set's template is B": issued(view(onDelete), create('web-0', 'A')) },
  },
  'update/parallel-budget': {
    silent: {
      'it does not work anyway': issued(view(parallel, [pod('web-0', unready)]), remove('web-0')),
      'all may be down': issued(view({ ...bounded(3), policy: 'Parallel' }, [pod('web-0'), pod('web-1', b)]), remove('web-0')),
    },
    holds: {
      'the higher one is broken and old': issued(view(parallel, [pod('web-0'), pod('web-1'), pod('web-2', unready)]), remove('web-1')),
      'a lower one is down': issued(view(parallel, [pod('web-0', pending), pod('web-1'), pod('web-2', b)]), remove('web-1')),
      'two may be down': issued(view({ ...bounded(2), policy: 'Parallel' }, [pod('web-0'), pod('web-1'), pod('web-2')]), remove('web-1'), [remove('web-2')]),
    },
    violated: {
      'web-1 was updated, which takes down 2 pods (web-1, web-2) where 1 may be down': issued(view(parallel, [pod('web-0'), pod('web-1'), pod('web-2', { ...b, ...pending })]), remove('web-1')),
      // One was deleted before in the pass, one is terminating, one is missing.
      'web-0 was updated, which takes down 4 pods (web-0, web-1, web-2, web-3) where 1 may be down': issued(view({ ...parallel, replicas: 4 }, [pod('web-0'), pod('web-1'), pod('web-2', { terminating: true })]), remove('web-0'), [remove('web-1')]),
    },
  },
  'update/recreate-barrier': {
    silent: {
      'no rollout': issued(view({ ...recreate, template: 'A' }), create('web-0')),
      'a delete': issued(view(recreate, [pod('web-0')]), remove('web-0')),
      'a rolling set': issued(view(B, [pod('web-0')]), create('web-1', 'B')),
      'an old pod is created': issued(view(recreate, [pod('web-0')]), create('web-1')),
    },
    holds: { 'the old ones are gone': issued(view(recreate, [pod('web-0', b)]), create('web-1', 'B')) },
    violated: { 'web-1 was created at revision B while web-0 was there at revision A (terminating)': issued(view(recreate, [pod('web-0', { terminating: true })]), create('web-1', 'B')) },
  },
  'protocol/no-needless-delete': {
    silent: {
      refused: step('controller/delete web-0 refused', shot({ why: 'needless' })),
      'another one waits to land': step('controller/delete web-0 ok', shot({ why: 'needless', late: true })),
      'marked already': step('controller/delete web-0 ok', shot({ why: 'needless' }, { terminating: true })),
    },
    holds: {
      'an update': step('controller/delete web-0 ok', shot({})),
      'a successor that is old as well': step('network/late web-0 delete', shot({ sameIncarnation: false, late: true })),
      'a successor that Recreate replaces': step('network/late web-0 delete', shot({ sameIncarnation: false, late: true }, {}, object(recreate))),
      'a successor that has failed': step('network/late web-0 delete', shot({ sameIncarnation: false, late: true }, { ...b, phase: 'Failed' })),
      'the set is gone': step('network/late web-0 delete', { ...shot({ sameIncarnation: false, late: true }, b), set: undefined }),
      'the set is being deleted': step('network/late web-0 delete', shot({ sameIncarnation: false, late: true }, b, { ...oneB, deleting: true })),
      'a successor nobody wants': step('network/late web-0 delete', shot({ sameIncarnation: false, late: true }, {}, object(set({ replicas: 0 })))),
    },
    violated: {
      "web-0 (Running, revision A) was deleted for no reason: it is wanted, has not ended, and is at the set's revision": step('controller/delete web-0 lost', shot({ why: 'needless' })),
      'web-0 (Running, revision B) was deleted in place of a former web-0, although the set wants it as it is': step('network/late web-0 delete', shot({ sameIncarnation: false, late: true }, b)),
      'web-0 (Running, revision A) was deleted in place of a former web-0, although the set wants it as it is': step('network/late web-0 delete', shot({ sameIncarnation: false, late: true }, {}, object(onDelete))),
      'web-0 (Pending, revision A) was deleted in place of a former web-0, although the set wants it as it is': step('network/late web-0 delete', shot({ sameIncarnation: false, late: true }, pending, object(split))),
      'web-0 (Running, revision A) was deleted by a pass that did not see it': step('controller/delete web-0 ok', shot({ why: 'unseen' })),
    },
  },
  'protocol/delete-hits-the-seen-incarnation': {
    silent: { 'there is none': step('controller/delete web-0 NotFound', world({ inFlight: [deleting('web-0')] })), 'not landed': step('network/late web-0 dropped', shot({ sameIncarnation: false, late: true })) },
    holds: { 'the same': step('controller/delete web-0 ok', shot({})) },
    violated: { 'the delete of web-0 hit its successor (Pending, revision B), not the pod that the controller saw': step('controller/delete web-0 lost', shot({ sameIncarnation: false }, { ...pending, ...b })) },
  },
  'protocol/no-action-while-deleting': {
    silent: { 'it is not deleted': issued(view(set()), create('web-0')), 'it is gone': issued(view(undefined), create('web-0')) },
    holds: { 'the status': issued(view(set({ deleting: true })), { op: 'updateStatus', name: 'web', status }) },
    violated: {
      'web-0 was created while set web was being deleted': issued(view(set({ deleting: true })), create('web-0')),
      'web-0 was deleted by the controller while set web was being deleted': issued(view(set({ deleting: true }), [pod('web-0')]), remove('web-0')),
    },
  },
  'protocol/live-revisions-kept': {
    silent: { 'another request': issued(view(set()), create('A')) },
    holds: {
      'nobody uses it': issued(view(set()), { op: 'deleteRevision', name: 'B' }),
      'the cache does not show it': issued(view(set()), { op: 'deleteRevision', name: 'C' }),
    },
    violated: {
      'revision B was deleted while it was used by web-0': issued(view(set(), [pod('web-0', b)]), { op: 'deleteRevision', name: 'B' }),
      'revision A was deleted while it was used by status.currentRevision': issued(view(B), { op: 'deleteRevision', name: 'A' }),
      "revision B was deleted while it was used by the set's template": issued(view(B), { op: 'deleteRevision', name: 'B' }),
    },
  },
  'protocol/observed-generation-not-ahead': {
    silent: { 'never observed': world({ status: { ...status, observedGeneration: 0 } }) },
    holds: { equal: world() },
    violated: { 'the status claims to be about generation 2 while the set is at 1': world({ status: { ...status, observedGeneration: 2 } }) },
  },
  'storage/claim-before-pod': {
    silent: { 'no claims': issued(view(set()), create('web-0')) },
    holds: { 'it is there': issued(view(stored, [], seen()), create('web-0')), 'just created': issued(view(stored), create('web-0'), [{ op: 'getSet', name: 'web' }, { op: 'createClaim', name: 'data-web-0' }]) },
    violated: {
      'web-0 was created while its claim data-web-0 was missing': issued(view(stored), create('web-0'), [{ op: 'createClaim', name: 'data-web-1' }, { op: 'deleteClaim', name: 'data-web-0' }]),
      'web-1 was created while its claim data-web-1 was missing': { ...issued(view(set({ claimTemplates: ['data'] })), create('web-1')), earlier: [{ request: { op: 'createClaim', name: 'data-web-1' }, answer: failed }] },
    },
  },
  'storage/retain-means-retain': {
    silent: { 'a user deleted it': step('protection/release data-web-0', world({ claims: [claim('data-web-0', { terminating: true, deletedBy: 'user' })] }), world()) },
    holds: { 'the pod goes and the claim stays': step('kubelet/remove web-0', world({ claims: [claim('data-web-0')] })) },
    violated: {
      'claim data-web-0 was marked for deletion by controller, with retention policy Retain': step('controller/delete-claim data-web-0 ok', world({ claims: [claim('data-web-0')] }), world({ claims: [claim('data-web-0', { terminating: true, deletedBy: 'controller' })] })),
      'claim data-web-0 was marked for deletion by network/late, with retention policy Retain': step('network/late data-web-0 delete-claim', world({ claims: [claim('data-web-0')] }), world({ claims: [claim('data-web-0', { terminating: true })] })),
      'claim data-web-0 is gone, by garbage-collector/delete, with retention policy Retain': step('garbage-collector/delete data-web-0', world({ claims: [claim('data-web-0')] }), world()),
    },
  },
  'storage/scale-delete-only-when-condemned': {
    silent: {
      'a pod': step('garbage-collector/delete web-0', world({ claims: [claim('data-web-0')] })),
      'the set owned it': step('garbage-collector/delete data-web-0', world({ claims: [claim('data-web-0', { owner: 'set' })] })),
      'it was marked before': step('garbage-collector/delete data-web-0', world({ claims: [claim('data-web-0', { owner: 'pod', terminating: true })] })),
      'it was refused': step('controller/delete-claim data-web-0 refused', world({ claims: [claim('data-web-0')] })),
    },
    holds: {
      'it was condemned': step('garbage-collector/delete data-web-0', world({ claims: [claim('data-web-0', { owner: 'former-pod' })], data: [data('data-web-0', { condemned: true }), data('data-web-1')] })),
      'it was condemned, and the controller deletes it': step('controller/delete-claim data-web-0 ok', world({ claims: [claim('data-web-0')], data: [data('data-web-0', { condemned: true })] })),
    },
    violated: {
      'claim data-web-0 was deleted by the controller although its ordinal has been wanted ever since it was created': step('controller/delete-claim data-web-0 lost', world({ claims: [claim('data-web-0')], data: [data('data-web-0'), data('data-web-1', { condemned: true })] })),
      'claim data-web-0 was deleted by the garbage collector although its ordinal has been wanted ever since it was created': step('garbage-collector/delete data-web-0', world({ claims: [claim('data-web-0', { owner: 'former-pod' })], data: [data('data-web-0')] })),
    },
  },
  'storage/policy-allows-delete': {
    silent: {
      'a pod': step('garbage-collector/delete web-0', world({ claims: [claim('data-web-0')] })),
      'it was marked before': step('garbage-collector/delete data-web-0', world({ claims: [claim('data-web-0', { owner: 'pod', terminating: true })] })),
    },
    holds: {
      'a condemned pod, whenScaled Delete': step('garbage-collector/delete data-web-0', world({ retention: { whenDeleted: 'Retain', whenScaled: 'Delete' }, claims: [claim('data-web-0', { owner: 'former-pod' })] })),
      'a set that is being deleted, whenDeleted Delete': step('garbage-collector/delete data-web-0', world({ set: { ...one, deleting: true }, retention: { whenDeleted: 'Delete', whenScaled: 'Retain' }, claims: [claim('data-web-0', { owner: 'set' })] })),
      'a deleted set, whenDeleted Delete': step('garbage-collector/delete data-web-0', world({ set: undefined, retention: { whenDeleted: 'Delete', whenScaled: 'Retain' }, claims: [claim('data-web-0', { owner: 'set' })] })),
    },
    violated: {
      'claim data-web-0 was deleted although its set was not': step('garbage-collector/delete data-web-0', world({ retention: { whenDeleted: 'Delete', whenScaled: 'Delete' }, claims: [claim('data-web-0', { owner: 'set' })] })),
      'claim data-web-0 was deleted with its pod although whenScaled is Retain': step('garbage-collector/delete data-web-0', world({ retention: { whenDeleted: 'Delete', whenScaled: 'Retain' }, claims: [claim('data-web-0', { owner: 'former-pod' })] })),
      'claim data-web-0 was deleted with its set although whenDeleted is Retain': step('garbage-collector/delete data-web-0', world({ set: undefined, retention: { whenDeleted: 'Retain', whenScaled: 'Delete' }, claims: [claim('data-web-0', { owner: 'set' })] })),
    },
  },
  'storage/reference-before-condemned-delete': {
    silent: {
      'the policy is Retain': issued(view({ ...stored, replicas: 0 }, [pod('web-0')], seen()), remove('web-0')),
      'an update': issued(view({ ...scaled, replicas: 1, template: 'B' }, [pod('web-0')], seen()), remove('web-0')),
      'the reference of a former pod': issued(view(scaled, [pod('web-0')], seen({ owners: [ofPod('web-0', 'former')] })), remove('web-0')),
    },
    holds: {
      'marked before': issued(view(scaled, [pod('web-0')], seen({ owners: [ofPod('web-0')] })), remove('web-0')),
      'marked in this pass': issued(view(scaled, [pod('web-0')], seen()), remove('web-0'), [mark, { op: 'getSet', name: 'web' }]),
      'marked in this pass, beside another owner': issued(view(scaled, [pod('web-0')], seen()), remove('web-0'), [{ ...mark, owners: [ofPod('backup'), ...mark.owners] }]),
    },
    violated: {
      'web-0 was scaled down while its claim data-web-0 did not refer to it': issued(view(scaled, [pod('web-0')], seen()), remove('web-0'), [{ ...mark, owners: [] }]),
      'web-1 was scaled down while its claim data-web-1 did not refer to it': issued(view(scaled, [pod('web-1')], seen({ name: 'data-web-1' })), remove('web-1'), [{ ...mark, owners: [ofPod('web-1')] }]),
      'web-2 was scaled down while its claim data-web-2 did not refer to it': {
        ...issued(view(scaled, [pod('web-2')], seen({ name: 'data-web-2' })), remove('web-2')),
        earlier: [{ request: { ...mark, name: 'data-web-2', owners: [ofPod('web-2')] }, answer: failed }],
      },
    },
  },
  'storage/no-time-bomb': {
    silent: {
      'never condemned': world({ ...bomb, data: [data('data-web-0'), data('data-web-1', { condemned: true })] }),
      'not wanted': world({ set: one, claims: [claim('data-web-1', { owner: 'pod' })], data: [data('data-web-1', { condemned: true })] }),
      'it is marked already': world({ ...bomb, claims: [claim('data-web-0', { owner: 'pod', terminating: true })] }),
      'the set is gone': world({ ...bomb, set: undefined }),
      'the set is being deleted': world({ ...bomb, set: { ...one, deleting: true } }),
      'the template is broken': world({ ...bomb, brokenTemplates: ['A'] }),
    },
    holds: { repaired: world({ ...bomb, claims: [claim('data-web-0')] }) },
    violated: { 'claim data-web-0 belongs to web-0, which is wanted: deleting the pod would delete its data': world({ ...bomb, brokenTemplates: ['B'] }) },
  },
  'storage/no-pod-on-dying-claim': {
    silent: { 'no claim yet': issued(view(stored), create('web-0')) },
    holds: {
      'it is well': issued(view(stored, [], seen()), create('web-0')),
      'it belongs to another pod, or to another thing of the name': issued(view({ ...stored, retention }, [], seen({ owners: [ofPod('web-1'), { ...ofPod('web-0'), kind: 'Backup' }] })), create('web-0')),
      'the reference does nothing, as the policy is Retain': issued(view(stored, [], seen({ owners: [ofPod('web-0')] })), create('web-0')),
    },
    violated: {
      'web-0 was created while its claim data-web-0 was terminating': issued(view(stored, [], seen({ terminating: true })), create('web-0')),
      'web-0 was created while its claim data-web-0 still belonged to a former web-0': issued(view({ ...stored, retention }, [], seen({ owners: [ofPod('web-1'), ofPod('web-0')] })), create('web-0')),
    },
  },
  'storage/single-writer': {
    silent: { 'nothing is mounted': world({ executions: [execution('web-0')] }) },
    holds: { 'one each': world({ executions: [execution('web-0', { claims: ['data-web-0'] }), execution('web-1', { claims: ['data-web-1'] })] }) },
    violated: { 'claim data-web-0 is written by web-0 and a former web-0 at once': world({ executions: [execution('web-0', { claims: ['data-web-0'] }), execution('web-0', { claims: ['data-web-0'], orphaned: true })] }) },
  },
  'storage/data-change-is-explained': {
    silent: { 'the first start': step('kubelet/start web-0', world({ claims: [claim('data-web-0')], data: [data('data-web-0', { served: 0 })] })) },
    holds: {
      'the same data': step('kubelet/start web-0', world({ claims: [claim('data-web-0')], data: [data('data-web-0')] })),
      'a user deleted it': step('kubelet/start web-0', world({ claims: [claim('data-web-0', { epoch: 2 })], data: [data('data-web-0', { removedBy: 'user' })] })),
    },
    violated: { 'web-0 started on other data than it had: claim data-web-0 was replaced, and neither a user nor the retention policy asked for it': step('kubelet/start web-0', world({ claims: [claim('data-web-0', { epoch: 2 })], data: [data('data-web-0', { removedBy: 'nobody-who-may' })] })) },
  },
};

testCases(cases, ({ id }) => !id.startsWith('liveness/'));

const judgedOnRequests = properties.filter(({ kind }) => kind === 'onRequest').map((property) => [property.id, property] as const);

test.each(judgedOnRequests)('%s does not speak of a pass that saw no set', (_, property) => {
  const requests: readonly Request[] = [create('web-0'), remove('web-0'), mark, { op: 'deleteRevision', name: 'A' }, { op: 'updateStatus', name: 'web', status }];
  expect(requests.map((request) => judge(property, issued(view(undefined, [pod('web-0')], seen()), request)))).toEqual(requests.map(() => undefined));
});
