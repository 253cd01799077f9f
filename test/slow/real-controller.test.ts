/** Kubernetes itself as the controller under test: its own Go code, of a release and of a tree that somebody has changed. */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Controller } from '../../models/controllers/controller.ts';
import { reference } from '../../models/controllers/reference.ts';
import { releaseOf } from '../../models/controllers/releases.ts';
import type { Scenario } from '../../models/scenario.ts';
import { properties } from '../../properties/index.ts';
import { check, type Story } from '../../src/check.ts';
import { compareDecisions } from '../../src/compare/index.ts';
import { compareOnViews } from '../../src/conform/random.ts';
import { conformScenarios } from '../../src/conform/scenarios.ts';
import { profileOf, type ControllerSource } from '../../src/controllers.ts';
import { FaultInStory } from '../../src/faults.ts';
import { scenario } from '../../src/scopes.ts';
import { recordingOf, replay } from '../../src/trace/index.ts';
import { runVectorFile } from '../../src/vectors/run.ts';
import { realController } from '../support/go.ts';
import { occurrences } from '../support/known.ts';
import { propertiesCalled, result } from '../support/scenarios.ts';

const minutes = (count: number): number => count * 60_000;
const storyOf = (of: Scenario, controller: Controller, property: string): Story | undefined => result(check(of, controller, propertiesCalled(property)), property).story;
const keysOf = (story: Story | undefined): readonly string[] | undefined => story?.steps.map(({ action }) => action.key);

describe.each(['1.37', '1.35.0'])('kubernetes@%s', (release) => {
  let source: ControllerSource | string;
  beforeAll(async () => {
    source = await realController(`kubernetes@${release}`);
  }, minutes(15));
  beforeEach(({ skip }) => skip(typeof source === 'string', source as string));
  afterAll(() => {
    if (typeof source === 'object') source.end?.();
  });
  const real = (of: Scenario): Controller => (source as ControllerSource).make(profileOf(of), of.set.name);

  test('does what was recorded of it', () => {
    const file = `test/vectors/real-${release}.jsonl`;
    const results = runVectorFile(readFileSync(file, 'utf8'), file, (source as ControllerSource).makeInWaves!);
    expect(results.filter(({ agrees }) => !agrees)).toEqual([]);
    expect(results).toHaveLength(250);
  });

  test.each(conformScenarios({ kubernetes: release, scope: 'small' }).map((each) => [each.name, each.scenario] as const))('decides as the reference: %s', (_, of) => {
    const { first, besidesWaiting } = compareDecisions(of, reference(profileOf(of)), real(of));
    expect([first.difference, besidesWaiting]).toEqual([undefined, undefined]);
    expect(first.exploration.complete).toBe(true);
    expect(first.views).toBeGreaterThan(10);
  });

  test('decides as the reference on random views', () => {
    const profile = releaseOf(release);
    const compared = compareOnViews(profile, (source as ControllerSource).makeInWaves!, { from: 0, count: 1500, seed: 7 }, { gates: profile.gates, keepsVectors: false, onProgress: () => 'continue' });
    expect(compared).toEqual({ views: 1500, different: 0 });
  });

  // Each known finding, on the code that it was found in: its promises, by the scenario in which they break.
  const here = occurrences().filter((occurrence) => occurrence.scenario.kubernetes === release);
  const known = [...new Set(here.map(({ scenario: of }) => of))].map((of) => here.filter((occurrence) => occurrence.scenario === of));
  test.each(known.map((together) => [together[0]!.finding.reference, together.map(({ property }) => property), together[0]!.scenario] as const))('has %s, which breaks %s by the same steps as in the reference', (_, ids, of) => {
    const told = (controller: Controller) => check(of, controller, propertiesCalled(...ids)).properties.map(({ id, story }) => [id, keysOf(story)]);
    const stories = told(real(of));
    expect(stories.map(([id]) => id).toSorted()).toEqual(ids.toSorted());
    expect(stories.filter(([, keys]) => keys === undefined)).toEqual([]);
    expect(stories).toEqual(told(reference(profileOf(of))));
  });

  test('replays what was found on the reference, and does the same at each step', () => {
    const { property, scenario: of } = here[0]!;
    const upright = reference(profileOf(of));
    const found = check(of, upright, propertiesCalled(property));
    const { isSameEnd, judgement, beside } = replay(recordingOf(found, result(found, property).story!), real(of), properties, upright);
    expect([isSameEnd, judgement]).toEqual([true, result(found, property).story!.reason]);
    expect(beside?.first).toBeUndefined();
    expect(beside?.alike).toContain(true);
  });
});

