import { describe, expect, test } from 'vitest';
import type { Story } from '../../../src/check.ts';
import { knownFindings } from '../../../src/known.ts';
import { readTrace } from '../../support/itf.ts';
import { judged, realRun, runOf, storyOf, told } from '../../support/runs.ts';

const known = { 'a/one': knownFindings[0]! };
const traceOf = (...runs: Parameters<typeof told>[1]) => readTrace(told('itf', runs));

/** A moment as the reader hands it back: what is not there is null. */
const asRead = (value: object): unknown => JSON.parse(JSON.stringify(value, (_, part: unknown) => part ?? null));

/** What happened, from state to state. */
const actions = (states: readonly Readonly<Record<string, unknown>>[]): unknown[] => states.map((state) => state['mbt::actionTaken']);

describe('itf', () => {
  test('has every moment of the story, in order', () => {
    const run = realRun();
    const { start, steps } = run.result.properties[0]!.story!;
    const { states, vars, loop } = traceOf(run);
    expect(states.map(({ 'mbt::actionTaken': _, 'mbt::nondetPicks': __, ...moment }) => moment)).toEqual([start, ...steps.map(({ after }) => after)].map(asRead));
    expect(vars).toEqual([...Object.keys(start), 'mbt::actionTaken', 'mbt::nondetPicks']);
    expect(loop).toBeUndefined();
  });

  test('says where tools of Quint look what was done, and with what', () => {
    const { states } = traceOf(runOf([judged('a/one', 'violated', { story: storyOf('a/one', 'it broke', ['user/scale 3→2', 'controller/create web-0 ok']) })]));
    expect(states.map((state) => [state['mbt::actionTaken'], state['mbt::nondetPicks']])).toEqual([
      ['init', { object: null, outcome: null }],
      ['user/scale', { object: '3→2', outcome: null }],
      ['controller/create', { object: 'web-0', outcome: 'ok' }],
    ]);
  });

  test('names the promise, the reason and the token', () => {
    expect(traceOf(runOf([judged('a/one', 'violated')], { known })).meta).toMatchObject({
      format: 'ITF', status: 'violation', source: 'reference@1.37', description: 'a/one broke', property: 'a/one', scope: 'everyday', token: '1:reference@1.37:a-one', known: knownFindings[0]!.reference,
    });
  });

  test('is about the first new finding, and names the others', () => {
    const { meta } = traceOf(runOf([judged('a/one', 'violated'), judged('a/two', 'violated')], { known }), runOf([judged('a/three', 'violated')], { scope: 'scale' }));
    expect(meta).toMatchObject({ property: 'a/two', alsoViolated: ['a/one', 'a/three'] });
    expect(meta).not.toHaveProperty('known');
  });

  test('is about a known finding where there is no new one', () => expect(traceOf(runOf([judged('a/one', 'violated')], { known })).meta).toMatchObject({ property: 'a/one' }));

  test('has no states where nothing is violated', () => {
    expect(traceOf(runOf([judged('a/one', 'holds')]))).toMatchObject({ meta: { description: 'No violation was found.' }, vars: [], states: [], loop: undefined });
  });

  test('goes round a loop by its own steps: after the last state comes the first step of the loop', () => {
    const keys = ['user/scale 3→2', 'controller/pass', 'controller/delete web-2 ok', 'controller/create web-2 ok'];
    const story: Story = { ...storyOf('a/one', 'it runs in circles', keys), loop: 2 };
    const { states, loop } = traceOf(runOf([judged('a/one', 'violated', { story })]));
    expect(actions(states).slice(loop)).toEqual(['controller/delete', 'controller/create']);
  });

  test('what is not there is None, and numbers are big integers', () => {
    const start = { set: undefined, pods: [{ name: 'web-0', ordinal: 0 }], retention: null } as unknown as Story['start'];
    const text = told('itf', [runOf([judged('a/one', 'violated', { story: { ...storyOf('a/one', 'it broke', []), start } })])]);
    expect(text).toContain('"set":{"tag":"None","value":{"#tup":[]}}');
    expect(text).toContain('"retention":{"tag":"None","value":{"#tup":[]}}');
    expect(text).toContain('"pods":[{"name":"web-0","ordinal":{"#bigint":"0"}}]');
  });

  test.each([
    ['{"vars":["a"],"states":[{"a":1}]}', '1 is no expression'],
    ['{"vars":["a"],"states":[{"a":null}]}', 'null is no expression'],
    ['{"vars":["a"],"states":[{"b":true}]}', 'state 0 has b, and vars are a'],
    ['{"vars":["a"],"states":[{"a":{"#bigint":"x"}}]}', '"x" is no integer'],
    ['{"vars":["a"],"states":[{"a":{"#bigint":"1","b":true}}]}', '#bigint does not stand alone'],
    ['{"vars":[],"states":[],"loop":0}', 'loop 0 is not the index of a state'],
    ['{"vars":[],"states":[],"trace":[]}', 'a trace has no trace'],
  ])('the reader refuses %s', (text, complaint) => expect(() => readTrace(text)).toThrow(complaint));
});
