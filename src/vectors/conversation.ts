/** A plain way to have a conversation with a controller: every request is answered at once. */
import type { Answer, Ask, Conversation, Request } from '../../models/controllers/controller.ts';

/** Called with each request; `batch` is the same for requests that wait at the same time, undefined where only one can. */
export type Answering = (request: Request, batch: number | undefined) => Answer;

/**
 * Runs a conversation to its end and returns what it ends with. Concurrent parts take turns, one request each; a turn is
 * a batch.
 */
export function converse<T>(conversation: Conversation<T>, answering: Answering): T {
  let batches = 0;

  function run<R>(part: Conversation<R>, batch: number | undefined): R {
    let step = part.next();
    while (!step.done) step = resume(part, reply(step.value, batch));
    return step.value;
  }

  function reply(asked: Ask, batch: number | undefined): unknown {
    return 'op' in asked ? answering(asked, batch) : runTogether(asked.concurrently, batch);
  }

  function runTogether(parts: readonly Conversation<unknown>[], outer: number | undefined): unknown[] {
    const steps = parts.map((part) => part.next());
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

  return run(conversation, undefined);
}

/** A conversation is resumed with the answer to what it asked, which its type cannot tell. */
function resume<T>(part: Conversation<T>, answer: unknown): IteratorResult<Ask, T> {
  return part.next(answer as never);
}
