/** Claims to have observed a generation that does not exist yet. */
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'observes-unseen-generations',
  caughtBy: ['protocol/observed-generation-not-ahead'],
  scenario: { set: { replicas: 1 }, from: 'fresh', facets: { status: true } },
  make: (profile) =>
    asking(reference(profile), (request) =>
      request.op === 'updateStatus'
        ? { ...request, status: { ...request.status, observedGeneration: request.status.observedGeneration + 1 } }
        : request,
    ),
});
