/** Leaves it to others to create the claims of its pods. */
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'creates-pods-without-claims',
  caughtBy: ['storage/claim-before-pod'],
  scenario: { set: { replicas: 1, claimTemplates: ['data'] }, from: 'fresh', facets: { claims: true } },
  make: (profile) => asking(reference(profile), (request) => (request.op === 'createClaim' ? 'skip' : request)),
});
