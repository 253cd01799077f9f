/** The StatefulSet object's life (EN-API-15, SC-DEL-2). Its spec is data beside it. */
import { createMachine } from 'xstate';
import { compile } from './machine.ts';

export type SetState = 'Live' | 'Foreground' | 'Orphan' | 'Gone';

export type SetEvent =
  | 'DELETE_BACKGROUND'
  | 'DELETE_FOREGROUND'
  | 'DELETE_ORPHAN'
  /** The garbage collector has done what the finalizer asked for (EN-GC-6). */
  | 'FINALIZED';

export const setMachine = createMachine({
  id: 'statefulset',
  initial: 'Live',
  states: {
    Live: { on: { DELETE_BACKGROUND: 'Gone', DELETE_FOREGROUND: 'Foreground', DELETE_ORPHAN: 'Orphan' } },
    // Terminating until its pods are gone.
    Foreground: { on: { FINALIZED: 'Gone' } },
    // Terminating until its reference is off all dependents.
    Orphan: { on: { FINALIZED: 'Gone' } },
    Gone: { type: 'final' },
  },
});

export const statefulSet = compile<SetState, SetEvent>(setMachine);
