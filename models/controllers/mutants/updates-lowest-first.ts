/** Rolls an update from the lowest ordinal to the highest. */
import { ordinalOf, whyDeleted } from '../../observation.ts';
import { reference } from '../reference.ts';
import { asking, defineMutant, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'updates-lowest-first',
  caughtBy: ['update/reverse-order'],
  scenario: {
    set: { replicas: 2, policy: 'OrderedReady', strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
  },
  make: (profile) =>
    asking(reference(profile), (request, view) => {
      if (request.op !== 'deletePod' || whyDeleted(view, request.name) !== 'update') return request;
      const [lowest] = view.pods
        .filter(({ name, terminating }) => !terminating && whyDeleted(view, name) === 'update')
        .sort((a, b) => ordinalOf(a.name)! - ordinalOf(b.name)!);
      return { ...request, name: lowest?.name ?? request.name };
    }),
});
