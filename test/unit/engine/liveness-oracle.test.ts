/**
 * An independent oracle for verdicts about runs: random graphs that are small enough to try every set of states. A fair
 * run visits the states of some set again and again, and takes all steps between them if it likes; whether there is one
 * that breaks a promise is decided for each set by the words of the definition, without components and without order.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explore, type Fairness, type LivenessProbe, type Model, type ProbeResult, type Rule, type Step, type Verdict, World } from '../../../src/engine/index.ts';
import { rule } from './models.ts';

const numRuns = 2000;

interface Edge {
  readonly from: number;
  readonly to: number;
  /** Number of the rule that takes it; the first is no rule of the system. */
  readonly by: number;
}

/** Steps that must not be left out for ever: those of some rules, of these perhaps only those that go one way. */
interface Term {
  readonly strength: Fairness['strength'];
  readonly rules: readonly number[];
  readonly way: 'any' | 'up' | 'down';
}

type Opinion = 'awaited' | 'there' | 'neither';

/** States are numbered from 0, where runs begin. */
interface Case {
  readonly edges: readonly Edge[];
  readonly terms: readonly Term[];
  readonly opinions: readonly Opinion[];
}

const rules = [0, 1, 2, 3];

const cases = fc.integer({ min: 1, max: 7 }).chain((states): fc.Arbitrary<Case> => {
  const state = fc.nat(states - 1);
  const edge = fc.record({ from: state, to: state, by: fc.constantFrom(...rules) }).filter(({ from, to }) => from !== to);
  const term = fc.record({
    strength: fc.constantFrom('weak' as const, 'strong' as const),
    rules: fc.subarray(rules.slice(1), { minLength: 1 }),
    way: fc.constantFrom('any' as const, 'any' as const, 'up' as const, 'down' as const),
  });
  return fc.record({
    edges: states === 1 ? fc.constant([]) : fc.uniqueArray(edge, { selector: ({ from, to, by }) => `${from} ${to} ${by}`, maxLength: 14, size: 'max' }),
    terms: fc.array(term, { maxLength: 4, size: 'max' }),
    opinions: fc.array(fc.constantFrom<Opinion>('awaited', 'there', 'neither', 'neither', 'neither'), { minLength: states, maxLength: states }),
  });
});

// ---------------------------------------------------------------- the case as a model

function modelOf({ edges, terms }: Case): Model {
  return {
    columns: [{ name: 's', initial: 0 }],
    rules: rules.map((by) => rule(`${by}`, ['s'], (s: number) => edges.filter((edge) => edge.from === s && edge.by === by).map(({ to }) => [to]), { mover: by === 0 ? 'disturbance' : 'system' })),
    fairness: terms.map(({ strength, rules: counted, way }, index) => ({
      name: `term ${index}`,
      strength,
      rules: ({ name }: Rule) => counted.includes(Number(name)),
      ...(way === 'any' ? {} : { moves: { reads: ['s'], counts: ([from]: readonly number[], [to]: readonly number[]) => (way === 'up' ? to! > from! : to! < from!) } }),
    })),
  };
}

function promise(kind: LivenessProbe['kind'], opinions: readonly Opinion[]): LivenessProbe {
  const check = (s: number): Verdict => ({ awaited: `awaits at ${s}`, there: true as const, neither: undefined })[opinions[s]!];
  return { id: kind, kind, reads: ['s'], check };
}

function exploreCase(some: Case) {
  return explore(new World(modelOf(some)), { liveness: [promise('settles', some.opinions), promise('leads-to', some.opinions)] });
}

// ---------------------------------------------------------------- the definition

function takes({ rules: counted, way }: Term, { from, to, by }: Edge): boolean {
  return counted.includes(by) && (way === 'any' || (way === 'up') === to > from);
}

/** A run that visits these states again and again, by these steps, leaves out nothing that it must not. */
function isFair({ edges, terms }: Case, states: ReadonlySet<number>, taken: readonly Edge[]): boolean {
  return terms.every((term) => {
    if (taken.some((edge) => takes(term, edge))) return true;
    const possible = [...states].filter((state) => edges.some((edge) => edge.from === state && takes(term, edge)));
    return term.strength === 'weak' ? possible.length < states.size : possible.length === 0;
  });
}

