import { defineController, type PodView, type Request, type SetStatus, type SetView, type View } from 'sts-check';

export default defineController({
  name: 'mine',
  reconcile: (view) => {
    const { set } = view;
    if (!set || set.deleting) return [];
    return [...nextRequests(set, view), ...statusUpdate(set, view)];
  },
});

function nextRequests(set: SetView, { pods, claims }: View): Request[] {
  const wanted = Array.from({ length: set.replicas }, (_, index) => `${set.name}-${set.start + index}`);
  for (const name of wanted) {
    const pod = pods.find((candidate) => candidate.name === name);
    if (!pod) {
      const mounted = set.claimTemplates.map((template) => `${template}-${name}`);
      const missing = mounted.filter((claim) => !claims.some((candidate) => candidate.name === claim));
      return [
        ...missing.map((claim): Request => ({ op: 'createClaim', name: claim })),
        { op: 'createPod', name, revision: set.template, claims: mounted },
      ];
    }
    if (pod.terminating) return [];
    if (pod.phase === 'Failed' || pod.phase === 'Succeeded') return [deletePod(pod)];
    if (!pod.ready) return pod.revision === set.template ? [] : [deletePod(pod)];
  }
  const extra = pods.filter((pod) => !wanted.includes(pod.name));
  const old = pods.filter((pod) => pod.revision !== set.template);
  const last = highest(extra) ?? highest(old);
  return last ? [deletePod(last)] : [];
}

function deletePod({ name, uid }: PodView): Request {
  return { op: 'deletePod', name, uid };
}

function statusUpdate(set: SetView, { pods }: View): Request[] {
  const isDone = pods.length === set.replicas && pods.every((pod) => pod.ready && pod.revision === set.template);
  const currentRevision = isDone ? set.template : set.status.currentRevision || set.template;
  const status: SetStatus = {
    ...set.status,
    observedGeneration: set.generation,
    replicas: pods.length,
    ready: pods.filter((pod) => pod.ready).length,
    available: pods.filter((pod) => pod.available).length,
    current: pods.filter((pod) => pod.revision === currentRevision).length,
    updated: pods.filter((pod) => pod.revision === set.template).length,
    currentRevision,
    updateRevision: set.template,
  };
  return JSON.stringify(status) === JSON.stringify(set.status) ? [] : [{ op: 'updateStatus', name: set.name, status }];
}

function highest(pods: readonly PodView[]): PodView | undefined {
  return pods.toSorted((a, b) => ordinalOf(b) - ordinalOf(a))[0];
}

function ordinalOf({ name }: PodView): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}
