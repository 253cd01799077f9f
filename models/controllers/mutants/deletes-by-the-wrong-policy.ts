/** Takes one half of the retention policy for both: claims go on scale-down although only whenDeleted says Delete. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough } from './mutant.ts';

export default defineMutant({
  name: 'deletes-by-the-wrong-policy',
  caughtBy: ['storage/policy-allows-delete'],
  scenario: {
    set: { replicas: 1, claimTemplates: ['data'], retention: { whenDeleted: 'Delete', whenScaled: 'Retain' } },
    from: 'converged',
    scale: { min: 0, max: 1 },
    edits: { scale: 1, deleteSet: ['background'] },
    facets: { claims: true, retention: true },
  },
  make: (profile) =>
    seenThrough(reference(profile), (view) => (view.set ? { ...view, set: { ...view.set, retention: { whenDeleted: 'Delete', whenScaled: 'Delete' } } } : view)),
});
