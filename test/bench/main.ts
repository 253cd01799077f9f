/**
 * `npm run bench -- [NAME…] [--json] [--peers]`: how fast the engine is, on this machine, now.
 *
 * `--peers` also runs SPIN on the sizes of the benchmark model that were asked for, and compares.
 */
import { cpus } from 'node:os';
import { benches, type Result, usual } from './benches.ts';
import { sizes } from './benchmark-model.ts';
import { randomLines, type WalkLine } from './random.ts';
import { asSpinCounts, isSpinHere, runSpin } from './spin.ts';

interface Line {
  readonly name: string;
  readonly what: string;
  readonly states: number;
  readonly transitions: number;
  readonly depth: number;
  readonly complete: boolean;
  readonly seconds: number;
  readonly statesPerSecond: number;
  readonly transitionsPerSecond: number;
  readonly bytesPerState: number;
  /** Share of the questions to the model's functions that were answered from memory. */
  readonly remembered: number;
  readonly complaint?: string;
}

interface PeerLine {
  readonly name: string;
  readonly peer: string;
  readonly states: number;
  readonly transitions: number;
  readonly seconds: number;
  readonly statesPerSecond: number;
  /** Our states per second over the peer's. */
  readonly ratio: number;
  readonly commands: readonly string[];
  readonly complaint?: string;
}

const options = ['--json', '--peers'];
/** Walks instead of everything: it has other numbers. */
const RANDOM = 'random';
const machine = { processor: cpus()[0]?.model.trim() ?? 'unknown', cores: cpus().length, node: process.version };

function main(words: readonly string[]): number {
  const flags = words.filter((word) => word.startsWith('--'));
  const named = words.filter((word) => !word.startsWith('--'));
  const names = named.length > 0 ? named : usual;
  const unknown = words.filter((word) => !options.includes(word) && word !== RANDOM && !benches.some(({ name }) => name === word));
  if (unknown.length > 0) {
    console.error(`There is no bench or option called ${unknown.join(', ')}.`);
    console.error(`Benches: ${[...benches.map(({ name }) => name), RANDOM].join(', ')}. Options: ${options.join(', ')}.`);
    return 2;
  }
  const asJson = flags.includes('--json');
  const command = ['npm run bench --', ...words].join(' ');
  if (!asJson) console.log(`${machine.processor}, ${machine.cores} cores, Node ${machine.node}\n${command}\n`);
  const lines: Line[] = [];
  const peers: PeerLine[] = [];
  const isCompared = flags.includes('--peers') && isSpinFound(asJson);
  const walks: WalkLine[] = [];
  for (const name of names) {
    if (name === RANDOM) {
      walks.push(...measuredWalks(asJson));
      continue;
    }
    const ours = measured(name, asJson);
    lines.push(ours);
    // One right after the other, since a busy machine is not equally busy all the time.
    if (isCompared && isSizeName(name)) peers.push(comparison(ours, name, asJson));
  }
  if (asJson) console.log(JSON.stringify({ machine, command, benches: lines, walks, peers }, null, 2));
  return [...lines, ...peers].some(({ complaint }) => complaint !== undefined) ? 1 : 0;
}

function measuredWalks(asJson: boolean): WalkLine[] {
  const lines: WalkLine[] = [];
  for (const line of randomLines()) {
    lines.push(line);
    if (!asJson) console.log(`${line.name}\n    ${count(line.walks)} walks · ${count(line.steps)} steps · ${line.seconds.toFixed(2)} s · ${millions(line.stepsPerSecond)} steps/s\n`);
  }
  return lines;
}

function measured(name: string, asJson: boolean): Line {
  const bench = benches.find((candidate) => candidate.name === name)!;
  const line = lineOf(name, bench.what, bench.run());
  if (!asJson) console.log(textOf(line));
  return line;
}

function lineOf(name: string, what: string, { exploration, seconds, complaint }: Result): Line {
  const { states, transitions, depth, complete, peakBytes, lookups, calls } = exploration;
  return {
    name,
    what,
    states,
    transitions,
    depth,
    complete,
    seconds,
    statesPerSecond: states / seconds,
    transitionsPerSecond: transitions / seconds,
    bytesPerState: peakBytes / states,
    remembered: lookups === 0 ? 0 : Math.max(0, 1 - calls / lookups),
    ...(complaint === undefined ? {} : { complaint }),
  };
}

function textOf(line: Line): string {
  const numbers = [
    `${count(line.states)} states`,
    `${count(line.transitions)} transitions`,
    `depth ${line.depth}`,
    `${line.seconds.toFixed(2)} s`,
    `${millions(line.statesPerSecond)} states/s`,
    `${millions(line.transitionsPerSecond)} transitions/s`,
    `${line.bytesPerState.toFixed(1)} bytes/state`,
    `${(line.remembered * 100).toFixed(2)} % remembered`,
  ];
  const remarks = [line.complete ? undefined : 'not complete', line.complaint].filter((remark) => remark !== undefined);
  return [`${line.name}  ${line.what}`, `    ${numbers.join(' · ')}`, ...remarks.map((remark) => `    ✗ ${remark}`), ''].join('\n');
}

function isSpinFound(asJson: boolean): boolean {
  const isFound = isSpinHere();
  if (!isFound && !asJson) console.log('SPIN skipped: spin and gcc are not both installed here.\n');
  return isFound;
}

function isSizeName(name: string): name is keyof typeof sizes {
  return name in sizes;
}

function comparison(ours: Line, name: keyof typeof sizes, asJson: boolean): PeerLine {
  const { states, transitions, seconds, commands } = runSpin(name);
  const statesPerSecond = states / seconds;
  const isSame = states === ours.states && transitions === asSpinCounts(ours.transitions);
  const line: PeerLine = {
    name,
    peer: 'SPIN, depth first',
    states,
    transitions,
    seconds,
    statesPerSecond,
    ratio: ours.statesPerSecond / statesPerSecond,
    commands,
    ...(isSame ? {} : { complaint: 'the peer counts other states or transitions' }),
  };
  if (!asJson) {
    const found = isSame ? 'same states and transitions' : `✗ ${count(states)} states, ${count(transitions)} transitions`;
    const speed = `${seconds.toFixed(2)} s · ${millions(statesPerSecond)} states/s · we are ${line.ratio.toFixed(2)}x as fast`;
    console.log(`${name}  ${line.peer}: ${found} · ${speed}`);
    console.log(commands.map((command) => `    ${command}\n`).join(''));
  }
  return line;
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}

function millions(perSecond: number): string {
  return `${(perSecond / 1e6).toFixed(2)} M`;
}

process.exitCode = main(process.argv.slice(2));
