/** Takes down one pod more than maxUnavailable allows. Needs a release that reads the field. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'exceeds-max-unavailable',
  caughtBy: ['update/unavailability-bound'],
  scenario: {
    set: { replicas: 2, policy: 'OrderedReady', strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 1 } } },
    kubernetes: '1.37',
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
  },
  make: (profile) =>
    seenThrough(reference(profile), (view) => {
      const rolling = view.set?.strategy.rollingUpdate;
      if (!view.set || !rolling || typeof rolling.maxUnavailable !== 'number') return view;
      const rollingUpdate = { ...rolling, maxUnavailable: rolling.maxUnavailable + 1 };
      return { ...view, set: { ...view.set, strategy: { ...view.set.strategy, rollingUpdate } } };
    }),
});
