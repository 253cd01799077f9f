/** Restarts the lowest pod whenever all work. */
import { reference } from '../reference.ts';
import { defineMutant, preceded } from './mutant.ts';

export default defineMutant({
  name: 'restarts-pods-for-ever',
  caughtBy: ['liveness/falls-silent', 'liveness/converges'],
  scenario: { set: { replicas: 1 }, from: 'fresh' },
  make: (profile) =>
    preceded(reference(profile), ({ set, pods }) => {
      const [lowest] = pods;
      const works = pods.every(({ ready, terminating }) => ready && !terminating);
      return set && lowest && works && pods.length === set.replicas ? [{ op: 'deletePod', name: lowest.name }] : [];
    }),
});
