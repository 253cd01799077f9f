import { describe, expect, test, vi } from 'vitest';
import { explore, type Exploration, type ExploreOptions, type Fairness, type LivenessProbe, type Model, type Rule, type Verdict, World } from '../../../src/engine/index.ts';
import { grid, rule, zeros } from './models.ts';

/**
 * A model of one place, from steps `rule: from > to, to, …`. Rules called `user` and `disturbance` are theirs, all others the
 * system's. It begins where the first step does.
 */
function machine(steps: readonly string[], fairness?: readonly Fairness[]): Model {
  const parsed = steps.map((step) => /^(.*): (.*) > (.*)$/.exec(step)!.slice(1) as [string, string, string]);
  const names = [...new Set(parsed.map(([name]) => name))];
  const rules = names.map((name) => {
    const targets = (at: string) => parsed.flatMap(([by, from, to]) => (by === name && from === at ? to.split(', ').map((target) => [target]) : []));
    return rule(name, ['at'], targets, { mover: name === 'user' || name === 'disturbance' ? name : 'system' });
  });
  return { columns: [{ name: 'at', initial: parsed[0]![1] }], rules, ...(fairness ? { fairness } : {}) };
}

function fair(strength: Fairness['strength'], ...names: readonly string[]): Fairness[] {
  return names.map((name) => ({ name, strength, rules: (candidate: Rule) => candidate.name === name }));
}
const weak = (...names: readonly string[]): Fairness[] => fair('weak', ...names);
const strong = (...names: readonly string[]): Fairness[] => fair('strong', ...names);

/** In the end no run is at one of these places any more. */
function leaves(...places: readonly string[]): LivenessProbe {
  return { id: 'leaves', kind: 'settles', reads: ['at'], check: (at: string): Verdict => (places.includes(at) ? `at ${at}` : true) };
}

/** A run that was at `asked` comes to `answered`. */
function leads(asked: string, answered: string): LivenessProbe {
  return { id: 'leads', kind: 'leads-to', reads: ['at'], check: (at: string): Verdict => (at === asked ? `${asked} asks` : at === answered ? true : undefined) };
}

/** The places of the run that breaks the promise, with those of its loop in parentheses; `holds` if there is none. */
function story(model: Model, probe: LivenessProbe): string {
  return told(explore(new World(model), { liveness: [probe] }), probe.id);
}

function told(exploration: Exploration, id: string): string {
  const { violation } = exploration.probes.find((probe) => probe.id === id)!;
  if (!violation) return exploration.runsJudged ? 'holds' : 'not judged';
  const steps = stepsOf(exploration, id);
  const places = [...steps.map(({ before }) => before['at']), steps.at(-1)!.after['at']];
  const lead = places.slice(0, violation.depth);
  const loop = violation.cycle!.length === 0 ? places.slice(-1) : places.slice(violation.depth, -1);
  return [...lead, `(${loop.join(' ')})`].join(' ');
}

/** The steps of the run that breaks the promise, once round its loop. */
function stepsOf(exploration: Exploration, id: string) {
  const { state, approach = [], cycle } = exploration.probes.find((probe) => probe.id === id)!.violation!;
  return exploration.trace(state, ...approach, ...cycle!);
}

describe('a run that stops', () => {
  test('stays where it is for ever, and breaks a promise there', () => {
    const model = machine(['go: start > end']);
    expect(story(model, leaves('end'))).toBe('start (end)');
    expect(story(model, leaves('start'))).toBe('holds');
    expect(story(model, leads('end', 'start'))).toBe('start (end)');
  });

  test('is fair where only users and disturbances can move', () => {
    expect(story(machine(['go: start > stuck', 'user: stuck > end', 'disturbance: stuck > end']), leaves('stuck'))).toBe('start (stuck)');
  });

  test('is fair where a step of the system is possible that nobody waits for', () => {
    const steps = ['go: start > stuck', 'perhaps: stuck > end'];
    expect(story(machine(steps, weak('go')), leaves('stuck'))).toBe('start (stuck)');
    expect(story(machine(steps, weak('go', 'perhaps')), leaves('stuck'))).toBe('holds');
  });

  test('is fair where the only step changes nothing: such a step is not possible', () => {
    expect(story(machine(['go: start > stuck', 'retry: stuck > stuck']), leaves('stuck'))).toBe('start (stuck)');
    expect(story(machine(['go: start > stuck', 'retry: stuck > stuck'], strong('retry')), leaves('stuck'))).toBe('start (stuck)');
  });
});

