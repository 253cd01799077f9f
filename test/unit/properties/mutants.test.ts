import { describe, expect, test } from 'vitest';
import type { Ask, Controller, Conversation } from '../../../models/controllers/controller.ts';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { asking, preceded, seenThrough } from '../../../models/controllers/mutants/mutant.ts';
import { reference } from '../../../models/controllers/reference.ts';
import { releaseOf } from '../../../models/controllers/releases.ts';
import type { Issued, Request, View } from '../../../models/observation.ts';
import { properties } from '../../../properties/index.ts';
import { issued, judge, pending, pod, retention, rolling, set, status, unready, view } from './builder.ts';

/** Everything a pass asks when all is done, parts of a batch one after the other. */
function requests(controller: Controller, seen: View): Issued[] {
  const asked: Request[] = [];
  const all: Issued[] = [];
  const drive = (conversation: Conversation<unknown>): unknown => {
    let step: IteratorResult<Ask, unknown> = conversation.next();
    while (!step.done) {
      const ask = step.value;
      let answer: unknown = { ok: true };
      if ('concurrently' in ask) answer = ask.concurrently.map(drive);
      else {
        all.push(issued(seen, ask, asked));
        asked.push(ask);
      }
      step = conversation.next(answer as never);
    }
    return step.value;
  };
  drive(controller.reconcile(seen));
  return all;
}

const profile = releaseOf('1.37');
const violations = (controller: Controller, seen: View): string[] =>
  properties.flatMap((property) =>
    property.kind === 'onRequest' && requests(controller, seen).some((request) => typeof judge(property, request) === 'string') ? [property.id] : [],
  );

describe('the registry', () => {
  test('names are unique', () => expect(new Set(mutants.map(({ name }) => name)).size).toBe(mutants.length));

  test('every property has a mutant', () => {
    const caught = new Set(mutants.flatMap(({ caughtBy }) => caughtBy));
    expect(properties.map(({ id }) => id).filter((id) => !caught.has(id))).toEqual([]);
  });

  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s names known properties and itself', (name, mutant) => {
    expect(mutant.make(profile).name).toBe(name);
    for (const id of mutant.caughtBy) expect(properties.map((property) => property.id)).toContain(id);
  });
});

describe('what changes a controller leaves the rest as it is', () => {
  const seen = view(set({ policy: 'Parallel', template: 'B', claimTemplates: ['data'], replicas: 5 }), [pod('web-4'), pod('web-6')]);
  const plain = requests(reference(profile), seen);

  test('there are concurrent requests to be seen', () => expect(plain.length).toBeGreaterThan(8));
  test('seenThrough', () => expect(requests(seenThrough(reference(profile), (same) => same), seen)).toEqual(plain));
  test('asking', () => expect(requests(asking(reference(profile), (same) => same), seen)).toEqual(plain));
  test('preceded', () => expect(requests(preceded(reference(profile), () => []), seen)).toEqual(plain));
  test('a skipped request is believed to be done', () => {
    const skipping = asking(reference(profile), ({ op, ...rest }) => (op === 'createClaim' ? 'skip' : ({ op, ...rest } as Request)));
    expect(requests(skipping, seen).map(({ request }) => request)).toEqual(plain.map(({ request }) => request).filter(({ op }) => op !== 'createClaim'));
  });
});

const stored = { claimTemplates: ['data'], replicas: 1 };
const claim = (changes = {}) => ({ claims: [{ name: 'data-web-0', terminating: false, owners: [], ...changes }] });
const two = { replicas: 2, template: 'B', status: { ...status, updateRevision: 'B' } };

