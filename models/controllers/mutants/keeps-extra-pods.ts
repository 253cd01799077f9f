/** Does not see pods that are not wanted any more, so it never removes them. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough } from './mutant.ts';

export default defineMutant({
  name: 'keeps-extra-pods',
  caughtBy: ['liveness/extra-pod-removed', 'liveness/converges'],
  scenario: { set: { replicas: 2 }, from: 'converged', edits: { scale: 1 }, scale: { min: 1, max: 2 } },
  make: (profile) =>
    seenThrough(reference(profile), (view) => {
      const { set } = view;
      if (!set) return view;
      const wanted = Array.from({ length: set.replicas }, (_, slot) => `${set.name}-${set.start + slot}`);
      return { ...view, pods: view.pods.filter(({ name }) => wanted.includes(name)) };
    }),
});
