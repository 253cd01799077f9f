/**
 * A command that is talked to line by line, by somebody who waits for each answer.
 *
 * The search is synchronous and Node's pipes are not. So a worker thread owns the command and its pipes, and the
 * search sleeps until the worker has something to tell.
 */
import { performance } from 'node:perf_hooks';
import { MessageChannel, receiveMessageOnPort, Worker, type MessagePort } from 'node:worker_threads';
import { GRACE_SECONDS, MAX_STDERR_LINE_LENGTH, MAX_STDERR_LINES, SLICE_MS, type ProcessLimits } from './limits.ts';
import type { Panic } from './panic.ts';

/** What the worker is started with. */
export interface PipeData {
  /** For `sh`. */
  readonly command: string;
  readonly maxLineBytes: number;
  readonly maxErrorLines: number;
  readonly maxErrorLength: number;
  /** To the search: {@link PipeEvent}. From it: lines with their ends; `null`: end the command. */
  readonly port: MessagePort;
  /** Counts the events that were told. */
  readonly signal: Int32Array;
}

export interface Ended {
  readonly kind: 'ended';
  /** `ended with exit code 3`, `was ended by SIGKILL`. */
  readonly how: string;
  readonly code: number | null;
  /** The last lines of its standard error. */
  readonly errors: readonly string[];
  /** What it died of, if it is in Go and says so. */
  readonly panic?: Panic;
}

export type PipeEvent = { readonly kind: 'line'; readonly text: string } | { readonly kind: 'too-long' } | { readonly kind: 'not-text' } | Ended;

export class Pipe {
  private readonly worker: Worker;
  private readonly port: MessagePort;
  private readonly signal = new Int32Array(new SharedArrayBuffer(4));
  private ended: Ended | undefined;

  /** @param command for `sh`; it is started at once, and {@link exchange} says how that went */
  constructor(command: string, { maxLineBytes }: ProcessLimits) {
    const { port1, port2 } = new MessageChannel();
    const workerData: PipeData = { command, maxLineBytes, maxErrorLines: MAX_STDERR_LINES, maxErrorLength: MAX_STDERR_LINE_LENGTH, port: port2, signal: this.signal };
    const isSource = import.meta.url.endsWith('.ts');
    // Node before 22 reads no TypeScript.
    const execArgv = isSource ? ['--import', 'jiti/register'] : [];
    this.port = port1;
    this.worker = new Worker(new URL(isSource ? './pipe-worker.ts' : './pipe-worker.js', import.meta.url), { workerData, transferList: [port2], execArgv });
    // Nobody waits for a controller that nobody asks.
    this.worker.unref();
    port1.unref();
  }

  /** Sends a line and waits for the next event; `undefined`: there was none in time. */
  exchange(line: string, timeoutMs: number): PipeEvent | undefined {
    this.port.postMessage(line);
    return this.next(timeoutMs);
  }

  /** Ends the command, by force if need be, and tells how that went; `undefined`: not even that helped. */
  end(): Ended | undefined {
    this.port.postMessage(null);
    const deadline = performance.now() + GRACE_SECONDS * 2000;
    while (!this.ended && performance.now() < deadline) this.next(deadline - performance.now());
    void this.worker.terminate();
    return this.ended;
  }

  /** Time passes in slices: a machine that slept, or a Ctrl-Z, costs one of them, however long it was. */
  private next(timeoutMs: number): PipeEvent | undefined {
    for (let left = timeoutMs; ; left -= SLICE_MS) {
      const told = Atomics.load(this.signal, 0);
      const received = receiveMessageOnPort(this.port) as { readonly message: PipeEvent } | undefined;
      if (received) {
        if (received.message.kind === 'ended') this.ended = received.message;
        return received.message;
      }
      if (left <= 0) return undefined;
      Atomics.wait(this.signal, 0, told, Math.min(left, SLICE_MS));
    }
  }
}
