/** Makes pods that are wanted the owners of their claims, so that a restart takes the data along. */
import { isDesired, ordinalOf, type View } from '../../observation.ts';
import { reference } from '../reference.ts';
import { defineMutant, preceded, seenThrough, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'marks-wanted-claims',
  caughtBy: ['storage/scale-delete-only-when-condemned'],
  scenario: {
    set: { replicas: 1, claimTemplates: ['data'], retention: { whenDeleted: 'Retain', whenScaled: 'Delete' } },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
    facets: { claims: true, retention: true },
  },
  make: (profile) =>
    preceded(
      seenThrough(reference(profile), (view) => ({ ...view, claims: view.claims.map((claim) => ({ ...claim, owners: [] })) })),
      (view) =>
        wantedPods(view).flatMap((pod) =>
          view.claims
            .filter(({ name, owners }) => name.endsWith(`-${pod.name}`) && !owners.some(({ uid }) => uid === pod.uid))
            .map(({ name }) => ({ op: 'updateClaim', name, owners: [{ kind: 'Pod', name: pod.name, uid: pod.uid, controller: true }] })),
        ),
    ),
});

function wantedPods({ set, pods }: View): View['pods'] {
  return pods.filter(({ name }) => set && !set.deleting && isDesired(set, ordinalOf(name) ?? -1));
}
