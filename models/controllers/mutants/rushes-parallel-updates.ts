/** Takes down one pod of a Parallel set after the other, without looking whether those that it replaced work. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough, twoTemplates } from './mutant.ts';
import { optimistic } from './skips-readiness-wait.ts';

export default defineMutant({
  name: 'rushes-parallel-updates',
  caughtBy: ['update/parallel-budget'],
  scenario: {
    set: { replicas: 2, policy: 'Parallel', strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } } },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
  },
  make: (profile) => seenThrough(reference(profile), optimistic),
});