describe('a loop', () => {
  const lamp = ['flip: on > off', 'flip: off > on'];

  test('breaks a promise where something is awaited again and again, not where it is awaited a few times', () => {
    expect(story(machine(lamp), leaves('off'))).toBe('on (off on)');
    expect(story(machine(['go: start > on', ...lamp]), leaves('start'))).toBe('holds');
  });

  test('is no fair run if it leaves out a step that is possible all the time', () => {
    expect(story(machine([...lamp, 'break: on > broken', 'break: off > broken']), leaves('on', 'off'))).toBe('holds');
  });

  test('is a fair run if it leaves out a step of a user for ever', () => {
    expect(story(machine([...lamp, 'user: on > broken', 'user: off > broken']), leaves('on', 'off'))).toBe('(on off)');
  });

  test('does not take a step by what changes nothing', () => {
    const steps = [...lamp, 'break: on > on, broken', 'break: off > off, broken'];
    expect(story(machine(steps, [...weak('flip'), ...strong('break')]), leaves('on', 'off'))).toBe('holds');
    expect(story(machine(steps, weak('flip', 'break')), leaves('on', 'off'))).toBe('holds');
  });
});

describe('weak and strong fairness', () => {
  const lamp = ['flip: on > off', 'flip: off > on'];

  test('differ about a step that is possible again and again and not all the time', () => {
    const model = (fairness: Fairness[]) => machine([...lamp, 'break: on > broken'], [...weak('flip'), ...fairness]);
    expect(story(model(weak('break')), leaves('on'))).toBe('(on off)');
    expect(story(model(strong('break')), leaves('on'))).toBe('holds');
  });

  test('agree that a run may go round where such a step is not possible', () => {
    const model = machine(['turn: a > b', 'turn: b > c', 'turn: c > b', 'turn: b > a', 'leave: a > end'], [...weak('turn'), ...strong('leave')]);
    expect(story(model, leaves('a'))).toBe('holds');
    expect(story(model, leaves('c'))).toBe('a b (c b)');
  });

  // Each of these steps is taken in the loop of all places before it, and not in that of the places which are left.
  const shrinking = ['turn: a > b', 'turn: b > c', 'turn: c > d', 'turn: d > c', 'turn: c > b', 'leave: a > end', 'back: b > a'];

  test('leave a part of a part of a component to a run', () => {
    const model = machine(shrinking, [...weak('turn'), ...strong('back', 'leave')]);
    expect(story(model, leaves('a'))).toBe('holds');
    expect(story(model, leaves('b'))).toBe('holds');
    expect(story(model, leaves('d'))).toBe('a b c (d c)');
  });

  test('leave nothing to a run if the last part of a part is not fair either', () => {
    const last = shrinking.filter((step) => step !== 'turn: c > b');
    const model = machine([...last, 'down: c > b'], [...weak('turn'), ...strong('back', 'leave', 'down')]);
    expect(story(model, leaves('a', 'b', 'c', 'd'))).toBe('holds');
  });

  test('leave a resting place inside an unfair component to a run', () => {
    const model = machine(['turn: a > b', 'user: b > a', 'leave: a > end'], [...weak('turn'), ...strong('leave')]);
    expect(story(model, leaves('a'))).toBe('holds');
    expect(story(model, leaves('b'))).toBe('a (b)');
  });
});

describe('the loop of a story', () => {
  test('is fair by itself, even where a shorter loop through the same places is not', () => {
    // Round a and b is shorter, and leaves out `act`, which is possible in both.
    const model = machine(['turn: a > b', 'turn: b > a', 'act: a > c', 'act: b > c', 'turn: c > a']);
    const exploration = explore(new World(model), { liveness: [leaves('b')] });
    expect(told(exploration, 'leaves')).toBe('a (b a c a)');
    expect(stepsOf(exploration, 'leaves').map(({ key }) => key)).toContain('act "c"');
  });

  test('visits a place where a weakly fair step is not possible, or else takes it', () => {
    const model = machine(['turn: a > b', 'turn: b > a', 'turn: b > c', 'turn: c > b', 'leave: a > end', 'leave: b > end']);
    expect(story(model, leaves('a'))).toBe('(a b c b)');
  });

  test('takes each of two steps to the same place that fairness tells apart', () => {
    const exploration = explore(new World(machine(['one: a > b', 'other: a > b', 'turn: b > a'], strong('one', 'other', 'turn'))), { liveness: [leaves('b')] });
    expect(stepsOf(exploration, 'leaves').map(({ key }) => key).sort()).toEqual(['one "b"', 'one "b"', 'other "b"', 'turn "a"', 'turn "a"']);
  });

  test('consists of steps that follow one another, and ends where it begins', () => {
    const model = machine(['go: start > a', 'turn: a > b, c', 'act: b > c', 'turn: c > a, b', 'act: c > d', 'turn: d > b'], strong('go', 'turn', 'act'));
    const exploration = explore(new World(model), { liveness: [leaves('d')] });
    const steps = stepsOf(exploration, 'leaves');
    const { depth, cycle } = exploration.probes[0]!.violation!;
    expect(cycle!.length).toBeGreaterThan(1);
    expect(steps).toHaveLength(depth + cycle!.length);
    expect(steps.slice(1).map(({ before }) => before)).toEqual(steps.slice(0, -1).map(({ after }) => after));
    expect(steps.at(-1)!.after).toEqual(steps[depth]!.before);
  });
});

