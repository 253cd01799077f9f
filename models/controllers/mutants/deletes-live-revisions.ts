/** Shortens the history without looking who uses it. */
import { reference } from '../reference.ts';
import { defineMutant, preceded, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'deletes-live-revisions',
  caughtBy: ['protocol/live-revisions-kept'],
  scenario: {
    set: { replicas: 1, revisionHistoryLimit: 1 },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
    facets: { revisions: true },
  },
  make: (profile) =>
    preceded(reference(profile), ({ set, revisions }) => {
      const oldest = [...revisions].sort((a, b) => a.number - b.number)[0];
      return set && oldest && revisions.length > set.revisionHistoryLimit ? [{ op: 'deleteRevision', name: oldest.name }] : [];
    }),
});
