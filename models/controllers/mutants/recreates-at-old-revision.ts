/** Brings a pod that somebody deleted back at the revision it had. */
import { reference } from '../reference.ts';
import { asking, defineMutant, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'recreates-at-old-revision',
  caughtBy: ['update/on-delete-refreshes'],
  scenario: {
    set: { replicas: 1, strategy: { type: 'OnDelete', rollingUpdate: null } },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
    assume: 'lag',
    disturbances: 1,
  },
  make: (profile) =>
    asking(reference(profile), (request, { set }) =>
      request.op === 'createPod' && set?.status.currentRevision ? { ...request, revision: set.status.currentRevision } : request,
    ),
});