describe('the way to the loop of a story', () => {
  test('is a shortest one among the places of a loop where something is awaited', () => {
    // A search in depth comes to d before c.
    expect(story(machine(['turn: a > b, c', 'turn: b > d', 'turn: d > c', 'turn: c > a']), leaves('c', 'd'))).toBe('a (c a)');
  });

  test('is a shortest one among the loops that break the promise', () => {
    const model = machine(['go: start > a', 'turn: a > b', 'turn: b > a', 'user: b > c', 'turn: c > d', 'turn: d > c']);
    expect(story(model, leaves('a', 'c'))).toBe('start (a b)');
    expect(story(model, leaves('c'))).toBe('start a b (c d)');
  });

  // People would rather read of a world that stands still than of one that goes round.
  test('comes to rest if one does, although another goes round sooner', () => {
    expect(story(machine(['turn: a > b', 'turn: b > a', 'user: a > c', 'user: c > d']), leaves('a', 'd'))).toBe('a c (d)');
  });

  test('asks in its loop if one does, although another asked before a loop that begins sooner', () => {
    const model = machine(['go: ask > a', 'turn: a > b', 'turn: b > a', 'user: a > far', 'go: far > ask again', 'go: ask again > far']);
    const probe: LivenessProbe = { id: 'asks', kind: 'leads-to', reads: ['at'], check: (at: string): Verdict => (at.startsWith('ask') ? `${at}s` : undefined) };
    expect(story(model, probe)).toBe('ask a far (ask again far)');
  });
});

describe('several fairness terms at once', () => {
  const two = (fairness: readonly Fairness[]): Model => {
    const toggle = (value: number) => [[1 - value]];
    return { columns: zeros('x', 'y'), rules: [rule('x', ['x'], toggle, { mover: 'system' }), rule('y', ['y'], toggle, { mover: 'system' }), rule('both', ['x', 'y'], (x: number, y: number) => [[1 - x, 1 - y]], { mover: 'system' })], fairness };
  };
  const stays = (column: string): LivenessProbe => ({ id: column, kind: 'leads-to', reads: [column], check: (value: number) => (value === 1 ? true : `${column} is 0`) });
  const moved = (column: string): Fairness => ({ name: column, strength: 'weak', rules: () => true, moves: { reads: [column], counts: ([before]: readonly number[], [after]: readonly number[]) => before === 0 && after === 1 } });

  test('ask for the movement of a column, whichever rule moves it', () => {
    const verdicts = (...columns: readonly string[]) => explore(new World(two(columns.map(moved))), { liveness: [stays('x'), stays('y')] }).probes.map(({ violation }) => violation?.reason ?? 'holds');
    expect(verdicts('x', 'y')).toEqual(['holds', 'holds']);
    expect(verdicts('x')).toEqual(['holds', 'y is 0']);
    expect(verdicts('y')).toEqual(['x is 0', 'holds']);
    expect(verdicts()).toEqual(['x is 0', 'y is 0']);
  });

  test('may be more than there are bits in a number', () => {
    const places = [...Array(40).keys()].map((place) => `p${place}`);
    const ring = places.map((place, index) => `to ${place}: ${place} > ${places[(index + 1) % 40]}`);
    const terms = strong(...places.map((place) => `to ${place}`));
    const exploration = explore(new World(machine(ring, terms)), { liveness: [leaves('p39')] });
    expect(exploration.probes[0]!.violation!.cycle).toHaveLength(40);
    expect(story(machine([...ring, 'leave: p39 > end'], [...terms, ...strong('leave')]), leaves('p39'))).toBe('holds');
  });

  test('may all be taken by one step', () => {
    const terms = [...Array(40).keys()].map((number): Fairness => ({ name: `${number}`, strength: 'strong', rules: ({ name }) => name === 'leave' || (name === 'turn' && number !== 39) }));
    const steps = ['turn: a > b', 'turn: b > a'];
    expect(story(machine(steps, terms), leaves('a'))).toBe('(a b)');
    expect(story(machine([...steps, 'leave: a > end'], terms), leaves('a'))).toBe('holds');
    expect(story(machine([...steps, 'leave: a > end'], terms.slice(0, 39)), leaves('a'))).toBe('(a b)');
  });
});