describe('a delete that hits a healthy successor, by stale caches alone', () => {
  const needless = 'protocol/no-needless-delete';
  const of = (kubernetes: string): Scenario => scenario({ kubernetes, assume: 'lag', set: { replicas: 1 }, scale: { min: 1, max: 1 }, edits: { template: 1 }, disturbances: 1, facets: { revisions: true } });

  test.for([
    ['violated', 'before the own-write guard', '1.35.0'],
    ['holds', 'with it', '1.37'],
  ] as const)('%s %s, on the code of %s', { timeout: minutes(15) }, async ([verdict, , release], { skip }) => {
    const source = await realController(`kubernetes@${release}`);
    if (typeof source === 'string') return skip(source);
    const judged = check(of(release), source.make(profileOf(of(release)), 'web'), propertiesCalled(needless));
    source.end?.();
    expect(result(judged, needless).verdict).toBe(verdict);
    expect(judged.exploration.complete).toBe(true);
  });
});

/** What the tree below does wrong if the variable FAULT says so. */
const faults = {
  'stateful_set.go': [
    ['\t"context"\n', '\t"context"\n\t"os"\n'],
    [
      '\tif err := ssc.consistencyStore.EnsureReady(ssNamespacedName); err != nil {\n',
      `
\tif os.Getenv("FAULT") == "refuses caches that are not behind" {
\t\treturn errors.New("behind")
\t}
\tif err := ssc.consistencyStore.EnsureReady(ssNamespacedName); err != nil && os.Getenv("FAULT") != "takes caches that are behind" {
`,
    ],
    [
      '\tselector, err := metav1.LabelSelectorAsSelector(set.Spec.Selector)\n',
      `
\tswitch os.Getenv("FAULT") {
\tcase "panics":
\t\tpanic("assignment to entry in nil map")
\tcase "panics after an edit":
\t\tif set.Spec.Template.Spec.Containers[0].Image == "B" {
\t\t\tpanic("after an edit")
\t\t}
\tcase "panics in a goroutine of its own":
\t\tdone := make(chan struct{})
\t\tgo func() {
\t\t\tpanic("assignment to entry in nil map")
\t\t}()
\t\t<-done
\tcase "reads a count before there is one":
\t\tlogger.V(4).Info("collisions", "count", *set.Status.CollisionCount)
\tcase "changes its cache":
\t\t*set.Spec.Replicas++
\tcase "loops":
\t\tfor {
\t\t}
\tcase "waits for nobody":
\t\tselect {}
\tcase "enqueues":
\t\tssc.queue.Add(key)
\tcase "outlives its sync":
\t\tdefer func() { go ssc.kubeClient.CoreV1().Pods(namespace).Delete(ctx, "web-0", metav1.DeleteOptions{}) }()
\tcase "patches pods":
\t\tssc.podControl.PatchPod(ctx, namespace, "web-0", []byte(\`{"metadata":{"annotations":{"a":"b"}}}\`))
\tcase "asks for nodes":
\t\tssc.kubeClient.CoreV1().Nodes().Get(ctx, "node-1", metav1.GetOptions{})
\tcase "tries whether it could create a pod":
\t\tssc.kubeClient.CoreV1().Pods(namespace).Create(ctx, newVersionedStatefulSetPod(set, set, "A", "A", 0), metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
\tcase "tries whether it could delete a pod":
\t\tssc.kubeClient.CoreV1().Pods(namespace).Delete(ctx, "web-0", metav1.DeleteOptions{DryRun: []string{metav1.DryRunAll}})
\tcase "deletes a version":
\t\tssc.kubeClient.CoreV1().Pods(namespace).Delete(ctx, "web-0", *metav1.NewRVDeletionPrecondition("7"))
\tcase "deletes with a grace period":
\t\tssc.kubeClient.CoreV1().Pods(namespace).Delete(ctx, "web-0", *metav1.NewDeleteOptions(30))
\tcase "moves pods to another revision":
\t\tif cached, err := ssc.podLister.Pods(namespace).Get("web-0"); err == nil {
\t\t\tpod := cached.DeepCopy()
\t\t\tsetPodRevision(pod, "web-other")
\t\t\tssc.kubeClient.CoreV1().Pods(namespace).Update(ctx, pod, metav1.UpdateOptions{})
\t\t}
\t}
\tselector, err := metav1.LabelSelectorAsSelector(set.Spec.Selector)
`,
    ],
  ],
  'stateful_pod_control.go': [
    ['\t"context"\n', '\t"context"\n\t"os"\n'],
    [
      '\tpod, err := om.client.CoreV1().Pods(pod.Namespace).Create(ctx, pod, metav1.CreateOptions{})\n\tif err == nil {\n',
      `
\tswitch os.Getenv("FAULT") {
\tcase "creates orphans":
\t\tpod.OwnerReferences = nil
\tcase "creates pods without labels":
\t\tdelete(pod.Labels, "app")
\tcase "creates pods without a name label":
\t\tdelete(pod.Labels, apps.StatefulSetPodNameLabel)
\tcase "creates pods without claims":
\t\tpod.Spec.Volumes = nil
\t}
\tpod, err := om.client.CoreV1().Pods(pod.Namespace).Create(ctx, pod, metav1.CreateOptions{})
\tif err == nil && os.Getenv("FAULT") != "forgets what it wrote" {
`,
    ],
  ],
} as const;

