import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { releaseOf } from '../../../models/controllers/releases.ts';
import { views, type ViewFields } from '../../../src/conform/views.ts';
import { readPassInput, type PassInput } from '../../../src/vectors/vector.ts';

const profile = releaseOf('1.37');
const drawn = views(profile, profile.gates);
const some: readonly ViewFields[] = fc.sample(drawn, { seed: 1, numRuns: 4000 });
const inputs: readonly PassInput[] = some.map(readPassInput);

describe('random views', () => {
  test('are the same for the same seed, whichever of them are drawn', () => {
    expect(fc.sample(drawn, { seed: 1, path: '120', numRuns: 30 })).toEqual(some.slice(120, 150));
    expect(fc.sample(drawn, { seed: 2, numRuns: 30 })).not.toEqual(some.slice(0, 30));
  });

  test('are as they would be read from a file', () => {
    expect(JSON.parse(JSON.stringify(some))).toEqual(some);
  });

  test.each<[string, (input: PassInput) => boolean]>([
    ['no set', ({ view }) => view.set === undefined],
    ['a set that is being deleted', ({ view }) => view.set?.deleting === true],
    ['a live set that is another one', ({ view, live }) => live !== undefined && view.set !== undefined && live.uid !== view.set.uid],
    ['a live set that is gone', ({ live }) => live === undefined],
    ['caches that are behind', ({ view }) => view.behindOwnWrites.includes('sets')],
    ['a switched gate', ({ profile: { name } }) => name === 'r1.37-semantic'],
    ['Recreate that is followed', ({ profile: { name }, view }) => name === 'r1.37+recreate' && view.set?.strategy.type === 'Recreate'],
    ['Recreate that is refused', ({ profile: { name }, view }) => name === 'r1.37' && view.set?.strategy.type === 'Recreate'],
    ['no block', ({ view }) => view.set?.strategy.type === 'RollingUpdate' && view.set.strategy.rollingUpdate === null],
    ['a percentage', ({ view }) => view.set?.strategy.rollingUpdate?.maxUnavailable === '70%'],
    ['a partition beyond all pods', ({ view }) => view.set !== undefined && (view.set.strategy.rollingUpdate?.partition ?? 0) > view.set.replicas],
    ['a negative counter', ({ view }) => (view.set?.status.current ?? 0) < 0],
    ['a generation that was never observed', ({ view }) => view.set !== undefined && view.set.status.observedGeneration > view.set.generation],
    ['a condition', ({ view }) => view.set?.status.conditions.some(({ type }) => type === 'Progressing') === true],
    ['a name that was taken', ({ view }) => view.revisions.some(({ name }) => name === 'B~1')],
    ['an orphaned revision', ({ view }) => view.revisions.some(({ owner }) => owner === 'none')],
    ['a revision that differs in bytes only', ({ view }) => view.set !== undefined && view.revisions.some(({ semanticallyEqualTo }) => semanticallyEqualTo === view.set!.template)],
    ['a revision label of no revision', ({ view }) => view.pods.some(({ revision }) => revision === 'X')],
    ['a pod of another spelling', ({ view }) => view.pods.some(({ name }) => name === 'web-02')],
    ['a pod without an ordinal', ({ view }) => view.pods.some(({ name }) => name.startsWith('web-9999999999'))],
    ['a pod of another set', ({ view }) => view.pods.some(({ name, owner }) => name.startsWith('website-') && owner === 'set')],
    ['an orphan', ({ view }) => view.pods.some(({ owner, labelsMatch }) => owner === 'none' && labelsMatch)],
    ['a pod of another owner', ({ view }) => view.pods.some(({ owner }) => owner === 'other')],
    ['a pod that lost its labels', ({ view }) => view.pods.some(({ labelsMatch }) => !labelsMatch)],
    ['a pod that lost its volumes', ({ view }) => view.pods.some(({ volumesMatch }) => !volumesMatch)],
    ['a pod that has been ready for exactly minReadySeconds', ({ view }) => view.pods.some(({ readySeconds }) => readySeconds !== undefined && readySeconds === view.set?.minReadySeconds)],
    ['an ended pod that is terminating', ({ view }) => view.pods.some(({ phase, terminating }) => phase === 'Succeeded' && terminating)],
    ['a condemned pod below the first ordinal', ({ view }) => view.set !== undefined && view.pods.some(({ name }) => name === `web-${view.set!.start - 1}`)],
    ['a claim of somebody else', ({ view }) => view.claims.some(({ owners }) => owners.some(({ kind }) => kind === 'Backup'))],
    ['a claim of a former pod', ({ view }) => view.claims.some(({ owners }) => owners.some(({ uid }) => uid === 'old'))],
    ['a terminating claim', ({ view }) => view.claims.some(({ terminating }) => terminating)],
    ['a conflict that goes away', ({ failures }) => JSON.stringify(failures.get('updateStatus') ?? '').includes('"Conflict",null')],
    ['a name of a revision that is taken by other data', ({ failures }) => [...failures.values()].includes('AlreadyExistsOtherData')],
  ])('have %s', (_, isSuch) => {
    expect(inputs.filter(isSuch).length).toBeGreaterThan(0);
  });

  test('are in order half of the time, so that passes come to their later phases', () => {
    const isCalm = ({ view }: PassInput): boolean => view.pods.length > 1 && view.pods.every(({ phase, ready, terminating, owner }) => phase === 'Running' && ready && !terminating && owner === 'set');
    expect(inputs.filter(isCalm).length).toBeGreaterThan(some.length / 10);
  });

  test('leave nothing open that upstream leaves open', () => {
    const isUnique = (values: readonly (string | number)[]): boolean => new Set(values).size === values.length;
    for (const { view, failures } of inputs) {
      expect(isUnique(view.pods.map(({ name }) => Number(/\d+$/.exec(name)![0])))).toBe(true);
      expect(isUnique(view.revisions.map(({ number }) => number))).toBe(true);
      expect(isUnique(view.revisions.map(({ name }) => name))).toBe(true);
      expect(view.set?.claimTemplates.length ?? 0).toBeLessThan(2);
      expect([...failures.keys()].filter((calls) => calls.startsWith('adoptRevision'))).toEqual([]);
    }
  });

  test('lose no volume where there is none', () => {
    for (const { view } of inputs) if (view.set?.claimTemplates.length === 0) expect(view.pods.every(({ volumesMatch }) => volumesMatch)).toBe(true);
  });

  test('have only the gates that may be switched', () => {
    const old = releaseOf('1.33');
    expect(new Set(fc.sample(views(old, []), { seed: 1, numRuns: 300 }).map(({ gates }) => gates))).toEqual(new Set([undefined]));
  });
});