describe('a promise that something leads to something', () => {
  const wait = ['turn: wait > pause', 'turn: pause > wait'];

  test('is broken by a run that asked on its way into the loop', () => {
    const model = machine(['go: start > ask', 'go: ask > way', 'turn: way > wait', ...wait]);
    const exploration = explore(new World(model), { liveness: [leads('ask', 'answer')] });
    expect(told(exploration, 'leads')).toBe('start ask way (wait pause)');
    expect(exploration.probes[0]!.violation).toMatchObject({ reason: 'ask asks', approach: [0, 0], depth: 3 });
    expect(exploration.trace(exploration.probes[0]!.violation!.state).at(-1)!.after).toEqual({ at: 'ask' });
  });

  test('is broken by a run that asked and then stops elsewhere', () => {
    expect(story(machine(['go: ask > way', 'go: way > end']), leads('ask', 'answer'))).toBe('ask way (end)');
  });

  test('is kept by a run that was answered on its way into the loop', () => {
    expect(story(machine(['go: ask > answer', 'turn: answer > wait', ...wait]), leads('ask', 'answer'))).toBe('holds');
    expect(story(machine(['go: ask > answer, wait', 'turn: answer > wait', ...wait]), leads('ask', 'answer'))).toBe('ask (wait pause)');
  });

  test('is kept by a run that never asked', () => {
    expect(story(machine(wait), leads('ask', 'answer'))).toBe('holds');
  });

  test('is kept by a loop that asks and is answered in each round, unless it can leave out the answer', () => {
    const round = ['turn: ask > answer', 'turn: answer > ask'];
    expect(story(machine(round), leads('ask', 'answer'))).toBe('holds');
    const away = [...round, 'user: ask > other', 'user: other > ask'];
    expect(story(machine(away, weak('turn')), leads('ask', 'answer'))).toBe('(ask other)');
    expect(story(machine(away, strong('turn')), leads('ask', 'answer'))).toBe('ask (other)');
    expect(story(machine([...round, 'user: ask > other', 'turn: other > ask'], strong('turn')), leads('ask', 'answer'))).toBe('(ask other)');
    expect(story(machine([...round, 'user: ask > other', 'back: other > ask'], strong('turn', 'back')), leads('ask', 'answer'))).toBe('holds');
  });

  test('is exercised by states that ask, one that nothing is awaited again and again also by states where nothing is', () => {
    const exercised = (probe: LivenessProbe) => explore(new World(machine(['go: ask > answer', 'go: answer > end'])), { liveness: [probe] }).probes[0]!.exercised;
    expect([exercised(leads('ask', 'answer')), exercised(leads('never', 'answer')), exercised(leaves('ask')), exercised(leaves('never'))]).toEqual([1, 0, 3, 3]);
  });
});

