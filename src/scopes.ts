/**
 * Scopes: how much of a set's world is explored at once, after what was measured (docs/decisions). A scope turns a set
 * into a scenario; several small scopes answer more than one large one.
 */
import type { Facets, Scenario } from '../models/scenario.ts';

export const noFacets: Facets = { claims: false, revisions: false, volumes: false, status: false, availability: false, retention: false, nodes: false };

/** The universe that everything else is described as a difference from: two replicas, nothing ever happens to them. */
export const baseScenario: Scenario = {
  set: {
    name: 'web',
    replicas: 2,
    start: 0,
    policy: 'OrderedReady',
    strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
    minReadySeconds: 0,
    retention: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    claimTemplates: [],
    revisionHistoryLimit: 10,
  },
  kubernetes: '1.37',
  assume: 'crashes',
  from: 'fresh',
  templates: [{ broken: false }, { broken: false }],
  edits: { template: 0, scale: 0, partition: 0, deleteClaim: 0, deleteSet: [] },
  scale: { min: 1, max: 2 },
  disturbances: 0,
  lag: { pods: 3, sets: 1, claims: 1, revisions: 1 },
  volumes: [],
  facets: noFacets,
  reductions: { fuseDelivery: true, mergeContinuations: true },
};

export type ScenarioChanges = { readonly [K in keyof Scenario]?: Scenario[K] extends readonly unknown[] | string | number ? Scenario[K] : Partial<Scenario[K]> };

/** A scenario as `base` with changes; objects are merged one level deep. */
export function scenario(changes: ScenarioChanges, base: Scenario = baseScenario): Scenario {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, change] of Object.entries(changes)) {
    const old = merged[key];
    merged[key] = isObject(old) && isObject(change) ? { ...old, ...change } : change;
  }
  return merged as unknown as Scenario;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a manifest and the command line say about a set; the part of a scenario that is not a choice of scope. */
export type SetSpec = Scenario['set'];

export interface ScopeOptions {
  readonly kubernetes: string;
  readonly assume: Scenario['assume'];
  /** Static volumes of the manifest. */
  readonly volumes: readonly string[];
  /** Which scopes: `default` is a handful of small ones, the others are one each. */
  readonly scope: 'default' | 'small' | 'standard' | 'large';
  /** Replicas to explore at most; the verdict says so when the manifest asks for more. */
  readonly maxReplicas: number;
}

/** A named scenario; `about` says in a few words what is looked for in it. */
export interface Scope {
  readonly name: string;
  readonly about: string;
  readonly scenario: Scenario;
}

/** Replicas explored by default: what a pod more costs is in docs/decisions. */
export const defaultReplicas = { default: 2, small: 2, standard: 3, large: 3 } as const;

/**
 * The set with so many replicas. A partition keeps its meaning where it can: some pods below it and some at or above it,
 * none, or all.
 */
export function withReplicas(set: SetSpec, replicas: number): SetSpec {
  const { rollingUpdate } = set.strategy;
  if (!rollingUpdate || rollingUpdate.partition === 0 || replicas === set.replicas) return { ...set, replicas };
  const isAll = rollingUpdate.partition >= set.replicas;
  const partition = isAll ? Math.max(replicas, rollingUpdate.partition) : Math.min(rollingUpdate.partition, Math.max(0, replicas - 1));
  return { ...set, replicas, strategy: { ...set.strategy, rollingUpdate: { ...rollingUpdate, partition } } };
}

/** Replicas in which a set's own maxUnavailable can bind: one more than it allows. */
export function replicasThatBind({ strategy }: SetSpec): number {
  const { maxUnavailable } = strategy.rollingUpdate ?? {};
  return typeof maxUnavailable === 'number' && maxUnavailable > 1 ? maxUnavailable + 1 : 0;
}

