/**
 * The passes of a controller as a graph of continuations.
 *
 * A pass is a deterministic function of its view and the answers so far. A generator cannot be copied, so to continue
 * it from a place that is new it runs again from the start with the answers so far, once. What a row holds is the
 * number of a node: the requests in flight and, for each possible answer, the node that follows. Nodes with equal
 * futures are one node (a bisimulation), so tens of thousands of views collapse to hundreds of nodes.
 */
import type { Answer, Ask, Controller, Conversation, Ending, Operation, Request, SetStatus, View } from './controllers/controller.ts';
import { whyDeleted, type DeleteReason, type Issued, type PassPhase } from './observation.ts';
import { phaseOf } from './process.ts';
import { anyTime } from './world.ts';

/** The controller under test misbehaved as a program; no finding about its decisions. */
export class ControllerFault extends Error {
  override readonly name = 'ControllerFault';
  /** The pass in which it did, if it was in one. */
  pass?: FailedPass;
}

/** How far a pass had got when it failed. */
export interface FailedPass {
  readonly view: View;
  /** What it had asked and how that was answered, as {@link branch} says it, in the order in which it heard. */
  readonly answered: readonly string[];
}

/** A promise on the view that a request breaks. */
export interface BrokenPromise {
  readonly id: string;
  readonly reason: string;
}

/** A request in flight. */
export interface Pending {
  readonly request: Request;
  readonly why: DeleteReason | undefined;
  readonly phase: PassPhase;
  readonly broken: readonly BrokenPromise[];
}

/** How a pass ended, as far as the world cares. */
export interface PassEnd {
  /** The key is queued again at once (its back-off is not modelled: only order is). */
  readonly retry: boolean;
  /** Pods that a delayed enqueue waits for to become available; {@link anyTime}: none in particular. */
  readonly armed: readonly string[];
  /** The status that the pass computed, as far as it tells; only where everything is told, see {@link PassContext}. */
  readonly status?: SetStatus;
}

export type Continuation = { readonly node: number } | { readonly end: PassEnd };

export interface PassNode {
  readonly number: number;
  readonly pending: readonly Pending[];
  /** What follows, by {@link branch}. */
  readonly children: ReadonlyMap<string, Continuation>;
  /** Objects whose change between now and a later request matters: see {@link sensitivities}. */
  readonly sensitive: ReadonlySet<string>;
}

/** What the explorer decides about requests before the world is asked. */
export interface PassContext {
  /** Answers a request that leaves no trace in this universe, or undefined to let the world answer. */
  readonly answerless: (request: Request, view: View) => Answer | undefined;
  /** Possible answers to a request in this universe. */
  readonly answers: (request: Request, view: View) => readonly Answer[];
  /** Promises on the view that this request breaks. */
  readonly judge: (issued: Issued) => readonly BrokenPromise[];
  /** Equal futures are one node. Off: a node is its view and its answers. */
  readonly merge: boolean;
  /** An end tells the status too, for whoever compares decisions. The world does not care, and merges more without. */
  readonly tellsStatus?: boolean;
}

/** Most places one view may lead to, over all answers, and most requests in a row, before a pass is taken never to end. */
export const maxNodesPerView = 20_000;
export const maxRequestsPerPass = 300;

/** Ends of passes that are run twice, to see whether they end alike: the first so many, and from then on one in so many. */
const endsConfirmed = 1000;
const endsSampled = 8;

/** The name of an edge: which request was answered and how. */
export function branch(request: Request, answer: Answer): string {
  const how = answer.ok ? (answer.set?.deleting ? 'ok deleting' : 'ok') : answer.reason;
  return `${request.op} ${request.name} ${how}`;
}

/**
 * What a request depends on beyond the world at the time it is done: `pod web-0` (the incarnation that was seen is still
 * there), `version web-0` (its resourceVersion), `set` (the set's), `claim data-web-0` (the claim's), `successor web-0`
 * (no later pod of that name was created, so a UID that was seen means what it meant).
 */
