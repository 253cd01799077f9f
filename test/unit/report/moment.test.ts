import { describe, expect, test } from 'vitest';
import type { ClaimObject, PodObject, SetObject } from '../../../models/observation.ts';
import { initialSet, type Moment } from '../../../src/universe.ts';
import { changesBetween, counted, differencesOfView, grouped, startWords } from '../../../src/report/moment.ts';
import { asksWords, tell } from '../../../src/report/telling.ts';
import { scenario } from '../../../src/scopes.ts';
import { pod as podView, set as setView, view } from '../properties/builder.ts';

const plain = scenario({});
const editing = scenario({ edits: { template: 1 } });
const set: SetObject = initialSet(plain);
const pod: PodObject = { name: 'web-0', ordinal: 0, revision: 'A', phase: 'Running', ready: true, available: true, terminating: false, owned: true, scheduled: true };
const claim: ClaimObject = { name: 'www-web-0', ordinal: 0, phase: 'Pending', terminating: false, deletedBy: undefined, owner: 'none', epoch: 0 };
const pods = (...changes: Partial<PodObject>[]): Moment => ({ pods: changes.map((change) => ({ ...pod, ...change })) });

describe('what a step changed', () => {
  test.each<[string, Moment, Moment, string[]]>([
    ['a pod comes', pods(), pods({ phase: 'Pending', ready: false }), ['+ pod web-0 (Pending, revision A)']],
    ['a pod goes', pods({}), pods(), ['- pod web-0']],
    ['a pod starts', pods({ phase: 'Pending', ready: false }), pods({ ready: false }), ['web-0 Running']],
    ['a pod becomes ready', pods({ ready: false }), pods({}), ['web-0 Ready']],
    ['a pod becomes unready', pods({}), pods({ ready: false }), ['web-0 not ready']],
    ['a pod fails', pods({}), pods({ phase: 'Failed', ready: false }), ['web-0 Failed']],
    ['a pod is deleted', pods({}), pods({ terminating: true }), ['web-0 terminating']],
    ['a pod is released', pods({}), pods({ owned: false }), ['web-0 released']],
    ['a pod is scheduled', pods({ scheduled: false }), pods({}), ['web-0 scheduled']],
    ['the set is scaled', { set }, { set: { ...set, replicas: 1 } }, ['replicas 2→1']],
    ['the template is edited', { set }, { set: { ...set, template: 'B' } }, ['template A→B']],
    ['the set is deleted', { set }, { set: { ...set, deleting: true } }, ['set terminating']],
    ['the set goes', { set }, { set: undefined }, ['- set web']],
    ['a claim comes', { claims: [] }, { claims: [claim] }, ['+ claim www-web-0']],
    ['a claim is bound', { claims: [claim] }, { claims: [{ ...claim, phase: 'Bound' }] }, ['claim www-web-0 Bound']],
    ['a claim is deleted', { claims: [claim] }, { claims: [{ ...claim, terminating: true, deletedBy: 'user' }] }, ['claim www-web-0 terminating, by user']],
    ['a claim gets an owner', { claims: [claim] }, { claims: [{ ...claim, owner: 'set' }] }, ['claim www-web-0 owner none→set']],
    ['a claim goes', { claims: [claim] }, { claims: [] }, ['- claim www-web-0']],
    ['nothing', pods({}), pods({}), []],
  ])('%s', (_, before, after, changes) => expect(changesBetween(before, after, editing)).toEqual(changes));

  test('revisions of pods are told where templates are edited only', () => {
    expect(changesBetween(pods(), pods({}), plain)).toEqual(['+ pod web-0 (Running and Ready)']);
  });

  test('revisions come and go where they are objects', () => {
    const revisions = { ...editing, facets: { ...editing.facets, revisions: true } };
    expect(changesBetween({ revisions: ['A'] }, { revisions: ['B'] }, revisions)).toEqual(['- revision A', '+ revision B']);
    expect(changesBetween({ revisions: ['A'] }, { revisions: ['B'] }, editing)).toEqual([]);
  });

  test('the status says which fields', () => {
    const status = setView().status;
    expect(changesBetween({ status }, { status: { ...status, ready: 9, currentRevision: '' } }, plain)).toEqual(['status: ready 9, currentRevision unset']);
  });
});

describe('what the caches showed', () => {
  test('is told where it differs from the truth', () => {
    const seen = view(setView({ replicas: 3 }), [podView('web-1')]);
    expect(differencesOfView(seen, { set: { ...set, replicas: 2 }, ...pods({}) }, editing)).toEqual([
      'saw replicas 3 (truth: 2)',
      'saw web-0 absent (truth: Running and Ready, revision A)',
      'saw web-1 Running and Ready, revision A (truth: absent)',
    ]);
  });

  test('is not told where it is the truth', () => expect(differencesOfView(view(setView({ replicas: 2 }), [podView('web-0')]), { set, ...pods({}) }, editing)).toEqual([]));

  test('claims are compared where there are any', () => {
    expect(differencesOfView(view(setView({ replicas: 2 })), { set, claims: [claim] }, plain)).toEqual(['saw claim www-web-0 absent (truth: present)']);
  });
});

describe('what a pass asks', () => {
  test('says why a pod is deleted, and that another one was seen', () => {
    const request = { op: 'deletePod', name: 'web-0' } as const;
    expect(asksWords({ inFlight: [{ request, why: 'scale', sameIncarnation: true }] })).toEqual(['delete web-0 (scale-down)']);
    expect(asksWords({ inFlight: [{ request, why: 'update', sameIncarnation: false }] })).toEqual(['delete web-0 (update; it saw a former web-0)']);
    expect(asksWords({ inFlight: [{ request: { ...request, gracePeriodSeconds: 0 }, why: undefined, sameIncarnation: true }] })).toEqual(['delete web-0 (by force)']);
  });

  test('leaves out what was given up', () => {
    expect(asksWords({ inFlight: [{ request: { op: 'createClaim', name: 'www-web-0' }, why: undefined, sameIncarnation: false, late: true }] })).toEqual([]);
  });
});

describe('a story', () => {
  test('begins with the set', () => {
    expect(startWords({ set, pods: [], brokenTemplates: ['B'] }, editing)).toEqual(['StatefulSet web, 2 replicas, partition 0, template A', 'template B is broken: its pods never become Ready']);
  });

  test('says in words what became of a request', () => {
    const step = (outcome: string) => ({ action: { key: `controller/create web-0 ${outcome}`, family: 'controller/create', object: 'web-0', outcome }, before: {}, after: {} });
    const words = tell({ start: {}, steps: ['ok', 'lost', 'AlreadyExists'].map(step) }, plain).steps.map((told) => told.words);
    expect(words).toEqual(['create web-0', 'create web-0 (answer lost)', 'create web-0 (AlreadyExists)']);
  });

  test('numbers are readable', () => expect([grouped(1234567), grouped(999), counted(1, 'step'), counted(2000, 'step')]).toEqual(['1 234 567', '999', '1 step', '2 000 steps']));
});
