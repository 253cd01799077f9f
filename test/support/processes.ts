/** Processes of this machine, as `ps` lists them. */
import { spawnSync } from 'node:child_process';

/** How long a process that is ended may take: a grace of a second, and a machine that is busy. */
const PATIENCE_MS = 5000;

/** Command lines that hold a text; what is about to end gets the time to do so. */
export async function processesOf(text: string, patienceMs = PATIENCE_MS): Promise<readonly string[]> {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const { stdout } = spawnSync('ps', ['-eo', 'args'], { encoding: 'utf8' });
    const found = stdout.split('\n').filter((line) => line.includes(text));
    if (found.length === 0 || performance.now() > deadline) return found;
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}
