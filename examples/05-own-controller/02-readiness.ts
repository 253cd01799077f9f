import { defineController, type Request, type SetView, type View } from 'sts-check';

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
  return [];
}
