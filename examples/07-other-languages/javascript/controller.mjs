/**
 * A small Parallel controller: creates all pods that are missing at once, and deletes all that are too many. Each pod
 * needs its claims first. It knows no updates and no status.
 *
 *     npx sts-check --policy Parallel --controller 'exec:node examples/07-other-languages/javascript/controller.mjs'
 *
 * Node without dependencies. What waits is a list of jobs: each is a function* that asks one request at a time.
 */
import { createInterface } from 'node:readline';

function jobsOf({ set, pods, claims }) {
  if (!set || set.deleting) return [];
  const end = set.start + set.replicas;
  const wanted = Array.from({ length: set.replicas }, (_, index) => `${set.name}-${set.start + index}`);
  const missing = wanted.filter((name) => !pods.some((pod) => pod.name === name));
  const extra = pods.filter(({ name, terminating }) => !terminating && Number(name.slice(name.lastIndexOf('-') + 1)) >= end);
  return [...missing.map((name) => create(set, name, claims)), ...extra.map(remove)];
}

function* create({ template, claimTemplates }, name, existing) {
  const claims = claimTemplates.map((claim) => `${claim}-${name}`);
  for (const claim of claims.filter((claim) => !existing.some(({ name }) => name === claim))) {
    const answer = yield { op: 'createClaim', name: claim };
    if (!answer.ok) return answer.reason;
  }
  const answer = yield { op: 'createPod', name, revision: template, claims };
  return answer.ok ? undefined : answer.reason;
}

function* remove({ name, uid }) {
  const answer = yield { op: 'deletePod', name, uid };
  return answer.ok ? undefined : answer.reason;
}

/** Jobs that wait for an answer, each with its request; and why those that failed did. */
let waiting = [];
let errors = [];

function advance(job, answer) {
  const { done, value } = job.next(answer);
  if (!done) waiting.push({ job, request: value });
  else if (value) errors.push(value);
}

function sync({ view }) {
  [waiting, errors] = [[], []];
  for (const job of jobsOf(view)) advance(job);
}

function answer({ op, name, ...told }) {
  const { job } = waiting.find(({ request }) => request.op === op && request.name === name);
  waiting = waiting.filter((one) => one.job !== job);
  advance(job, told);
}

function replyTo(message) {
  if (message.hello) return { hello: { protocol: 1, name: 'small-parallel-javascript' } };
  if (message.crash) return { ready: {} };
  if (message.sync) sync(message.sync);
  else answer(message.answer);
  if (waiting.length > 0) return { requests: waiting.map(({ request }) => request) };
  return { done: errors.length > 0 ? { error: errors.sort().join(', ') } : {} };
}

for await (const line of createInterface({ input: process.stdin })) {
  const message = JSON.parse(line);
  process.stdout.write(`${JSON.stringify({ id: message.id, ...replyTo(message) })}\n`);
}