/** Views on which the bug of a mutant shows in what it asks for. */
const bugs: Record<string, View> = {
  'creates-one-too-many': view(set(), [pod('web-0'), pod('web-1'), pod('web-2')]),
  'creates-over-its-own-pod': view(set(), [pod('web-0', { terminating: true })]),
  'skips-readiness-wait': view(set(), [pod('web-0', pending)]),
  'scales-down-lowest-first': view(set({ replicas: 1 }), [pod('web-0'), pod('web-1'), pod('web-2')]),
  'updates-lowest-first': view(set(two), [pod('web-0'), pod('web-1')]),
  'updates-without-waiting': view(set(two), [pod('web-0'), pod('web-1', { revision: 'B', ...pending })]),
  'exceeds-max-unavailable': view(set({ ...two, strategy: rolling({ maxUnavailable: 1 }) }), [pod('web-0'), pod('web-1')]),
  'ignores-partition': view(set({ ...two, strategy: rolling({ partition: 1 }) }), [pod('web-0'), pod('web-1', { revision: 'B' })]),
  'recreates-at-newest-revision': view(set({ ...two, strategy: rolling({ partition: 1 }) })),
  'updates-on-delete-sets': view(set({ ...two, strategy: { type: 'OnDelete', rollingUpdate: null } }), [pod('web-0'), pod('web-1')]),
  'recreates-at-old-revision': view(set({ ...two, strategy: { type: 'OnDelete', rollingUpdate: null } })),
  'rushes-parallel-updates': view(set({ ...two, policy: 'Parallel' }), [pod('web-0'), pod('web-1', { revision: 'B', ...unready })]),
  'rolls-recreate-sets': view(set({ ...two, strategy: { type: 'Recreate', rollingUpdate: null } }), [pod('web-0')]),
  'deletes-a-healthy-pod': view(set({ replicas: 1 }), [pod('web-0')]),
  'overlooks-terminating-pods': view(set(), [pod('web-0', { terminating: true })]),
  'creates-pods-without-claims': view(set(stored)),
  'forgets-to-mark-claims': view(set({ ...stored, replicas: 0, retention }), [pod('web-0')], claim()),
  'creates-on-dying-claim': view(set(stored), [], claim({ terminating: true })),
  'always-writes-status': view(set({ replicas: 1 }), [pod('web-0')]),
  'deletes-live-revisions': view(set({ ...two, revisionHistoryLimit: 1 }), [pod('web-0'), pod('web-1')]),
  'works-on-while-deleting': view(set({ deleting: true })),
};

test.each(mutants.map((mutant) => [mutant.name, mutant] as const))('%s leaves a set that is gone alone', (_, mutant) => {
  expect(requests(mutant.make(profile), view(undefined, [pod('web-0'), pod('web-1', unready)]))).toEqual([]);
});

describe('on a view on which the bug shows', () => {
  test.each(Object.entries(bugs))('%s breaks its promises, and the reference does not', (name, seen) => {
    const mutant = mutants.find((candidate) => candidate.name === name)!;
    const judgedHere = mutant.caughtBy.filter((id) => properties.some((property) => property.id === id && property.kind === 'onRequest'));
    expect(judgedHere).not.toEqual([]);
    expect(violations(mutant.make(profile), seen)).toEqual(expect.arrayContaining(judgedHere));
    // Up to 1.36 the reference takes Recreate for a rolling update, which that promise does not forgive.
    expect(violations(reference(releaseOf('1.36')), seen).filter((id) => id !== 'update/recreate-barrier')).toEqual([]);
  });

  test('what other mutants do wrong shows in the cluster only', () => {
    expect(mutants.map(({ name }) => name).filter((name) => !(name in bugs))).toEqual([
      'force-deletes',
      'deletes-claims-on-scale-down',
      'marks-wanted-claims',
      'deletes-by-the-wrong-policy',
      'keeps-the-pod-reference',
      'ignores-failed-pods',
      'forgets-the-last-pod',
      'keeps-extra-pods',
      'updates-one-pod-only',
      'recreates-broken-pods',
      'waits-for-broken-pods',
      'never-observes-generations',
      'counts-all-pods-as-ready',
      'never-promotes-the-revision',
      'restarts-pods-for-ever',
      'waits-for-higher-pods',
      'observes-unseen-generations',
      'ignores-own-writes',
    ]);
  });
});
