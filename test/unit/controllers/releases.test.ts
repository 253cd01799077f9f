import { expect, test } from 'vitest';
import { profiles, releaseLines, releaseOf, withGates, type Gate } from '../../../models/controllers/releases.ts';

test.each([
  ['1.28.0', 'r1.28'],
  ['1.28.3', 'r1.28'],
  ['1.28.4', 'r1.28.4'],
  ['1.28.5', 'r1.29.0'],
  ['1.28.11', 'r1.29.6'],
  ['1.28.13', 'r1.30.4'],
  ['1.29.0', 'r1.29.0'],
  ['1.29.6', 'r1.29.6'],
  ['1.29.8', 'r1.30.4'],
  ['1.30.3', 'r1.29.0'],
  ['1.30.4', 'r1.30.4'],
  ['1.31', 'r1.31'],
  ['1.32', 'r1.33'],
  ['1.33', 'r1.33'],
  ['1.34.1', 'r1.34.0'],
  ['1.34.2', 'r1.34'],
  ['1.34', 'r1.34'],
  ['1.35.0', 'r1.35.0'],
  ['1.35.2', 'r1.35.1'],
  ['1.35.4', 'r1.35.4'],
  ['1.35', 'r1.35.4'],
  ['v1.36.3', 'r1.36'],
  ['1.37.2', 'r1.37'],
  ['1.37.99', 'r1.37'],
])('Kubernetes %s behaves like %s', (version, profile) => {
  expect(releaseOf(version).name).toBe(profile);
});

test.each(['1.27', '1.38.0', 'latest', '1', '1.37.x', ''])('"%s" is no release, and the known ones are listed', (version) => {
  expect(() => releaseOf(version)).toThrow(
    `There is no Kubernetes release "${version}" here.\nKnown are 1.28, 1.29, 1.30, 1.31, 1.32, 1.33, 1.34, 1.35, 1.36, 1.37,`,
  );
});

test('every line can be asked for without a patch', () => {
  expect(releaseLines.map((line) => releaseOf(line).name)).toHaveLength(10);
});

test('profiles are found by their own names', () => {
  expect([...profiles].filter(([name, profile]) => profile.name !== name)).toEqual([]);
  expect([...profiles.keys()]).toEqual(
    expect.arrayContaining(['r1.28', 'r1.33', 'r1.34', 'r1.35.0', 'r1.35.4', 'r1.36', 'r1.37', 'r1.37+recreate']),
  );
});

test.each<[string, Gate, boolean, string, object]>([
  ['1.37', 'StatefulSetRecreateStrategy', true, 'r1.37+recreate', { recreate: 'followed' }],
  ['1.37', 'MaxUnavailableStatefulSet', false, 'r1.37-maxUnavailable', { maxUnavailable: 'off' }],
  ['1.36', 'MaxUnavailableStatefulSet', true, 'r1.36+maxUnavailable', { maxUnavailable: 'single-budget' }],
  ['1.36', 'StaleControllerConsistencyStatefulSet', false, 'r1.36-guard', { ownWriteGuard: false }],
  ['1.34', 'StatefulSetSemanticRevisionComparison', false, 'r1.34-semantic', { semanticRevisions: false }],
  ['1.31', 'StatefulSetAutoDeletePVC', false, 'r1.31-retention', { claimReferences: 'none' }],
  ['1.30', 'StatefulSetStartOrdinal', false, 'r1.30.4-startOrdinal', { startOrdinal: false }],
])('in %s the gate %s=%s makes %s', (version, gate, on, name, change) => {
  const profile = releaseOf(version);
  expect(withGates(profile, { [gate]: on })).toEqual({ ...profile, ...change, name });
});

test('a gate that was switched can be switched back', () => {
  const recreating = withGates(releaseOf('1.37'), { StatefulSetRecreateStrategy: true });
  const { name: _, ...behaviour } = releaseOf('1.37');
  expect(withGates(recreating, { StatefulSetRecreateStrategy: false })).toMatchObject(behaviour);
});

test('a gate that has its default value changes nothing, also not the name', () => {
  expect(withGates(releaseOf('1.37'), { MaxUnavailableStatefulSet: true })).toBe(releaseOf('1.37'));
  expect(withGates(releaseOf('1.29.0'), { StatefulSetAutoDeletePVC: true })).toBe(releaseOf('1.29.0'));
  expect(withGates(releaseOf('1.37'), {})).toBe(releaseOf('1.37'));
});

test('a gate that the release does not have cannot be set', () => {
  expect(() => withGates(releaseOf('1.36'), { StatefulSetRecreateStrategy: true })).toThrow(
    'Release r1.36 has no feature gate "StatefulSetRecreateStrategy". It has MaxUnavailableStatefulSet, ',
  );
});
