/** Removes pod objects at once, whatever still runs behind them. */
import { reference } from '../reference.ts';
import { asking, defineMutant, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'force-deletes',
  caughtBy: ['identity/at-most-one-execution', 'identity/predecessor-stopped', 'storage/single-writer'],
  scenario: {
    set: { replicas: 1, claimTemplates: ['data'] },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
    facets: { claims: true },
  },
  make: (profile) => asking(reference(profile), (request) => (request.op === 'deletePod' ? { ...request, gracePeriodSeconds: 0 } : request)),
});
