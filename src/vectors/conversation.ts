/** A plain way to have a conversation with a controller: every request is answered at once. */
import type { Answer, Ask, Controller, Conversation, Ending, Request, View } from '../../models/controllers/controller.ts';
import { thrownInPass } from '../../models/pass.ts';

/** Called with each request; `batch` is the same for requests that wait at the same time, undefined where only one can. */
export type Answering = (request: Request, batch: number | undefined) => Answer;

/**
 * Runs a pass to its end and returns what it ends with. Concurrent parts take turns, one request each; a turn is a batch.
 *
 * @throws ControllerFault if the pass throws
 */
export function converse(controller: Controller, view: View, answering: Answering): Ending {
  let batches = 0;

  /** Runs what is the controller's. */
  function its<R>(go: () => R): R {
    try {
      return go();
    } catch (error) {
      throw thrownInPass(controller, error);
    }
  }

  /** A conversation is resumed with the answer to what it asked, which its type cannot tell. */
  function resume<R>(part: Conversation<R>, answer?: unknown): IteratorResult<Ask, R> {
    return its(() => part.next(answer as never));
  }

  function run<R>(part: Conversation<R>, batch: number | undefined): R {
    let step = resume(part);
    while (!step.done) step = resume(part, reply(step.value, batch));
    return step.value;
  }

  function reply(asked: Ask, batch: number | undefined): unknown {
    return 'op' in asked ? answering(asked, batch) : runTogether(asked.concurrently, batch);
  }

  function runTogether(parts: readonly Conversation<unknown>[], outer: number | undefined): unknown[] {
    const steps = parts.map((part) => resume(part));
    let open = true;
    while (open) {
      open = false;
      const batch = outer ?? ++batches;
      for (const [index, part] of parts.entries()) {
        const step = steps[index]!;
        if (step.done) continue;
        steps[index] = resume(part, reply(step.value, batch));
        open = true;
      }
    }
    return steps.map((step) => step.value);
  }

  return run(its(() => controller.reconcile(view)), undefined);
}
