import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ask, concurrently, defineController, type Answer, type Controller, type Conversation, type Ending, type SetView, type View } from '../../../models/controllers/controller.ts';
import { releaseOf } from '../../../models/controllers/releases.ts';
import type { Scenario } from '../../../models/scenario.ts';
import { properties } from '../../../properties/index.ts';
import { processController } from '../../../src/adapters/process-controller.ts';
import { check, type Result } from '../../../src/check.ts';
import { builtIn } from '../../../src/controllers.ts';
import { scenario } from '../../../src/scopes.ts';
import { converse } from '../../../src/vectors/conversation.ts';
import { runVectorFile } from '../../../src/vectors/run.ts';
import { everyday, referenceFor } from '../../support/scenarios.ts';

const hasPython = spawnSync('python3', ['--version']).status === 0;
const python = 'python3 examples/07-other-languages/python/controller.py';
const typescript = 'node --import jiti/register examples/07-other-languages/typescript/controller.ts';
const referenceProcess = 'node --import jiti/register test/support/reference-process.ts';

/** What was explored, and each verdict: two controllers that decide alike have the same. */
function explored({ exploration, properties }: Result): object {
  const { states, transitions, depth, complete } = exploration;
  return { states, transitions, depth, complete, verdicts: properties.map(({ id, verdict }) => `${id} ${verdict}`) };
}

function checkBoth(scenario: Scenario, controller: Controller, command: string): { readonly here: object; readonly there: object } {
  const { make, end } = processController(command);
  try {
    const profile = releaseOf(scenario.kubernetes);
    return { here: explored(check(scenario, controller, properties)), there: explored(check(scenario, make(profile), properties)) };
  } finally {
    end();
  }
}

function* create({ template, claimTemplates }: SetView, name: string, { claims: existing }: View): Conversation<string | undefined> {
  const claims = claimTemplates.map((claim) => `${claim}-${name}`);
  for (const claim of claims.filter((claim) => !existing.some(({ name }) => name === claim))) {
    const answer = yield* ask({ op: 'createClaim', name: claim });
    if (!answer.ok) return answer.reason;
  }
  return reasonOf(yield* ask({ op: 'createPod', name, revision: template, claims }));
}

function reasonOf(answer: Answer): string | undefined {
  return answer.ok ? undefined : answer.reason;
}

function endingOf(...errors: (string | undefined)[]): Ending {
  const found = errors.filter((error) => error !== undefined);
  return found.length > 0 ? { error: found.join(', ') } : {};
}

const ordinalOf = (name: string): number => Number(name.slice(name.lastIndexOf('-') + 1));
const wantedNames = ({ name, start, replicas }: SetView): string[] => Array.from({ length: replicas }, (_, index) => `${name}-${start + index}`);

const ordered = defineController({
  name: 'ordered',
  *reconcile(view) {
    const { set, pods } = view;
    if (!set || set.deleting) return {};
    for (const name of wantedNames(set)) {
      const pod = pods.find((candidate) => candidate.name === name);
      if (!pod) return endingOf(yield* create(set, name, view));
      if (pod.terminating || !pod.ready) return {};
    }
    const last = pods.filter(({ name }) => ordinalOf(name) >= set.start + set.replicas).toSorted((a, b) => ordinalOf(b.name) - ordinalOf(a.name))[0];
    return !last || last.terminating ? {} : endingOf(reasonOf(yield* ask({ op: 'deletePod', name: last.name, uid: last.uid })));
  },
});

const parallel = defineController({
  name: 'parallel',
  *reconcile(view) {
    const { set, pods } = view;
    if (!set || set.deleting) return {};
    const missing = wantedNames(set).filter((name) => !pods.some((pod) => pod.name === name));
    const extra = pods.filter(({ name, terminating }) => !terminating && ordinalOf(name) >= set.start + set.replicas);
    const remove = function* ({ name, uid }: (typeof pods)[number]): Conversation<string | undefined> {
      return reasonOf(yield* ask({ op: 'deletePod', name, uid }));
    };
    return endingOf(...(yield* concurrently([...missing.map((name) => create(set, name, view)), ...extra.map(remove)])));
  },
});

describe('a controller behind a pipe explores the same worlds as one in this process', () => {
  test.skipIf(!hasPython)('in Python (skipped where there is no python3)', () => {
    const { here, there } = checkBoth(everyday(2, 'OrderedReady', '1.37', { claims: true }), ordered, python);
    expect(there).toEqual(here);
    expect(here).toMatchObject({ complete: true });
  });

  test('in TypeScript, with requests that wait together', () => {
    const { here, there } = checkBoth(everyday(2, 'Parallel', '1.37', {}), parallel, typescript);
    expect(there).toEqual(here);
  });

  test.each([
    ['OrderedReady', everyday(2, 'OrderedReady', '1.37', { claims: true })],
    ['Parallel, with batches', scenario({ set: { replicas: 3, policy: 'Parallel' }, disturbances: 1 })],
  ])('if it is the reference, under %s', (_, world) => {
    const { here, there } = checkBoth(world, referenceFor('1.37'), referenceProcess);
    expect(there).toEqual(here);
    expect(here).toMatchObject({ complete: true });
  });
});

test.each(['passes.yaml', 'real-1.33.jsonl', 'real-1.37.jsonl'])('the recorded passes in %s are the same through a pipe', (file) => {
  const { makeInWaves, end } = processController(referenceProcess);
  const results = runVectorFile(readFileSync(`test/vectors/${file}`, 'utf8'), file, makeInWaves);
  expect(results.flatMap(({ id, differences }) => differences.map((difference) => ({ id, ...difference })))).toEqual([]);
  expect(results.length).toBeGreaterThan(100);
  expect(end()).toMatchObject({ controller: 'reference-process' });
});

test('a pass that is run again is heard a second time, and then never again', () => {
  const set = { ...scenario({ set: { replicas: 2, policy: 'Parallel' } }).set, uid: 'set-1', generation: 1, deleting: false, template: 'A' };
  const status = { observedGeneration: 0, replicas: 0, ready: 0, available: 0, current: 0, updated: 0, currentRevision: '', updateRevision: '', collisionCount: 0, conditions: [] };
  const view: View = { set: { ...set, status }, revisions: [], pods: [], claims: [], behindOwnWrites: [] };
  const askedIn = (runs: number): object => {
    const { make, end } = processController(typescript);
    const controller = make(releaseOf('1.37'));
    for (let run = 0; run < runs; run++) expect(converse(controller, view, () => ({ ok: true }))).toEqual({});
    const { decisions, distinct } = end()!;
    return { decisions, distinct };
  };
  // The sync, and the answers to two creates.
  expect([1, 2, 3].map(askedIn)).toEqual([{ decisions: 3, distinct: 3 }, { decisions: 6, distinct: 3 }, { decisions: 6, distinct: 3 }]);
});

test('a test suite is given controllers and no commands', () => {
  expect(() => builtIn(`exec:${typescript}`)).toThrow('is a command, and those are for the command line only');
});
