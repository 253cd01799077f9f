/** The other side of pipe.ts: owns the command, and never waits for the search. */
import type { Readable } from 'node:stream';
import { workerData } from 'node:worker_threads';
import { startGuarded } from './guarded.ts';
import { PanicListener } from './panic.ts';
import type { PipeData, PipeEvent } from './pipe.ts';

const { command, maxLineBytes, maxErrorLines, maxErrorLength, port, signal } = workerData as PipeData;

function tell(event: PipeEvent): void {
  port.postMessage(event);
  Atomics.add(signal, 0, 1);
  Atomics.notify(signal, 0);
}

const { child, stdin, stdout, stderr, end } = startGuarded(command);
const errors: string[] = [];
const panic = new PanicListener();

/** Calls back for each line; `undefined`: the line is too long, and nothing after it is read. */
function readLines(stream: Readable, receive: (line: Buffer | undefined) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  const take = (chunk: Buffer): void => {
    rest = Buffer.concat([rest, chunk]);
    for (let end = rest.indexOf('\n'); end >= 0 && end <= maxLineBytes; end = rest.indexOf('\n')) {
      receive(rest.subarray(0, end));
      rest = rest.subarray(end + 1);
    }
    if (rest.length <= maxLineBytes) return;
    stream.off('data', take).resume();
    rest = Buffer.alloc(0);
    receive(undefined);
  };
  stream.on('data', take);
  stream.on('end', () => void (rest.length > 0 && receive(rest)));
}

readLines(stdout, (line) => {
  if (line === undefined) return tell({ kind: 'too-long' });
  try {
    tell({ kind: 'line', text: new TextDecoder('utf-8', { fatal: true }).decode(line) });
  } catch {
    tell({ kind: 'not-text' });
  }
});
readLines(stderr, (line) => {
  const text = line === undefined ? '…' : line.toString().slice(0, maxErrorLength);
  panic.take(text);
  errors.push(text);
  if (errors.length > maxErrorLines) errors.shift();
});

port.on('message', (line: string | null) => (line === null ? end() : void stdin.write(line)));
child.on('error', ({ message }) => tell({ kind: 'ended', how: `could not be started: ${message}`, code: null, errors }));
child.on('close', (code, by) => {
  const { heard } = panic;
  tell({ kind: 'ended', how: by ? `was ended by ${by}` : `ended with exit code ${code}`, code, errors, ...(heard ? { panic: heard } : {}) });
});
