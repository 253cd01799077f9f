/** From manifests and options to the universes to be explored. */
import { apiRules, formatComplaint, readManifests, type ApiRules, type StatefulSetManifest } from '../manifest/index.ts';
import { closest } from '../manifest/complaint.ts';
import { profiles, releaseOf } from '../../models/controllers/releases.ts';
import type { Scenario } from '../../models/scenario.ts';
import { defaultReplicas, replicasThatBind, scopesOf, withReplicas, type Scope, type ScopeOptions, type SetSpec } from '../scopes.ts';
import { UsageError } from './usage-error.ts';
import { tutorialSet, tutorialVolumes } from './tutorial.ts';

export const policies = ['OrderedReady', 'Parallel'] as const satisfies readonly SetSpec['policy'][];
export const strategies = ['RollingUpdate', 'OnDelete', 'Recreate'] as const satisfies readonly SetSpec['strategy']['type'][];

export interface InputOptions {
  readonly files: readonly string[];
  readonly recursive: boolean;
  readonly kubernetes: string;
  readonly assume: Scenario['assume'];
  readonly scope: ScopeOptions['scope'];
  readonly replicas: number | undefined;
  readonly policies: readonly (SetSpec['policy'] | 'all')[];
  readonly strategies: readonly (SetSpec['strategy']['type'] | 'all')[];
}

/** A set under one policy and one strategy, in all its scopes. */
export interface PlannedUniverse {
  readonly name: string;
  readonly scopes: readonly Scope[];
}

export interface Plan {
  readonly universes: readonly PlannedUniverse[];
  /** What is worth knowing about the manifests, a line each. */
  readonly notes: readonly string[];
  /** What is worth knowing about the verdicts. */
  readonly caveats: readonly string[];
}

interface NamedSet {
  readonly label: string;
  readonly set: SetSpec;
}

/** @throws UsageError with every complaint about the manifests */
export function planOf(options: InputOptions, readStdin: () => string): Plan {
  const rules = rulesOf(options);
  const { sets, volumes, notes } = options.files.length === 0 ? { sets: [{ label: 'web', set: tutorialSet }], volumes: tutorialVolumes, notes: [] } : read(options, rules, readStdin);
  const most = (set: SetSpec): number => options.replicas ?? Math.max(defaultReplicas[options.scope], Math.min(MAX_REPLICAS_BY_DEFAULT, replicasThatBind(set)));
  // Who says how many replicas knows, but not what becomes of the partition.
  const isNews = (set: SetSpec): boolean => set.replicas > most(set) && (options.replicas === undefined || partitionOf(withReplicas(set, most(set))) !== partitionOf(set));
  const caveats = sets.filter(({ set }) => isNews(set)).map(({ label, set }) => caveat(label, set, most(set)));
  const universes = sets.flatMap(({ label, set }) =>
    chosen(options.policies, policies, set.policy).flatMap((policy) =>
      chosen(options.strategies, rules.recreate ? strategies : strategies.slice(0, 2), set.strategy.type).map((type): PlannedUniverse => {
        const strategy = strategyOf(set, type, rules);
        const replicas = options.replicas ?? Math.min(set.replicas, most(set));
        const { kubernetes, assume, scope } = options;
        const wanted = volumes.slice(0, replicas * set.claimTemplates.length);
        const explored = withReplicas({ ...set, policy, strategy }, replicas);
        return { name: `${label} ${policy} ${type}`, scopes: scopesOf(explored, { kubernetes, assume, scope, volumes: wanted, maxReplicas: replicas }) };
      }),
    ),
  );
  return { universes, notes, caveats };
}

/** Beyond, a default run would take minutes; who wants more says so. */
const MAX_REPLICAS_BY_DEFAULT = 4;

function partitionOf({ strategy }: SetSpec): number {
  return strategy.rollingUpdate?.partition ?? 0;
}

