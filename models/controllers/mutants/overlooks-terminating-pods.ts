/** Does not notice that a pod is terminating, and goes on above and below it. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough } from './mutant.ts';

export default defineMutant({
  name: 'overlooks-terminating-pods',
  caughtBy: ['ordering/terminating-blocks', 'ordering/successor-waits'],
  scenario: { set: { replicas: 2, policy: 'OrderedReady' }, from: 'fresh', assume: 'lag', disturbances: 1 },
  make: (profile) =>
    seenThrough(reference(profile), (view) => ({ ...view, pods: view.pods.map((pod) => ({ ...pod, terminating: false })) })),
});