function reachableFrom(starts: readonly number[], edges: readonly Edge[]): ReadonlySet<number> {
  const found = new Set(starts);
  for (const state of found) for (const edge of edges) if (edge.from === state) found.add(edge.to);
  return found;
}

/** Every set of states that some fair run visits again and again, and no others. */
function fairSets(some: Case): ReadonlySet<number>[] {
  const subsets = [...reachableFrom([0], some.edges)].reduce<number[][]>((sets, state) => [...sets, ...sets.map((set) => [...set, state])], [[]]);
  return subsets.slice(1).map((states) => new Set(states)).filter((states) => {
    const inside = some.edges.filter(({ from, to }) => states.has(from) && states.has(to));
    return [...states].every((state) => reachableFrom([state], inside).size === states.size) && isFair(some, states, inside);
  });
}

function isBroken(kind: LivenessProbe['kind'], some: Case, sets: readonly ReadonlySet<number>[]): boolean {
  const { edges, opinions } = some;
  const isThere = (state: number): boolean => opinions[state] === 'there';
  if (kind === 'settles') return sets.some((states) => [...states].some((state) => opinions[state] === 'awaited'));
  const awaiting = [...reachableFrom([0], edges)].filter((state) => opinions[state] === 'awaited');
  const missing = reachableFrom(awaiting, edges.filter(({ to }) => !isThere(to)));
  return sets.some((states) => [...states].every((state) => missing.has(state)));
}

// ---------------------------------------------------------------- comparison

/** What an exploration can say about a promise. A test that met only some of it would say little. */
const answers = ['settles holds', 'settles broken at rest', 'settles broken in a loop', 'leads-to holds', 'leads-to broken at rest', 'leads-to broken in a loop', 'leads-to broken before the loop'];

function answerOf({ id, violation }: ProbeResult): string {
  if (!violation) return `${id} holds`;
  return `${id} broken ${violation.approach ? 'before the loop' : violation.cycle!.length === 0 ? 'at rest' : 'in a loop'}`;
}

describe('an exploration and the definition', () => {
  test('agree about both promises on every random graph, and each answer is met often', () => {
    const met: string[] = [];
    fc.assert(
      fc.property(cases, (some) => {
        const sets = fairSets(some);
        const { runsJudged, states, probes } = exploreCase(some);
        expect({ runsJudged, states }).toEqual({ runsJudged: true, states: reachableFrom([0], some.edges).size });
        for (const kind of ['settles', 'leads-to'] as const) {
          const result = probes.find(({ id }) => id === kind)!;
          expect({ kind, broken: result.violation !== undefined }).toEqual({ kind, broken: isBroken(kind, some, sets) });
          met.push(answerOf(result));
        }
      }),
      { seed: 1, numRuns },
    );
    for (const answer of answers) expect(met.filter((other) => other === answer).length, answer).toBeGreaterThan(numRuns / 100);
  });
});

describe('a story about a run', () => {
  test('consists of steps that exist, closes, is fair by itself, and misses what its reason says', () => {
    fc.assert(
      fc.property(cases, (some) => {
        const exploration = exploreCase(some);
        for (const { id, violation } of exploration.probes) {
          if (!violation) continue;
          const cycle = violation.cycle!;
          const steps = exploration.trace(violation.state, ...(violation.approach ?? []), ...cycle);
          const run = steps.map(edgeOf);
          const states = [0, ...run.map(({ to }) => to)];
          expect(run.map(({ from }) => from)).toEqual(states.slice(0, -1));
          expect(run.filter((edge) => !some.edges.some(({ from, to, by }) => edge.from === from && edge.to === to && edge.by === by))).toEqual([]);

          const { depth } = violation;
          expect(run).toHaveLength(depth + cycle.length);
          expect(states.at(-1)).toBe(states[depth]);
          expect(isFair(some, new Set(states.slice(depth)), run.slice(depth))).toBe(true);

          const asked = depth - (violation.approach ?? []).length;
          expect(violation.reason).toBe(`awaits at ${states[asked]}`);
          expect(some.opinions[states[asked]!]).toBe('awaited');
          if (id === 'settles') expect(asked).toBe(depth);
          else expect(states.slice(asked).map((state) => some.opinions[state])).not.toContain('there');
        }
      }),
      { seed: 2, numRuns },
    );
  });
});

function edgeOf({ rule: by, before, after }: Step): Edge {
  return { from: before['s'] as number, to: after['s'] as number, by };
}
