/** Counts from 0 to replicas, both included. */
import { reference } from '../reference.ts';
import { defineMutant, seenThrough } from './mutant.ts';

export default defineMutant({
  name: 'creates-one-too-many',
  caughtBy: ['identity/ordinal-in-range'],
  scenario: { set: { replicas: 1 }, from: 'fresh', scale: { min: 1, max: 2 } },
  make: (profile) =>
    seenThrough(reference(profile), (view) => (view.set ? { ...view, set: { ...view.set, replicas: view.set.replicas + 1 } } : view)),
});
