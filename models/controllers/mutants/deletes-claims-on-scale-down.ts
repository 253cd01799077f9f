/** Deletes the claims of pods that are not wanted, whatever the retention policy says. */
import { isDesired, ordinalOf } from '../../observation.ts';
import { reference } from '../reference.ts';
import { defineMutant, preceded } from './mutant.ts';

export default defineMutant({
  name: 'deletes-claims-on-scale-down',
  caughtBy: ['storage/retain-means-retain', 'storage/data-change-is-explained'],
  scenario: {
    set: { replicas: 1, claimTemplates: ['data'], retention: { whenDeleted: 'Retain', whenScaled: 'Retain' } },
    from: 'converged',
    scale: { min: 0, max: 1 },
    edits: { scale: 2 },
    facets: { claims: true, volumes: true },
  },
  make: (profile) =>
    preceded(reference(profile), ({ set, claims }) =>
      claims
        .filter(({ name, terminating }) => set && !set.deleting && !terminating && !isDesired(set, ordinalOf(name) ?? 0))
        .map(({ name }) => ({ op: 'deleteClaim', name })),
    ),
});
