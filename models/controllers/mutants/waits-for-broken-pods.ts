/** Updates no pod of a Parallel set while another one does not work, as 1.35.0 did with maxUnavailable (kubernetes/kubernetes#137409). */
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'waits-for-broken-pods',
  caughtBy: ['liveness/no-head-of-line', 'liveness/rollout-completes', 'liveness/converges'],
  scenario: {
    set: { replicas: 2, policy: 'Parallel' },
    from: 'converged',
    templates: [{ broken: false }, { broken: true }, { broken: false }],
    edits: { template: 2 },
  },
  make: (profile) =>
    asking(reference(profile), (request, { pods }) => (request.op === 'deletePod' && pods.some(({ ready }) => !ready) ? 'skip' : request)),
});
