import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { defineController } from '../../../models/controllers/controller.ts';
import { properties } from '../../../properties/index.ts';
import { always, holds } from '../../../properties/property.ts';
import { cellsOf } from '../../../src/vitest/cells.ts';
import { settingsOf, type CheckControllerOptions } from '../../../src/vitest/options.ts';

const mine = defineController({ name: 'mine', reconcile: () => [] });
const locally = (options: object = {}, controller: unknown = mine) => settingsOf(controller, options as CheckControllerOptions, false);
const titles = (options: object = {}): string[] => cellsOf(locally(options)).map(({ title }) => title);
const own = always('own/quick', { catalogue: 'P-1', promise: 'It is quick.', source: 'here', reads: [], check: () => holds });
const path = 'examples/06-test-suite/controller.ts';

describe('without options', () => {
  test('both policies and the strategies that need no gate are checked, each in small scopes and in a larger one', () => {
    const cells = cellsOf(locally());
    expect(cells.map(({ title }) => title)).toEqual(['OrderedReady · RollingUpdate', 'OrderedReady · OnDelete', 'Parallel · RollingUpdate', 'Parallel · OnDelete']);
    for (const { scopes, larger } of cells) {
      expect(scopes.length).toBeGreaterThan(4);
      expect(new Set(scopes.map(({ scenario }) => scenario.set.replicas))).toEqual(new Set([2]));
      expect(larger.map(({ scenario }) => scenario.set.replicas)).toEqual([3]);
    }
  });

  test('a cell has the promises that speak about it', () => {
    const [rolling, onDelete] = cellsOf(locally());
    expect(rolling!.promises).toContain('update/reverse-order');
    expect(rolling!.promises).not.toContain('update/on-delete-is-passive');
    expect(onDelete!.promises).toContain('update/on-delete-is-passive');
  });

  test('all built-in promises are judged, at the newest release', () => {
    expect(locally()).toMatchObject({ name: 'mine', kubernetes: '1.37', properties, judged: undefined, numRuns: 100, exhaustive: true, file: undefined });
  });

  test('a seed is drawn', () => {
    const seeds = Array.from({ length: 8 }, () => locally().seed);
    expect(seeds.every(Number.isInteger)).toBe(true);
    expect(new Set(seeds).size).toBeGreaterThan(1);
  });
});

describe('options', () => {
  test('of fast-check mean what they mean there', () => {
    expect(locally({ seed: 42, numRuns: 7, interruptAfterTimeLimit: 500, verbose: true })).toMatchObject({ seed: 42, numRuns: 7, timeLimitMs: 500, verbose: true });
  });

  test('choose policies and strategies, Recreate too where there is one', () => {
    expect(titles({ policies: ['Parallel'], strategies: ['Recreate', 'OnDelete'] })).toEqual(['Parallel · OnDelete', 'Parallel · Recreate']);
  });

  test('choose promises by id, by glob, and add those of the suite', () => {
    const { properties: chosen, judged } = locally({ properties: ['ordering/*', 'identity/ordinal-in-range', own] });
    expect(chosen.map(({ id }) => id)).toEqual(['identity/ordinal-in-range', 'ordering/successor-waits', 'ordering/scale-down-reverse', 'ordering/terminating-blocks', 'own/quick']);
    expect(judged).toEqual(chosen.map(({ id }) => id));
  });

  test('leave out what no promise speaks about', () => {
    expect(titles({ properties: ['ordering/*'] })).toEqual(['OrderedReady · RollingUpdate', 'OrderedReady · OnDelete']);
  });

  test('leave out one of the searches', () => {
    expect(cellsOf(locally({ exhaustive: false })).map(({ scopes, larger }) => [scopes.length, larger.length])).toEqual(Array(4).fill([0, 1]));
    expect(cellsOf(locally({ numRuns: 0 })).every(({ scopes, larger }) => scopes.length > 0 && larger.length === 0)).toBe(true);
  });

  test('say how many replicas there are; the walks have one more', () => {
    const [cell] = cellsOf(locally({ replicas: 1 }));
    expect([cell!.scopes[0]!.scenario.set.replicas, cell!.larger[0]!.scenario.set.replicas]).toEqual([1, 2]);
  });

  test('name manifests, whose policy and strategy are checked unless others are asked for', () => {
    expect(titles({ manifests: ['examples/02-parallel'] })).toEqual(['Parallel · RollingUpdate']);
    expect(titles({ manifests: [pathToFileURL('examples/02-parallel/web.yaml')], policies: ['OrderedReady'] })).toEqual(['OrderedReady · RollingUpdate']);
  });

  test('name several sets, which are told apart by name', () => {
    const other = join(mkdtempSync(join(tmpdir(), 'sts-check-')), 'other.yaml');
    writeFileSync(other, readFileSync('examples/02-parallel/web.yaml', 'utf8').replaceAll('name: web', 'name: other'));
    expect(titles({ manifests: ['examples/02-parallel', other] })).toEqual(['web · Parallel · RollingUpdate', 'other · Parallel · RollingUpdate']);
  });

  test('name the file of the controller, as it is typed on the command line', () => {
    expect(locally({ file: path })).toMatchObject({ file: `./${path}`, source: { digest: expect.stringMatching(/^[0-9a-f]{16}$/) as string } });
    expect(locally({ file: pathToFileURL(path) }).file).toBe(`./${path}`);
  });

  test('leave the release to a reference that names one', () => {
    expect(locally({}, 'reference@1.35.0').kubernetes).toBe('1.35.0');
    expect(locally({ kubernetes: 'v1.36' }, 'reference@1.35.0').kubernetes).toBe('1.36');
  });
});

