/** What must not be left undone for ever, pod by pod. Each reason names the pod and what it waits for. */
import { desiredOrdinals, isDesired, type Observation, type PodObject, type SetObject } from '../models/observation.ts';
import { holds, leadsTo, violated, type Judgement, type LeadsToProperty } from './property.ts';
import { isToBeUpdated, replicasOf, troubleOf } from './seen.ts';

/** A set that is there to stay, and the pods that are its own. */
interface Wanted {
  readonly set: SetObject;
  readonly pods: readonly PodObject[];
  readonly name: string;
  readonly pod: PodObject | undefined;
  readonly brokenTemplates: readonly string[];
}

/** A promise about a set that is there to stay; it asks for nothing of one that is not. */
function podLeadsTo(id: string, body: Omit<LeadsToProperty, 'id' | 'kind' | 'reads' | 'check'> & { readonly check: (wanted: Wanted, ordinal: number) => Judgement }): LeadsToProperty {
  return leadsTo(id, {
    ...body,
    reads: ['set', 'pods', 'brokenTemplates', 'cordoned', 'outOfVolumes'],
    check: ({ set, pods, brokenTemplates, cordoned, outOfVolumes }: Observation, ordinal) => {
      // Nothing can be asked of pods that no node takes, or that there is no volume for.
      if (!set || set.deleting || cordoned || outOfVolumes) return holds;
      const mine = pods.filter(({ owned }) => owned);
      const pod = mine.find((candidate) => candidate.ordinal === ordinal);
      return body.check({ set, pods: mine, name: `${set.name}-${ordinal}`, pod, brokenTemplates }, ordinal);
    },
  });
}

const isWell = (pod: PodObject | undefined): boolean => pod !== undefined && troubleOf(pod) === '';

function lowerAreWell({ set, pods }: Wanted, ordinal: number): boolean {
  return desiredOrdinals(set).every((lower) => lower >= ordinal || isWell(pods.find((pod) => pod.ordinal === lower)));
}

/** P-LIV-2. Under OrderedReady a pod waits for those below it, so nothing is awaited of it while one is not well. */
export const missingPodCreated = podLeadsTo('liveness/missing-pod-created', {
  catalogue: 'P-LIV-2',
  promise: 'A wanted pod that is missing is created; under OrderedReady once all below it are available.',
  source: 'Concepts: StatefulSets, "Deployment and Scaling Guarantees"',
  check: (wanted, ordinal) => {
    const { set, pod, name } = wanted;
    if (!isDesired(set, ordinal) || pod) return holds;
    if (set.policy === 'OrderedReady' && !lowerAreWell(wanted, ordinal)) return holds;
    return violated(`${name} is missing while the set wants ${replicasOf(set)}`);
  },
});

/** P-LIV-3. Under OrderedReady an unhealthy pod blocks scaling down, which is documented. */
export const extraPodRemoved = podLeadsTo('liveness/extra-pod-removed', {
  catalogue: 'P-LIV-3',
  promise: 'A pod that is not wanted any more is removed; under OrderedReady once all wanted ones are available.',
  source: 'Tasks: Scale a StatefulSet, "Troubleshooting"; Concepts: StatefulSets, "Deployment and Scaling Guarantees"',
  check: (wanted, ordinal) => {
    const { set, pod, name } = wanted;
    if (!pod || isDesired(set, ordinal)) return holds;
    if (set.policy === 'OrderedReady' && !lowerAreWell(wanted, set.start + set.replicas)) return holds;
    return violated(`${name} is still there while the set wants ${replicasOf(set)}`);
  },
});

/** P-LIV-4. Where a broken template is in use, its pods may keep others waiting, so nothing is promised. */
export const endedPodReplaced = podLeadsTo('liveness/ended-pod-replaced', {
  catalogue: 'P-LIV-4',
  promise: 'A wanted pod that is deleted or has ended is replaced by one that becomes available.',
  source: 'Concepts: StatefulSets, "Using StatefulSets"; kubernetes/kubernetes#124065',
  check: ({ set, pods, pod, name, brokenTemplates }, ordinal) => {
    const isBreaking = brokenTemplates.includes(set.template) || pods.some(({ revision }) => brokenTemplates.includes(revision));
    if (!isDesired(set, ordinal) || isBreaking || isWell(pod)) return holds;
    if (!pod) return undefined;
    const hasEnded = pod.terminating || pod.phase === 'Failed' || pod.phase === 'Succeeded';
    return hasEnded ? violated(`${name} was ${troubleOf(pod)}, and no pod under its name becomes available`) : undefined;
  },
});

