/** Creates a missing pod only while all pods above it are ready, as OrderedReady did before 1.6 (kubernetes/kubernetes#38418). */
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'waits-for-higher-pods',
  caughtBy: ['liveness/higher-does-not-block', 'liveness/missing-pod-created'],
  scenario: {
    set: { replicas: 2, policy: 'OrderedReady' },
    from: 'converged',
    templates: [{ broken: false }, { broken: true }],
    edits: { template: 1 },
    disturbances: 1,
  },
  make: (profile) =>
    asking(reference(profile), (request, { pods }) => (request.op === 'createPod' && pods.some(({ name, ready }) => name > request.name && !ready) ? 'skip' : request)),
});
