/**
 * Random views, far beyond what a cluster comes to: as the fields of a vector that say what a pass meets (test/vectors).
 *
 * What upstream leaves open is in no view, as no two runs of the same controller need to agree on it: two pods of one
 * ordinal, two revisions of one number, a second claim template, whose claims it goes through in no order, and failures
 * to adopt revisions, which end what came in no order.
 */
import fc from 'fast-check';
import type { Gate, Profile } from '../../models/controllers/releases.ts';

/** Fields that are left out have the default that test/vectors/README.md says. */
export interface ViewFields {
  readonly profile: string;
  readonly gates?: Readonly<Record<string, boolean>>;
  readonly cacheBehindOwnWrites?: string;
  readonly set: object;
  readonly revisions: readonly object[];
  readonly pods: readonly object[];
  readonly claims: readonly object[];
  readonly apiFailures?: object;
}

/** `undefined`, which stands for the default, but in so many of a hundred cases. */
function sometimes<T>(percent: number, arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ withCrossShrink: true }, { weight: 100 - percent, arbitrary: fc.constant(undefined) }, { weight: percent, arbitrary });
}

const oneOf = fc.constantFrom;

// ---------------------------------------------------------------- what is drawn

const kept = oneOf('Retain', 'Delete');
const counter = fc.integer({ min: -2, max: 7 });
const maxUnavailable = oneOf(1, 2, 3, 0, '25%', '50%', '70%', '100%', '1%');

const strategy = fc.oneof(
  { withCrossShrink: true },
  { weight: 6, arbitrary: fc.record({ type: fc.constant('RollingUpdate'), rollingUpdate: fc.record({ partition: sometimes(30, fc.integer({ min: 0, max: 6 })), maxUnavailable: sometimes(50, maxUnavailable) }) }) },
  { weight: 2, arbitrary: fc.constant({ type: 'RollingUpdate', rollingUpdate: null }) },
  { weight: 2, arbitrary: fc.constant({ type: 'OnDelete', rollingUpdate: null }) },
  { weight: 2, arbitrary: fc.constant({ type: 'Recreate', rollingUpdate: null }) },
);

const condition = oneOf(
  { type: 'Custom', status: 'True', reason: 'Because' },
  { type: 'Progressing', status: 'True', reason: 'RecreateInProgress' },
  { type: 'Progressing', status: 'False', reason: 'RecreateCompleted' },
);

/** A name of a revision, as a place in the history; others are none, or of a revision that is not there. */
const revisionName = oneOf<number | '' | 'X'>(0, -1, 1, '', 'X');

const drawnStatus = fc.record({
  current: revisionName,
  update: revisionName,
  /** Absent: they count the pods, as after a pass that had nothing to do. */
  counters: sometimes(50, fc.record({ replicas: counter, ready: counter, available: counter, current: counter, updated: counter })),
  observed: oneOf(0, -1, 1),
  collisionCount: sometimes(10, fc.integer({ min: 1, max: 3 })),
  conditions: sometimes(15, fc.uniqueArray(condition, { minLength: 1, maxLength: 2, selector: ({ type }) => type })),
});

const drawnSet = fc.record({
  absent: sometimes(1, fc.constant(true)),
  generation: fc.integer({ min: 1, max: 9 }),
  deleting: sometimes(5, fc.constant(true)),
  liveDeleting: sometimes(10, oneOf(true, 'otherUid', 'gone')),
  replicas: fc.integer({ min: 0, max: 6 }),
  start: sometimes(25, oneOf(1, 2, 5)),
  policy: sometimes(50, fc.constant('Parallel')),
  strategy,
  minReadySeconds: sometimes(35, oneOf<number>(5, 30)),
  retention: sometimes(60, fc.record({ whenDeleted: kept, whenScaled: kept })),
  claimTemplates: sometimes(55, fc.constant(['data'])),
  revisionHistoryLimit: sometimes(30, oneOf(2, 1, 0)),
  status: drawnStatus,
});

