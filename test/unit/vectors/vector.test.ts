import { expect, test } from 'vitest';
import { parseVectors, VectorError } from '../../../src/vectors/vector.ts';

const ending = 'expect: {writes: [], statusWrite: false, error: null}';

/** The one vector of a document with these fields. */
function parse(fields: string) {
  return parseVectors(`vectors:\n- {id: V1, profile: r1.37, ${fields}, ${ending}}\n`, 'v.yaml')[0]!;
}

test('what is left out has its default', () => {
  const vector = parseVectors(`vectors: [{id: V1, profile: r1.36, ${ending}}]`, 'v.yaml')[0]!;
  expect(vector).toMatchObject({ id: 'V1', name: 'V1', profile: { name: 'r1.36' } });
  expect(vector.view).toMatchObject({
    set: { name: 'web', uid: 'set-1', generation: 5, replicas: 3, template: 'A', status: { observedGeneration: 5 } },
    pods: [],
    behindOwnWrites: [],
  });
});

test('a strategy without a block has none', () => {
  expect(parse('set: {strategy: {type: RollingUpdate}}').view.set?.strategy).toEqual({
    type: 'RollingUpdate',
    rollingUpdate: null,
  });
  expect(parse('set: {replicas: 1}').view.set?.strategy.rollingUpdate).toEqual({ partition: 0 });
  expect(
    parse('set: {strategy: {type: RollingUpdate, rollingUpdate: {partition: 1, maxUnavailable: 30%}}}').view.set?.strategy
      .rollingUpdate,
  ).toEqual({ partition: 1, maxUnavailable: '30%' });
});

test('a pod is ready when it runs and available when it is ready, unless it says otherwise', () => {
  const pods = '{ordinal: 0}, {ordinal: 1, phase: Pending}, {ordinal: 2, ready: false}, {ordinal: 3, name: web-03, readySeconds: 4}';
  expect(parse(`pods: [${pods}]`).view.pods).toMatchObject([
    { name: 'web-0', uid: 'u-web-0', phase: 'Running', ready: true, available: true },
    { name: 'web-1', ready: false, available: false },
    { ready: false, available: false },
    { name: 'web-03', uid: 'u-web-03', readySeconds: 4 },
  ]);
});

test('the name of a revision is its template', () => {
  const revisions = parse('revisions: [{name: A, number: 1}, {name: B, number: 2, data: A}]').view.revisions;
  expect(revisions.map(({ data }) => data)).toEqual(['A', 'A']);
});

test('a cache can be behind', () => {
  expect(parse('cacheBehindOwnWrites: true').view.behindOwnWrites).toEqual(['pods']);
  expect(parse('cacheBehindOwnWrites: claims').view.behindOwnWrites).toEqual(['claims']);
});

test('a set can be absent', () => {
  expect(parse('set: {absent: true}').view.set).toBeUndefined();
});

test('gates change the profile', () => {
  expect(parse('gates: {StatefulSetRecreateStrategy: true}').profile.name).toBe('r1.37+recreate');
});

test('JSON has one vector on each line, and blank lines are none', () => {
  const line = '{"id":"a","profile":"r1.33","expect":{"writes":[],"statusWrite":false,"error":null}}';
  expect(parseVectors(`${line}\n\n${line}\n`, 'v.jsonl')).toHaveLength(2);
});

/** A document with one field on each line, so that lines tell fields apart. */
const document = (...lines: readonly string[]): string => ['vectors:', '- id: V1', '  profile: r1.37', ...lines].join('\n');

test.each([
  ['a wrong type', document('  set: {replicas: many}'), 4, 'vectors[0].set.replicas is "many", expected a whole number'],
  ['a wrong constant', document('  pods:', '  - ordinal: 0', '    phase: Runing'), 6,
    'vectors[0].pods[0].phase is "Runing", expected Pending or Running or Succeeded or Failed or Unknown'],
  ['a wrong flag', document('  pods:', '  - {ordinal: 0, ready: 1}'), 5, 'vectors[0].pods[0].ready is 1, expected true or false'],
  ['a wrong text', document('  set: {name: 7}'), 4, 'vectors[0].set.name is 7, expected a text'],
  ['a list where there is none', document('  set: []'), 4, 'vectors[0].set is [], expected a mapping'],
  ['no list where there is one', document('  pods: {}'), 4, 'vectors[0].pods is {}, expected a list'],
  ['no mapping of gates', document('  gates: 1'), 4, 'vectors[0].gates is 1, expected a mapping'],
  ['an unknown field', document('  set:', '    replica: 3'), 5, 'vectors[0].set has unknown field "replica", known are absent, name, '],
  ['a wrong budget', document('  set: {strategy: {type: RollingUpdate, rollingUpdate: {partition: 0, maxUnavailable: []}}}'), 4,
    'maxUnavailable is [], expected a whole number or a percentage'],
  ['an unknown failure', document('  apiFailures:', '    deletePod web-0: Oops'), 5,
    'is "Oops", expected a failure, null or a list of these'],
  ['a missing field', document('  expect: {writes: [], error: null}'), 4, 'vectors[0].expect.statusWrite is missing, expected true or false'],
  ['an unknown gate', document('  gates: {Nonsense: true}', `  ${ending}`), 4, 'Release r1.37 has no feature gate "Nonsense".'],
  ['no vectors', 'vector: []', 1, 'vectors is missing, expected a list'],
  ['nothing', '', 1, 'vectors is missing, expected a list'],
  ['no YAML', 'vectors:\n- {id: [}', 2, 'Flow '],
])('%s is reported with its line', (_, source, line, message) => {
  const parsing = (): unknown => parseVectors(source, 'v.yaml');
  expect(parsing).toThrow(VectorError);
  expect(parsing).toThrow(`v.yaml:${line}  `);
  expect(parsing).toThrow(message);
});

test('an unknown profile is reported with those there are', () => {
  const source = `vectors:\n- id: V1\n  profile: r1.99\n  ${ending}\n`;
  expect(() => parseVectors(source, 'v.yaml')).toThrow(
    /^v\.yaml:3 {2}there is no profile "r1\.99", known are r1\.28, .*r1\.37, r1\.37\+recreate$/,
  );
});

test('in JSON lines the line is that of the vector', () => {
  expect(() => parseVectors('{"id":"a"}', 'v.jsonl')).toThrow('v.jsonl:1  profile is missing, expected a text');
  expect(() => parseVectors('{"id":"a", "x":1}', 'v.jsonl')).toThrow('v.jsonl:1  unknown field "x", known are id, ');
  expect(() => parseVectors('\n{"id":"a",}', 'v.jsonl')).toThrow('v.jsonl:2  not JSON: ');
});
