/** The pod object in the API server: phase × deletion × scheduling. What its processes do is models/execution.ts. */
import { createMachine } from 'xstate';
import { compile } from './machine.ts';

export type PodEvent =
  /** The scheduler bound it to a node (EN-API-16). */
  | 'SCHEDULED'
  /** The kubelet reports running containers (EN-POD-2). */
  | 'STARTED'
  | 'READY'
  | 'UNREADY'
  /** Ready for minReadySeconds; no write, only time (EN-POD-14). */
  | 'AVAILABLE'
  /** Node-pressure eviction: the kubelet stopped the containers and reports Failed (EN-NODE-13). */
  | 'EVICTED'
  /** A delete that leaves the object for the kubelet to finish (EN-API-8). */
  | 'MARKED'
  /** The object is gone and the name free (EN-API-14). */
  | 'REMOVED';

export interface PodState {
  readonly phase: 'Pending' | { readonly Running: 'NotReady' | 'Ready' | 'Available' } | 'Failed' | 'Succeeded';
  readonly deletion: 'Live' | 'Terminating' | 'Gone';
  readonly scheduling: 'Unscheduled' | 'Scheduled';
}

export const podMachine = createMachine({
  id: 'pod',
  type: 'parallel',
  states: {
    phase: {
      initial: 'Pending',
      states: {
        Pending: { on: { STARTED: 'Running', EVICTED: 'Failed' } },
        Running: {
          initial: 'NotReady',
          on: { EVICTED: 'Failed' },
          states: {
            NotReady: { on: { READY: 'Ready' } },
            Ready: { on: { UNREADY: 'NotReady', AVAILABLE: 'Available' } },
            Available: { on: { UNREADY: 'NotReady' } },
          },
        },
        // Terminal: no way back while the kubelet is the only writer (EN-POD-2).
        Failed: {},
        Succeeded: {},
      },
    },
    deletion: {
      initial: 'Live',
      states: {
        Live: { on: { MARKED: 'Terminating', REMOVED: 'Gone' } },
        // A mark is never taken back (ENV-API-I3).
        Terminating: { on: { REMOVED: 'Gone' } },
        Gone: { type: 'final' },
      },
    },
    scheduling: {
      initial: 'Unscheduled',
      states: { Unscheduled: { on: { SCHEDULED: 'Scheduled' } }, Scheduled: {} },
    },
  },
});

export const pod = compile<PodState & Record<string, never>, PodEvent>(podMachine);
