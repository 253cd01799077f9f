/**
 * A controller whose passes are lists: what it wants to ask, one after the other. The first request that fails ends the
 * pass, and the next one begins with what the caches show then.
 * controller.test.ts beside it checks what it promises: npx vitest run controller
 */
import { defineController, type Request } from 'sts-check';

export default defineController({
  name: 'one-by-one',
  reconcile: ({ set, pods, claims }) => {
    if (!set || set.deleting) return [];
    for (let ordinal = set.start; ordinal < set.start + set.replicas; ordinal++) {
      const name = `${set.name}-${ordinal}`;
      const pod = pods.find((candidate) => candidate.name === name);
      if (pod?.ready && !pod.terminating) continue;
      if (pod) return [];
      const owned = set.claimTemplates.map((template) => `${template}-${name}`);
      const missing = owned.filter((claim) => !claims.some((candidate) => candidate.name === claim));
      return [...missing.map((claim): Request => ({ op: 'createClaim', name: claim })), { op: 'createPod', name, revision: set.template, claims: owned }];
    }
    return [];
  },
});
