import { defineController, type PodView, type Request, type SetView, type View } from 'sts-check';

export default defineController({
  name: 'mine',
  reconcile: (view) => {
    const { set } = view;
    if (!set) return [];
    return nextRequests(set, view);
  },
});

function nextRequests(set: SetView, { pods }: View): Request[] {
  const wanted = Array.from({ length: set.replicas }, (_, index) => `${set.name}-${set.start + index}`);
  for (const name of wanted) {
    const pod = pods.find((candidate) => candidate.name === name);
    if (!pod) return [{ op: 'createPod', name, revision: set.template, claims: [] }];
    if (!pod.ready) return [];
  }
  const extra = pods.filter((pod) => !wanted.includes(pod.name));
  const last = highest(extra);
  return last ? [{ op: 'deletePod', name: last.name }] : [];
}

function highest(pods: readonly PodView[]): PodView | undefined {
  return pods.toSorted((a, b) => ordinalOf(b) - ordinalOf(a))[0];
}

function ordinalOf({ name }: PodView): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}
