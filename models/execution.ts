/** The processes of one incarnation of a pod, on its node (EN-POD-11). Starting and stopping count as running. */
import { createMachine } from 'xstate';
import { compile } from './machine.ts';

export type ExecutionState = 'None' | 'Running' | 'Stopped';

export type ExecutionEvent =
  | 'START'
  /** Containers have ended, by termination or eviction; volumes may still be mounted (EN-POD-6). */
  | 'STOP'
  /** The kubelet has cleaned up; nothing is left on the node. */
  | 'CLEAN';

export const executionMachine = createMachine({
  id: 'execution',
  initial: 'None',
  states: {
    None: { on: { START: 'Running' } },
    Running: { on: { STOP: 'Stopped' } },
    Stopped: { on: { CLEAN: 'None' } },
  },
});

export const execution = compile<ExecutionState, ExecutionEvent>(executionMachine);
