/** What a manifest says once the API server has filled in its defaults (SetDefaults_StatefulSet, Kubernetes 1.37). */
import type { PodManagementPolicy, RetentionPolicy, UpdateStrategy } from '../../models/controllers/controller.ts';
import { quantity } from './names.ts';
import type { Place } from './place.ts';
import type { ApiRules } from './rules.ts';
import { strings } from './validate.ts';

export interface Origin {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface ClaimTemplate {
  readonly name: string;
  /** Undefined: the cluster's default class. Empty: no class, so only static volumes fit. */
  readonly storageClass: string | undefined;
  readonly accessModes: readonly string[];
  /** As written, for example `1Gi`. */
  readonly size: string;
  /** The template in a canonical spelling: equal texts are equal templates to the API server. */
  readonly content: string;
}

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values: readonly string[];
  }[];
}

export interface StatefulSetManifest {
  readonly name: string;
  readonly namespace: string;
  readonly replicas: number;
  readonly start: number;
  readonly policy: PodManagementPolicy;
  readonly strategy: UpdateStrategy;
  readonly minReadySeconds: number;
  readonly retention: { readonly whenDeleted: RetentionPolicy; readonly whenScaled: RetentionPolicy };
  readonly claimTemplates: readonly ClaimTemplate[];
  readonly revisionHistoryLimit: number;
  /** May be empty. */
  readonly serviceName: string;
  readonly selector: LabelSelector;
  readonly templateLabels: Readonly<Record<string, string>>;
  /** The pod template in a canonical spelling: equal texts need no rollout. Pod defaults are not filled in. */
  readonly template: string;
  readonly terminationGracePeriodSeconds: number;
  readonly source: Origin;
}

export interface ServiceManifest {
  readonly name: string;
  readonly namespace: string;
  readonly headless: boolean;
  /** Empty: the service selects no pods. */
  readonly selector: Readonly<Record<string, string>>;
  readonly publishNotReadyAddresses: boolean;
  readonly source: Origin;
}

export interface VolumeManifest {
  readonly name: string;
  readonly capacity: string;
  readonly accessModes: readonly string[];
  readonly storageClass: string;
  readonly reclaimPolicy: string;
  readonly source: Origin;
}

/** Reads a set; where it was complained about, defaults stand in for what cannot be used. */
export function readStatefulSet(set: Place, rules: ApiRules): StatefulSetManifest {
  const spec = set.at('spec');
  const template = spec.at('template');
  const selector = spec.at('selector');
  const retention = spec.at('persistentVolumeClaimRetentionPolicy');
  const kept = (name: string): RetentionPolicy =>
    rules.retention && retention.at(name).string === 'Delete' ? 'Delete' : 'Retain';
  return {
    ...identity(set),
    replicas: atLeast(0, spec.at('replicas'), 1),
    start: rules.startOrdinal ? atLeast(0, spec.at('ordinals', 'start'), 0) : 0,
    policy: spec.at('podManagementPolicy').string === 'Parallel' ? 'Parallel' : 'OrderedReady',
    strategy: readStrategy(spec.at('updateStrategy'), rules),
    minReadySeconds: atLeast(0, spec.at('minReadySeconds'), 0),
    retention: { whenDeleted: kept('whenDeleted'), whenScaled: kept('whenScaled') },
    claimTemplates: readClaimTemplates(spec.at('volumeClaimTemplates')),
    revisionHistoryLimit: spec.at('revisionHistoryLimit').integer ?? 10,
    serviceName: spec.at('serviceName').string,
    selector: {
      matchLabels: record(selector.at('matchLabels')),
      matchExpressions: selector.at('matchExpressions').items.map((item) => ({
        key: item.at('key').string,
        operator: item.at('operator').string,
        values: item.at('values').items.map((value) => value.string),
      })),
    },
    templateLabels: record(template.at('metadata', 'labels')),
    template: canonical(template.plain),
    terminationGracePeriodSeconds: gracePeriod(template.at('spec', 'terminationGracePeriodSeconds').integer ?? 30),
  };
}

