/** Takes every pod that has not ended for a working one, and so does not wait for it. */
import type { View } from '../controller.ts';
import { reference } from '../reference.ts';
import { defineMutant, seenThrough } from './mutant.ts';

export default defineMutant({
  name: 'skips-readiness-wait',
  caughtBy: ['ordering/successor-waits'],
  scenario: { set: { replicas: 2, policy: 'OrderedReady' }, from: 'fresh' },
  make: (profile) => seenThrough(reference(profile), optimistic),
});

/** The view in which every pod that has not ended works. */
export function optimistic(view: View): View {
  const pods = view.pods.map((pod) =>
    pod.phase === 'Pending' || pod.phase === 'Running' ? { ...pod, phase: 'Running' as const, ready: true, available: true } : pod,
  );
  return { ...view, pods };
}
