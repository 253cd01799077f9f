/** The PersistentVolumeClaim object: phase × deletion (environment §4.3 without Lost). */
import { createMachine } from 'xstate';
import { compile } from './machine.ts';

export interface ClaimMachineState {
  readonly phase: 'Pending' | 'Bound';
  readonly deletion: 'Live' | 'Terminating' | 'Gone';
}

export type ClaimEvent =
  /** The binder tied it to a volume; four writes taken as one (EN-STO-4). */
  | 'BIND'
  | 'DELETE'
  /** Claim protection found no pod object with a node that uses it (EN-STO-12). */
  | 'RELEASE';

export const claimMachine = createMachine({
  id: 'claim',
  type: 'parallel',
  states: {
    phase: { initial: 'Pending', states: { Pending: { on: { BIND: 'Bound' } }, Bound: {} } },
    deletion: {
      initial: 'Live',
      states: {
        Live: { on: { DELETE: 'Terminating' } },
        Terminating: { on: { RELEASE: 'Gone' } },
        Gone: { type: 'final' },
      },
    },
  },
});

export const claim = compile<ClaimMachineState & Record<string, never>, ClaimEvent>(claimMachine);
