/** The program: commands, and what becomes of their errors. */
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addCheck } from './check.ts';
import { addCompare } from './compare.ts';
import { addConform } from './conform.ts';
import { addControllers } from './controllers.ts';
import { tellFault } from './ending.ts';
import { exitCode, exitCodeOf, faultOf } from './errors.ts';
import { addExplain } from './explain.ts';
import type { Io } from './io.ts';
import { addProperties } from './properties.ts';
import { addReplay } from './replay.ts';
import { addVectors } from './vectors.ts';

/** Runs a command line (without `node sts-check`) and answers its exit code. */
export async function run(argv: readonly string[], io: Io): Promise<number> {
  let code: number = exitCode.holds;
  const finish = (ended: number): void => void (code = ended);
  const program = new Command('sts-check')
    .description('Finds out what can happen to a StatefulSet, and tells the shortest story in which a promise breaks.')
    .version(version(), '--version')
    .configureOutput({ writeOut: io.out, writeErr: io.err })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText('after', exitCodes);
  for (const add of [addCheck, addCompare, addConform, addReplay, addProperties, addExplain, addControllers, addVectors]) add(program, io, finish);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    // Commander has printed it.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCode.holds : exitCode.usage;
    const fault = faultOf(error);
    tellFault(fault, io, argv.includes('--stack'));
    return exitCodeOf(fault);
  }
  return code;
}

const exitCodes = `
Exit codes: 0 all promises hold (known findings do not fail) · 1 one is violated · 2 something cannot be used ·
            3 unknown: a limit was reached · 70 a fault of the controller or the tool · 130 interrupted`;

/** Of the package this file is in, wherever it was built to. */
function version(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    try {
      const { name, version } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8')) as { name?: string; version?: string };
      if (name === 'sts-check' && version) return version;
    } catch {
      // Not here; look above.
    }
    if (folder.pathname === '/') return 'unknown';
  }
}
