/** Removes the lowest unwanted pod instead of the highest. */
import { isDesired, ordinalOf, whyDeleted } from '../../observation.ts';
import { reference } from '../reference.ts';
import { asking, defineMutant } from './mutant.ts';

export default defineMutant({
  name: 'scales-down-lowest-first',
  caughtBy: ['ordering/scale-down-reverse'],
  scenario: { set: { replicas: 3, policy: 'OrderedReady' }, from: 'converged', scale: { min: 1, max: 3 }, edits: { scale: 1 } },
  make: (profile) =>
    asking(reference(profile), (request, view) => {
      const { set } = view;
      if (request.op !== 'deletePod' || !set || whyDeleted(view, request.name) !== 'scale') return request;
      const [lowest] = view.pods
        .filter(({ name, terminating }) => !terminating && !isDesired(set, ordinalOf(name) ?? 0))
        .sort((a, b) => ordinalOf(a.name)! - ordinalOf(b.name)!);
      return { ...request, name: lowest?.name ?? request.name };
    }),
});