/** SC-DEF-2: only a strategy without a type gets a block; a block without values gets them. */
function readStrategy(strategy: Place, rules: ApiRules): UpdateStrategy {
  const type = strategy.at('type').string;
  const block = strategy.at('rollingUpdate');
  if (type === 'OnDelete' || type === 'Recreate') return { type, rollingUpdate: null };
  if (type !== '' && !block.present) return { type: 'RollingUpdate', rollingUpdate: null };
  const partition = atLeast(0, block.at('partition'), 0);
  if (!rules.maxUnavailable) return { type: 'RollingUpdate', rollingUpdate: { partition } };
  const budget = block.at('maxUnavailable').scalar;
  const maxUnavailable = typeof budget === 'number' || typeof budget === 'string' ? budget : 1;
  return { type: 'RollingUpdate', rollingUpdate: { partition, maxUnavailable } };
}

/** Of two templates with one name the controller keeps the later one (getPersistentVolumeClaims). */
function readClaimTemplates(list: Place): readonly ClaimTemplate[] {
  const templates = list.items.map((claim): ClaimTemplate => {
    const spec = claim.at('spec');
    const storageClass = spec.at('storageClassName');
    return {
      name: claim.at('metadata', 'name').string,
      storageClass: storageClass.present ? storageClass.string : undefined,
      accessModes: spec.at('accessModes').items.map((mode) => mode.string),
      size: spec.at('resources', 'requests', 'storage').spelling.replace(/^["']|["']$/g, ''),
      content: canonicalClaim(claim),
    };
  });
  return [...new Map(templates.map((template) => [template.name, template])).values()];
}

/** Defaults filled in, status and server-side fields left out, quantities as numbers. */
function canonicalClaim(claim: Place): string {
  const meta = claim.at('metadata');
  const spec = claim.at('spec');
  const amounts = (place: Place): unknown =>
    Object.fromEntries([...place.fields].map(([key, value]) => [key, quantity(String(value.scalar)) ?? value.plain]));
  return canonical({
    metadata: {
      name: meta.at('name').plain,
      labels: meta.at('labels').plain,
      annotations: meta.at('annotations').plain,
    },
    spec: {
      ...(spec.kind === 'object' ? (spec.plain as object) : {}),
      volumeMode: spec.at('volumeMode').string || 'Filesystem',
      resources: {
        requests: amounts(spec.at('resources', 'requests')),
        limits: amounts(spec.at('resources', 'limits')),
      },
    },
  });
}

export function readService(service: Place): ServiceManifest {
  const spec = service.at('spec');
  return {
    ...identity(service),
    headless: spec.at('clusterIP').string === 'None',
    selector: record(spec.at('selector')),
    publishNotReadyAddresses: spec.at('publishNotReadyAddresses').scalar === true,
  };
}

/** Volumes written by hand are retained unless they say otherwise. */
export function readVolume(volume: Place): VolumeManifest {
  const spec = volume.at('spec');
  const { name, source } = identity(volume);
  return {
    name,
    capacity: String(spec.at('capacity', 'storage').scalar ?? ''),
    accessModes: spec.at('accessModes').items.map((mode) => mode.string),
    storageClass: spec.at('storageClassName').string,
    reclaimPolicy: spec.at('persistentVolumeReclaimPolicy').string || 'Retain',
    source,
  };
}

export function identity(object: Place): Pick<StatefulSetManifest, 'name' | 'namespace' | 'source'> {
  const { line, column } = object.source.locate(object.span);
  return {
    name: object.at('metadata', 'name').string,
    namespace: object.at('metadata', 'namespace').string || 'default',
    source: { file: object.source.file, line, column },
  };
}

/** A template may have a negative grace period; pods then get 1 second. */
function gracePeriod(seconds: number): number {
  return seconds < 0 ? 1 : seconds;
}

function atLeast(least: number, place: Place, otherwise: number): number {
  const value = place.integer ?? otherwise;
  return value >= least && value < 2 ** 31 ? value : otherwise;
}

function record(place: Place): Readonly<Record<string, string>> {
  return Object.fromEntries(strings(place));
}

/** JSON with sorted keys, without what is empty: to Go, an absent list, an empty one and null are the same. */
export function canonical(value: unknown): string {
  return JSON.stringify(tidy(value)) ?? 'null';
}

function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? undefined : value.map((item) => tidy(item) ?? null);
  if (typeof value !== 'object' || value === null) return value ?? undefined;
  const entries = Object.entries(value)
    .map(([key, below]) => [key, tidy(below)] as const)
    .filter(([, below]) => below !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}
