/** Goes on with a rolling update while the pods that it has replaced do not work yet. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough, twoTemplates } from './mutant.ts';
import { optimistic } from './skips-readiness-wait.ts';

export default defineMutant({
  name: 'updates-without-waiting',
  caughtBy: ['update/waits'],
  scenario: {
    set: { replicas: 2, policy: 'OrderedReady', strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
  },
  make: (profile) =>
    seenThrough(reference(profile), (view) => (view.set && view.pods.length >= view.set.replicas ? optimistic(view) : view)),
});