export function sensitivities(request: Request): readonly string[] {
  switch (request.op) {
    case 'deletePod':
      return [`pod ${request.name}`];
    case 'updatePod':
      return [`version ${request.name}`];
    case 'updateStatus':
      return ['set'];
    case 'updateClaim':
      return [`claim ${request.name}`, ...request.owners.filter(({ kind }) => kind === 'Pod').map(({ name }) => `successor ${name}`)];
    default:
      return [];
  }
}

/** Answers to the asks of a conversation, in order; concurrent parts have a list each. What the explorer answers itself is left out. */
type Answers = readonly (Answer | readonly Answers[])[];

interface Waiting {
  /** Where in {@link Answers} the answer goes. */
  readonly path: readonly number[];
  readonly request: Request;
  /** The part's previous request and answer. */
  readonly previous: { readonly request: Request; readonly answer: Answer } | undefined;
}

interface Asked {
  readonly request: Request;
  readonly answer: Answer;
}

/** What is told of a pass while it runs. */
interface Driver {
  /** It asks something that has no answer yet; an answer lets it go on at once. */
  readonly waiting: (wait: Waiting) => Answer | undefined;
  readonly answered: (path: readonly number[], request: Request, answer: Answer) => void;
}

type Progress<T> = { readonly ended: T } | { readonly waiting: readonly Waiting[] };

export type IsSensitive = (node: number, thing: string) => boolean;

export class Continuations {
  private readonly nodes: PassNode[] = [];
  private readonly known = new Map<string, number>();
  private readonly starts = new Map<string, Continuation>();
  private ends = 0;
  private readonly controller: Controller;
  private readonly context: PassContext;

  constructor(controller: Controller, context: PassContext) {
    this.controller = controller;
    this.context = context;
  }

  get size(): number {
    return this.nodes.length;
  }

  node(number: number): PassNode {
    const node = this.nodes[number];
    if (!node) throw new Error(`There is no continuation ${number}.`);
    return node;
  }

  /**
   * Where a pass over a view begins: at its first request, or at its end if it has none.
   *
   * @param key text that is equal exactly for equal views, and cheaper to make than a view
   */
  start(key: string, view: () => View): Continuation {
    let start = this.starts.get(key);
    if (!start) {
      start = new Expansion(this, this.controller, this.context, deepFreeze(view())).run();
      this.starts.set(key, start);
    }
    return start;
  }

  /** What is left of the pass at `node` depends on `thing`, see {@link sensitivities}. */
  readonly isSensitive: IsSensitive = (node, thing) => this.node(node).sensitive.has(thing);

  /** Whether the end of a pass that was just met is one to run twice. */
  isEndToConfirm(): boolean {
    return ++this.ends <= endsConfirmed || this.ends % endsSampled === 0;
  }

  /** The node with this future, made if it is new. */
  intern(identity: string, parts: Omit<PassNode, 'number'>): Continuation {
    let number = this.known.get(identity);
    if (number === undefined) {
      number = this.nodes.length;
      this.known.set(identity, number);
      this.nodes.push({ number, ...parts });
    }
    return { node: number };
  }
}

/** Everything that can follow from one view. */
class Expansion {
  private readonly done = new Map<string, Continuation>();
  private readonly confirmed = new WeakSet<Pending>();
  private readonly graph: Continuations;
  private readonly controller: Controller;
  private readonly context: PassContext;
  private readonly view: View;

  constructor(graph: Continuations, controller: Controller, context: PassContext, view: View) {
    this.graph = graph;
    this.controller = controller;
    this.context = context;
    this.view = view;
  }

  run(): Continuation {
    return this.expand([], new Map());
  }

