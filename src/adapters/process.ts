/** A process that speaks the protocol: its answers, and its faults in words. */
import { performance } from 'node:perf_hooks';
import type { Request } from '../../models/controllers/controller.ts';
import type { Profile } from '../../models/controllers/releases.ts';
import { ControllerFault } from '../../models/pass.ts';
import { ControllerError } from '../controller-error.ts';
import { SchemaError } from '../vectors/schema.ts';
import { MAX_QUOTED, type ProcessLimits } from './limits.ts';
import { Pipe, type PipeEvent } from './pipe.ts';
import { PROTOCOL_VERSION, readReply, VersionError, type Decision, type Done, type Hello, type Message, type Reply } from './protocol.ts';

/** How a process was asked, over a whole task. */
export interface Asked {
  readonly controller: string;
  /** What it waits for, or how a pass ends: heard so many times, … */
  readonly decisions: number;
  /** … of which so many were new. */
  readonly distinct: number;
  /** Time that was spent on waiting for it. */
  readonly seconds: number;
}

export class Process {
  private readonly shown: string;
  private readonly isOurs: boolean;
  private readonly limits: ProcessLimits;
  private readonly pipe: Pipe;
  private id = 0;
  private hello: Hello | undefined;
  private hasFailed = false;
  private decisions = 0;
  private waitedMs = 0;
  /** Decisions that were new to whoever asks. */
  distinct = 0;

  /**
   * Starts the command; what becomes of it is told by {@link greet}.
   *
   * @param shown what messages call it, if not as it was written: then the command is ours, and speaks the protocol
   */
  constructor(command: string, limits: ProcessLimits, shown?: string) {
    this.shown = shown ?? command;
    this.isOurs = shown !== undefined;
    this.limits = limits;
    this.pipe = new Pipe(command, limits);
  }

  /** Where to read on, for whoever wrote the command. */
  private get documented(): string {
    return this.isOurs ? '' : ' The protocol is in docs/protocol.md.';
  }

  /**
   * Says hello, for a release.
   *
   * @throws ControllerError if there is nobody who answers in this protocol
   */
  greet({ name }: Profile): Hello {
    const reply = this.exchange({ hello: { protocol: PROTOCOL_VERSION, release: name.replace(/^r/, '') } }, 'hello', this.hello ? this.limits.answerMs : this.limits.helloMs);
    if (!('hello' in reply)) return this.unexpected(reply, 'hello', 'a hello of its own');
    this.hello = reply.hello;
    return reply.hello;
  }

  /**
   * Says what a pass is to go on with: a view, or an answer.
   *
   * @throws ControllerFault
   */
  proceed(message: Message, asked: Request | undefined): Decision {
    const what = asked ? `the answer to ${asked.op} ${asked.name}` : 'sync';
    const begun = performance.now();
    const reply = this.exchange(message, what, this.limits.answerMs);
    this.waitedMs += performance.now() - begun;
    this.decisions++;
    if (!('requests' in reply || 'done' in reply)) return this.unexpected(reply, what, 'requests or done');
    if ('done' in reply) this.requireSound(reply.done);
    return reply;
  }

  /** Leaves a pass where it is. */
  crash(): void {
    const reply = this.exchange({ crash: {} }, 'crash', this.limits.answerMs);
    if (!('ready' in reply)) this.unexpected(reply, 'crash', 'ready');
  }

  /** How it was asked; `undefined` if it was never, or has failed. */
  end(): Asked | undefined {
    this.pipe.end();
    if (this.hasFailed || !this.hello || this.decisions === 0) return undefined;
    return { controller: this.hello.name, decisions: this.decisions, distinct: this.distinct, seconds: this.waitedMs / 1000 };
  }

  /** Ends the process, and says what it did wrong: `crashed`, `printed …`; with some lines, or the last of its standard error. */
  fail(what: string, head = 'Its last lines on standard error:', lines?: readonly string[]): never {
    this.hasFailed = true;
    const name = this.hello && this.hello.name !== this.shown ? `${this.hello.name} (${this.shown})` : this.shown;
    const { errors = [] } = this.pipe.end() ?? {};
    const told = lines ?? errors;
    const message = [`${name} ${what}`, ...(told.length > 0 ? [head, ...told.map((line) => `  ${line}`)] : [])].join('\n');
    throw this.hello ? new ControllerFault(message) : new ControllerError(message);
  }

  /** An ending that no decision can lead to. */
  private requireSound({ panic, cacheMutated }: Done): void {
    if (panic !== undefined) this.fail(`panicked in a pass: ${panic}`);
    if (cacheMutated) this.fail('reports that it changed an object of its caches. A pass must copy what it changes.');
  }

  private exchange(message: Message, what: string, timeoutMs: number): Reply {
    const id = ++this.id;
    const event = this.pipe.exchange(`${JSON.stringify({ id, ...message })}\n`, timeoutMs);
    return event?.kind === 'line' ? this.read(event.text, id, what) : this.silent(event, what, timeoutMs);
  }

  private read(line: string, id: number, what: string): Reply {
    try {
      const reply = readReply(line, id);
      return 'fault' in reply ? this.fail(`cannot go on after ${what}: ${reply.fault}`) : reply;
    } catch (error) {
      const quoted = JSON.stringify(line.length > MAX_QUOTED ? `${line.slice(0, MAX_QUOTED)}…` : line);
      if (error instanceof SyntaxError) return this.fail(`answered ${what} with a line that is not JSON: ${quoted}\nStandard output is for messages, one a line; print everything else to standard error.${this.documented}`);
      if (error instanceof VersionError) return this.fail(`${error.message}; this sts-check speaks version ${PROTOCOL_VERSION}.${this.documented}`);
      if (error instanceof SchemaError) return this.fail(`answered ${what} with a message that cannot be used: ${error.message}\n  ${quoted}\n${this.documented.trim()}`);
      throw error;
    }
  }

  private silent(event: Exclude<PipeEvent, { kind: 'line' }> | undefined, what: string, timeoutMs: number): never {
    switch (event?.kind) {
      case undefined:
        return this.fail(`did not answer ${what} within ${timeoutMs / 1000} s, and was ended. ${this.isOurs ? 'The usual cause is a loop without an end.' : 'Build first what takes its time to compile, and flush standard output after each line.'}`);
      case 'too-long':
        return this.fail(`answered ${what} with a line of more than ${this.limits.maxLineBytes} bytes. Expected one message a line.${this.documented}`);
      case 'not-text':
        return this.fail(`answered ${what} with bytes that are not UTF-8.${this.documented}`);
      case 'ended':
        if (event.panic) return this.fail(`panicked in a pass: ${event.panic.text}`, 'The functions that were under way, innermost first:', event.panic.frames);
        return this.fail(event.code === commandNotFound ? `is no command that can be run here: the shell does not find it.` : `${event.how} before it had answered ${what}. Expected it to answer until its standard input ends.${this.documented}`);
    }
  }

  private unexpected(reply: Reply, what: string, expected: string): never {
    return this.fail(`answered ${what} with ${Object.keys(reply)[0]}, expected ${expected}.${this.documented}`);
  }
}

/** Exit code of `sh`. */
const commandNotFound = 127;
