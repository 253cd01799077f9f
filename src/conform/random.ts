/** The reference and a controller on random views: where they do not do the same, and on which smallest view. */
import fc from 'fast-check';
import type { Controller } from '../../models/controllers/controller.ts';
import { reference } from '../../models/controllers/reference.ts';
import type { Gate, Profile } from '../../models/controllers/releases.ts';
import { ControllerFault } from '../../models/pass.ts';
import { differencesBetween, outcomeOf, type ControllerFor, type Difference } from '../vectors/run.ts';
import { readPassInput, type Expectation, type PassInput } from '../vectors/vector.ts';
import { vectorLine } from '../vectors/write.ts';
import { MAX_SHRINKS, VIEWS_BETWEEN_LOOKS } from './limits.ts';
import { views, type ViewFields } from './views.ts';

/** Some of the views of a seed: each is the same whatever others are drawn. */
export interface RandomViews {
  readonly from: number;
  readonly count: number;
  readonly seed: number;
}

/** A view on which the two do not do the same. */
export interface DifferentView {
  /** `expected` is what the reference does. */
  readonly differences: readonly Difference[];
  /** What the controller does there, as a vector. */
  readonly vector: string;
}

export interface RandomComparison {
  readonly views: number;
  /** Views on which they do not do the same. */
  readonly different: number;
  /** A smallest of them, as far as fast-check shrinks the first. */
  readonly smallest?: DifferentView;
  /** What the controller did on each of the views, if somebody wants to know. */
  readonly vectors?: readonly string[];
  readonly limit?: 'time' | 'interrupted';
}

export interface RandomOptions {
  readonly gates: readonly Gate[];
  readonly keepsVectors: boolean;
  /** Asked now and then; may end the search. */
  readonly onProgress: (views: number) => 'continue' | 'time' | 'interrupted';
}

/** @param controllerFor makes the controller for a release and switched gates; called once for each */
export function compareOnViews(profile: Profile, controllerFor: ControllerFor, { from, count, seed }: RandomViews, { gates, keepsVectors, onProgress }: RandomOptions): RandomComparison {
  const bench = new Bench(controllerFor);
  const drawn = views(profile, gates);
  const vectors: string[] = [];
  const different: number[] = [];
  let limit: 'time' | 'interrupted' | undefined;
  let index = from;
  for (const fields of fc.sample(drawn, { seed, path: String(from), numRuns: count })) {
    if ((index - from) % VIEWS_BETWEEN_LOOKS === 0) {
      const answer = onProgress(index - from);
      if (answer !== 'continue') {
        limit = answer;
        break;
      }
    }
    const { differences, vector } = bench.compare(`${profile.name}#${seed}.${index}`, fields);
    if (differences.length > 0) different.push(index);
    if (keepsVectors) vectors.push(vector);
    index++;
  }
  return {
    views: index - from,
    different: different.length,
    ...(different.length > 0 ? { smallest: shrunk(bench, profile, drawn, seed, different[0]!) } : {}),
    ...(keepsVectors ? { vectors } : {}),
    ...(limit ? { limit } : {}),
  };
}

/** The smallest view that fast-check comes to from number `index` of the seed, which tells the two apart. */
function shrunk(bench: Bench, profile: Profile, drawn: fc.Arbitrary<ViewFields>, seed: number, index: number): DifferentView {
  const id = `${profile.name}#${seed}.${index} shrunk`;
  let tried = 0;
  let smallest: DifferentView | undefined;
  const isAlike = (fields: ViewFields): boolean => {
    if (tried++ > MAX_SHRINKS) return true;
    const compared = bench.compare(id, fields);
    if (compared.differences.length === 0) return true;
    smallest = compared;
    return false;
  };
  fc.check(fc.property(drawn, isAlike), { seed, path: String(index), numRuns: 1, examples: [] });
  return smallest!;
}

/** Where passes of both are run. */
class Bench {
  private readonly controllerFor: ControllerFor;
  private readonly made = new Map<string, { readonly profile: Profile; readonly ours: Controller; readonly theirs: Controller }>();

  constructor(controllerFor: ControllerFor) {
    this.controllerFor = controllerFor;
  }

  /** What the two do in one pass. */
  compare(id: string, fields: ViewFields): DifferentView {
    const input = readPassInput(fields);
    const { ours, theirs } = this.controllers(input);
    const outcome = outcomeFor(theirs, input, fields);
    return { differences: differencesBetween(asFarAsTold(outcomeOf(input, ours)), asFarAsTold(outcome), 'by pass'), vector: vectorLine(id, fields, asFarAsTold(outcome)) };
  }

  private controllers({ profile, setName }: PassInput) {
    let made = this.made.get(profile.name);
    if (!made) {
      made = { profile, ours: reference(profile), theirs: this.controllerFor(profile, setName) };
      this.made.set(profile.name, made);
    }
    return made;
  }
}

/** @throws ControllerFault with the view, which is no ordinary one */
function outcomeFor(controller: Controller, input: PassInput, fields: ViewFields): Expectation {
  try {
    return outcomeOf(input, controller);
  } catch (error) {
    if (!(error instanceof ControllerFault)) throw error;
    throw new ControllerFault(`${error.message}\nIts view, as the fields of a vector (test/vectors/README.md):\n  ${JSON.stringify(fields)}`, { cause: error });
  }
}

/** A controller may not tell the status that it computed: that is compared where both do. */
function asFarAsTold(outcome: Expectation): Expectation {
  return { ...outcome, status: outcome.status ?? null };
}
