/** The history of the pod template: which revision is current, which one to update to, and what to forget (SC-REV). */
import type { Conversation, RevisionView, View } from '../controller.ts';
import { ask } from '../controller.ts';
import { attempt, type Failed, type Pass } from './pass.ts';
import type { Pod } from './pods.ts';

/** The two revisions a pass works with. */
export interface Revisions {
  /** Name of the revision that pods are kept at. */
  readonly current: string;
  /** Name of the revision that pods are updated to: the one of the set's template. */
  readonly update: string;
  /** Name collisions met so far, those of former passes included. */
  readonly collisionCount: number;
}

/**
 * The revisions that are ours or nobody's, oldest first (SC-RD-3, SC-REV-3).
 *
 * Deviation: revisions with equal numbers are ordered by name; upstream looks at their creation time before. Two such
 * revisions come about only by hand, or when two leaders work at once.
 */
export function listRevisions(view: View): readonly RevisionView[] {
  return view.revisions
    .filter((revision) => revision.owner !== 'other')
    .sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1));
}

/**
 * Finds or records the revision of the set's template, and finds the current one (SC-REV-3 to SC-REV-7).
 *
 * Follows `getStatefulSetRevisions`.
 */
export function* findRevisions(pass: Pass, listed: readonly RevisionView[]): Conversation<Revisions | Failed> {
  const { status } = pass.set;
  const found = yield* findUpdateRevision(pass, listed);
  if ('error' in found) return found;
  // A current revision that is not listed, for whatever reason, silently becomes the update revision (SC-REV-7).
  const current = listed.some((revision) => revision.name === status.currentRevision)
    ? status.currentRevision
    : found.update;
  return { current, ...found };
}

function* findUpdateRevision(
  pass: Pass,
  listed: readonly RevisionView[],
): Conversation<Omit<Revisions, 'current'> | Failed> {
  const { set, profile } = pass;
  const { collisionCount } = set.status;
  const newest = listed.at(-1);
  const number = (newest?.number ?? 0) + 1;
  const equal = listed.findLast((revision) => revision.data === set.template);

  if (equal !== undefined) {
    // A rollback keeps the old name, so that pods which still have it count as updated (SC-REV-3).
    const error = equal === newest ? undefined : yield* renumber(equal, number);
    return error === undefined ? { update: equal.name, collisionCount } : { error };
  }
  // Older revisions are not tried: only a change of the API's defaults is to be recognised (SC-REV-6).
  if (profile.semanticRevisions && newest?.semanticallyEqualTo === set.template) {
    return { update: newest.name, collisionCount };
  }
  return yield* createRevision(pass, number);
}

/**
 * Makes a listed revision the newest (SC-REV-3).
 *
 * Follows `UpdateControllerRevision`, faults included: a Conflict is meant to be retried, but the retry works on the
 * empty object that comes with the error, and fails before it reaches the API server.
 */
function* renumber({ name }: RevisionView, number: number): Conversation<string | undefined> {
  const error = yield* attempt({ op: 'updateRevision', name, number });
  return error === 'Conflict' ? 'EmptyResourceName' : error;
}

/**
 * Records the set's template. A name that is taken by the same template is used as it is; taken by another one, the
 * next name is tried, without limit (SC-REV-4, SC-REV-5).
 *
 * Follows `CreateControllerRevision`. Deviation: names are the template's, with `~2` after two collisions, instead of
 * the set's with a hash.
 */
function* createRevision({ set }: Pass, number: number): Conversation<Omit<Revisions, 'current'> | Failed> {
  const data = set.template;
  for (let { collisionCount } = set.status; ; collisionCount++) {
    const name = collisionCount === 0 ? data : `${data}~${collisionCount}`;
    const error = yield* attempt({ op: 'createRevision', name, number, data });
    if (error === undefined) return { update: name, collisionCount };
    if (error !== 'AlreadyExists') return { error };
    const stored = yield* ask({ op: 'getRevision', name });
    if (!stored.ok) return { error: stored.reason };
    if (stored.revision?.data === data) return { update: name, collisionCount };
  }
}

/**
 * Deletes the oldest revisions that nobody uses, down to the set's limit; the first error ends it (SC-REV-8).
 * `revisions` is undefined when finding them failed: then the current one is not spared (SC-REV-10).
 *
 * Follows `truncateHistory`. Deviation: a negative limit keeps all in every release; up to 1.31 it crashed.
 */
export function* truncateHistory(
  { set }: Pass,
  listed: readonly RevisionView[],
  pods: readonly Pod[],
  revisions: Revisions | undefined,
): Conversation<string | undefined> {
  const limit = set.revisionHistoryLimit;
  if (limit < 0 || listed.length <= limit) return undefined;
  const live = new Set([revisions?.current, revisions?.update, ...pods.map((pod) => pod.revision)]);
  const history = listed.filter((revision) => !live.has(revision.name));
  for (const { name } of history.slice(0, Math.max(0, history.length - limit))) {
    const error = yield* attempt({ op: 'deleteRevision', name });
    if (error !== undefined) return error;
  }
  return undefined;
}
