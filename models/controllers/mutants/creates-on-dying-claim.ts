/** Does not notice that a claim is being deleted. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'creates-on-dying-claim',
  caughtBy: ['storage/no-pod-on-dying-claim'],
  scenario: {
    set: { replicas: 1, claimTemplates: ['data'] },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1, deleteClaim: 1 },
    facets: { claims: true },
  },
  make: (profile) =>
    seenThrough(reference(profile), (view) => ({ ...view, claims: view.claims.map((claim) => ({ ...claim, terminating: false })) })),
});
