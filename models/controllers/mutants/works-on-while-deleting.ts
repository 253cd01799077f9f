/** Does not notice that its set is being deleted. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough } from './mutant.ts';

export default defineMutant({
  name: 'works-on-while-deleting',
  caughtBy: ['protocol/no-action-while-deleting'],
  scenario: { set: { replicas: 2 }, from: 'fresh', edits: { deleteSet: ['foreground'] } },
  make: (profile) => seenThrough(reference(profile), (view) => (view.set ? { ...view, set: { ...view.set, deleting: false } } : view)),
});
