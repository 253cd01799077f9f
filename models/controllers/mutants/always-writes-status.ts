/** Writes the status in every pass, also when it is there already. */
import { reference } from '../reference.ts';
import { defineMutant, preceded } from './mutant.ts';

export default defineMutant({
  name: 'always-writes-status',
  caughtBy: ['liveness/converged-means-silent'],
  scenario: { set: { replicas: 1 }, from: 'fresh', facets: { status: true } },
  make: (profile) =>
    preceded(reference(profile), ({ set }) => (set ? [{ op: 'updateStatus', name: set.name, status: set.status }] : [])),
});
