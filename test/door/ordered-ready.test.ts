/** What a test suite of the reference would be. Several files, so that workers share the work. */
import { checkController } from '../../src/vitest.ts';

checkController('reference', { policies: ['OrderedReady'], seed: 1 });
