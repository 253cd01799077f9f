import { describe, expect, test } from 'vitest';
import { reference } from '../../models/controllers/reference.ts';
import { properties } from '../../properties/index.ts';
import { check } from '../../src/check.ts';
import { profileOf } from '../../src/controllers.ts';
import { knownFinding, knownFindings } from '../../src/known.ts';
import { scenario } from '../../src/scopes.ts';
import { occurrences, rollback } from '../support/known.ts';
import { checkReference, propertiesCalled, result } from '../support/scenarios.ts';

const converged = 'liveness/converges';
const incarnation = 'protocol/delete-hits-the-seen-incarnation';
const needless = 'protocol/no-needless-delete';

describe('a broken template that was reverted (kubernetes/kubernetes#67250)', () => {
  test.each(['1.28.0', '1.33', '1.34', '1.35.0', '1.35.4', '1.36', '1.37'])('stays stuck under OrderedReady in %s', (kubernetes) => {
    const of = rollback('OrderedReady', kubernetes);
    const { story, verdict } = result(checkReference(of, propertiesCalled(converged)), converged);
    expect(verdict).toBe('violated');
    expect(story?.reason).toContain('web-0 stays at revision B and is not ready while the set wants A');
    expect(story?.steps).toHaveLength(9);
    expect(knownFinding(story!, 'r1.37', of)?.reference).toBe('kubernetes/kubernetes#67250');
  });
});

test.each(['1.34', '1.37'])('minReadySeconds changes nothing about it in %s, although up to 1.35.0 such a set is run again and again', (kubernetes) => {
  const of = rollback('OrderedReady', kubernetes);
  const slow = { ...of, set: { ...of.set, minReadySeconds: 10 }, facets: { ...of.facets, availability: true } };
  expect(result(checkReference(slow, propertiesCalled(converged)), converged).verdict).toBe('violated');
});

describe('broken pods of an old revision under Parallel (kubernetes/kubernetes#137409)', () => {
  test('use up the budget of 1.35.0 for ever', () => {
    const of = rollback('Parallel', '1.35.0');
    const { story } = result(checkReference(of, propertiesCalled(converged)), converged);
    expect(story?.steps).toHaveLength(11);
    expect(knownFinding(story!, 'r1.35.0', of)?.reference).toBe('kubernetes/kubernetes#137409');
  });

  test.each(['1.34', '1.35.4', '1.36', '1.37'])('are replaced in %s', (kubernetes) => {
    expect(result(checkReference(rollback('Parallel', kubernetes), propertiesCalled(converged)), converged).verdict).toBe('holds');
  });
});

describe('deleting a pod by name, without a UID', () => {
  /** One template edit and one disturbance; without crashes that can only be a user who deletes a pod. */
  const world = (kubernetes: string, assume: 'lag' | 'crashes', replicas: number) =>
    scenario({ kubernetes, assume, set: { replicas }, scale: { min: replicas, max: replicas }, edits: { template: 1 }, disturbances: 1, facets: { revisions: true } });

  test.each([1, 2])('hits a healthy successor by lag alone before the own-write guard (1.35.0, %d replicas)', (replicas) => {
    const judged = checkReference(world('1.35.0', 'lag', replicas), propertiesCalled(incarnation, needless));
    expect(result(judged, incarnation).verdict).toBe('violated');
    expect(result(judged, needless).verdict).toBe('violated');
  });

  test('needs a cache that is three pod events behind', () => {
    const of = (pods: number) => ({ ...world('1.35.0', 'lag', 1), lag: { pods, sets: 1, claims: 1, revisions: 1 } });
    expect(result(checkReference(of(2), propertiesCalled(needless)), needless).verdict).toBe('holds');
    expect(result(checkReference(of(3), propertiesCalled(needless)), needless).verdict).toBe('violated');
  });

  test.each(['1.36', '1.37'])('is closed by the guard of %s for every order of lag and one pod delete', (kubernetes) => {
    for (const replicas of [1, 2]) {
      const judged = checkReference(world(kubernetes, 'lag', replicas), propertiesCalled(incarnation, needless));
      expect(judged.exploration.complete).toBe(true);
      expect(result(judged, incarnation).verdict).toBe('holds');
      expect(result(judged, needless).verdict).toBe('holds');
    }
  });

  test.each(['1.36', '1.37'])('is still possible in %s by one late commit (k = 1)', (kubernetes) => {
    const judged = checkReference(world(kubernetes, 'crashes', 1), propertiesCalled(incarnation, needless));
    for (const id of [incarnation, needless]) {
      const { story } = result(judged, id);
      expect(story?.steps.some(({ action }) => action.outcome === 'late')).toBe(true);
      expect(knownFinding(story!, 'r1.37', judged.scenario)).toBeDefined();
    }
  });
});

describe('every known finding still occurs', () => {
  test.each(occurrences())('$finding.reference $property', ({ finding, property, scenario: of }) => {
    const profile = profileOf(of);
    const { story } = result(check(of, reference(profile), propertiesCalled(property)), property);
    expect(knownFinding(story!, profile.name, of)).toBe(finding);
  });
});

test('every known finding names a property that exists', () => {
  const ids = new Set(properties.map(({ id }) => id));
  expect(knownFindings.flatMap(({ properties: broken }) => broken).filter((property) => !ids.has(property))).toEqual([]);
});