/** The scopes that a set is checked in, the quickest first. */
export function scopesOf(set: SetSpec, options: ScopeOptions): Scope[] {
  const replicas = Math.min(set.replicas, options.maxReplicas);
  const scaled = withReplicas(set, replicas);
  const { maxUnavailable } = set.strategy.rollingUpdate ?? {};
  const claims = set.claimTemplates.length > 0;
  const base = scenario({
    set: scaled,
    kubernetes: options.kubernetes,
    assume: options.assume,
    scale: { min: Math.max(0, replicas - 1), max: Math.max(1, replicas) },
    // Without the block the controller reads a status counter (SC-BLD-5), so the counters must be there.
    facets: { status: set.strategy.type === 'RollingUpdate' && set.strategy.rollingUpdate === null, availability: set.minReadySeconds > 0, retention: claims && isRetentionActive(set) },
  });
  const named = (name: string, about: string, changes: ScenarioChanges): Scope => ({ name, about, scenario: withClaims(scenario(changes, base)) });
  const everyday: ScenarioChanges = { edits: { template: 1, scale: 1 }, disturbances: 1 };
  const revisions = { ...base.facets, revisions: true };
  if (options.scope === 'small') return [named('small', 'one template edit, one scale, one disturbance', { ...everyday, facets: { ...revisions, claims } })];
  if (options.scope === 'standard') {
    // Parallel multiplies more than claims do.
    const facets = set.policy === 'Parallel' ? base.facets : { ...revisions, claims };
    return [named('standard', 'one template edit, one scale, one disturbance', { ...everyday, facets })];
  }
  if (options.scope === 'large') {
    const edits = set.policy === 'Parallel' ? everyday.edits! : { ...everyday.edits, template: 2 };
    return [named('large', 'more edits or more facets, one disturbance', { ...everyday, edits, facets: { ...revisions, claims } })];
  }
  const partitioned = (set.strategy.rollingUpdate?.partition ?? 0) > 0;
  return [
    named('rollback', 'a broken template and its revert, nothing else goes wrong', { templates: [{ broken: false }, { broken: true }], edits: { template: 2 }, facets: revisions }),
    named('everyday', 'one template edit, one scale, one disturbance', { ...everyday, facets: set.policy === 'Parallel' ? revisions : { ...revisions, claims } }),
    ...(claims ? [named('storage', 'claims, volumes and data; one disturbance', { edits: { scale: base.facets.retention ? 2 : 1 }, disturbances: 1, volumes: options.volumes.length >= replicas ? options.volumes : [], facets: { claims: true, volumes: true, ...(base.facets.retention ? { retention: true } : {}) } })] : []),
    named('scale', 'a converged set is scaled down and up again; one disturbance', { from: 'converged', scale: { min: 0, max: Math.max(1, replicas) }, edits: { scale: 2 }, disturbances: 1 }),
    ...(set.strategy.type === 'OnDelete' ? [] : [named('recovery', 'a converged set, a broken template, and a way out of it; one disturbance', { from: 'converged', templates: [{ broken: false }, { broken: true }, { broken: false }], edits: { template: 2 }, disturbances: 1, facets: base.facets })]),
    named('status', 'the status counters, visible at once; one template edit', { edits: { template: 1, scale: 1 }, disturbances: 0, facets: { ...revisions, status: true } }),
    ...(partitioned ? [named('partition', 'the partition moves', { edits: { template: 1, partition: 1 }, disturbances: 1, facets: base.facets })] : []),
    ...(maxUnavailable !== undefined && maxUnavailable !== 1 ? [named('budget', 'several pods at once; one template edit', { edits: { template: 1 }, disturbances: 1, facets: base.facets })] : []),
    named('deletion', 'the set is deleted', { edits: { template: 0, scale: 0, deleteSet: ['background', 'foreground', 'orphan'] }, disturbances: 0, facets: base.facets.retention ? { ...base.facets, claims: true } : revisions }),
  ];
}

function isRetentionActive(set: SetSpec): boolean {
  return set.retention.whenDeleted === 'Delete' || set.retention.whenScaled === 'Delete';
}

/** Facets that stand on claims are off where the scope has none. */
function withClaims(scope: Scenario): Scenario {
  const { claims, retention, volumes } = scope.facets;
  return { ...scope, facets: { ...scope.facets, retention: claims && retention, volumes: claims && volumes } };
}
