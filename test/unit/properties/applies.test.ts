/** Which sets a promise is about. One that is about all of them says nothing of sets. */
import { expect, test } from 'vitest';
import type { SetView } from '../../../models/observation.ts';
import { properties, propertyOf } from '../../../properties/index.ts';
import { object, rolling, set } from './builder.ts';

const strategy = (type: SetView['strategy']['type']) => ({ strategy: { type, rollingUpdate: null } });
const keeping = (whenDeleted: 'Retain' | 'Delete', whenScaled: 'Retain' | 'Delete', claimTemplates = ['data']) =>
  set({ claimTemplates, retention: { whenDeleted, whenScaled } });

const sets = {
  OrderedReady: set(),
  Parallel: set({ policy: 'Parallel' }),
  partition: set({ strategy: rolling({ partition: 1 }) }),
  OnDelete: set(strategy('OnDelete')),
  Recreate: set(strategy('Recreate')),
  'Parallel OnDelete': set({ policy: 'Parallel', ...strategy('OnDelete') }),
  claims: keeping('Retain', 'Retain'),
  'claims with the set': keeping('Delete', 'Retain'),
  'claims with the pod': keeping('Retain', 'Delete'),
  'no claims, with the pod': keeping('Retain', 'Delete', []),
  'no claims, with the set': keeping('Delete', 'Retain', []),
} satisfies Record<string, SetView>;

type Name = keyof typeof sets;
const bare: readonly Name[] = ['no claims, with the pod', 'no claims, with the set'];
const deleting: readonly Name[] = ['claims with the set', 'claims with the pod'];
const claims: readonly Name[] = ['claims', ...deleting];
// What is said of ordered rolling sets, of rolling ones, and of ordered ones; claims make no difference.
const orderedRolling: readonly Name[] = ['OrderedReady', 'partition', ...claims, ...bare];
const rollingSets: readonly Name[] = [...orderedRolling, 'Parallel'];
const ordered: readonly Name[] = [...orderedRolling, 'OnDelete', 'Recreate'];

const about: Readonly<Record<string, readonly Name[]>> = {
  'ordering/successor-waits': ordered,
  'ordering/scale-down-reverse': ordered,
  'ordering/terminating-blocks': ordered,
  'update/reverse-order': rollingSets,
  'update/waits': orderedRolling,
  'update/unavailability-bound': orderedRolling,
  'update/partition-respected': rollingSets,
  'update/partition-revision': rollingSets,
  'update/on-delete-is-passive': ['OnDelete', 'Parallel OnDelete'],
  'update/on-delete-refreshes': ['OnDelete', 'Parallel OnDelete'],
  'update/parallel-budget': ['Parallel'],
  'update/recreate-barrier': ['Recreate'],
  'storage/claim-before-pod': claims,
  'storage/retain-means-retain': ['claims'],
  'storage/scale-delete-only-when-condemned': ['claims with the pod'],
  'storage/policy-allows-delete': deleting,
  'storage/reference-before-condemned-delete': ['claims with the pod'],
  'storage/no-time-bomb': ['claims with the pod'],
  'storage/no-pod-on-dying-claim': claims,
  'storage/single-writer': claims,
  'storage/data-change-is-explained': claims,
  'liveness/current-revision-advances': [...rollingSets.filter((name) => name !== 'partition'), 'Recreate'],
  'liveness/no-head-of-line': ['Parallel'],
  'liveness/higher-does-not-block': ordered,
};

test('these promises are about some sets only', () => {
  expect(properties.filter(({ appliesTo }) => appliesTo).map(({ id }) => id).sort()).toEqual(Object.keys(about).sort());
});

test.each(Object.entries(about))('%s is about these sets and no others', (id, names) => {
  const { appliesTo } = propertyOf(id)!;
  const found = Object.entries(sets).flatMap(([name, seen]) => (appliesTo!(object(seen)) ? [name] : []));
  expect(found.sort()).toEqual([...names].sort());
});
