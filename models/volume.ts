/** A PersistentVolume and the data in it (environment §4.4). The epoch of its data is its identity: it never changes. */
import { createMachine } from 'xstate';
import { compile } from './machine.ts';

export type VolumeState = 'Available' | 'Bound' | 'Released';

export type VolumeEvent =
  | 'CLAIMED'
  /** Its claim object is gone. Reclaim policy Retain: nobody gets the data without an administrator (EN-STO-8). */
  | 'CLAIM_GONE';

export const volumeMachine = createMachine({
  id: 'volume',
  initial: 'Available',
  states: {
    Available: { on: { CLAIMED: 'Bound' } },
    Bound: { on: { CLAIM_GONE: 'Released' } },
    Released: {},
  },
});

export const volume = compile<VolumeState, VolumeEvent>(volumeMachine);
