/** Rolls updates out by itself although the strategy is OnDelete. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'updates-on-delete-sets',
  caughtBy: ['update/on-delete-is-passive'],
  scenario: {
    set: { replicas: 1, strategy: { type: 'OnDelete', rollingUpdate: null } },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
  },
  make: (profile) =>
    seenThrough(reference(profile), (view) =>
      view.set ? { ...view, set: { ...view.set, strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } } } : view,
    ),
});
