/** Restarts a pod that works, in every pass. */
import { whyDeleted } from '../../observation.ts';
import { reference } from '../reference.ts';
import { defineMutant, preceded } from './mutant.ts';

export default defineMutant({
  name: 'deletes-a-healthy-pod',
  caughtBy: ['protocol/no-needless-delete', 'liveness/converged-means-silent'],
  scenario: { set: { replicas: 1 }, from: 'fresh' },
  make: (profile) =>
    preceded(reference(profile), (view) =>
      view.pods
        .filter(({ name, ready, terminating }) => ready && !terminating && whyDeleted(view, name) === 'needless')
        .map(({ name }) => ({ op: 'deletePod', name })),
    ),
});
