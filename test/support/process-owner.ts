/**
 * Somebody who has started a controller as a process and comes to an end without ending it:
 *
 *     node --import jiti/register test/support/process-owner.ts COMMAND exit|throw|wait|loop
 */
import { releaseOf } from '../../models/controllers/releases.ts';
import { processController } from '../../src/adapters/process-controller.ts';

const [command = '', how] = process.argv.slice(2);
processController(command).make(releaseOf('1.37'));
process.stdout.write('started\n', () => {
  if (how === 'exit') process.exit(3);
  if (how === 'throw') throw new Error('thrown');
  if (how === 'loop') for (;;);
  setInterval(() => undefined, 1000);
});