describe('what cannot be used is said, with what was expected', () => {
  test.each<[string, object, string]>([
    ['an option that is misspelt', { numRun: 3 }, 'checkController has no option numRun. Did you mean numRuns?'],
    ['an option of fast-check that has another name here', { path: '3:1' }, 'checkController has no option path. A failure is found again with its seed, and replayed with examples.'],
    ['an option like no other', { colour: 'red' }, 'checkController has no option colour. Its options are kubernetes, assume,'],
    ['a number of runs that is none', { numRuns: -1 }, 'The option numRuns is -1. Expected a whole number; 0 for no random walks.'],
    ['a seed that is no whole number', { seed: 0.5 }, 'The option seed is 0.5. Expected a whole number of 32 bits.'],
    ['too many replicas', { replicas: 10 }, 'The option replicas is 10. Expected a whole number from 1 to 9.'],
    ['a policy that there is not', { policies: ['Sideways'] }, 'The option policies is ["Sideways"]. Expected a list that is not empty, of OrderedReady or Parallel.'],
    ['no strategy', { strategies: [] }, 'The option strategies is []. Expected a list that is not empty, of RollingUpdate, OnDelete or Recreate.'],
    ['no time', { interruptAfterTimeLimit: 0 }, 'The option interruptAfterTimeLimit is 0. Expected milliseconds, or Infinity.'],
    ['a release that there is not', { kubernetes: '1.99' }, 'The option kubernetes is "1.99". '],
    ['Recreate in a release without it', { kubernetes: '1.30', strategies: ['Recreate'] }, 'Kubernetes 1.30 has no strategy Recreate.'],
    ['a property that is misspelt', { properties: ['ordering/sucessor-waits'] }, 'No property is called "ordering/sucessor-waits".\nDid you mean ordering/successor-waits?'],
    ['two properties of one name', { properties: [own, own] }, 'Two properties are called own/quick.'],
    ['promises that say nothing about it', { properties: ['ordering/successor-waits'], policies: ['Parallel'], strategies: ['OnDelete'] }, 'There is nothing to test: ordering/successor-waits says nothing about Parallel · OnDelete.'],
    ['no search at all', { exhaustive: false, numRuns: 0 }, 'With exhaustive: false and numRuns: 0 nothing is searched.'],
    ['a seed for no walks', { seed: 1, numRuns: 0 }, 'The option seed is about random walks, and numRuns: 0 asks for none.'],
    ['a token that is cut off', { examples: ['1:mine'] }, 'Example 1 cannot be read. The token is corrupted'],
    ['a file that is not there', { file: './nowhere.ts' }, 'There is no file ./nowhere.ts'],
    ['a manifest that is not there', { manifests: ['nowhere.yaml'] }, 'nowhere.yaml'],
    ['options that are none', null as never, 'The options of checkController are null.'],
  ])('%s', (_, options, message) => {
    expect(() => cellsOf(locally(options))).toThrow(message);
  });

  test.each<[string, unknown, object, string]>([
    ['nothing', null, {}, 'checkController was given null. Expected a controller, made by defineController'],
    ['an object without a name', { reconcile: () => [] }, {}, 'checkController was given {}. Expected a controller'],
    ['a name that there is not', 'refrence', {}, 'No controller is called "refrence".\nDid you mean reference?'],
    ['a file', './mine.ts', {}, "checkController was given the file ./mine.ts. Import the controller and give that, and the file as an option: checkController(mine, { file: './mine.ts' })."],
    ['a built-in controller with a file', 'reference', { file: path }, 'reference is built in. Leave it out.'],
  ])('%s instead of a controller', (_, controller, options, message) => {
    expect(() => locally(options, controller)).toThrow(message);
  });

  test('an example about what is not judged or not checked', () => {
    const recording = { controller: 'mine', scenario: cellsOf(locally({ policies: ['Parallel'] }))[0]!.scopes[0]!.scenario, property: 'ordering/successor-waits', keys: [], end: '' };
    expect(() => locally({ examples: [recording], properties: ['identity/*'] })).toThrow('Example 1 tells how ordering/successor-waits breaks, which is not judged here.');
    expect(() => titles({ examples: [recording], policies: ['OrderedReady'] })).toThrow('Example 1 is about web, Parallel · RollingUpdate, which is not checked here: OrderedReady · RollingUpdate, OrderedReady · OnDelete are.');
    expect(titles({ examples: [recording] })).toHaveLength(4);
  });
});

describe('in CI', () => {
  test('a seed is refused to be drawn', () => {
    expect(() => settingsOf(mine, {}, true)).toThrow(/was given no seed\. In CI .* it must have one: .*\nGive a seed, as in checkController\(mine, \{ seed: 42 \}\)/);
  });

  test('a seed is needed for nothing but random walks', () => {
    expect(settingsOf(mine, { seed: 42 }, true).seed).toBe(42);
    expect(() => settingsOf(mine, { numRuns: 0 }, true)).not.toThrow();
  });
});
