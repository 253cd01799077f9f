/** Updates all pods, the ones below the partition too. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'ignores-partition',
  caughtBy: ['update/partition-respected'],
  scenario: {
    set: { replicas: 2, policy: 'OrderedReady', strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
  },
  make: (profile) =>
    seenThrough(reference(profile), (view) => {
      const rolling = view.set?.strategy.rollingUpdate;
      if (!view.set || !rolling) return view;
      return { ...view, set: { ...view.set, strategy: { ...view.set.strategy, rollingUpdate: { ...rolling, partition: 0 } } } };
    }),
});
