import { describe, expect, test } from 'vitest';
import { compose, type Cluster } from '../../../models/cluster.ts';
import { ask, defineController, type Controller, type Conversation, type Ending, type Request } from '../../../models/controllers/controller.ts';
import { ControllerFault, type BrokenPromise } from '../../../models/pass.ts';
import type { Issued } from '../../../models/observation.ts';
import { follow, World, type Values } from '../../../src/engine/index.ts';
import { scenario } from '../../../src/scopes.ts';
import { referenceFor } from '../../support/scenarios.ts';

const stored = { set: { replicas: 1, claimTemplates: ['data'] }, facets: { claims: true } };

/** Asks these, one after the other, until there is a pod. */
function asks(...requests: readonly Request[]): Controller {
  return defineController({ name: 'mine', reconcile: ({ pods }) => (pods.length === 0 ? requests : []) });
}

/** The world after these steps. */
function after(cluster: Cluster, ...keys: readonly string[]): Values {
  const { end, stuck } = follow(new World(cluster), keys);
  expect(stuck).toBeUndefined();
  return end;
}

/** The steps that are possible then. */
function possible(cluster: Cluster, ...keys: readonly string[]): readonly string[] {
  const { stuck } = follow(new World(cluster), [...keys, 'none of them']);
  expect(stuck?.key).toBe('none of them');
  return stuck!.enabled;
}

test('claims of a converged world have the first volumes; in a fresh one all volumes are free', () => {
  const volumes = (from: 'fresh' | 'converged') =>
    compose(scenario({ ...stored, from, volumes: ['v0', 'v1'], facets: { claims: true, volumes: true } }), asks()).columns.find(({ name }) => name === 'volumes')?.initial;
  const free = { state: 'Available', claim: null };
  expect(volumes('converged')).toEqual([{ state: 'Bound', claim: 0 }, free]);
  expect(volumes('fresh')).toEqual([free, free]);
});

describe('a request about an object that this scenario does not keep', () => {
  /** Creates a pod at what it is told of revision B. */
  const mine = defineController({
    name: 'mine',
    *reconcile({ pods }): Conversation<Ending> {
      if (pods.length > 0) return {};
      const answer = yield* ask({ op: 'getRevision', name: 'B' });
      yield* ask({ op: 'createPod', name: 'web-0', revision: answer.ok ? answer.revision!.data : 'none', claims: [] });
      return {};
    },
  });
  const revisionOf = (cluster: Cluster, ...keys: readonly string[]) => cluster.observe(after(cluster, ...keys)).pods.map(({ revision }) => revision);

  test('is answered without a step: every template has a revision that carries its name', () => {
    expect(revisionOf(compose(scenario({}), mine), 'controller/pass', 'controller/create web-0 ok')).toEqual(['B']);
  });

  test('is answered without a step: a write of one succeeds and is forgotten', () => {
    const create: Request = { op: 'createPod', name: 'web-0', revision: 'A', claims: [] };
    const cluster = compose(scenario({ set: stored.set }), asks({ op: 'deleteRevision', name: 'A' }, { op: 'createClaim', name: 'data-web-0' }, create));
    expect(possible(cluster, 'controller/pass')).toEqual(['controller/create web-0 ok']);
    expect(cluster.observe(after(cluster, 'controller/pass', 'controller/create web-0 ok')).revisions).toContain('A');
  });

  test('is answered from what is stored where it is kept', () => {
    const cluster = compose(scenario({ facets: { revisions: true } }), mine);
    expect(revisionOf(cluster, 'controller/pass', 'controller/get-revision B NotFound', 'controller/create web-0 ok')).toEqual(['none']);
  });

  test('is a step if it breaks a promise, so that it is seen', () => {
    const judge = ({ request }: Issued): readonly BrokenPromise[] => (request.op === 'getRevision' || request.op === 'createClaim' ? [{ id: 'mine/asks-nothing', reason: 'it asked' }] : []);
    const told = compose(scenario({}), mine, judge);
    expect(revisionOf(told, 'controller/pass', 'controller/get-revision B ok', 'controller/create web-0 ok')).toEqual(['B']);
    const claims = compose(scenario({ set: stored.set }), asks({ op: 'createClaim', name: 'data-web-0' }), judge);
    expect(possible(claims, 'controller/pass')).toEqual(['controller/create-claim data-web-0 ok']);
  });

  test.each<[Request, string]>([
    [{ op: 'deleteClaim', name: 'data' }, 'asked deleteClaim for "data", which this scenario does not have. Expected one of: data-web-0, data-web-1.'],
    [{ op: 'createPod', name: 'web-2', revision: 'A', claims: [] }, 'asked createPod for "web-2", which this scenario does not have. Expected one of: web-0, web-1.'],
    [{ op: 'deleteRevision', name: 'C' }, 'asked deleteRevision for "C", which this scenario does not have. Expected one of: A, B.'],
    [{ op: 'getSet', name: 'db' }, 'asked getSet for "db", which this scenario does not have. Expected one of: web.'],
  ])('is the fault of the controller if no scenario could have it: %o', (request, complaint) => {
    const world = new World(compose(scenario({ set: { claimTemplates: ['data'] } }), asks(request)));
    const first = (): unknown => world.successors(world.initial());
    expect(first).toThrow(complaint);
    expect(first).toThrow(expect.objectContaining({ cause: expect.any(ControllerFault) as unknown }));
  });
});

test('a pod at a revision of no template is not broken', () => {
  const cluster = compose(scenario({ templates: [{ broken: true }] }), asks({ op: 'createPod', name: 'web-0', revision: 'by hand', claims: [] }));
  expect(possible(cluster, 'controller/pass', 'controller/create web-0 ok', 'kubelet/start web-0')).toContain('kubelet/ready web-0');
});

test('a controller that records its own writes is told which caches have not seen them', () => {
  const behind = (kubernetes: string, ...keys: readonly string[]) => {
    const cluster = compose(scenario({ kubernetes, ...stored }), referenceFor(kubernetes));
    return cluster.view(after(cluster, 'controller/pass', ...keys)).behindOwnWrites;
  };
  const claim = 'controller/create-claim data-web-0 ok';
  const pod = 'controller/create web-0 ok';
  const status = 'controller/status web ok';
  expect([behind('1.36'), behind('1.36', claim), behind('1.36', claim, pod)]).toEqual([[], ['claims'], ['pods', 'claims']]);
  expect(behind('1.36', claim, pod, status, 'controller/pass')).toEqual([]);
  expect(behind('1.35.0', claim, pod)).toEqual([]);
});

describe('1.35.0, which looks again and again while pods are not available,', () => {
  const cluster = compose(scenario({ kubernetes: '1.35.0', set: { ...stored.set, minReadySeconds: 10 }, facets: { claims: true, availability: true } }), referenceFor('1.35.0'));
  const created = ['controller/pass', 'controller/create-claim data-web-0 ok', 'controller/create web-0 ok', 'controller/status web ok'];

  test.each(['1 pod event', '1 claim event'])('is woken where a look would show more: %s', (events) => {
    expect(possible(cluster, ...created, `controller/pass ${events} behind`)).toContain('clock/delayed-enqueue');
  });

  test('is not where it would ask for nothing once more', () => {
    expect(possible(cluster, ...created, 'controller/pass')).toEqual(['kubelet/start web-0']);
  });
});

test('a property that reads what it did not say it would is told so', () => {
  const { observe } = compose(scenario({}), asks());
  expect(() => observe({}).pods).toThrow('A property reads pod web-0, which its "reads" does not cover.');
});