  /**
   * @param asked requests seen on the way here, by path: the same place must ask the same again
   */
  private expand(answers: Answers, asked: ReadonlyMap<string, Pending>): Continuation {
    const key = JSON.stringify(answers);
    const before = this.done.get(key);
    if (before) return before;
    const earlier: Asked[] = [];
    try {
      const continuation = this.continue(answers, new Map(asked), earlier);
      this.done.set(key, continuation);
      return continuation;
    } catch (error) {
      if (error instanceof ControllerFault) error.pass ??= { view: this.view, answered: earlier.map(({ request, answer }) => branch(request, answer)) };
      throw error;
    }
  }

  private continue(answers: Answers, asked: Map<string, Pending>, earlier: Asked[]): Continuation {
    const progress = this.proceed(answers, asked, earlier);
    if (this.done.size > maxNodesPerView) {
      throw this.endless(`can go on in more than ${maxNodesPerView} ways from one view, which is more than is followed. Explore fewer pods, or ask for less in one pass`);
    }
    if ('ended' in progress) this.requireEnding(progress.ended);
    if ('ended' in progress && this.graph.isEndToConfirm()) this.requireTheSameEnd(progress.ended, answers, asked, earlier);
    return 'ended' in progress ? { end: endOf(progress.ended, this.view, this.context.tellsStatus) } : this.visit(progress.waiting, answers, asked);
  }

  private visit(waiting: readonly Waiting[], answers: Answers, asked: ReadonlyMap<string, Pending>): Continuation {
    const pending = waiting.map(({ path }) => asked.get(placeOf(path))!);
    const children = new Map<string, Continuation>();
    const sensitive = new Set<string>();
    for (const wait of waiting) {
      for (const thing of sensitivities(wait.request)) sensitive.add(thing);
      for (const answer of this.context.answers(wait.request, this.view)) {
        const name = branch(wait.request, answer);
        if (children.has(name)) continue;
        const child = this.expand(insert(answers, wait.path, answer), asked);
        children.set(name, child);
        if ('node' in child) for (const thing of this.graph.node(child.node).sensitive) sensitive.add(thing);
      }
    }
    const identity = this.context.merge
      ? JSON.stringify([pending, [...children]])
      : JSON.stringify([this.view, answers]);
    return this.graph.intern(identity, { pending, children, sensitive });
  }

  /** What the explorer has to say about a request before the world is asked; its answer, if no step is worth it. */
  private meet(wait: Waiting, asked: Map<string, Pending>, earlier: readonly Asked[]): Answer | undefined {
    const { request, previous } = wait;
    const place = placeOf(wait.path);
    let pending = asked.get(place);
    if (!pending) {
      const why = request.op === 'deletePod' ? whyDeleted(this.view, request.name) : undefined;
      pending = { request, why, phase: phaseOf(request, why, this.view.set), broken: this.context.judge({ view: this.view, request, why, earlier }) };
      asked.set(place, pending);
    }
    // A frozen view cannot show the newer version, so the same PUT meets the same Conflict.
    if (previous && !previous.answer.ok && previous.answer.reason === 'Conflict' && JSON.stringify(previous.request) === JSON.stringify(request)) {
      return previous.answer;
    }
    return pending.broken.length > 0 ? undefined : this.context.answerless(request, this.view);
  }

  private proceed(answers: Answers, asked: Map<string, Pending>, earlier: Asked[]): Progress<Ending> {
    const met = new Set<string>();
    const driver: Driver = {
      answered: (path, request, answer) => {
        met.add(placeOf(path));
        this.requireTheSame(asked.get(placeOf(path)), request);
        earlier.push({ request, answer });
        if (earlier.length > maxRequestsPerPass) throw this.endless(`asked ${earlier.length} things in one pass and did not end. A pass must end`);
      },
      waiting: (wait) => this.meet(wait, asked, earlier),
    };
    let conversation: Conversation<Ending>;
    try {
      conversation = this.controller.reconcile(this.view);
    } catch (error) {
      throw thrownInPass(this.controller, error);
    }
    const progress = this.drive(conversation, answers, [], driver);
    // Concurrent parts may know of each other, so one may have no reason to ask once another has its answer.
    const left = answers.findIndex((given, index) => isAnswer(given) && !met.has(placeOf([index])));
    if (left >= 0) throw this.differs(asked.get(placeOf([left]))?.request, undefined);
    return progress;
  }

