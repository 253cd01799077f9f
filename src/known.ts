/**
 * Findings about the reference that upstream has too: it follows upstream, so it breaks what upstream breaks. A run
 * prints them as known, with their story; the project's tests fail when one no longer occurs.
 */
import { profiles, releaseOf, type Profile } from '../models/controllers/releases.ts';
import type { Scenario } from '../models/scenario.ts';
import type { Result, Story } from './check.ts';
import type { Moment, StoryStep } from './universe.ts';

export interface KnownFinding {
  /** Short name for reports: `kubernetes/kubernetes#67250`. */
  readonly reference: string;
  /** The promises that it breaks. */
  readonly properties: readonly string[];
  /** What a user of the release should know, in one sentence. */
  readonly summary: string;
  /** The scenarios and releases in which it occurs. */
  readonly occurs: (scenario: Scenario, release: Profile) => boolean;
  /** What every story of it has, so that another one of the same property is not taken for it. */
  readonly isToldBy: (story: Story) => boolean;
}

const has = (story: Story, is: (action: StoryStep['action']) => boolean): boolean => story.steps.some(({ action }) => is(action));
const staysOld = (story: Story): boolean => story.reason.includes(' stays at revision ');
const isBroken = ({ brokenTemplates = [] }: Moment, revision: string): boolean => brokenTemplates.includes(revision);
/** A pod of a broken template is there in the end. */
const endsBroken = ({ steps }: Story): boolean => {
  const end = steps.at(-1)?.after;
  return end?.pods?.some(({ revision }) => isBroken(end, revision)) ?? false;
};
/** The last pass that created a pod saw a broken template. */
const remakesBroken = ({ steps }: Story): boolean => {
  const created = steps.findLastIndex(({ action }) => action.family === 'controller/create');
  const pass = steps.slice(0, created).findLast(({ view }) => view !== undefined);
  return pass?.view?.set !== undefined && isBroken(pass.before, pass.view.set.template);
};
/** A pod becomes available when no pass follows, nor any change of the set that would have started one. */
const isAvailableTooLate = ({ steps }: Story): boolean => {
  const last = (family: string): number => steps.findLastIndex(({ action }) => action.family === family);
  return last('clock/available') > last('controller/pass');
};
/** Within one pass, the pod that was created is deleted. */
const deletesItsOwn = ({ steps }: Story): boolean => {
  let created: string[] = [];
  return steps.some(({ action: { family, object, outcome } }) => {
    if (family === 'controller/pass') created = [];
    if (family === 'controller/create' && outcome === 'ok') created.push(object);
    return family === 'controller/delete' && created.includes(object);
  });
};
/** A write that landed late, or a pass that did not see the pods as they were. */
const isMistaken = (story: Story): boolean => has(story, ({ outcome, family }) => outcome === 'late' || (family === 'controller/pass' && outcome.includes('pod event')));

const reverts = (scenario: Scenario): boolean => scenario.edits.template >= 2 && scenario.templates.some((template) => template.broken);
const byLagAlone = (scenario: Scenario, release: Profile): boolean => !release.ownWriteGuard && scenario.lag.pods >= 3;
const byLateWrite = (scenario: Scenario): boolean => scenario.assume === 'crashes';
const hitsSuccessors = (scenario: Scenario, release: Profile): boolean =>
  scenario.disturbances > 0 && (byLateWrite(scenario) || byLagAlone(scenario, release));
const updates = (scenario: Scenario): boolean => scenario.set.strategy.type === 'RollingUpdate';