/** P-LIV-7. Speaks about pods that are there; missing ones are created at the right revision. */
export const rolloutCompletes = podLeadsTo('liveness/rollout-completes', {
  catalogue: 'P-LIV-7',
  promise: 'Once a working template is wanted, every pod that the strategy updates comes to it.',
  source: 'Concepts: StatefulSets, "Rolling Updates"',
  check: ({ set, pod, name, brokenTemplates }, ordinal) => {
    if (!pod || !isDesired(set, ordinal) || !isToBeUpdated(set, ordinal) || brokenTemplates.includes(set.template)) return holds;
    if (pod.revision === set.template) return holds;
    const trouble = troubleOf(pod);
    return violated(`${name} stays at revision ${pod.revision}${trouble && ` and is ${trouble}`} while the set wants ${set.template}`);
  },
});

/** P-LIV-8, its second half: the way out that is documented. Another broken pod must be deleted first. */
export const deletedBrokenPodRecovers = podLeadsTo('liveness/deleted-broken-pod-recovers', {
  catalogue: 'P-LIV-8',
  promise: 'After a broken template was reverted, the last broken pod, once deleted, comes back at the working one and becomes available.',
  source: 'Concepts: StatefulSets, "Forced rollback"; kubernetes/kubernetes#67250',
  check: ({ set, pods, pod, name, brokenTemplates }, ordinal) => {
    const isBroken = ({ revision }: PodObject): boolean => brokenTemplates.includes(revision);
    if (brokenTemplates.includes(set.template) || !isDesired(set, ordinal) || !isToBeUpdated(set, ordinal)) return holds;
    if (pods.some((other) => other !== pod && isBroken(other))) return holds;
    if (pod?.terminating && isBroken(pod)) return violated(`${name} was deleted at the broken revision ${pod.revision}, and none becomes available at ${set.template}`);
    return isWell(pod) ? holds : undefined;
  },
});

/** P-LIV-10. A rollout does not stop at a pod that cannot become ready. */
export const noHeadOfLine = podLeadsTo('liveness/no-head-of-line', {
  catalogue: 'P-LIV-10',
  promise: 'Under Parallel, a broken pod of an old revision keeps no other pod from being updated.',
  source: 'Concepts: StatefulSets, "Parallel pod management"; kubernetes/kubernetes#137409',
  appliesTo: ({ policy, strategy }) => policy === 'Parallel' && strategy.type === 'RollingUpdate',
  check: ({ set, pods, pod, name, brokenTemplates }, ordinal) => {
    if (!isDesired(set, ordinal) || !isToBeUpdated(set, ordinal) || brokenTemplates.includes(set.template)) return holds;
    if (!pod || !isWell(pod) || pod.revision === set.template) return holds;
    const broken = pods.find(({ revision }) => brokenTemplates.includes(revision));
    return broken ? violated(`${name} stays at revision ${pod.revision} behind ${broken.name}, which is ${troubleOf(broken)} at revision ${broken.revision}, while the set wants ${set.template}`) : holds;
  },
});

/** P-LIV-24: #38418, fixed in 1.6. */
export const higherDoesNotBlock = podLeadsTo('liveness/higher-does-not-block', {
  catalogue: 'P-LIV-24',
  promise: 'Under OrderedReady, a missing pod is created although one above it is not available.',
  source: 'kubernetes/kubernetes#38418',
  appliesTo: ({ policy }) => policy === 'OrderedReady',
  check: (wanted, ordinal) => {
    const { set, pods, pod, name } = wanted;
    if (!isDesired(set, ordinal) || pod || !lowerAreWell(wanted, ordinal)) return holds;
    const higher = pods.find((other) => other.ordinal > ordinal && !isWell(other));
    return higher ? violated(`${name} is missing while ${higher.name} is ${troubleOf(higher)}`) : holds;
  },
});
