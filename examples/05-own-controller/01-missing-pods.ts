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
  const missing = wanted.filter((name) => !pods.some((pod) => pod.name === name));
  return missing.map((name) => ({ op: 'createPod', name, revision: set.template, claims: [] }));
}
