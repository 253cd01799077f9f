/** Every seeded bug, in the order of the properties that catch them. */
import type { Mutant } from './mutant.ts';
import alwaysWritesStatus from './always-writes-status.ts';
import countsAllPodsAsReady from './counts-all-pods-as-ready.ts';
import createsOnDyingClaim from './creates-on-dying-claim.ts';
import createsOneTooMany from './creates-one-too-many.ts';
import createsOverItsOwnPod from './creates-over-its-own-pod.ts';
import createsPodsWithoutClaims from './creates-pods-without-claims.ts';
import deletesAHealthyPod from './deletes-a-healthy-pod.ts';
import deletesByTheWrongPolicy from './deletes-by-the-wrong-policy.ts';
import deletesClaimsOnScaleDown from './deletes-claims-on-scale-down.ts';
import deletesLiveRevisions from './deletes-live-revisions.ts';
import exceedsMaxUnavailable from './exceeds-max-unavailable.ts';
import forceDeletes from './force-deletes.ts';
import forgetsTheLastPod from './forgets-the-last-pod.ts';
import forgetsToMarkClaims from './forgets-to-mark-claims.ts';
import ignoresFailedPods from './ignores-failed-pods.ts';
import ignoresOwnWrites from './ignores-own-writes.ts';
import ignoresPartition from './ignores-partition.ts';
import keepsExtraPods from './keeps-extra-pods.ts';
import keepsThePodReference from './keeps-the-pod-reference.ts';
import marksWantedClaims from './marks-wanted-claims.ts';
import neverObservesGenerations from './never-observes-generations.ts';
import neverPromotesTheRevision from './never-promotes-the-revision.ts';
import observesUnseenGenerations from './observes-unseen-generations.ts';
import overlooksTerminatingPods from './overlooks-terminating-pods.ts';
import recreatesAtNewestRevision from './recreates-at-newest-revision.ts';
import recreatesAtOldRevision from './recreates-at-old-revision.ts';
import recreatesBrokenPods from './recreates-broken-pods.ts';
import restartsPodsForEver from './restarts-pods-for-ever.ts';
import rollsRecreateSets from './rolls-recreate-sets.ts';
import rushesParallelUpdates from './rushes-parallel-updates.ts';
import scalesDownLowestFirst from './scales-down-lowest-first.ts';
import skipsReadinessWait from './skips-readiness-wait.ts';
import updatesLowestFirst from './updates-lowest-first.ts';
import updatesOnDeleteSets from './updates-on-delete-sets.ts';
import updatesOnePodOnly from './updates-one-pod-only.ts';
import updatesWithoutWaiting from './updates-without-waiting.ts';
import waitsForBrokenPods from './waits-for-broken-pods.ts';
import waitsForHigherPods from './waits-for-higher-pods.ts';
import worksOnWhileDeleting from './works-on-while-deleting.ts';

export type { Mutant };

export const mutants: readonly Mutant[] = [
  forceDeletes,
  createsOneTooMany,
  createsOverItsOwnPod,
  skipsReadinessWait,
  scalesDownLowestFirst,
  updatesLowestFirst,
  updatesWithoutWaiting,
  exceedsMaxUnavailable,
  ignoresPartition,
  recreatesAtNewestRevision,
  updatesOnDeleteSets,
  recreatesAtOldRevision,
  rushesParallelUpdates,
  rollsRecreateSets,
  deletesAHealthyPod,
  overlooksTerminatingPods,
  createsPodsWithoutClaims,
  deletesClaimsOnScaleDown,
  marksWantedClaims,
  deletesByTheWrongPolicy,
  forgetsToMarkClaims,
  keepsThePodReference,
  createsOnDyingClaim,
  ignoresFailedPods,
  forgetsTheLastPod,
  keepsExtraPods,
  updatesOnePodOnly,
  recreatesBrokenPods,
  waitsForBrokenPods,
  neverObservesGenerations,
  countsAllPodsAsReady,
  neverPromotesTheRevision,
  restartsPodsForEver,
  waitsForHigherPods,
  alwaysWritesStatus,
  deletesLiveRevisions,
  observesUnseenGenerations,
  ignoresOwnWrites,
  worksOnWhileDeleting,
];
