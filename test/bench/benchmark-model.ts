/**
 * The benchmark model: one small transition system that every tool must find to have the same number of states. It
 * is a caricature of a StatefulSet, says nothing about Kubernetes, and runs on the engine that runs the real model.
 *
 * A pod is absent (0), pending (1, 2), ready (3, 4), unready (5, 6) or terminating (7, 8); odd numbers have
 * revision 0, even ones revision 1. The controller sees cached copies of the pods and of the desired revision and replicas.
 */
import type { Column, Model, Outcome, Rule } from '../../src/engine/index.ts';

export interface Size {
  readonly pods: number;
  readonly budgets: Budgets;
}

interface Budgets {
  readonly update: number;
  readonly scale: number;
  readonly crash: number;
  readonly evict: number;
}

/** The numbers that every engine must reproduce. */
export interface Expected {
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
}

export const sizes = {
  XS: { pods: 3, budgets: budgets(1, 1, 1, 1) },
  M: { pods: 3, budgets: budgets(2, 1, 1, 1) },
  S: { pods: 3, budgets: budgets(2, 2, 2, 2) },
  L: { pods: 4, budgets: budgets(2, 2, 2, 2) },
} as const satisfies Record<string, Size>;

export const expected: Readonly<Record<keyof typeof sizes, Expected>> = {
  XS: { states: 40_052, transitions: 164_596, depth: 31 },
  M: { states: 158_993, transitions: 739_196, depth: 36 },
  S: { states: 1_908_766, transitions: 11_673_552, depth: 40 },
  L: { states: 21_051_934, transitions: 146_995_065, depth: 52 },
};

/** Revision, and how many replicas fewer than pods are wanted. */
interface Spec {
  readonly revision: number;
  readonly fewer: number;
}

/** What the controller sees. */
interface Cache extends Spec {
  readonly pods: readonly number[];
}

/** What the controller wants done about one pod. */
interface Decision {
  readonly operation: 'create' | 'delete';
  readonly ordinal: number;
}

export function benchmarkModel({ pods, budgets: initial }: Size): Model {
  const ordinals = [...Array(pods).keys()];
  const spec: Spec = { revision: 0, fewer: 0 };
  const cache: Cache = { ...spec, pods: ordinals.map(() => 0) };
  const columns: Column[] = [
    { name: 'cache', initial: cache },
    { name: 'spec', initial: spec },
    { name: 'budgets', initial },
    ...ordinals.map((ordinal) => ({ name: pod(ordinal), initial: 0 })),
  ];
  return { columns, rules: [...user(), syncSpec, ...ordinals.flatMap((ordinal) => rulesOf(ordinal))] };
}

const isReady = (state: number) => state === 3 || state === 4;
const isAlive = (state: number) => state >= 1 && state <= 6;
const revisionOf = (state: number) => (state - 1) % 2;
const terminating = (state: number) => 8 - (state % 2);

/** What the controller decides from its cache, rule by rule; the first that applies. */
export function decide({ pods, revision, fewer }: Cache): Decision | undefined {
  const wanted = pods.length - fewer;
  const missing = pods.findIndex((state, ordinal) => ordinal < wanted && !isReady(state));
  if (missing >= 0) return pods[missing] === 0 ? { operation: 'create', ordinal: missing } : undefined;
  const condemned = pods.findLastIndex((state, ordinal) => ordinal >= wanted && state !== 0);
  if (condemned >= 0) return pods[condemned]! < 7 ? { operation: 'delete', ordinal: condemned } : undefined;
  const outdated = pods.findLastIndex((state, ordinal) => ordinal < wanted && revisionOf(state) !== revision);
  return outdated >= 0 ? { operation: 'delete', ordinal: outdated } : undefined;
}

function asksFor(cache: Cache, operation: Decision['operation'], ordinal: number): boolean {
  const decision = decide(cache);
  return decision?.operation === operation && decision.ordinal === ordinal;
}

function user(): readonly Rule[] {
  const update = rule('user/update', 'user', ['budgets', 'spec'], (left: Budgets, spec: Spec) =>
    left.update > 0 ? [{ ...left, update: left.update - 1 }, { ...spec, revision: 1 - spec.revision }] : undefined,
  );
  const scale = rule('user/scale', 'user', ['budgets', 'spec'], (left: Budgets, spec: Spec) =>
    left.scale > 0 ? [{ ...left, scale: left.scale - 1 }, { ...spec, fewer: 1 - spec.fewer }] : undefined,
  );
  return [
    { ...update, when: (left: Budgets) => left.update > 0 },
    { ...scale, when: (left: Budgets) => left.scale > 0 },
  ];
}

const syncSpec = rule('cache/spec', 'system', ['cache', 'spec'], (cache: Cache, { revision, fewer }: Spec) =>
  cache.revision === revision && cache.fewer === fewer ? undefined : [{ ...cache, revision, fewer }],
);

function rulesOf(ordinal: number): readonly Rule[] {
  const name = pod(ordinal);
  const sync = rule(`cache/pod ${name}`, 'system', ['cache', name], (cache: Cache, state: number) =>
    cache.pods[ordinal] === state ? undefined : [{ ...cache, pods: cache.pods.with(ordinal, state) }],
  );
  const start = rule(`kubelet/start ${name}`, 'system', [name], (state: number) =>
    state === 1 || state === 2 ? [state + 2] : undefined,
  );
  const recover = rule(`kubelet/recover ${name}`, 'system', [name], (state: number) =>
    state === 5 || state === 6 ? [state - 2] : undefined,
  );
  const gone = rule(`kubelet/gone ${name}`, 'system', [name], (state: number) => (state >= 7 ? [0] : undefined));
  const crash = rule(`fault/crash ${name}`, 'disturbance', [name, 'budgets'], (state: number, left: Budgets) =>
    isReady(state) && left.crash > 0 ? [state + 2, { ...left, crash: left.crash - 1 }] : undefined,
  );
  const evict = rule(`fault/evict ${name}`, 'disturbance', [name, 'budgets'], (state: number, left: Budgets) =>
    isAlive(state) && left.evict > 0 ? [terminating(state), { ...left, evict: left.evict - 1 }] : undefined,
  );
  const create = rule(`controller/create ${name}`, 'system', ['cache', name], (cache: Cache, state: number) =>
    state === 0 ? [undefined, 1 + cache.revision] : undefined,
  );
  const remove = rule(`controller/delete ${name}`, 'system', ['cache', name], (_: Cache, state: number) =>
    isAlive(state) ? [undefined, terminating(state)] : undefined,
  );
  return [
    sync,
    start,
    recover,
    gone,
    { ...crash, when: isReady },
    { ...evict, when: isAlive },
    { ...create, when: (cache: Cache) => asksFor(cache, 'create', ordinal) },
    { ...remove, when: (cache: Cache) => asksFor(cache, 'delete', ordinal) },
  ];
}

/** A rule of one stage and at most one outcome, which has no label: the rule's name is the action key. */
function rule<Read extends readonly unknown[]>(
  name: string,
  mover: Rule['mover'],
  reads: readonly string[],
  next: (...values: Read) => readonly unknown[] | undefined,
): Rule {
  const step = (...values: never[]): readonly Outcome[] => {
    const written = next(...(values as readonly unknown[] as Read));
    return written === undefined ? [] : [{ label: '', next: written }];
  };
  return { name, mover, family: name.split(' ')[0]!, stages: [{ reads, step }] };
}

function pod(ordinal: number): string {
  return `web-${ordinal}`;
}

function budgets(update: number, scale: number, crash: number, evict: number): Budgets {
  return { update, scale, crash, evict };
}
