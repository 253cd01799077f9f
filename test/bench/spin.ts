/** SPIN on the same model, for a comparison within one run on one machine. */
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expected, sizes } from './benchmark-model.ts';

export interface SpinResult {
  readonly states: number;
  /** As SPIN counts them: it takes the arrival in the initial state for one, and rounds large numbers to 8 digits. */
  readonly transitions: number;
  /** Wall clock of the generated verifier; translating and compiling are not in it. */
  readonly seconds: number;
  /** What ran. */
  readonly commands: readonly string[];
}

const compiled = import.meta.url.includes('/dist/');
const promela = fileURLToPath(new URL(compiled ? '../../../test/bench/benchmark.pml' : './benchmark.pml', import.meta.url));

export function isSpinHere(): boolean {
  return ['spin -V', 'gcc --version'].every((command) => spawnSync(command, { shell: true }).status === 0);
}

/** What SPIN prints for as many transitions as the engine counts. */
export function asSpinCounts(transitions: number): number {
  return transitions + 1 < 1e8 ? transitions + 1 : Number((transitions + 1).toPrecision(8));
}

/** Depth first search, which is SPIN at its fastest, with a hash table of the right size from the start. */
export function runSpin(name: keyof typeof sizes): SpinResult {
  const { pods } = sizes[name];
  const directory = mkdtempSync(join(tmpdir(), 'sts-check-spin-'));
  const commands = [
    `spin -DN=${pods} ${budgetsOf(name)} -a benchmark.pml`,
    'gcc -O3 -DSAFETY -DNOREDUCE -DMEMLIM=8192 -o pan pan.c',
    `./pan -E -m100000 -w${Math.ceil(Math.log2(expected[name].states))}`,
  ];
  try {
    copyFileSync(promela, join(directory, 'benchmark.pml'));
    for (const command of commands.slice(0, 2)) run(command, directory);
    const start = performance.now();
    const output = run(commands[2]!, directory);
    const seconds = (performance.now() - start) / 1000;
    const states = numberIn(output, /(\d+) states, stored/);
    return { states, transitions: numberIn(output, /([\d.e+]+) transitions/), seconds, commands };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function budgetsOf(name: keyof typeof sizes): string {
  const { update, scale, crash, evict } = sizes[name].budgets;
  return `-DUPDATES=${update} -DSCALES=${scale} -DCRASHES=${crash} -DEVICTIONS=${evict}`;
}

function run(command: string, directory: string): string {
  const { status, stdout, stderr } = spawnSync(command, { cwd: directory, shell: true, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ended with ${status}:\n${stdout}${stderr}`);
  return stdout;
}

function numberIn(output: string, pattern: RegExp): number {
  const found = pattern.exec(output)?.[1];
  if (found === undefined) throw new Error(`SPIN's output has no ${pattern}:\n${output}`);
  return Number(found);
}
