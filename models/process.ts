/**
 * The controller process (environment §2.3) with the phases of a pass as its states, in the order of the writes
 * (docs/reference/statefulset-controller.md §20). A pass only moves forward; it may end or crash anywhere.
 */
import { createMachine } from 'xstate';
import type { Request, View } from './controllers/controller.ts';
import { isDesired, ordinalOf, type DeleteReason, type PassPhase, type ProcessState } from './observation.ts';
import { compile } from './machine.ts';

const phases: readonly PassPhase[] = ['claiming', 'revisions', 'replicas', 'condemned', 'update', 'status', 'history'];
export type ProcessEvent = 'START' | 'CRASH' | 'END' | `ENTER_${PassPhase}`;

const enter = Object.fromEntries(phases.map((phase) => [`ENTER_${phase}`, { target: `#process.Working.${phase}` }]));

export const processMachine = createMachine({
  id: 'process',
  initial: 'Down',
  states: {
    // All caches are filled from the truth before the first pass (EN-INF-12).
    Down: { on: { START: 'Idle' } },
    Idle: { on: { ...enter, CRASH: 'Down' } },
    Working: {
      initial: 'claiming',
      on: { ...enter, END: 'Idle', CRASH: 'Down' },
      states: Object.fromEntries(phases.map((phase) => [phase, {}])),
    },
  },
});

export const controllerProcess = compile<ProcessState, ProcessEvent>(processMachine);

/** The phase a pass is in while it waits for `request`. */
export function phaseOf(request: Request, why: DeleteReason | undefined, set: View['set']): PassPhase {
  switch (request.op) {
    case 'getSet':
    case 'adoptRevision':
    case 'adoptPod':
    case 'releasePod':
      return 'claiming';
    case 'getRevision':
    case 'createRevision':
    case 'updateRevision':
      return 'revisions';
    case 'createClaim':
    case 'createPod':
    case 'updatePod':
      return 'replicas';
    case 'updateClaim':
    case 'deleteClaim':
      // Claims of pods that are to go are brought in line before the first of them is deleted (SC-CON-2).
      return set && !isDesired(set, ordinalOf(request.name) ?? -1) ? 'condemned' : 'replicas';
    case 'deletePod':
      return why === 'scale' ? 'condemned' : why === 'update' || why === 'recreate' ? 'update' : 'replicas';
    case 'updateStatus':
      return 'status';
    case 'deleteRevision':
      return 'history';
  }
}

/** The process while a pass waits in `phase`; undefined: between passes. */
export function processWhile(phase: PassPhase | undefined): ProcessState {
  return phase ? controllerProcess.next('Idle', `ENTER_${phase}`)! : 'Idle';
}
