/** Takes the revision that was made last for the wanted one, also after it was reverted. */
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'recreates-broken-pods',
  caughtBy: ['liveness/deleted-broken-pod-recovers'],
  scenario: {
    set: { replicas: 1 },
    from: 'converged',
    templates: [{ broken: false }, { broken: true }],
    edits: { template: 2 },
    disturbances: 1,
    // A pass that has not seen the revert makes the pod again as it was, whoever decides.
    lag: { pods: 0, sets: 0 },
    facets: { revisions: true },
  },
  make: (profile) =>
    asking(reference(profile), (request, { revisions }) =>
      request.op === 'createPod' ? { ...request, revision: revisions.map(({ name }) => name).reduce((a, b) => (a > b ? a : b), request.revision) } : request,
    ),
});
