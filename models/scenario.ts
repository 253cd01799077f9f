/**
 * The knobs of one universe: the set somebody starts with, what its surroundings may do, and how often.
 * A verdict is always about one scenario.
 */
import type { PodManagementPolicy, RetentionPolicy, UpdateStrategy } from './controllers/controller.ts';

/** Who may act up: names of the assumption sets of docs/reference/environment.md §10. */
export type AssumptionSet = 'lag' | 'crashes';

/** A pod template somebody may write into the set. Templates are named A, B, C in the order of this list. */
export interface Template {
  /** Pods of a broken template start but never become ready. */
  readonly broken: boolean;
}

export type Cascade = 'background' | 'foreground' | 'orphan';

/** What only some properties need. A facet that is off adds no columns and no rules. */
export interface Facets {
  /** Claims of the set's templates exist as objects, with their own cache. */
  readonly claims: boolean;
  /** ControllerRevisions exist as objects, with their own cache. Off: the cache is never behind. */
  readonly revisions: boolean;
  /** Volumes, the claim binder and the epoch of the data. Needs `claims`. */
  readonly volumes: boolean;
  /** The set's status counters, visible in the cache at once. */
  readonly status: boolean;
  /** Ready and available differ (minReadySeconds > 0). */
  readonly availability: boolean;
  /** Owner references of claims, and the collector that acts on them. Needs `claims`. */
  readonly retention: boolean;
  /** Pods are scheduled to a node in a step of their own. */
  readonly nodes: boolean;
}

export interface Scenario {
  /** What the set's manifest says; names of pods and claims follow from it. */
  readonly set: {
    readonly name: string;
    readonly replicas: number;
    readonly start: number;
    readonly policy: PodManagementPolicy;
    readonly strategy: UpdateStrategy;
    readonly minReadySeconds: number;
    readonly retention: { readonly whenDeleted: RetentionPolicy; readonly whenScaled: RetentionPolicy };
    readonly claimTemplates: readonly string[];
    readonly revisionHistoryLimit: number;
  };
  /** A Kubernetes release as in models/controllers/releases.ts, for example `1.37`. */
  readonly kubernetes: string;
  readonly assume: AssumptionSet;
  /** `fresh`: the set was just created. `converged`: all its pods run and nothing is pending. */
  readonly from: 'fresh' | 'converged';
  readonly templates: readonly Template[];
  /** How often users edit; each edit counts, a revert too. */
  readonly edits: {
    readonly template: number;
    readonly scale: number;
    readonly partition: number;
    /** Deletions of claims by a user. */
    readonly deleteClaim: number;
    /** The set may be deleted once, in one of these ways. */
    readonly deleteSet: readonly Cascade[];
  };
  /** Smallest and largest replicas a user may scale to. */
  readonly scale: { readonly min: number; readonly max: number };
  /** The purse: at most so many disturbances, of any kind that `assume` allows. */
  readonly disturbances: number;
  /** Most undelivered events a cache may be behind; the oldest is delivered by force beyond. */
  readonly lag: { readonly pods: number; readonly sets: number; readonly claims: number; readonly revisions: number };
  /** Static PersistentVolumes; empty: a volume is provisioned for each claim. */
  readonly volumes: readonly string[];
  readonly facets: Facets;
  /** Reductions that do not change verdicts; each can be switched off to see that it does not. */
  readonly reductions: {
    /** Events are delivered as part of the start of a pass, not in steps of their own. */
    readonly fuseDelivery: boolean;
    /** Passes whose remaining behaviour is equal are one. */
    readonly mergeContinuations: boolean;
  };
}
