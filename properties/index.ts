/** Every promise that is checked, in the order of the catalogue (docs/reference/properties.md). */
import type { Property } from './property.ts';
import * as identity from './identity.ts';
import * as liveness from './liveness.ts';
import * as ordering from './ordering.ts';
import * as progress from './progress.ts';
import * as protocol from './protocol.ts';
import * as status from './status.ts';
import * as storage from './storage.ts';
import * as update from './update.ts';

export const properties: readonly Property[] = [
  identity.atMostOneExecution,
  identity.ordinalInRange,
  identity.noCreateWhilePresent,
  identity.predecessorStopped,
  ordering.successorWaits,
  ordering.scaleDownReverse,
  update.reverseOrder,
  update.waits,
  update.unavailabilityBound,
  update.partitionRespected,
  update.partitionRevision,
  update.onDeleteIsPassive,
  update.onDeleteRefreshes,
  update.parallelBudget,
  update.recreateBarrier,
  protocol.noNeedlessDelete,
  ordering.terminatingBlocks,
  storage.claimBeforePod,
  storage.retainMeansRetain,
  storage.scaleDeleteOnlyWhenCondemned,
  storage.policyAllowsDelete,
  storage.referenceBeforeCondemnedDelete,
  storage.noTimeBomb,
  storage.noPodOnDyingClaim,
  storage.singleWriter,
  storage.dataChangeIsExplained,
  liveness.converges,
  progress.missingPodCreated,
  progress.extraPodRemoved,
  progress.endedPodReplaced,
  progress.rolloutCompletes,
  progress.deletedBrokenPodRecovers,
  progress.noHeadOfLine,
  status.generationObserved,
  status.statusTruthful,
  status.currentAdvances,
  liveness.fallsSilent,
  liveness.convergedMeansSilent,
  progress.higherDoesNotBlock,
  protocol.liveRevisionsKept,
  protocol.observedGenerationNotAhead,
  protocol.deleteHitsTheSeenIncarnation,
  protocol.noActionWhileDeleting,
];

export function propertyOf(id: string): Property | undefined {
  return properties.find((property) => property.id === id);
}
