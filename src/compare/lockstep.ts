/**
 * Two controllers as one: both get the same view and the same answers, and the first of them acts. Where the second
 * would ask something else, the pair asks a request that is marked, so that an exploration finds the way there.
 */
import type { Cluster } from '../../models/cluster.ts';
import type { Answer, Controller, Conversation, Ending, Request, View } from '../../models/controllers/controller.ts';
import type { InFlight, Issued } from '../../models/observation.ts';
import { branch, type BrokenPromise, type Continuation, type PassEnd, type PassNode } from '../../models/pass.ts';
import type { Scenario } from '../../models/scenario.ts';
import { canonical } from '../manifest/manifest.ts';

/** What a controller does at one point of a pass. */
export interface Decision {
  /**
   * The requests it waits for; none: its pass has ended. Whether a delete meets the pod that was seen is for the world
   * to say: `sameIncarnation` is always true.
   */
  readonly asks: readonly InFlight[];
  readonly end?: PassEnd;
  /** It will not begin before its caches show its own writes (SC-RD-6). */
  readonly waits?: true;
}

/** The decisions of two controllers on the same view, after the same answers. */
export interface Decisions {
  readonly left: Decision;
  readonly right: Decision;
}

/** Id under which a pass that waits for a marked request is judged. */
export const SAME_DECISION = 'compare/same-decision';

/** A request that stands for a difference; the text holds {@link Decisions}. */
interface Marked {
  readonly difference: string;
}

/** A controller, and its passes in a scenario. */
export interface Side {
  readonly controller: Controller;
  readonly passes: Cluster['passes'];
}

/** Where the passes of both begin. */
interface Start {
  readonly left: Continuation;
  readonly right: Continuation;
}

/** A pass of both, and where it is. */
interface Pass {
  readonly view: View;
  left: Continuation;
  /** Undefined beyond a difference, once an answer is to something that the second never asked. */
  right: Continuation | undefined;
  /** Requests that wait for their answers, by {@link nameOf}. */
  readonly underWay: Set<string>;
}

export interface LockstepOptions {
  /** A pass that one of them puts off until its caches show its own writes begins in neither, and is no difference. */
  readonly waitsTogether: boolean;
}

export class Lockstep {
  /** Distinct views on which both began a pass. */
  views = 0;
  private readonly left: Side;
  private readonly right: Side;
  private readonly scenario: Scenario;
  private readonly options: LockstepOptions;
  private readonly starts = new WeakMap<View, Start>();
  private readonly texts = new Map<PassNode, string>();

  constructor(scenario: Scenario, left: Side, right: Side, options: LockstepOptions) {
    this.scenario = scenario;
    this.left = left;
    this.right = right;
    this.options = options;
  }

  get controller(): Controller {
    return {
      name: `${this.left.controller.name} beside ${this.right.controller.name}`,
      recordsOwnWrites: [this.left, this.right].some(({ controller }) => controller.recordsOwnWrites === true),
      reconcile: (view) => this.reconcile(view),
    };
  }

  /** A marked request is a promise broken: decide as the other does. */
  readonly judge = ({ request }: Issued): readonly BrokenPromise[] =>
    'difference' in request ? [{ id: SAME_DECISION, reason: (request as Request & Marked).difference }] : [];

  private *reconcile(view: View): Conversation<Ending> {
    const start = this.start(view);
    if (this.options.waitsTogether && (waits(this.left, view, start.left) || waits(this.right, view, start.right))) return { error: 'waits' };
    const pass: Pass = { view, ...start, underWay: new Set() };
    // Parts are driven in order, so the watch comes to its turn when all answers there are have been taken in.
    yield { concurrently: [this.pursue(pass), this.watch(pass)] };
    return 'end' in pass.left ? endingOf(pass.left.end) : {};
  }

  private start(view: View): Start {
    let start = this.starts.get(view);
    if (!start) {
      start = { left: startOf(this.left, view), right: startOf(this.right, view) };
      this.starts.set(view, start);
      this.views++;
    }
    return start;
  }