const drawnRevision = fc.record({
  owner: sometimes(8, oneOf('none', 'other')),
  /** It is not called as its template, because that name was taken so many times. */
  taken: sometimes(8, oneOf(1, 2)),
  /** It holds another template than its name says. */
  otherData: sometimes(5, fc.constant('Z')),
});

const history = fc.record({
  revisions: fc.array(drawnRevision, { maxLength: 5 }),
  /** What the set's template is to them; `equal`: to the API, though its bytes are others. */
  template: fc.oneof({ withCrossShrink: true }, { weight: 6, arbitrary: fc.constant('newest') }, { weight: 4, arbitrary: oneOf('older', 'new', 'equal') }),
});

const drawnPod = fc.record({
  spelling: sometimes(6, oneOf('padded', 'of another set', 'too large')),
  uid: sometimes(5, fc.constant('another-uid')),
  revision: revisionName,
  phase: sometimes(30, oneOf('Pending', 'Failed', 'Succeeded', 'Unknown')),
  ready: sometimes(20, fc.boolean()),
  available: sometimes(20, fc.constant(false)),
  readyLonger: sometimes(25, oneOf(1, 0, -1, -5)),
  terminating: sometimes(12, fc.constant(true)),
  owner: sometimes(10, oneOf('none', 'other')),
  labelsMatch: sometimes(4, fc.constant(false)),
  podNameLabel: sometimes(5, fc.constant(false)),
  volumesMatch: sometimes(6, fc.constant(false)),
});

const drawnOwner = fc.record({ of: oneOf('set', 'pod', 'former set', 'former pod', 'Backup'), controller: sometimes(25, fc.constant(false)) });

const drawnClaim = fc.record({
  terminating: sometimes(8, fc.constant(true)),
  owners: sometimes(55, fc.uniqueArray(drawnOwner, { minLength: 1, maxLength: 2, selector: ({ of }) => of.replace('former ', '') })),
});

/** A pod as it should be. */
const allPlain = { spelling: undefined, uid: undefined, phase: undefined, ready: undefined, available: undefined, readyLonger: undefined, terminating: undefined, owner: undefined, labelsMatch: undefined, podNameLabel: undefined, volumesMatch: undefined };

/** What may be at an ordinal. */
const place = fc.record({
  pod: sometimes(80, drawnPod),
  claim: sometimes(80, drawnClaim),
  /** It is as it was drawn even where most of them are as they should be. */
  isOdd: sometimes(15, fc.constant(true)),
});

const lost = oneOf('ServerError', 'Timeout', 'Forbidden', 'Invalid', 'NotFound', 'Conflict');
const refusedCreate = oneOf('ServerError', 'Timeout', 'Forbidden', 'Invalid', 'AlreadyExists');

/** Of all calls, or of each in turn. */
function calls<T>(failure: fc.Arbitrary<T>): fc.Arbitrary<T | readonly (T | null)[]> {
  return fc.oneof(failure, fc.array(fc.option(failure, { freq: 2 }), { minLength: 1, maxLength: 6 }));
}

/** Of a pod or claim at a place; absent: of any object. */
const anyPlace = sometimes(50, fc.nat({ max: 7 }));

const drawnFailure = fc.oneof(
  fc.record({ op: oneOf('updatePod', 'deletePod', 'adoptPod', 'releasePod', 'updateClaim'), at: anyPlace, failure: calls(lost) }),
  fc.record({ op: oneOf('createPod', 'createClaim'), at: anyPlace, failure: calls(refusedCreate) }),
  fc.record({ op: oneOf('updateStatus', 'getSet', 'updateRevision', 'deleteRevision', 'getRevision'), at: fc.constant(undefined), failure: calls(lost) }),
  fc.record({ op: fc.constant('createRevision'), at: fc.constant(undefined), failure: oneOf('AlreadyExistsSameData', 'AlreadyExistsOtherData', 'AlreadyExists', 'ServerError', 'Timeout') }),
);

