/** Takes a pod that has failed for one that works. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough } from './mutant.ts';

export default defineMutant({
  name: 'ignores-failed-pods',
  caughtBy: ['liveness/converges', 'liveness/ended-pod-replaced'],
  scenario: { set: { replicas: 1 }, from: 'converged', assume: 'crashes', disturbances: 1 },
  make: (profile) =>
    seenThrough(reference(profile), (view) => ({
      ...view,
      pods: view.pods.map((pod) => (pod.phase === 'Failed' ? { ...pod, phase: 'Running' as const, ready: true, available: true } : pod)),
    })),
});
