import { describe, expect, test } from 'vitest';
import { isSameViolation, judgeRun, MAX_FAIR_STEPS, uniform, Walker, World, type Column, type Fairness, type LivenessProbe, type Model, type Probes, type Rule, type Verdict } from '../../../src/engine/index.ts';
import { rule, zeros } from './models.ts';

const system: Partial<Rule> = { mover: 'system' };
const done = rule('finish', ['done'], (value: number) => (value === 0 ? [[1]] : []), system);
/** Goes from 0 to 1 and back for ever. */
const toggle = rule('toggle', ['light'], (light: number) => [[1 - light]], system);
/** A user who may break it once. */
const spoil = rule('spoil', ['spoilt'], (value: number) => (value === 0 ? [[1]] : []), { mover: 'user' });

const model = (rules: readonly Rule[], fairness?: readonly Fairness[], columns: readonly Column[] = zeros('done', 'light', 'spoilt')): Model => ({ columns, rules, ...(fairness ? { fairness } : {}) });

function liveness(kind: LivenessProbe['kind'], reads: readonly string[], check: (...values: number[]) => Verdict): LivenessProbe {
  return { id: 'promise', kind, reads, check };
}
const isDone = liveness('leads-to', ['done'], (value) => (value === 1 ? true : 'it is not done'));

/** What follows when users take these steps and then rest. */
function after(keys: readonly string[], of: Model, ...probes: readonly LivenessProbe[]) {
  return new Walker(new World(of), { liveness: probes }).replay(keys);
}

describe('after the steps that were drawn the system goes on', () => {
  test('until it stands still, and what is awaited there never comes', () => {
    expect(after([], model([done]), isDone)).toEqual({ keys: ['finish 1'], rest: 0 });
    const unspoilt = liveness('settles', ['spoilt'], (spoilt) => (spoilt === 1 ? 'it is spoilt' : true));
    expect(after(['spoil 1'], model([done, spoil]), unspoilt)).toEqual({ keys: ['spoil 1', 'finish 1'], rest: 1, violation: { id: 'promise', reason: 'it is spoilt', family: '' } });
  });

  test('and users do not act any more', () => {
    expect(after([], model([done, spoil]), isDone).keys).toEqual(['finish 1']);
  });

  test('and a promise that something comes is kept by a system that stands still once it was there', () => {
    const lit = liveness('leads-to', ['done', 'spoilt'], (isDoneNow, spoilt) => (spoilt === 1 ? 'a light is awaited' : isDoneNow === 1 ? true : undefined));
    const repair = rule('repair', ['spoilt'], (spoilt: number) => (spoilt === 1 ? [[0]] : []), system);
    expect(after(['spoil 1'], model([done, spoil, repair]), lit).violation).toBeUndefined();
    // Without the light it was awaited, and forgotten.
    expect(after(['spoil 1'], model([spoil, rule('repair', ['spoilt'], (spoilt: number) => (spoilt === 1 ? [[2]] : []), system)]), lit).violation).toMatchObject({ reason: 'a light is awaited' });
  });

  test('until it has gone round a loop that is fair', () => {
    const walk = after([], model([toggle]), isDone);
    expect(walk).toEqual({ keys: ['toggle 1', 'toggle 0'], rest: 0, violation: { id: 'promise', reason: 'it is not done', family: '', cycle: 0 } });
    expect(judgeRun(new World(model([toggle])), [isDone], walk.keys, 0)).toBe('it is not done');
  });

  test('and takes no loop for fair that leaves out what is always possible', () => {
    const walk = after([], model([toggle, done]), isDone);
    expect(walk.violation).toBeUndefined();
    expect(walk.keys).toContain('finish 1');
  });

  test('and prefers what was not done for the longest time', () => {
    const sides = ['a', 'b', 'c'].map((name) => rule(name, [name], (value: number) => [[(value + 1) % 3]], system));
    const never = liveness('leads-to', ['a'], () => 'never');
    const { keys } = after([], model(sides, undefined, zeros('a', 'b', 'c')), never);
    expect(keys.map((key) => key[0])).toEqual(['a', 'b', 'c', 'a', 'b', 'c', 'a', 'b', 'c']);
  });

  test('but takes no step that nobody is fair about', () => {
    const lazy = model([done], [{ name: 'nobody', strength: 'weak', rules: () => false }]);
    expect(after([], lazy, isDone)).toMatchObject({ keys: [], rest: 0, violation: { reason: 'it is not done' } });
  });

  test('and counts the steps of a term by what they change', () => {
    const count = rule('count', ['done'], (value: number) => [[(value + 1) % 3]], system);
    const toZero: Fairness = { name: 'count to 0', strength: 'weak', rules: () => true, moves: { reads: ['done'], counts: (_, after) => (after as readonly number[])[0] === 0 } };
    const one = liveness('leads-to', ['done'], (value) => (value === 1 ? true : 'no 1'));
    // Nobody must count to 1, so it may stay at 0.
    expect(after([], model([count], [toZero]), one)).toMatchObject({ keys: [], violation: { reason: 'no 1' } });
    expect(after([], model([count]), one).violation).toBeUndefined();
  });
});

