/**
 * XState machines say what a thing can do; rules ask them here. Every (state, event) pair is asked of XState once and
 * remembered, because one `transition()` costs microseconds and the models have a few dozen pairs.
 */
import { initialTransition, transition, type AnyStateMachine, type StateValue } from 'xstate';

export interface CompiledMachine<S extends StateValue, E extends string> {
  readonly machine: AnyStateMachine;
  readonly initial: S;
  /** The state after `event`, or undefined where the machine does not take it. */
  readonly next: (state: S, event: E) => S | undefined;
}

/**
 * Wraps a machine without context, delays, invocations or actions: its states are its state values.
 *
 * @typeParam S state value; @typeParam E event type
 */
export function compile<S extends StateValue, E extends string>(machine: AnyStateMachine): CompiledMachine<S, E> {
  const remembered = new Map<string, S | undefined>();
  const ask = (state: S, event: E): S | undefined => {
    const snapshot = machine.resolveState({ value: state, context: {} });
    if (!snapshot.can({ type: event })) return undefined;
    return transition(machine, snapshot, { type: event })[0].value as S;
  };
  return {
    machine,
    initial: initialTransition(machine)[0].value as S,
    next: (state, event) => {
      const key = `${event} ${JSON.stringify(state)}`;
      if (!remembered.has(key)) remembered.set(key, ask(state, event));
      return remembered.get(key);
    },
  };
}
