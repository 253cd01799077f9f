import fc from 'fast-check';
import { deflateRawSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { baseScenario, scenario } from '../../../src/scopes.ts';
import { MAX_CONTENT_BYTES, MAX_TOKEN_LENGTH } from '../../../src/trace/limits.ts';
import { differencesFromBase, fromDifferences } from '../../../src/trace/scenario.ts';
import { decode, encode, TokenError, type Recording } from '../../../src/trace/token.ts';

const seed = 20;

const recording: Recording = {
  controller: 'reference@1.37',
  scenario: scenario({ set: { replicas: 3, policy: 'Parallel', strategy: { type: 'OnDelete', rollingUpdate: null } }, edits: { deleteSet: ['orphan'] }, templates: [{ broken: true }], volumes: ['pv001'] }),
  property: 'ordering/successor-waits',
  keys: ['user/scale 3→2', 'controller/pass 2 pod events behind'],
  end: 'abc',
};

const packed = (content: unknown): string => `1:reference@1.37:${deflateRawSync(JSON.stringify(content)).toString('base64url')}`;
const messageOf = (token: string): string => {
  try {
    decode(token);
  } catch (error) {
    expect(error).toBeInstanceOf(TokenError);
    return (error as Error).message;
  }
  throw new Error('The token was read.');
};

describe('a token', () => {
  test('tells again what was recorded', () => expect(decode(encode(recording))).toEqual(recording));

  test('keeps a digest, and which promises were judged', () => {
    const own = { ...recording, controller: 'mine', digest: '0123', judged: ['update/waits'] };
    expect(decode(encode(own))).toEqual(own);
  });

  test('may be copied with spaces around it', () => expect(decode(`  ${encode(recording)}\n`)).toEqual(recording));

  test('names a controller by something that fits between colons', () => {
    expect(decode(encode({ ...recording, controller: 'a:b c/../d' })).controller).toBe('a-b-c-..-d');
  });

  test('of the base scenario says nothing about it', () => {
    expect(differencesFromBase(baseScenario)).toEqual({});
    expect(fromDifferences({})).toEqual(baseScenario);
  });

  test('says no more of a scenario than what differs', () => {
    expect(differencesFromBase(scenario({ set: { replicas: 3 }, disturbances: 1 }))).toEqual({ set: { replicas: 3 }, disturbances: 1 });
  });

  test('tells every scenario again', () => {
    const count = fc.nat({ max: 5 });
    const changes = fc.record({
      set: fc.record({ replicas: count, start: count, policy: fc.constantFrom('OrderedReady' as const, 'Parallel' as const), claimTemplates: fc.array(fc.constantFrom('www', 'data'), { maxLength: 2 }) }),
      edits: fc.record({ template: count, scale: count, deleteSet: fc.subarray(['background', 'foreground', 'orphan'] as const) }),
      disturbances: count,
      assume: fc.constantFrom('lag' as const, 'crashes' as const),
    });
    fc.assert(
      fc.property(changes, fc.array(fc.string({ maxLength: 30 })), (change, keys) => {
        const one = { ...recording, scenario: scenario(change), keys };
        expect(decode(encode(one))).toEqual(one);
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe('what is no token', () => {
  test('of another version says so, and what to do', () => {
    expect(messageOf(encode(recording).replace(/^1:/, '7:'))).toBe('The token has version 7; this sts-check reads version 1. Replay it with the sts-check that printed it.');
  });

  test.each([
    ['', 'This is no token'],
    ['web.yaml', 'This is no token'],
    ['1:reference@1.37', 'it is cut off'],
    ['1:reference@1.37:', 'it is cut off'],
    ['1:../../evil.ts:abc', 'characters that no token has'],
    ['1:reference@1.37:a b', 'characters that no token has'],
    ['1:reference@1.37:abc:def', 'characters that no token has'],
    ['1:reference@1.37:AAAA', 'does not unpack'],
    [packed([]), 'not what a token holds'],
    [packed({ s: {}, p: 'x', k: 'no list', e: '' }), 'not what a token holds'],
    [packed({ s: 3, p: 'x', k: [], e: '' }), 'scenario is not an object'],
    [packed({ s: { set: { replicas: 'two' } }, p: 'x', k: [], e: '' }), 'scenario.set.replicas is not a number'],
    [packed({ s: { set: { replicas: 1e9 } }, p: 'x', k: [], e: '' }), 'scenario.set.replicas is more than 64'],
    [packed({ s: { set: { policy: 'Sideways' } }, p: 'x', k: [], e: '' }), 'scenario.set.policy is not one of OrderedReady, Parallel'],
    [packed({ s: { set: { strategy: { type: 'OnDelete', rollingUpdate: 3 } } }, p: 'x', k: [], e: '' }), 'scenario.set.strategy.rollingUpdate'],
    [packed({ s: { universe: 1 }, p: 'x', k: [], e: '' }), 'scenario has no field "universe"'],
    [packed({ s: { kubernetes: '9.99' }, p: 'x', k: [], e: '' }), 'scenario.kubernetes is no release'],
    [packed({ s: { templates: new Array(65).fill({ broken: false }) }, p: 'x', k: [], e: '' }), 'scenario.templates is not a list of at most 64'],
    [packed({ s: {}, p: 'x', k: new Array(10_001).fill('a'), e: '' }), 'names 10001 steps'],
    [packed('x'.repeat(MAX_CONTENT_BYTES)), `more than ${MAX_CONTENT_BYTES} bytes`],
    [`1:a:${'A'.repeat(MAX_TOKEN_LENGTH)}`, `at most ${MAX_TOKEN_LENGTH}`],
  ])('%.40s…: %s', (token, why) => expect(messageOf(token)).toContain(why));

  test('never crashes, whatever it is', () => {
    const refusedOrRead = (token: string): void => {
      try {
        decode(token);
      } catch (error) {
        expect(error).toBeInstanceOf(TokenError);
      }
    };
    const good = encode(recording);
    fc.assert(fc.property(fc.string(), refusedOrRead), { seed, numRuns: 500 });
    fc.assert(fc.property(fc.json(), (json) => refusedOrRead(`1:x:${deflateRawSync(json).toString('base64url')}`)), { seed, numRuns: 500 });
    fc.assert(fc.property(fc.object({ key: fc.constantFrom('set', 'edits', 'templates', 'lag', '__proto__', 'replicas') }), (s) => refusedOrRead(packed({ s, p: 'x', k: [], e: '' }))), { seed, numRuns: 500 });
    fc.assert(fc.property(fc.nat({ max: good.length - 1 }), fc.constantFrom(...'A0_-:é'), (at, letter) => refusedOrRead(good.slice(0, at) + letter + good.slice(at + 1))), { seed, numRuns: 500 });
  });
});