/** What of the manifest is not what was explored. */
function caveat(label: string, set: SetSpec, replicas: number): string {
  const partition = partitionOf(set);
  const explored = partitionOf(withReplicas(set, replicas));
  const partitions = partition === explored ? '' : ` and partition ${explored}`;
  return `${label} wants ${set.replicas} replicas${partitions ? ` and partition ${partition}` : ''}; what is said here is about ${replicas}${partitions}. More with --replicas.`;
}

/** Recreate needs a gate that is off by default: who asks for it by name wants it on. */
function rulesOf({ kubernetes, strategies: asked }: InputOptions): ApiRules {
  if (!asked.includes('Recreate')) return apiRules(kubernetes);
  if (releaseOf(kubernetes).gates.includes('StatefulSetRecreateStrategy')) return apiRules(kubernetes, { StatefulSetRecreateStrategy: true });
  const able = [...profiles.values()].find(({ gates }) => gates.includes('StatefulSetRecreateStrategy'));
  throw new UsageError(`Kubernetes ${kubernetes} has no strategy Recreate. The first release that has it is ${able!.name.slice(1)}.`);
}

function chosen<T extends string>(asked: readonly (T | 'all')[], all: readonly T[], own: T): readonly T[] {
  if (asked.length === 0) return [own];
  return asked.includes('all') ? all : all.filter((name) => asked.includes(name));
}

/** The set's own strategy where it has the type, and otherwise what the API server makes of the type and an empty block. */
function strategyOf({ strategy }: SetSpec, type: SetSpec['strategy']['type'], rules: ApiRules): SetSpec['strategy'] {
  if (strategy.type === type) return strategy;
  if (type !== 'RollingUpdate') return { type, rollingUpdate: null };
  return { type, rollingUpdate: rules.maxUnavailable ? { partition: 0, maxUnavailable: 1 } : { partition: 0 } };
}

function read(options: InputOptions, rules: ApiRules, readStdin: () => string): { readonly sets: readonly NamedSet[]; readonly volumes: readonly string[]; readonly notes: readonly string[] } {
  const files = readManifests(options.files, rules, { recursive: options.recursive, ...(options.files.includes('-') ? { stdin: readStdin() } : {}) });
  if (files.complaints.length > 0) {
    const texts = files.complaints.map((complaint) => formatComplaint(complaint, files.texts.get(complaint.file)));
    throw new UsageError(texts.join('\n\n') + commandHint(options.files));
  }
  if (files.statefulSets.length === 0) {
    throw new UsageError(`There is no StatefulSet in ${options.files.join(', ')}.\nExpected an object with apiVersion: apps/v1 and kind: StatefulSet.`);
  }
  const isUnique = new Set(files.statefulSets.map(({ name }) => name)).size === files.statefulSets.length;
  return {
    sets: files.statefulSets.map((manifest) => ({ label: isUnique ? manifest.name : `${manifest.namespace}/${manifest.name}`, set: specOf(manifest) })),
    volumes: files.volumes.map(({ name }) => name),
    notes: [
      ...files.notes.map(({ file, line, column, message }) => `${line > 0 ? `${file}:${line}:${column}` : file}  ${message}`),
      ...files.edits.map(({ of, after }) => `${after.source.file}:${after.source.line}  A later ${of.name} is an edit of the first, which is checked. Edits of the template and the scale are explored anyway.`),
    ],
  };
}

/** `sts-check replya TOKEN` is taken for two files. */
function commandHint(files: readonly string[]): string {
  const near = files.length > 0 ? closest(files[0]!, ['check', 'compare', 'conform', 'replay', 'properties', 'explain', 'controllers', 'vectors', 'help']) : undefined;
  return near ? `\n\nDid you mean the command ${near}?` : '';
}

function specOf({ name, replicas, start, policy, strategy, minReadySeconds, retention, claimTemplates, revisionHistoryLimit }: StatefulSetManifest): SetSpec {
  return { name, replicas, start, policy, strategy, minReadySeconds, retention, claimTemplates: claimTemplates.map((template) => template.name), revisionHistoryLimit };
}
