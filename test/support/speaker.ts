/** Processes that speak the protocol, or nearly. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** JavaScript that answers what every process has to. */
export const hello = "if (message.hello) return { hello: { protocol: 1, name: 'mine' } }; if (message.crash) return { ready: {} };";

/**
 * The command of a process that answers each message with what `body`, JavaScript, returns: `message` is the message,
 * `count` its number, `say` prints a line at once.
 */
export function speaker(body: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'sts-check-')), 'speaker.cjs');
  writeFileSync(
    path,
    `let count = 0;
const say = (text) => process.stdout.write(text + '\\n');
const answer = (message) => { ${body} };
require('node:readline').createInterface({ input: process.stdin }).on('line', (line) => {
  const message = JSON.parse(line);
  count++;
  const reply = answer(message);
  if (reply) say(JSON.stringify({ id: message.id, ...reply }));
});
`,
  );
  return `node ${path}`;
}

/** JavaScript of a process that is not to be ended by asking. */
export const deaf = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000);";
