/** What a test suite of the reference would be, see ordered-ready.test.ts. */
import { checkController } from '../../src/vitest.ts';

checkController('reference', { strategies: ['Recreate'], seed: 1 });
