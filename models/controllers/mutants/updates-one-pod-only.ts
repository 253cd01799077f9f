/** Updates the highest pod, and takes the others for updated. */
import { reference } from '../reference.ts';
import { asking, defineMutant, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'updates-one-pod-only',
  caughtBy: ['liveness/rollout-completes', 'liveness/converges'],
  scenario: { set: { replicas: 2 }, from: 'converged', templates: twoTemplates, edits: { template: 1 } },
  make: (profile) =>
    asking(reference(profile), (request, { set }) =>
      set && request.op === 'deletePod' && request.name !== `${set.name}-${set.start + set.replicas - 1}` ? 'skip' : request,
    ),
});
