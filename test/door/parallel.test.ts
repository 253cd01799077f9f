/** What a test suite of the reference would be, see ordered-ready.test.ts. */
import { checkController } from '../../src/vitest.ts';

checkController('reference', { policies: ['Parallel'], seed: 1 });