export const knownFindings: readonly KnownFinding[] = [
  {
    reference: 'kubernetes/kubernetes#67250',
    properties: ['liveness/converges', 'liveness/rollout-completes'],
    summary: 'A broken template that was reverted stays stuck under OrderedReady until somebody deletes the broken pod.',
    occurs: (scenario) => scenario.set.policy === 'OrderedReady' && reverts(scenario),
    isToldBy: (story) => staysOld(story) && endsBroken(story),
  },
  {
    reference: 'kubernetes/kubernetes#67250',
    properties: ['liveness/deleted-broken-pod-recovers'],
    summary: 'A broken pod that is deleted before the controller has seen the revert is made again as it was, and must be deleted again.',
    occurs: (scenario) => reverts(scenario) && scenario.disturbances > 0,
    isToldBy: remakesBroken,
  },
  {
    reference: 'kubernetes/kubernetes#137409',
    properties: ['liveness/converges', 'liveness/rollout-completes', 'liveness/no-head-of-line'],
    summary: 'Broken pods of an old revision use up maxUnavailable, so a Parallel rollout never replaces them.',
    occurs: (scenario, release) => release.maxUnavailable === 'single-budget' && scenario.set.policy === 'Parallel' && updates(scenario) && reverts(scenario),
    isToldBy: (story) => staysOld(story) && endsBroken(story),
  },
  {
    reference: 'docs/fidelity.md#deletes-name-no-incarnation',
    properties: ['protocol/delete-hits-the-seen-incarnation'],
    summary: 'Pods are deleted by name without a UID, so a delete decided on an old view, or one that lands late, hits the successor.',
    occurs: hitsSuccessors,
    isToldBy: isMistaken,
  },
  {
    reference: 'docs/fidelity.md#deletes-name-no-incarnation',
    properties: ['protocol/no-needless-delete'],
    summary: 'The successor that such a delete hits may be healthy and up to date: it is restarted for nothing.',
    occurs: hitsSuccessors,
    isToldBy: isMistaken,
  },
  {
    reference: 'docs/reference/statefulset-controller.md#gap-22',
    properties: ['liveness/converges', 'liveness/missing-pod-created', 'liveness/ended-pod-replaced'],
    summary: 'With whenScaled Delete a pod is not created while its claim names a former pod, and the claim going away wakes nobody.',
    occurs: (scenario) => scenario.set.retention.whenScaled === 'Delete' && scenario.facets.retention && scenario.edits.scale >= 2,
    isToldBy: (story) => / is missing | no pod under its name /.test(story.reason) && has(story, ({ family, outcome }) => family === 'garbage-collector/delete' || outcome.includes('claim event')),
  },
  {
    reference: 'kubernetes/kubernetes#74374',
    properties: ['liveness/converges', 'liveness/ended-pod-replaced'],
    summary: 'The claim of a Pending pod that somebody deletes is made again only when something else wakes the controller.',
    occurs: (scenario) => scenario.facets.claims && scenario.edits.deleteClaim > 0,
    isToldBy: (story) => has(story, ({ family }) => family === 'user/delete-claim'),
  },
  {
    reference: 'docs/reference/statefulset-controller.md#sc-q-7',
    properties: ['liveness/converges', 'liveness/extra-pod-removed', 'liveness/rollout-completes', 'liveness/status-truthful'],
    summary: 'No delayed enqueue is scheduled while the counts agree, those of one set merge, and a restart loses them: a pod that becomes available later wakes nobody.',
    occurs: (scenario, release) => release.delayedEnqueue === 'until-all-are-available' && scenario.facets.availability,
    isToldBy: (story) => !endsBroken(story) && isAvailableTooLate(story),
  },
  {
    reference: 'docs/reference/statefulset-controller.md#sc-mxu-9',
    properties: [
      'protocol/no-needless-delete',
      'protocol/delete-hits-the-seen-incarnation',
      'liveness/converges',
      'liveness/ended-pod-replaced',
      'liveness/rollout-completes',
      'liveness/deleted-broken-pod-recovers',
      'liveness/generation-observed',
      'liveness/status-truthful',
      'liveness/falls-silent',
    ],
    summary: 'Without a rollingUpdate block a Parallel pass deletes the pod that it has just created at the old revision, and may do so for ever.',
    occurs: ({ set }) => set.policy === 'Parallel' && set.strategy.type === 'RollingUpdate' && set.strategy.rollingUpdate === null,
    isToldBy: deletesItsOwn,
  },
  {
    reference: 'docs/reference/statefulset-controller.md#sc-rol-5',
    properties: ['update/parallel-budget'],
    summary: 'Up to 1.33 a Parallel rollout goes on once the pod that it replaced is Ready, minReadySeconds or not.',
    occurs: (scenario, release) => release.health === 'ready' && scenario.facets.availability && scenario.set.policy === 'Parallel' && updates(scenario),
    isToldBy: (story) => has(story, ({ family }) => family === 'kubelet/ready'),
  },
  {
    reference: 'docs/reference/statefulset-controller.md#sc-ret-7',
    properties: ['storage/no-time-bomb'],
    summary: 'A claim whose reference to a pod the claim cache does not show yet keeps it although the ordinal is wanted again.',
    occurs: (scenario) => scenario.facets.retention && scenario.set.retention.whenScaled === 'Delete',
    isToldBy: (story) => has(story, ({ family, outcome }) => family === 'controller/update-claim' || outcome.includes('claim event')),
  },
  {
    reference: 'docs/reference/statefulset-controller.md#sc-rcr-8',
    properties: ['storage/reference-before-condemned-delete'],
    summary: 'Recreate deletes old pods that are also unwanted before their claims are marked.',
    occurs: (scenario) => scenario.set.strategy.type === 'Recreate' && scenario.facets.retention,
    isToldBy: () => true,
  },
  {
    reference: 'docs/reference/statefulset-controller.md#sc-rev-10',
    properties: ['protocol/live-revisions-kept'],
    summary: 'When writing a revision failed, history is cut without knowing which revisions are current.',
    occurs: (scenario) => scenario.assume === 'crashes' && scenario.disturbances > 0 && scenario.facets.revisions,
    isToldBy: (story) => has(story, ({ family, outcome }) => family.endsWith('-revision') && outcome !== 'ok'),
  },
];

/** The known finding that a violation is an instance of, if there is one. */
export function knownFinding(story: Story, profile: string, scenario: Scenario): KnownFinding | undefined {
  const release = profiles.get(profile);
  return release && knownFindings.find((finding) => finding.properties.includes(story.property) && finding.occurs(scenario, release) && finding.isToldBy(story));
}

/** By property id, what is no news about the reference of a release, or about that release. */
export function knownIn(result: Result): Record<string, KnownFinding> {
  const { controller } = result;
  const release = controller.startsWith('kubernetes@') ? releaseOf(controller.slice('kubernetes@'.length)).name : undefined;
  return knownOfProfile(result, release ?? controller.replace('reference@', 'r'));
}

/** By property id, what the upstream of a profile breaks as well, whatever controller was checked. */
export function knownOfProfile({ scenario, properties }: Result, profile: string): Record<string, KnownFinding> {
  return Object.fromEntries(
    properties.flatMap(({ id, story }) => {
      const known = story && knownFinding(story, profile, scenario);
      return known ? [[id, known]] : [];
    }),
  );
}
