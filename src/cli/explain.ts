/** `sts-check explain ID`: a promise, where it comes from, and the shortest story of a controller that breaks it. */
import type { Command } from 'commander';
import { mutants, type Mutant } from '../../models/controllers/mutants/index.ts';
import type { Property } from '../../properties/property.ts';
import { propertyOf } from '../../properties/index.ts';
import type { Result } from '../check.ts';
import { shortestWords, storyText, wrap } from '../report/index.ts';
import { scenario, type ScenarioChanges } from '../scopes.ts';
import { tokensOf } from '../trace/index.ts';
import { propertiesLike } from '../plan/index.ts';
import { tellFault } from './ending.ts';
import { exitCode, exitCodeOf, type Fault } from './errors.ts';
import type { Io } from './io.ts';
import { EXPLAIN_MAX_STATES } from './limits.ts';
import { styleOf } from './style.ts';
import { until } from './until.ts';

export function addExplain(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('explain')
    .description('tell what a promise means, and show how it is broken')
    .argument('<id>', 'for example ordering/successor-waits')
    .action(async (id: string) => {
      for (const name of propertiesLike(id)) finish(await explain(propertyOf(name)!, io));
    });
}

const kinds: Readonly<Record<Property['kind'], string>> = {
  always: 'in every state',
  whenQuiet: 'in every state in which nobody but users and disturbances can act',
  onStep: 'on every step of its kind',
  eventually: 'on every fair run that never ends, or that comes to rest: in the end it holds for good',
  leadsTo: 'on every fair run that never ends, or that comes to rest, for each pod by itself',
  onRequest: 'on every request of the controller, against what that pass saw',
};

async function explain(property: Property, io: Io): Promise<number> {
  const { id, promise, catalogue, source, kind } = property;
  const style = styleOf({}, io);
  const { paint, width } = style;
  const catchers = mutants.filter(({ caughtBy }) => caughtBy.includes(id));
  const row = (name: string, text: string): string[] => wrap(text, width - 16).map((line, index) => `  ${(index === 0 ? name : '').padEnd(12)}  ${line}`);
  io.out(
    [
      paint.bold(id),
      '',
      ...row('promise', promise),
      ...row('source', source),
      ...row('catalogue', `${catalogue} in docs/reference/properties.md`),
      ...row('judged', kinds[kind]),
      ...row('broken by', catchers.map(({ name }) => name).join(', ') || 'no mutant'),
      '',
      '',
    ].join('\n'),
  );
  const [mutant] = catchers;
  return mutant ? example(id, mutant, io) : exitCode.holds;
}

async function example(id: string, mutant: Mutant, io: Io): Promise<number> {
  const style = styleOf({}, io);
  let result: Result | undefined;
  let fault: Fault | undefined;
  const world = scenario(mutant.scenario as ScenarioChanges);
  const task = { task: 'search', controller: mutant.name, scenarios: [world], judged: [id], limits: { maxStates: EXPLAIN_MAX_STATES } } as const;
  const interrupted = await until(task, io, undefined, (message) => {
    if (message.kind === 'result') result = message.result;
    else if (message.kind === 'fault') fault = message.fault;
  });
  if (fault) {
    tellFault(fault, io);
    return exitCodeOf(fault);
  }
  const { story, minimal } = result?.properties.find((property) => property.id === id) ?? {};
  if (result && story) {
    io.out(storyText(story, { scenario: result.scenario, controller: mutant.name, token: tokensOf(result, { judged: [id] })[id]!, length: shortestWords(story, '', minimal) }, style));
  } else io.out(`  No example was found among ${EXPLAIN_MAX_STATES} states.\n`);
  return interrupted ? exitCode.interrupted : exitCode.holds;
}
