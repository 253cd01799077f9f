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

/**
 * Judged on every fair run that never ends: one in which the system, if it can always act, does so in the end. Edits and
 * disturbances are used up by then. A run that stops is one in which the world stays as it is. A reason says what is awaited
 * in a state, `holds` that it is there.
 */
export interface EventuallyProperty extends PropertyBase {
  readonly kind: 'eventually';
  readonly reads: readonly Part[];
  /** The run breaks the promise if a reason is given again and again: in the end it holds for good. */
  readonly check: (world: Observation) => Judgement;
}

/**
 * The same, for something that may be awaited again and again, as long as it comes each time: the run breaks the promise
 * if a reason is given and `holds` never again. Judged for each ordinal by itself, so that one pod that comes does not
 * stand for another.
 */
export interface LeadsToProperty extends PropertyBase {
  readonly kind: 'leadsTo';
  readonly reads: readonly Part[];
  readonly check: (world: Observation, ordinal: number) => Judgement;
}

export type Property = AlwaysProperty | QuietProperty | StepProperty | RequestProperty | EventuallyProperty | LeadsToProperty;

type Body<P extends Property> = Omit<P, 'kind' | 'id'>;

export function always(id: string, body: Body<AlwaysProperty>): AlwaysProperty {
  return { kind: 'always', id, ...body };
}

export function whenQuiet(id: string, body: Body<QuietProperty>): QuietProperty {
  return { kind: 'whenQuiet', id, ...body };
}

export function eventually(id: string, body: Body<EventuallyProperty>): EventuallyProperty {
  return { kind: 'eventually', id, ...body };
}

export function leadsTo(id: string, body: Body<LeadsToProperty>): LeadsToProperty {
  return { kind: 'leadsTo', id, ...body };
}

export function onStep(id: string, body: Body<StepProperty>): StepProperty {
  return { kind: 'onStep', id, ...body };
}

export function onRequest(id: string, body: Body<RequestProperty>): RequestProperty {
  return { kind: 'onRequest', id, ...body };
}
