/** Reports every pod as ready. */
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'counts-all-pods-as-ready',
  caughtBy: ['liveness/status-truthful'],
  scenario: { set: { replicas: 1 }, from: 'fresh', templates: [{ broken: true }], facets: { status: true } },
  make: (profile) =>
    asking(reference(profile), (request) =>
      request.op === 'updateStatus' ? { ...request, status: { ...request.status, ready: request.status.replicas } } : request,
    ),
});
