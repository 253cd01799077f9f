/**
 * The words in which promises are written. A property is one promise, one id, and one reason in plain English when it
 * breaks. Each judgement is `undefined` (the promise does not speak about this), `holds`, or `violated(reason)`.
 */
import type { Action, Issued, Observation, Part, SetObject } from '../models/observation.ts';

/** `undefined`: the antecedent is not true here. */
export type Judgement = undefined | true | string;

export const holds = true;

/** The promise is broken; `reason` has names and phases in it: `web-1 was created while web-0 was Pending`. */
export function violated(reason: string): string {
  return reason;
}

export interface PropertyBase {
  /** `family/short-clause`, stable and positive. */
  readonly id: string;
  /** Number in the catalogue, docs/reference/properties.md. */
  readonly catalogue: string;
  /** The promise in one sentence, for people who run StatefulSets. */
  readonly promise: string;
  /** Where Kubernetes makes it. */
  readonly source: string;
  /** Sets it speaks about; absent: all. */
  readonly appliesTo?: (set: SetObject) => boolean;
}

/** Judged in every state. */
export interface AlwaysProperty extends PropertyBase {
  readonly kind: 'always';
  readonly reads: readonly Part[];
  readonly check: (world: Observation) => Judgement;
}

/** Judged in states in which nobody but users and disturbances can act. */
export interface QuietProperty extends PropertyBase {
  readonly kind: 'whenQuiet';
  readonly reads: readonly Part[];
  readonly check: (world: Observation) => Judgement;
}

/** Judged on every step of the named families (`kubelet/start`). */
export interface StepProperty extends PropertyBase {
  readonly kind: 'onStep';
  readonly families: readonly string[];
  readonly reads: readonly Part[];
  readonly check: (step: { readonly before: Observation; readonly action: Action; readonly after: Observation }) => Judgement;
}

/** Judged on every request of every pass, against what that pass saw. */
export interface RequestProperty extends PropertyBase {
  readonly kind: 'onRequest';
  readonly check: (issued: Issued) => Judgement;
}

export type Property = AlwaysProperty | QuietProperty | StepProperty | RequestProperty;

type Body<P extends Property> = Omit<P, 'kind' | 'id'>;

export function always(id: string, body: Body<AlwaysProperty>): AlwaysProperty {
  return { kind: 'always', id, ...body };
}

export function whenQuiet(id: string, body: Body<QuietProperty>): QuietProperty {
  return { kind: 'whenQuiet', id, ...body };
}

export function onStep(id: string, body: Body<StepProperty>): StepProperty {
  return { kind: 'onStep', id, ...body };
}

export function onRequest(id: string, body: Body<RequestProperty>): RequestProperty {
  return { kind: 'onRequest', id, ...body };
}
