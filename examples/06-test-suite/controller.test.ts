/** A test for each promise, under each pod management policy and update strategy. See docs/test-suites.md. */
import { checkController } from 'sts-check/vitest';
import controller from './controller.ts';

checkController(controller, {
  file: new URL('controller.ts', import.meta.url),
  // It knows no updates and never scales down.
  properties: ['identity/*', 'ordering/successor-waits', 'storage/claim-before-pod', 'storage/retain-means-retain'],
  seed: 42,
});