// ---------------------------------------------------------------- what it stands for

type Drawn<T> = T extends fc.Arbitrary<infer Value> ? Value : never;
type DrawnSet = Drawn<typeof drawnSet>;
type DrawnPlace = Drawn<typeof place>;

const letters = 'ABCDEF';

/** The revisions, oldest first, and the set's template. */
function historyOf({ revisions, template }: Drawn<typeof history>): { readonly names: readonly string[]; readonly revisions: readonly object[]; readonly template: string } {
  const made = revisions.map(({ owner, taken, otherData }, index) => {
    const data = otherData ?? letters[index]!;
    return { name: taken === undefined ? letters[index]! : `${letters[index]!}~${taken}`, number: index + 1, data, owner };
  });
  const [newest] = made.slice(-1);
  const names = made.map(({ name }) => name);
  if (newest === undefined || template === 'new') return { names, revisions: made, template: letters[made.length]! };
  if (template === 'equal') return { names, revisions: [...made.slice(0, -1), { ...newest, semanticallyEqualTo: `${newest.data}2` }], template: `${newest.data}2` };
  return { names, revisions: made, template: template === 'older' ? made[0]!.data : newest.data };
}

function nameIn(names: readonly string[], place: Drawn<typeof revisionName>): string {
  return typeof place === 'string' ? place : (names.at(place) ?? '');
}

function podName(ordinal: number, spelling: Drawn<typeof drawnPod>['spelling']): string | undefined {
  const spellings = { padded: `web-0${ordinal}`, 'of another set': `website-${ordinal}`, 'too large': `web-9999999999${ordinal}` };
  return spelling && spellings[spelling];
}

function podsOf(places: readonly DrawnPlace[], ordinalOf: (place: number) => number, names: readonly string[], { minReadySeconds = 0, claimTemplates }: Omit<DrawnSet, 'status'>) {
  return places.flatMap(({ pod }, index) => {
    if (!pod) return [];
    const { spelling, readyLonger, revision, available, volumesMatch, ...rest } = pod;
    const readySeconds = readyLonger === undefined || minReadySeconds === 0 ? undefined : Math.max(0, minReadySeconds + readyLonger);
    return [{ ordinal: ordinalOf(index), name: podName(ordinalOf(index), spelling), revision: nameIn(names, revision), readySeconds, available: minReadySeconds === 0 || readySeconds !== undefined ? undefined : available, volumesMatch: claimTemplates && volumesMatch, ...rest }];
  });
}

function claimsOf(places: readonly DrawnPlace[], ordinalOf: (place: number) => number) {
  return places.flatMap(({ claim, pod }, index) => {
    if (!claim) return [];
    const name = `web-${ordinalOf(index)}`;
    const owners = {
      set: { kind: 'StatefulSet', name: 'web', uid: 'set-1' },
      pod: { kind: 'Pod', name, uid: pod?.uid ?? `u-${name}` },
      'former set': { kind: 'StatefulSet', name: 'web', uid: 'set-0' },
      'former pod': { kind: 'Pod', name, uid: 'old' },
      Backup: { kind: 'Backup', name: 'b', uid: 'x' },
    };
    return [{ name: `data-${name}`, terminating: claim.terminating, owners: claim.owners?.map(({ of, controller = true }) => ({ ...owners[of], controller })) }];
  });
}

/** What a pass that had nothing to do would have counted. */
function settledCounters(pods: ReturnType<typeof podsOf>, current: string, update: string) {
  const ours = pods.filter(({ owner, labelsMatch }) => owner === undefined && labelsMatch === undefined);
  const ready = ours.filter(({ phase, ready }) => phase === undefined && (ready ?? true));
  const at = (name: string): number => ours.filter(({ revision, terminating }) => revision === name && !terminating).length;
  return { replicas: ours.length, ready: ready.length, available: ready.filter(({ available }) => available ?? true).length, current: at(current), updated: at(update) };
}

