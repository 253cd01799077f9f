/**
 * Works on a cache that does not show what it wrote itself.
 *
 * 1. It creates web-0. A user deletes web-0, and it goes. The cache shows none of that.
 * 2. It creates web-0 again, because its cache still shows no such pod.
 * 3. The cache shows the first web-0, just created, and a user scales down.
 * 4. It deletes web-0 by name, and hits the second one.
 */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough } from './mutant.ts';

export default defineMutant({
  name: 'ignores-own-writes',
  caughtBy: ['protocol/delete-hits-the-seen-incarnation'],
  scenario: {
    set: { replicas: 1 },
    kubernetes: '1.37',
    from: 'fresh',
    scale: { min: 0, max: 1 },
    edits: { scale: 1 },
    assume: 'lag',
    disturbances: 1,
    lag: { pods: 3 },
  },
  make: (profile) => ({
    ...seenThrough(reference(profile), (view) => ({ ...view, behindOwnWrites: [] })),
    recordsOwnWrites: false,
  }),
});