  private requireTheSameEnd(first: Ending, answers: Answers, asked: ReadonlyMap<string, Pending>, earlier: readonly Asked[]): void {
    const again: Asked[] = [];
    const progress = this.proceed(answers, new Map(asked), again);
    if ('waiting' in progress) throw this.differs(undefined, progress.waiting[0]!.request);
    if (again.length !== earlier.length) throw this.differs(earlier[again.length]?.request, again[earlier.length]?.request);
    if (JSON.stringify(progress.ended) !== JSON.stringify(first)) throw this.differs(first, progress.ended);
  }

  /** Once for each place: a pass that answers to chance or memory differs the first time it runs again. */
  private requireTheSame(first: Pending | undefined, request: Request): void {
    if (!first || first.request === request || this.confirmed.has(first)) return;
    this.confirmed.add(first);
    if (JSON.stringify(first.request) !== JSON.stringify(request)) throw this.differs(first.request, request);
  }

  private requireEnding(ended: unknown): void {
    if (typeof ended === 'object' && ended !== null) return;
    throw new ControllerFault(`${this.controller.name} ended its pass with ${String(ended)}. Expected an object: return {} if all went well, or { error: '…' } for a pass that is to be tried again.`);
  }

  private endless(what: string): ControllerFault {
    return new ControllerFault(`${this.controller.name} ${what}; the usual cause is a loop that retries an error for ever.`);
  }

  /** Undefined: nothing was asked; the pass had ended. */
  private differs(first: object | undefined, then: object | undefined): ControllerFault {
    const told = (what: object | undefined): string => (what === undefined ? 'nothing' : JSON.stringify(what));
    const what = [first, then].every((request) => request === undefined || 'op' in request) ? 'asked two different things' : 'ended in two different ways';
    return new ControllerFault(
      `${this.controller.name} ${what} for the same view and the same answers so far:\n  first ${told(first)}\n  then  ${told(then)}\nA pass must be a deterministic function of its view. The usual causes are a clock, randomness, or memory kept between passes.`,
    );
  }

  private drive<T>(
    conversation: Conversation<T>,
    answers: Answers,
    path: readonly number[],
    driver: Driver,
  ): Progress<T> {
    let previous: Waiting['previous'];
    let step = this.next(conversation, undefined);
    for (let index = 0; ; index++) {
      if (step.done) return { ended: step.value };
      const here = [...path, index];
      const given = answers[index];
      const asks = step.value;
      if (isConcurrent(asks)) {
        const parts = (given ?? []) as readonly Answers[];
        const progress = asks.concurrently.map((part, number) => this.drive(part, parts[number] ?? [], [...here, number], driver));
        const waiting = progress.flatMap((part) => ('waiting' in part ? part.waiting : []));
        if (waiting.length > 0) return { waiting };
        step = this.next(conversation, progress.map((part) => ('ended' in part ? part.ended : undefined)));
        previous = undefined;
      } else {
        const request = this.requireRequest(asks);
        const wait: Waiting = { path: here, request, previous };
        const answer = (given as Answer | null | undefined) ?? driver.waiting(wait);
        if (!answer) return { waiting: [wait] };
        driver.answered(here, request, answer);
        previous = { request, answer };
        step = this.next(conversation, answer);
      }
    }
  }

  private next<T>(conversation: Conversation<T>, answer: unknown): IteratorResult<Ask, T> {
    try {
      return conversation.next(answer as never);
    } catch (error) {
      throw thrownInPass(this.controller, error);
    }
  }

