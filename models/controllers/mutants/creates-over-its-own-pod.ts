/** Does not see pods that are terminating, and creates their successors while they are still there. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'creates-over-its-own-pod',
  caughtBy: ['identity/no-create-while-present'],
  scenario: { set: { replicas: 1 }, from: 'converged', templates: twoTemplates, edits: { template: 1 } },
  make: (profile) => seenThrough(reference(profile), (view) => ({ ...view, pods: view.pods.filter(({ terminating }) => !terminating) })),
});
