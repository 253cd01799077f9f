/** `sts-check vectors FILE…`: passes as data, run through a controller. */
import { readFileSync, statSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { DEFAULT_CONTROLLER } from '../controllers.ts';
import type { VectorResult } from '../vectors/run.ts';
import { UsageError } from '../plan/index.ts';
import { askedWords, tellFault } from './ending.ts';
import { exitCode, exitCodeOf, type Fault } from './errors.ts';
import type { Io } from './io.ts';
import { MAX_VECTORS_BYTES } from './limits.ts';
import { styleOf } from './style.ts';
import { until } from './until.ts';

interface VectorsOptions {
  readonly controller: string;
  readonly color: 'auto' | 'always' | 'never';
  readonly stack?: true;
}

export function addVectors(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('vectors')
    .description('run recorded passes through a controller, and print each difference')
    .argument('<files...>', 'YAML with a list called vectors, or one vector as JSON a line')
    .option('--controller <name|file|exec:command>', 'whose decisions are compared: a built-in controller, a file, a command, kubernetes@1.37, or go:PATH', DEFAULT_CONTROLLER)
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--stack', 'show where in the program a fault happened')
    .action(async (files: readonly string[], options: VectorsOptions) => finish(await vectorsCommand(files, options, io)));
}

async function vectorsCommand(files: readonly string[], options: VectorsOptions, io: Io): Promise<number> {
  const texts = files.map((name) => ({ name, text: name === '-' ? io.readStdin() : textOf(name) }));
  const { paint } = styleOf(options, io);
  const all: VectorResult[] = [];
  let fault: Fault | undefined;
  let cost: string | undefined;
  const interrupted = await until({ task: 'vectors', controller: options.controller, files: texts }, io, undefined, (message) => {
    if (message.kind === 'fault') fault = message.fault;
    if (message.kind === 'asked') cost = askedWords(message.asked, message.processes);
    if (message.kind !== 'compared') return;
    all.push(...message.results);
    for (const { id, name, differences } of message.results.filter(({ agrees }) => !agrees)) {
      io.out(`${paint.red('✗')} ${paint.bold(id)}${name === id ? '' : `  ${name}`}   ${paint.dim(message.name)}\n`);
      for (const { what, expected, actual } of differences) io.out(`    ${what}\n      expected  ${expected}\n      actual    ${actual}\n`);
      io.out('\n');
    }
  });
  const agreeing = all.filter(({ agrees }) => agrees).length;
  if (fault) {
    tellFault(fault, io, options.stack);
    return exitCodeOf(fault);
  }
  io.out(`${agreeing} of ${all.length} agree\n`);
  if (cost !== undefined) io.err(`note  ${cost}\n`);
  if (interrupted) return exitCode.interrupted;
  return agreeing === all.length ? exitCode.holds : exitCode.violated;
}

function textOf(file: string): string {
  try {
    if (statSync(file).size > MAX_VECTORS_BYTES) throw new UsageError(`${file} is larger than ${MAX_VECTORS_BYTES / 1e6} MB.`);
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (error instanceof UsageError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    throw new UsageError(code === 'ENOENT' ? `There is no file ${file}.` : code === 'EISDIR' ? `${file} is a folder. Expected a file of vectors.` : `${file} cannot be read: ${message}`);
  }
}
