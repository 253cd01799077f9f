/**
 * A small Parallel controller: creates all pods that are missing at once, and deletes all that are too many. Each pod
 * needs its claims first. It knows no updates and no status.
 *
 *     npx sts-check --policy Parallel --controller 'exec:npx jiti examples/07-other-languages/typescript/controller.ts'
 *
 * Node 22.18 and newer run it without jiti: `exec:node …`. Only types are imported from sts-check, and they are gone when it
 * runs.
 */
import { createInterface } from 'node:readline';
import type { Answer, ClaimView, PodView, Request, SetView, View } from 'sts-check';

/** Asks one request after the other, and returns why the first failed that did. */
type Job = Generator<Request, string | undefined, Answer>;

/** What is read of a message: one of these. */
interface Message {
  readonly id: number;
  readonly hello?: object;
  readonly sync?: { readonly view: View };
  readonly answer?: Answer & Pick<Request, 'op' | 'name'>;
  readonly crash?: object;
}

function jobsOf({ set, pods, claims }: View): Job[] {
  if (!set || set.deleting) return [];
  const wanted = Array.from({ length: set.replicas }, (_, index) => `${set.name}-${set.start + index}`);
  const missing = wanted.filter((name) => !pods.some((pod) => pod.name === name));
  const extra = pods.filter(({ name, terminating }) => !terminating && ordinalOf(name) >= set.start + set.replicas);
  return [...missing.map((name) => create(set, name, claims)), ...extra.map(remove)];
}

function* create({ template, claimTemplates }: SetView, name: string, existing: readonly ClaimView[]): Job {
  const claims = claimTemplates.map((claim) => `${claim}-${name}`);
  for (const claim of claims.filter((claim) => !existing.some(({ name }) => name === claim))) {
    const answer = yield { op: 'createClaim', name: claim };
    if (!answer.ok) return answer.reason;
  }
  return reasonOf(yield { op: 'createPod', name, revision: template, claims });
}

function* remove({ name, uid }: PodView): Job {
  return reasonOf(yield { op: 'deletePod', name, uid });
}

const ordinalOf = (name: string): number => Number(name.slice(name.lastIndexOf('-') + 1));
const reasonOf = (answer: Answer): string | undefined => (answer.ok ? undefined : answer.reason);

/** Jobs that wait for an answer, by what they asked; and why those that failed did. */
const waiting = new Map<string, { readonly job: Job; readonly request: Request }>();
let errors: string[] = [];

const labelOf = ({ op, name }: Pick<Request, 'op' | 'name'>): string => `${op} ${name}`;

function advance(job: Job, ...answer: [] | [Answer]): void {
  const { done, value } = job.next(...answer);
  if (!done) waiting.set(labelOf(value), { job, request: value });
  else if (value) errors.push(value);
}

function begin(view: View): void {
  waiting.clear();
  errors = [];
  for (const job of jobsOf(view)) advance(job);
}

function goOn(answer: NonNullable<Message['answer']>): void {
  const { job } = waiting.get(labelOf(answer))!;
  waiting.delete(labelOf(answer));
  advance(job, answer);
}

function replyTo({ hello, sync, answer, crash }: Message): object {
  if (hello) return { hello: { protocol: 1, name: 'small-parallel-typescript' } };
  if (crash) return { ready: {} };
  if (sync) begin(sync.view);
  if (answer) goOn(answer);
  if (waiting.size > 0) return { requests: [...waiting.values()].map(({ request }) => request) };
  return { done: errors.length > 0 ? { error: errors.sort().join(', ') } : {} };
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line) as Message;
  process.stdout.write(`${JSON.stringify({ id: message.id, ...replyTo(message) })}\n`);
}
