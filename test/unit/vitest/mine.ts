/** A controller that breaks promises: it creates all pods at once, and never a claim. */
import { defineController } from 'sts-check';

export default defineController({
  name: 'mine',
  reconcile: ({ set, pods }) => {
    if (!set || set.deleting) return [];
    return Array.from({ length: set.replicas }, (_, ordinal) => `${set.name}-${ordinal}`)
      .filter((name) => !pods.some((pod) => pod.name === name))
      .map((name) => ({ op: 'createPod', name, revision: set.template, claims: set.claimTemplates.map((template) => `${template}-${name}`) }));
  },
});