  /** Asks what the first controller asks and is not under way, and goes on with what follows from each answer. */
  private *pursue(pass: Pass): Conversation<void> {
    const pending = 'node' in pass.left ? this.left.passes.node(pass.left.node).pending : [];
    const fresh = pending.map(({ request }) => request).filter((request) => !pass.underWay.has(nameOf(request)));
    for (const request of fresh) pass.underWay.add(nameOf(request));
    if (fresh.length > 0) yield { concurrently: fresh.map((request) => this.settle(pass, request)) };
  }

  private *settle(pass: Pass, request: Request): Conversation<void> {
    const answer = (yield request) as Answer;
    pass.underWay.delete(nameOf(request));
    pass.left = after(this.left, pass.left, branch(request, answer))!;
    pass.right = pass.right && after(this.right, pass.right, branch(request, answer));
    yield* this.pursue(pass);
  }

  private *watch(pass: Pass): Conversation<void> {
    const { view, left, right } = pass;
    if (right === undefined || this.decidesAlike(left, right)) return;
    const start = this.start(view);
    const decisions: Decisions = { left: decisionOf(this.left, left, waits(this.left, view, start.left)), right: decisionOf(this.right, right, waits(this.right, view, start.right)) };
    const marked: Request & Marked = { op: 'getSet', name: this.scenario.set.name, difference: JSON.stringify(decisions) };
    yield marked;
  }

  private decidesAlike(left: Continuation, right: Continuation): boolean {
    if ('end' in left || 'end' in right) return JSON.stringify('end' in left && left.end) === JSON.stringify('end' in right && right.end);
    return this.asksOf(this.left.passes.node(left.node)) === this.asksOf(this.right.passes.node(right.node));
  }

  /** Equal texts for equal sets of requests: their order says nothing, as they are under way together. */
  private asksOf(node: PassNode): string {
    let text = this.texts.get(node);
    if (text === undefined) {
      text = node.pending.map(({ request }) => canonical(this.known(request))).sort().join('\n');
      this.texts.set(node, text);
    }
    return text;
  }

  /** What the scenario knows of a request: without counters a status is the current revision, and nothing else. */
  private known(request: Request): object {
    if (request.op !== 'updateStatus' || this.scenario.facets.status) return request;
    return { op: request.op, name: request.name, currentRevision: request.status.currentRevision };
  }
}

/** Only one request of a kind to an object is under way at a time. */
function nameOf({ op, name }: Request): string {
  return `${op} ${name}`;
}

/** What is behind on own writes is told to those who asked for it (SC-RD-6). */
function startOf({ controller, passes }: Side, view: View): Continuation {
  const seen = controller.recordsOwnWrites ? view : { ...view, behindOwnWrites: [] };
  return passes.start(JSON.stringify(seen), () => seen);
}

/** Where a pass goes on after an answer; `undefined` if it did not ask for it. */
function after({ passes }: Side, at: Continuation, answer: string): Continuation | undefined {
  return 'node' in at ? passes.node(at.node).children.get(answer) : undefined;
}

function decisionOf({ passes }: Side, at: Continuation, isWaiting: boolean): Decision {
  if ('end' in at) return { asks: [], end: at.end, ...(isWaiting ? { waits: true } : {}) };
  return { asks: passes.node(at.node).pending.map(({ request, why }) => ({ request, why, sameIncarnation: true })) };
}

/** It gave up before it asked anything, on caches that do not show its own writes. */
function waits({ controller }: Side, view: View, start: Continuation): boolean {
  return controller.recordsOwnWrites === true && view.behindOwnWrites.length > 0 && 'end' in start && start.end.retry;
}

function endingOf({ retry, armed }: PassEnd): Ending {
  return { ...(retry ? { error: 'failed' } : {}), ...(armed.length > 0 ? { requeue: 'minReady' } : {}) };
}
