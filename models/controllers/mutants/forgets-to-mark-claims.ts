/** Scales pods down without telling the garbage collector about their claims. */
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'forgets-to-mark-claims',
  caughtBy: ['storage/reference-before-condemned-delete'],
  scenario: {
    set: { replicas: 1, claimTemplates: ['data'], retention: { whenDeleted: 'Retain', whenScaled: 'Delete' } },
    from: 'converged',
    scale: { min: 0, max: 1 },
    edits: { scale: 1 },
    facets: { claims: true, retention: true },
  },
  // A mark that is skipped is believed to be there: the property goes by what was asked.
  make: (profile) => asking(reference(profile), (request) => (request.op === 'updateClaim' ? 'skip' : request)),
});
