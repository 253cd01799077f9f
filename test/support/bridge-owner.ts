/**
 * Somebody who compiles a bridge, and comes to an end meanwhile:
 *
 *     node --import jiti/register test/support/bridge-owner.ts RELEASE
 */
import { buildBridge } from '../../src/adapters/go/bridge.ts';

const [release = ''] = process.argv.slice(2);
await buildBridge({ release }, (what) => void process.stdout.write(`${what}\n`));
