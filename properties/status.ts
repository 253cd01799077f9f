/** What the status says in the end. */
import { isDesired } from '../models/observation.ts';
import { eventually, holds, violated } from './property.ts';
import { partitionOf, troubleOf } from './seen.ts';

/** P-LIV-11 */
export const generationObserved = eventually('liveness/generation-observed', {
  catalogue: 'P-LIV-11',
  promise: 'The status comes to say that the newest generation was observed.',
  source: 'API conventions, "Typical status properties": observedGeneration',
  reads: ['set', 'status'],
  check: ({ set, status }) => {
    if (!set || set.deleting) return undefined;
    return status.observedGeneration >= set.generation || violated(`the status of ${set.name} says generation ${status.observedGeneration} was observed; the set has ${set.generation}`);
  },
});

/** P-LIV-12. Which pods count is the controller's definition (SC-ST-2 to SC-ST-5). */
export const statusTruthful = eventually('liveness/status-truthful', {
  catalogue: 'P-LIV-12',
  promise: 'In the end the counts in the status are those of the pods that are there.',
  source: 'API reference: StatefulSetStatus',
  reads: ['set', 'status', 'pods'],
  check: ({ set, status, pods }) => {
    if (!set || set.deleting) return undefined;
    const mine = pods.filter(({ owned }) => owned);
    const at = (revision: string): number => mine.filter((pod) => !pod.terminating && pod.revision === revision).length;
    const ready = mine.filter((pod) => pod.phase === 'Running' && pod.ready);
    const truth = {
      replicas: mine.length,
      ready: ready.length,
      available: ready.filter(({ available }) => available).length,
      current: at(status.currentRevision),
      updated: at(status.updateRevision),
    };
    const wrong = (Object.keys(truth) as (keyof typeof truth)[]).find((count) => status[count] !== truth[count]);
    return wrong ? violated(`the status of ${set.name} says ${status[wrong]} ${words[wrong]}; there are ${truth[wrong]}`) : holds;
  },
});

const words = { replicas: 'replicas', ready: 'ready replicas', available: 'available replicas', current: 'current replicas', updated: 'updated replicas' } as const;

/** P-LIV-13. With a partition the current revision is that of the pods below it. */
export const currentAdvances = eventually('liveness/current-revision-advances', {
  catalogue: 'P-LIV-13',
  promise: 'Once all pods run the wanted template and are available, it is the current revision.',
  source: 'API reference: StatefulSetStatus, currentRevision',
  reads: ['set', 'status', 'pods'],
  appliesTo: (set) => set.strategy.type === 'Recreate' || (set.strategy.type === 'RollingUpdate' && partitionOf(set) === set.start),
  check: ({ set, status, pods }) => {
    if (!set || set.deleting) return undefined;
    const mine = pods.filter(({ owned }) => owned);
    const isDone = mine.length === set.replicas && mine.every((pod) => isDesired(set, pod.ordinal) && pod.revision === set.template && troubleOf(pod) === '');
    if (!isDone) return undefined;
    return status.currentRevision === set.template || violated(`the current revision of ${set.name} is ${status.currentRevision} although all pods run ${set.template}`);
  },
});
