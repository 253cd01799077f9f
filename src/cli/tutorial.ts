/** The set that is checked when nothing is given: that of examples/01-tutorial. */
import type { SetSpec } from '../scopes.ts';

export const tutorialSet: SetSpec = {
  name: 'web',
  replicas: 2,
  start: 0,
  policy: 'OrderedReady',
  // What the API server makes of no strategy at all.
  strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } },
  minReadySeconds: 0,
  retention: { whenDeleted: 'Retain', whenScaled: 'Retain' },
  claimTemplates: ['www'],
  revisionHistoryLimit: 10,
};

export const tutorialVolumes: readonly string[] = ['pv001', 'pv002'];
