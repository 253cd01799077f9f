/** Runs as a search hands them to reports: made up where the words matter, and one that is real. */
import { mutants } from '../../models/controllers/mutants/index.ts';
import { check, type PropertyResult, type Result, type Story, type Verdict } from '../../src/check.ts';
import { formats, paintOf, type Ending, type Run, type Style } from '../../src/report/index.ts';
import { scenario } from '../../src/scopes.ts';
import { tokensOf } from '../../src/trace/index.ts';
import { mutantWorld, propertiesCalled } from './scenarios.ts';

/** One step for each action key, in which nothing changes. */
export function storyOf(property: string, reason: string, keys: readonly string[] = ['kubelet/start web-0']): Story {
  const steps = keys.map((key) => {
    const [family = '', object = '', ...outcome] = key.split(' ');
    return { action: { key, family, object, outcome: outcome.join(' ') }, before: {}, after: {} };
  });
  return { property, reason, start: {}, steps };
}

export function judged(id: string, verdict: Verdict, more: Partial<PropertyResult> = {}): PropertyResult {
  return { id, verdict, exercised: 1, ...(verdict === 'violated' ? { story: storyOf(id, `${id} broke`) } : {}), ...more };
}

export function runOf(properties: readonly PropertyResult[], changes: Partial<Run> = {}, exploration: Partial<Result['exploration']> = {}): Run {
  return {
    universe: 'web OrderedReady RollingUpdate',
    scope: 'everyday',
    about: 'a day',
    result: {
      scenario: scenario({}),
      controller: 'reference@1.37',
      exploration: { search: 'exhaustive', states: 12_345, transitions: 67_890, depth: 9, complete: true, lossProbability: 1e-9, peakBytes: 0, actions: [], ...exploration },
      properties,
    },
    seconds: 1.25,
    tokens: Object.fromEntries(properties.filter(({ story }) => story).map(({ id }) => [id, `1:reference@1.37:${id.replace('/', '-')}`])),
    known: {},
    ...changes,
  };
}

/** What a controller breaks that does not wait for readiness. */
export function realRun(): Run {
  const mutant = mutants.find(({ name }) => name === 'skips-readiness-wait')!;
  const { scenario: world, controller } = mutantWorld(mutant);
  const result = check(world, controller, propertiesCalled('ordering/successor-waits'));
  return { ...runOf([]), result, tokens: tokensOf(result) };
}

/** The whole document of a format. */
export function told(format: string, runs: readonly Run[], style: Partial<Style> = {}, ending: Partial<Ending> = {}): string {
  const reporter = formats[format]!({ paint: paintOf(false), width: 110, quiet: false, ...style });
  return runs.map((run) => reporter.run(run)).join('') + reporter.end({ seconds: 2, ...ending });
}

/** What could be taken for markup, the end of a line or the end of a text by one of the formats. */
export const nastyText = 'a<b> & "c" \'d\'; #59; e%0A %% f::error::g | *h* _i_ `j` [k](l) ]]> \\ ~m~ {n} 日本 🙂';
