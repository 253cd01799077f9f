/** What a program in Go prints when it dies of a panic: hundreds of lines, and what matters is at their beginning. */
import { MAX_STDERR_LINES } from './limits.ts';

const cause = /^(?:panic|fatal error): (.*)$/;

/** Functions on the way from the panic to whoever caused it. */
const ofRuntime = /^(?:panic\(|runtime\.)/;

export interface Panic {
  readonly text: string;
  /** What was under way in the goroutine that died, innermost first: `main.run (main.go:12)`. */
  readonly frames: readonly string[];
}

/** Listens to standard error, line by line. */
export class PanicListener {
  /** The first panic that was heard. */
  heard: (Panic & { readonly frames: string[] }) | undefined;
  private isInGoroutine = false;
  /** A function, whose place is in the next line. */
  private called: string | undefined;

  take(line: string): void {
    const { heard } = this;
    if (!heard) {
      const text = cause.exec(line)?.[1];
      if (text !== undefined) this.heard = { text, frames: [] };
    } else if (line.startsWith('goroutine ')) {
      this.isInGoroutine = true;
    } else if (this.isInGoroutine && line.startsWith('\t')) {
      if (this.called !== undefined && heard.frames.length < MAX_STDERR_LINES) heard.frames.push(`${this.called} (${line.trim().replace(/ \+0x.*/, '')})`);
      this.called = undefined;
    } else {
      this.called = ofRuntime.test(line) ? undefined : line.replace(/\((?!\*).*$/, '');
    }
  }
}
