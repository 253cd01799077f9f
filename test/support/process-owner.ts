/**
 * Somebody who has started a controller as a process and comes to an end without ending it, or asks it something:
 *
 *     node --import jiti/register test/support/process-owner.ts COMMAND exit|throw|wait|loop|ask
 */
import { releaseOf } from '../../models/controllers/releases.ts';
import { defaultLimits } from '../../src/adapters/limits.ts';
import { processController } from '../../src/adapters/process-controller.ts';

/** Longest answer, in milliseconds. */
const answerMs = 1500;

const [command = '', how] = process.argv.slice(2);
const { make, end } = processController(command, { ...defaultLimits, answerMs });
make(releaseOf('1.37'));
process.stdout.write('started\n', () => {
  if (how === 'exit') process.exit(3);
  if (how === 'throw') throw new Error('thrown');
  if (how === 'loop') for (;;);
  if (how === 'ask') {
    make(releaseOf('1.36'));
    end();
    process.exit(0);
  }
  setInterval(() => undefined, 1000);
});
