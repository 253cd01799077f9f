/** Takes the highest wanted pod for created without creating it. */
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'forgets-the-last-pod',
  caughtBy: ['liveness/missing-pod-created', 'liveness/converges'],
  scenario: { set: { replicas: 2 }, from: 'fresh' },
  make: (profile) =>
    asking(reference(profile), (request, { set }) =>
      set && request.op === 'createPod' && request.name === `${set.name}-${set.start + set.replicas - 1}` ? 'skip' : request,
    ),
});
