/** Takes strategy Recreate for a rolling update, so that old and new pods are there together. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'rolls-recreate-sets',
  caughtBy: ['update/recreate-barrier'],
  scenario: {
    set: { replicas: 2, strategy: { type: 'Recreate', rollingUpdate: null } },
    kubernetes: '1.37',
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
  },
  make: (profile) =>
    seenThrough(reference(profile), (view) =>
      view.set ? { ...view, set: { ...view.set, strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } } } : view,
    ),
});
