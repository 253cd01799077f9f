/** Writes every status but for the generation that it observed. */
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'never-observes-generations',
  caughtBy: ['liveness/generation-observed'],
  scenario: { set: { replicas: 1 }, from: 'fresh', facets: { status: true } },
  make: (profile) =>
    asking(reference(profile), (request, { set }) =>
      set && request.op === 'updateStatus' ? { ...request, status: { ...request.status, observedGeneration: set.status.observedGeneration } } : request,
    ),
});