describe('an exploration that judges runs', () => {
  test('tells more than sixteen promises apart', () => {
    const places = [...Array(40).keys()].map((place) => `p${place}`);
    // Nobody waits for the steps that leave every third place, so a run may stay there.
    const steps = places.slice(0, 39).map((place, index) => `${index % 3 === 0 ? 'perhaps' : 'go'}: ${place} > ${places[index + 1]}`);
    const model = machine(steps, weak('go'));
    const reasons = (liveness: readonly LivenessProbe[]) => explore(new World(model), { liveness }).probes.flatMap(({ violation }) => (violation ? [violation.reason] : []));
    const resting = places.filter((_, index) => index % 3 === 0);
    expect(reasons(places.map((place) => leaves(place)))).toEqual(resting.map((place) => `at ${place}`));
    expect(reasons(places.map((place, index) => leads(place, places[index + 1]!)))).toEqual(resting.map((place) => `${place} asks`));
  });

  test('tells states apart by what many promises about two columns say', () => {
    const awaitedAt = (column: string, place: number): LivenessProbe => ({ id: `${column} is ${place}`, kind: 'leads-to', reads: [column], check: (value: number) => (value === place ? `${column} is ${place}` : undefined) });
    const liveness = ['x', 'y'].flatMap((column) => [...Array(13).keys()].map((place) => awaitedAt(column, place)));
    const { probes } = explore(new World({ ...grid(12), fairness: [] }), { liveness });
    expect(probes.map(({ violation, exercised }) => [violation?.reason, exercised])).toEqual(liveness.map(({ id }) => [id, 13]));
  });

  test('finds the loop in a graph that outgrew its first tables', () => {
    const count = rule('count', ['x'], (x: number) => [[x === 9999 ? 5000 : x + 1]], { mover: 'system' });
    const probe: LivenessProbe = { id: 'last', kind: 'settles', reads: ['x'], check: (x: number): Verdict => (x === 9999 ? 'last' : true) };
    const { states, probes } = explore(new World({ columns: zeros('x'), rules: [count] }), { liveness: [probe] });
    expect(states).toBe(10_000);
    expect(probes[0]!.violation).toMatchObject({ reason: 'last', depth: 9999 });
    expect(probes[0]!.violation!.cycle).toHaveLength(5000);
  });

  test('asks once per combination of the values that a promise reads', () => {
    const check = vi.fn((): Verdict => true);
    explore(new World(grid(3)), { liveness: [{ id: 'x', kind: 'settles', reads: ['x'], check }] });
    expect(check.mock.calls).toEqual([[0], [1], [2], [3]]);
  });

  test('knows what is awaited in a loop whose steps write nothing that the promise reads', () => {
    const on = rule('on', ['x', 'y'], (x: number, y: number) => (x === 0 && y === 0 ? [[1]] : []), { mover: 'system' });
    const turn = rule('turn', ['y', 'x'], (y: number, x: number) => (x === 1 ? [[y === 1 ? 2 : 1]] : []), { mover: 'system' });
    const probe: LivenessProbe = { id: 'x', kind: 'settles', reads: ['x'], check: (x: number): Verdict => (x === 1 ? 'x is 1' : true) };
    const exploration = explore(new World({ columns: zeros('x', 'y'), rules: [on, turn] }), { liveness: [probe] });
    expect(exploration.probes[0]!.violation).toMatchObject({ reason: 'x is 1', depth: 2 });
    expect(stepsOf(exploration, 'x').map(({ after }) => after)).toEqual([{ x: 1, y: 0 }, { x: 1, y: 1 }, { x: 1, y: 2 }, { x: 1, y: 1 }]);
  });

  test('tells its caller of each violation once, whether the run stops or goes round', () => {
    const stopWhen = vi.fn(() => false);
    const exploration = explore(new World(machine(['turn: a > b', 'turn: b > a', 'user: b > end'])), { liveness: [leaves('b'), { ...leaves('end'), id: 'ends' }] }, { stopWhen });
    expect(stopWhen.mock.calls).toEqual([[['ends']], [['ends', 'leaves']]]);
    expect(exploration).toMatchObject({ complete: true, runsJudged: true });
  });

  test('gives the same verdicts and the same stories with a world that was used before', () => {
    const model = machine(['go: ask > a', 'turn: a > b, c', 'act: b > c', 'turn: c > a, b', 'act: c > d', 'turn: d > b', 'user: d > ask'], strong('go', 'turn', 'act'));
    const world = new World(model);
    const run = () => explore(world, { liveness: [leaves('d'), leads('ask', 'd'), leaves('ask')] });
    const first = run();
    const again = run();
    expect(again.calls).toBe(0);
    expect(again.probes).toEqual(first.probes);
    expect(again.probes.map(({ id }) => told(again, id))).toEqual(first.probes.map(({ id }) => told(first, id)));
    expect(first.probes.map(({ violation }) => violation !== undefined)).toEqual([true, true, true]);
  });

  test('finds a run that stops on its way, before it has seen everything', () => {
    const model = machine(['go: start > stuck', 'user: stuck > a', 'go: a > b', 'go: b > c']);
    const exploration = explore(new World(model), { liveness: [leaves('stuck')] }, { stopWhen: () => true });
    expect(exploration).toMatchObject({ stopped: true, runsJudged: false, states: 2 });
    expect(exploration.probes[0]!.violation).toEqual({ reason: 'at stuck', state: 1, cycle: [], depth: 1 });
    expect(told(exploration, 'leaves')).toBe('start (stuck)');
  });
});