describe('in a loop', () => {
  test('a promise to settle is broken by what is awaited now and again, a promise that it comes is not', () => {
    const dark = (kind: LivenessProbe['kind']) => liveness(kind, ['light'], (light) => (light === 0 ? 'it is dark' : true));
    expect(after([], model([toggle]), dark('settles')).violation).toEqual({ id: 'promise', reason: 'it is dark', family: '', cycle: 0 });
    expect(after([], model([toggle]), dark('leads-to')).violation).toBeUndefined();
  });

  test('what was awaited before it and forgotten never comes', () => {
    const spoilt = liveness('leads-to', ['spoilt'], (value) => (value === 1 ? 'repair is awaited' : undefined));
    const forget = rule('forget', ['spoilt'], (value: number) => (value === 1 ? [[2]] : []), system);
    const walk = after(['spoil 1'], model([spoil, forget, toggle]), spoilt);
    expect(walk.violation).toMatchObject({ reason: 'repair is awaited', cycle: expect.any(Number) });
    expect(walk.keys.slice(0, 2)).toEqual(['spoil 1', 'forget 2']);
  });

  test('the first key of the loop is where the state was first met', () => {
    const start = rule('start', ['done'], (value: number) => (value === 0 ? [[1]] : []), system);
    const run = rule('run', ['done', 'light'], (value: number, light: number) => (value === 1 ? [[1, 1 - light]] : []), system);
    const never = liveness('leads-to', ['spoilt'], () => 'never');
    expect(after([], model([start, run]), never)).toMatchObject({ keys: ['start 1', 'run 1,1', 'run 1,0'], violation: { cycle: 1 } });
  });

  test('strong fairness asks for what is possible now and again, weak fairness does not', () => {
    const finish = rule('finish', ['light', 'done'], (light: number, value: number) => (light === 1 && value === 0 ? [[1, 1]] : []), system);
    const fair = (strength: Fairness['strength']): readonly Fairness[] => [toggle, finish].map((of) => ({ name: of.name, strength, rules: (candidate) => candidate === of }));
    const judged = (strength: Fairness['strength']) => judgeRun(new World(model([toggle, finish], fair(strength))), [isDone], ['toggle 1', 'toggle 0'], 0);
    expect(judged('weak')).toBe('it is not done');
    expect(judged('strong')).toBeUndefined();
    expect(after([], model([toggle, finish], fair('strong')), isDone).violation).toBeUndefined();
  });
});

describe('a system that neither stands still nor comes back', () => {
  const climb = rule('climb', ['done'], (value: number) => [[value + 1]], system);
  const top = liveness('leads-to', ['done'], () => 'the top is awaited');
  const silent = liveness('settles', ['light'], () => undefined);

  test('is told as unsettled, with what it awaits and whom it waits for', () => {
    const walk = after([], model([climb]), top, silent);
    expect(walk).toMatchObject({ rest: 0, unsettled: { awaited: [{ id: 'promise', reason: 'the top is awaited' }], waitedFor: 'climb' } });
    expect(walk.keys).toHaveLength(MAX_FAIR_STEPS);
    expect(walk.violation).toBeUndefined();
  });

  test('is counted', () => {
    const walker = new Walker(new World(model([climb])), { liveness: [top] });
    for (let n = 0; n < 3; n++) walker.walk(() => 0, uniform, { maxSteps: 2 });
    expect(walker.statistics).toMatchObject({ walks: 3, unsettled: 3, cut: 3, firstUnsettled: { waitedFor: 'climb' } });
  });
});

describe('there is no fair phase', () => {
  const walkerOf = (probes: Probes) => new Walker(new World(model([done, spoil])), probes);

  test('without promises about runs', () => {
    expect(walkerOf({}).replay([])).toEqual({ keys: [] });
    expect(walkerOf({ liveness: [isDone] }).replay([], { except: new Set(['promise']) })).toEqual({ keys: [] });
  });

  test('in a replay of what was recorded', () => {
    expect(walkerOf({ liveness: [isDone] }).replay(['spoil 1'], { withoutRest: true })).toEqual({ keys: ['spoil 1'] });
  });

  test('after a step that breaks a promise', () => {
    const walker = walkerOf({ liveness: [isDone], states: [{ id: 'unspoilt', reads: ['spoilt'], check: (value: number) => (value === 1 ? 'spoilt' : true) }] });
    expect(walker.replay(['spoil 1'])).toEqual({ keys: ['spoil 1'], violation: { id: 'unspoilt', reason: 'spoilt', family: 'spoil' } });
  });

  test('in a story that a step of it broke: the story has one phase', () => {
    const walker = walkerOf({ liveness: [isDone], states: [{ id: 'undone', reads: ['done'], check: (value: number) => (value === 1 ? 'done' : true) }] });
    expect(walker.replay(['spoil 1'])).toEqual({ keys: ['spoil 1', 'finish 1'], violation: { id: 'undone', reason: 'done', family: 'finish' } });
  });
});

test('to stand still and to go round in circles are not the same violation', () => {
  const still = { id: 'promise', reason: 'it is not done', family: '' };
  expect(isSameViolation(still, { ...still, cycle: 3 })).toBe(false);
  expect(isSameViolation({ ...still, cycle: 1 }, { ...still, cycle: 3 })).toBe(true);
});