  private requireRequest(asks: unknown): Request {
    const request = asks as Partial<Request> | null;
    // What ask() returns is a conversation of its own.
    const hint = typeof (asks as { readonly next?: unknown } | null)?.next === 'function' ? ' Ask with yield* (with a star): const answer = yield* ask(request).' : '';
    if (typeof request !== 'object' || request === null || !Object.hasOwn(fieldsOf, request.op as string) || typeof request.name !== 'string') {
      throw new ControllerFault(
        `${this.controller.name} yielded ${JSON.stringify(asks) ?? String(asks)}, which is no request. Expected an object with an op (${Object.keys(fieldsOf).join(', ')}) and a name.${hint}`,
      );
    }
    const wrong = Object.entries(fieldsOf[request.op as Operation]).find(([field, type]) => typeOf((request as Record<string, unknown>)[field]) !== type);
    if (wrong) throw new ControllerFault(`${this.controller.name} yielded ${JSON.stringify(request)}. Expected its ${wrong[0]} to be ${wrong[1]}.`);
    const code = Object.entries(request).find(([, value]) => typeof value === 'function');
    if (code) throw new ControllerFault(`${this.controller.name} yielded ${JSON.stringify(request)} with a function called ${code[0]}. Expected a request to be data.`);
    return request as Request;
  }
}

/** What a pass threw, as a fault of its controller. */
export function thrownInPass({ name }: Controller, error: unknown): ControllerFault {
  if (error instanceof ControllerFault) return error;
  const text = error instanceof Error ? error.message : String(error);
  const hint = /read only|not extensible|Cannot assign|Cannot add property|Cannot delete property/.test(text) ? ' A pass must not change its view.' : '';
  return new ControllerFault(`${name} threw an error in a pass: ${text}.${hint}`, { cause: error });
}

/** What a field of a request holds. */
type FieldType = 'a text' | 'a number' | 'an object' | 'a list';

/** The fields that each request has besides `op` and `name`; those that it may have are left out. */
const fieldsOf: Readonly<Record<Operation, Readonly<Record<string, FieldType>>>> = {
  getSet: {}, getRevision: {}, adoptRevision: {}, createRevision: { number: 'a number', data: 'a text' }, updateRevision: { number: 'a number' }, deleteRevision: {},
  adoptPod: {}, releasePod: {}, createPod: { revision: 'a text', claims: 'a list' }, updatePod: {}, deletePod: {},
  createClaim: {}, updateClaim: { owners: 'a list' }, deleteClaim: {}, updateStatus: { status: 'an object' },
};

function typeOf(value: unknown): FieldType | undefined {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object' && value !== null) return 'an object';
  return typeof value === 'string' ? 'a text' : typeof value === 'number' ? 'a number' : undefined;
}

function isConcurrent(asks: Ask): asks is { readonly concurrently: readonly Conversation<unknown>[] } {
  return typeof asks === 'object' && asks !== null && 'concurrently' in asks;
}

function isAnswer(given: Answers[number] | null | undefined): given is Answer {
  return given !== null && given !== undefined && !Array.isArray(given);
}

function endOf({ error, requeue, status }: Ending, view: View, tellsStatus = false): PassEnd {
  const waiting = view.pods.filter((pod) => pod.ready && !pod.available).map((pod) => pod.name);
  return { retry: error !== undefined, armed: requeue === undefined ? [] : waiting.length > 0 ? waiting : [anyTime], ...(tellsStatus && status ? { status } : {}) };
}

function placeOf(path: readonly number[]): string {
  return path.join('.');
}

function insert(answers: Answers, path: readonly number[], answer: Answer): Answers {
  const [head, ...rest] = path;
  const copy = [...answers];
  if (rest.length === 0) {
    copy[head!] = answer;
    return copy;
  }
  const [part, ...deeper] = rest;
  const parts = [...((copy[head!] ?? []) as Answers[])];
  for (let index = 0; index < part!; index++) parts[index] ??= [];
  parts[part!] = insert(parts[part!] ?? [], deeper, answer);
  copy[head!] = parts;
  return copy;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