function statusOf({ current, update, counters, observed, collisionCount, conditions }: Drawn<typeof drawnStatus>, generation: number, names: readonly string[], pods: ReturnType<typeof podsOf>) {
  const [currentRevision, updateRevision] = [nameIn(names, current), nameIn(names, update)];
  return { observedGeneration: Math.max(0, generation + observed), ...(counters ?? settledCounters(pods, currentRevision, updateRevision)), currentRevision, updateRevision, collisionCount, conditions };
}

function failuresOf(failures: readonly Drawn<typeof drawnFailure>[], ordinalOf: (place: number) => number, template: string): object | undefined {
  const callsOf = (op: string, at: number | undefined): string => {
    // The next name is free: a controller may try names without end.
    if (op === 'createRevision') return `${op} ${template}`;
    return at === undefined ? op : `${op} ${op.endsWith('Pod') ? '' : 'data-'}web-${ordinalOf(at)}`;
  };
  return failures.length === 0 ? undefined : Object.fromEntries(failures.map(({ op, at, failure }) => [callsOf(op, at), failure]));
}

/** A place in order: its pod runs, and its claim is there. */
function inOrder({ pod, claim, isOdd }: DrawnPlace): DrawnPlace {
  return { pod: pod && { ...allPlain, revision: pod.revision }, claim: claim && { terminating: undefined, owners: claim.owners }, isOdd };
}

/**
 * Views for a release.
 *
 * @param gates that may be switched
 */
export function views(profile: Profile, gates: readonly Gate[]): fc.Arbitrary<ViewFields> {
  const recreates = gates.includes('StatefulSetRecreateStrategy');
  const drawn = fc.record({
    set: drawnSet,
    history,
    places: fc.array(place, { maxLength: 8 }),
    /** Most of what is at the places is in order: what is odd hides what comes later in a pass. */
    isCalm: sometimes(50, fc.constant(true)),
    /** The first place is that of the first wanted ordinal, or comes so many before it. */
    before: sometimes(30, fc.constant(1)),
    failures: fc.oneof({ withCrossShrink: true }, { weight: 65, arbitrary: fc.constant([]) }, { weight: 35, arbitrary: fc.array(drawnFailure, { minLength: 1, maxLength: 3 }) }),
    behind: profile.ownWriteGuard ? sometimes(4, oneOf('pods', 'claims', 'sets')) : fc.constant(undefined),
    gates: gates.length > 0 ? sometimes(8, fc.record({ gate: oneOf(...gates), on: fc.boolean() })) : fc.constant(undefined),
    followsRecreate: fc.boolean(),
  });
  return drawn.map(({ set: { status, ...set }, history: told, places: all, isCalm, before = 0, failures, behind, gates: switched, followsRecreate }) => {
    const { names, revisions, template } = historyOf(told);
    const places = isCalm ? all.map((each) => (each.isOdd ? each : inOrder(each))) : all;
    const first = Math.max(0, (set.start ?? 0) - before);
    const ordinalOf = (index: number): number => first + index;
    const pods = podsOf(places, ordinalOf, names, set);
    const on = recreates && followsRecreate && set.strategy.type === 'Recreate' ? { StatefulSetRecreateStrategy: true } : switched && { [switched.gate]: switched.on };
    return plain({
      profile: profile.name,
      gates: on,
      cacheBehindOwnWrites: behind,
      set: { ...set, strategy: strategyOf(set.strategy), template, status: statusOf(status, set.generation, names, pods) },
      revisions,
      pods,
      claims: set.claimTemplates ? claimsOf(places, ordinalOf) : [],
      apiFailures: failuresOf(failures, ordinalOf, template),
    }) as ViewFields;
  });
}

function strategyOf({ type, rollingUpdate }: DrawnSet['strategy']): object {
  return { type, rollingUpdate: rollingUpdate && { ...rollingUpdate, partition: rollingUpdate.partition ?? 0 } };
}

/** As it is read from a file: what is undefined is not there. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
