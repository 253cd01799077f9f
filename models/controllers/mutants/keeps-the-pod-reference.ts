/** Leaves the reference to its pod on a claim that is wanted again. */
import { isDesired, ordinalOf } from '../../observation.ts';
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'keeps-the-pod-reference',
  caughtBy: ['storage/no-time-bomb'],
  scenario: {
    // Two unwanted pods: both are marked at once, only the higher one is deleted, and the lower one is wanted again.
    set: { replicas: 2, policy: 'OrderedReady', claimTemplates: ['data'], retention: { whenDeleted: 'Retain', whenScaled: 'Delete' } },
    from: 'converged',
    scale: { min: 0, max: 2 },
    edits: { scale: 2 },
    facets: { claims: true, retention: true },
  },
  make: (profile) =>
    asking(reference(profile), (request, { set }) => {
      if (request.op === 'updatePod') return 'skip';
      return request.op === 'updateClaim' && set && isDesired(set, ordinalOf(request.name) ?? -1) ? 'skip' : request;
    }),
});
