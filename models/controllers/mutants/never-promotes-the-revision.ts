/** Keeps the current revision at what it was when the set was new. */
import { reference } from '../reference.ts';
import { asking, defineMutant, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'never-promotes-the-revision',
  caughtBy: ['liveness/current-revision-advances'],
  scenario: { set: { replicas: 1 }, from: 'converged', templates: twoTemplates, edits: { template: 1 }, facets: { status: true } },
  make: (profile) =>
    asking(reference(profile), (request, { set }) =>
      set && request.op === 'updateStatus' ? { ...request, status: { ...request.status, currentRevision: set.status.currentRevision } } : request,
    ),
});
