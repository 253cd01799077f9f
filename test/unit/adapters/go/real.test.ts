/** The real controller, where a release of it was compiled before: these tests download nothing. test/slow has more of them. */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { reference } from '../../../../models/controllers/reference.ts';
import { properties } from '../../../../properties/index.ts';
import { check } from '../../../../src/check.ts';
import { profileOf, type ControllerSource } from '../../../../src/controllers.ts';
import { scenario } from '../../../../src/scopes.ts';
import { runVectorFile } from '../../../../src/vectors/run.ts';
import { compiledReleases, realController } from '../../../support/go.ts';

const recorded = (release: string): string | undefined => [`1.${release.split('.')[1]}`, release].map((name) => `test/vectors/real-${name}.jsonl`).find((file) => existsSync(file));
const release = compiledReleases().findLast((compiled) => recorded(compiled));

describe(`kubernetes@${release ?? '…'}`, () => {
  let source: ControllerSource | string = 'no release of Kubernetes is compiled here: npx sts-check --controller kubernetes@1.37 compiles one';
  beforeAll(async () => {
    vi.stubEnv('GOPROXY', 'off');
    if (release !== undefined) source = await realController(`kubernetes@${release}`);
  });
  beforeEach(({ skip }) => skip(typeof source === 'string', source as string));
  afterAll(() => {
    vi.unstubAllEnvs();
    if (typeof source === 'object') source.end?.();
  });

  test('does what was recorded of it', () => {
    const file = recorded(release!)!;
    const results = runVectorFile(readFileSync(file, 'utf8'), file, (source as ControllerSource).makeInWaves!);
    expect(results.filter(({ agrees }) => !agrees)).toEqual([]);
    expect(results).toHaveLength(250);
  });

  test('is explored like the reference', () => {
    const of = scenario({ kubernetes: release!, set: { replicas: 1 }, edits: { template: 1 } });
    const real = check(of, (source as ControllerSource).make(profileOf(of), of.set.name), properties);
    const modelled = check(of, reference(profileOf(of)), properties);
    expect(real.exploration.states).toBe(modelled.exploration.states);
    expect(real.properties).toEqual(modelled.properties);
  });
});