describe('a search that was cut short', () => {
  const ring = machine(['turn: a > b', 'turn: b > c', 'turn: c > d', 'turn: d > e', 'turn: e > a']);
  const cut = (options: ExploreOptions) => explore(new World(ring), { liveness: [leaves('b')], states: [{ id: 'no d', reads: ['at'], check: (at: string) => (at === 'd' ? 'd' : true) }] }, options);

  test.each<[string, ExploreOptions]>([
    ['by the number of states', { maxStates: 4 }],
    ['by its caller, long before its end', { onProgress: () => 'interrupted' }],
    ['by a violation', { stopWhen: () => true }],
  ])('%s says nothing about loops', (_, options) => {
    const exploration = cut(options);
    expect(exploration).toMatchObject({ complete: false, runsJudged: false });
    expect(told(exploration, 'leaves')).toBe('not judged');
  });

  test('by its caller, when only the runs were left to judge, says nothing about loops and all about states', () => {
    const exploration = cut({ onProgress: ({ frontier }) => (frontier === 0 ? 'time' : 'continue') });
    expect(exploration).toMatchObject({ complete: true, runsJudged: false, limit: 'time' });
    expect(told(exploration, 'leaves')).toBe('not judged');
    expect(exploration.probes[0]!.violation).toMatchObject({ reason: 'd' });
  });

  test('by depth says nothing about a loop at any depth at which a step may be missing', () => {
    const verdicts = [0, 1, 2, 3, 4, 5].map((maxDepth) => told(cut({ maxDepth }), 'leaves'));
    expect(verdicts).toEqual([...Array<string>(5).fill('not judged'), 'a (b c d e a)']);
    expect(cut({ maxDepth: 5 })).toMatchObject({ complete: true, runsJudged: true });
  });

  test('by its caller does not ask it again whether to go on and judge the runs', () => {
    const onProgress = vi.fn(() => 'interrupted' as const);
    cut({ onProgress });
    expect(onProgress).toHaveBeenCalledOnce();
  });

  test('by depth may still have found a run that stops, in its last level too', () => {
    const model = machine(['go: start > stuck', 'user: stuck > on', 'turn: on > off', 'turn: off > on']);
    const bounded = explore(new World(model), { liveness: [leaves('stuck'), { ...leaves('on'), id: 'on' }] }, { maxDepth: 1 });
    expect(bounded).toMatchObject({ limit: 'depth', runsJudged: false });
    expect(told(bounded, 'leaves')).toBe('start (stuck)');
    expect(told(bounded, 'on')).toBe('not judged');
  });

  test('by memory gives up loops first, and judges every state and every run that stops as without them', () => {
    // Nobody is waited for, so a run may stop anywhere, but only the last corner is quiet.
    const model: Model = { ...grid(100, { mover: 'system' }), fairness: [] };
    const states = [{ id: 'far', reads: ['x', 'y'], check: (x: number, y: number): Verdict => (x + y === 199 ? 'far' : true) }];
    const awaitedAt = (id: string, place: number): LivenessProbe => ({ id, kind: 'settles', reads: ['x'], check: (x: number) => (x === place ? id : true) });
    const liveness = [awaitedAt('stops at the end', 100), awaitedAt('stops on the way', 1)];
    const without = explore(new World(model), { states });
    const unlimited = explore(new World(model), { states, liveness });
    // What was kept for loops is given back, so that this is enough with what the promises remember.
    const maxBytes = without.peakBytes + 4096;
    const limited = explore(new World(model), { states, liveness }, { maxBytes });
    expect(unlimited.peakBytes).toBeGreaterThan(maxBytes);
    expect(unlimited).toMatchObject({ complete: true, runsJudged: true });
    expect(unlimited.probes.map(({ violation }) => violation?.reason)).toEqual(['far', 'stops at the end', 'stops on the way']);
    expect(limited).toMatchObject({ complete: true, runsJudged: false, states: without.states });
    expect(limited.limit).toBe('memory');
    expect(limited.probes[0]).toEqual(without.probes[0]);
    expect(limited.probes.map(({ violation }) => violation?.reason)).toEqual(['far', 'stops at the end', undefined]);
  });
});