describe('a tree in which one line was changed', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sts-check-tree-'));
  const upright = 'target >= updateMin && deletedPods < podsToDelete';
  let changed: ControllerSource | string;
  let release: ControllerSource | string;
  beforeAll(async () => {
    release = await realController('kubernetes@1.37');
    if (typeof release === 'string') return;
    const { make } = release;
    const [, version] = make(releaseOf('1.37'), 'web').name.split('@');
    const { Dir } = JSON.parse(execFileSync('go', ['mod', 'download', '-json', `k8s.io/kubernetes@v${version}`], { cwd: folder, encoding: 'utf8' })) as { readonly Dir: string };
    for (const name of ['pkg', 'third_party', 'CHANGELOG', 'go.mod', 'go.sum']) cpSync(join(Dir, name), join(folder, name), { recursive: true });
    execFileSync('chmod', ['-R', 'u+w', folder]);
    const file = join(folder, 'pkg/controller/statefulset/stateful_set_control.go');
    const text = readFileSync(file, 'utf8');
    expect(text).toContain(upright);
    writeFileSync(file, text.replace(upright, upright.replace('>=', '>')));
    for (const [name, changes] of Object.entries(faults)) {
      const path = join(folder, 'pkg/controller/statefulset', name);
      for (const [from, to] of changes) {
        expect(readFileSync(path, 'utf8')).toContain(from);
        writeFileSync(path, readFileSync(path, 'utf8').replace(from, to));
      }
    }
    changed = await realController(`go:${folder}`);
  }, minutes(15));
  beforeEach(({ skip }) => skip(typeof release === 'string', release as string));
  afterAll(() => {
    for (const source of [changed, release]) if (typeof source === 'object') source.end?.();
    rmSync(folder, { recursive: true });
  });

  const of = scenario({ set: { strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } }, edits: { template: 1 } });
  const withClaims = scenario({ set: { claimTemplates: ['www'] }, facets: { claims: true } });
  const made = (source: ControllerSource | string): Controller => (source as ControllerSource).make(profileOf(of), of.set.name);

  test('never updates the pod at the partition, which is told by the shortest story', () => {
    const story = storyOf(of, made(changed), 'liveness/rollout-completes');
    expect(story?.reason).toContain('web-1 stays at revision A while the set wants B');
    expect(keysOf(story)?.slice(-2)).toEqual(['user/template A→B', 'controller/pass']);
    expect(storyOf(of, made(release), 'liveness/rollout-completes')).toBeUndefined();
  });

  afterEach(() => void vi.unstubAllEnvs());

  test.each([
    ['panics', 'panicked in a pass: assignment to entry in nil map'],
    ['panics in a goroutine of its own', /panicked in a pass: assignment to entry in nil map\nThe functions that were under way, innermost first:\n.*statefulset\.\(\*StatefulSetController\)\.sync\.func\d+ \(k8s\.io\/.*stateful_set\.go:\d+\)/],
    ['reads a count before there is one', 'panicked in a pass: runtime error: invalid memory address or nil pointer dereference'],
    ['changes its cache', /reports that it changed an object of its caches[\s\S]*\n {2}changed: sets web, spec\.replicas was \d, is \d/],
    ['loops', 'did not answer hello within 8 s, and was ended'],
    ['waits for nobody', 'the controller hangs: it neither waits for an answer nor ends its pass'],
    ['enqueues', 'the pass enqueues its key although it has no minReadySeconds to wait for'],
    ['asks for nodes', 'the controller asks for GET /api/v1/nodes/node-1, which the explorer does not know'],
    ['outlives its sync', 'after its sync had returned, the controller still asks for deletePod web-0'],
    ['patches pods', 'the controller patches pod web-0 otherwise than to adopt or to release it'],
    ['creates orphans', 'the controller writes pod web-0 without the set as its controller'],
    ['creates pods without labels', 'the controller writes pod web-0 without the labels of the template'],
    ['creates pods without a name label', 'the controller writes pod web-0 without the identity of its ordinal'],
    ['creates pods without claims', 'the controller writes pod web-0 without the claims of its ordinal'],
    ['moves pods to another revision', 'the controller writes pod web-0 without the revision that it was made from'],
    ['tries whether it could create a pod', 'the controller asks for a dry run of POST /api/v1/namespaces/default/pods'],
    ['tries whether it could delete a pod', 'the controller asks for a dry run of deletePod web-0'],
    ['deletes a version', 'the controller asks for deletePod web-0 at a resource version'],
    ['deletes with a grace period', 'the controller asks for deletePod web-0 with a grace period of 30 s'],
    ['forgets what it wrote', 'the controller wrote to pods and has not recorded it'],
    ['takes caches that are behind', 'the controller does not wait until its cache of pods shows its own writes'],
    ['refuses caches that are not behind', 'the controller waits for caches that show all of its own writes'],
  ] as const)('is reported if it %s', async (fault, message) => {
    vi.stubEnv('FAULT', fault);
    const source = (await realController(`go:${folder}`)) as ControllerSource;
    expect(() => check(withClaims, made(source), propertiesCalled('liveness/converges'))).toThrow(message);
  });

  test('is told by what led to it if it panics after an edit', async () => {
    vi.stubEnv('FAULT', 'panics after an edit');
    const source = (await realController(`go:${folder}`)) as ControllerSource;
    let thrown: unknown;
    try {
      check(of, made(source), propertiesCalled('liveness/converges'));
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(FaultInStory);
    expect((thrown as FaultInStory).story.steps.map(({ action }) => action.key)).toEqual(['user/template A→B', 'controller/pass']);
    expect((thrown as FaultInStory).message).toContain('panicked in a pass: after an edit');
  });

  test('is told from its release by what the change changes', () => {
    const { first } = compareDecisions(of, made(release), made(changed));
    expect(first.difference?.left.asks.map(({ request }) => `${request.op} ${request.name}`)).toEqual(['deletePod web-1']);
    expect(first.difference?.right.asks).toEqual([]);
  });
});
