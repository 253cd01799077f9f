/** Creates every pod from the set's template, also one below the partition that was lost. */
import { reference } from '../reference.ts';
import { asking, defineMutant, twoTemplates } from './mutant.ts';

export default defineMutant({
  name: 'recreates-at-newest-revision',
  caughtBy: ['update/partition-revision'],
  scenario: {
    set: { replicas: 1, strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 1 } } },
    from: 'converged',
    templates: twoTemplates,
    edits: { template: 1 },
    assume: 'lag',
    disturbances: 1,
  },
  make: (profile) =>
    asking(reference(profile), (request, { set }) => (request.op === 'createPod' && set ? { ...request, revision: set.template } : request)),
});
