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
  /** Answers on the way there that no step of the story gives, as `deletePod web-0 Conflict`. */
  readonly answers?: readonly string[];
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
  readonly key: string;
  readonly left: Continuation;
  readonly right: Continuation;
  /** The places of both at which they were compared. */
  readonly compared: Set<string>;
}

/** A pass of both, and where it is. */
interface Pass {
  readonly view: View;
  left: Continuation;
  /** Undefined beyond a difference, once an answer is to something that the second never asked. */
  right: Continuation | undefined;
  /** Requests that wait for their answers, by {@link nameOf}. */
  readonly underWay: Set<string>;
  readonly answers: string[];
  /** Where they first decided differently. */
  difference?: Required<Decisions>;
}

export interface LockstepOptions {
  /** A pass that one of them puts off until its caches show its own writes begins in neither, and is no difference. */
  readonly waitsTogether: boolean;
  /** Also compared: requests that leave no trace in the scenario, whole statuses, and those that passes end with. */
  readonly everything?: boolean;
  /** By view: differences after answers that no step gives. The pair stops where a pass over one of these begins. */
  readonly beyondSteps?: ReadonlyMap<string, Required<Decisions>>;
}

export class Lockstep {
  /** Distinct views on which both began a pass, as text. */
  readonly views = new Set<string>();
  /** Distinct points in passes over these views at which they were compared, after all answers that the world may give. */
  compared = 0;
  /** By view, where they differ in a pass over it, after the fewest answers, whether the world gives them or not. */
  readonly differences = new Map<string, Required<Decisions>>();
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
    const beyond = this.options.beyondSteps?.get(start.key);
    if (beyond) yield this.marked(beyond);
    const pass: Pass = { view, left: start.left, right: start.right, underWay: new Set(), answers: [] };
    // Parts are driven in order, so the watch comes to its turn when all answers there are have been taken in.
    yield { concurrently: [this.pursue(pass), this.watch(pass)] };
    return 'end' in pass.left ? endingOf(pass.left.end) : {};
  }

  private start(view: View): Start {
    let start = this.starts.get(view);
    if (!start) {
      start = { key: JSON.stringify(view), left: startOf(this.left, view), right: startOf(this.right, view), compared: new Set() };
      this.starts.set(view, start);
      this.views.add(start.key);
    }
    return start;
  }

  /** Asks what the first controller asks and is not under way, and goes on with what follows from each answer. */
  private *pursue(pass: Pass): Conversation<void> {
    this.compare(pass);
    const pending = 'node' in pass.left ? this.left.passes.node(pass.left.node).pending : [];
    const fresh = pending.map(({ request }) => request).filter((request) => !pass.underWay.has(nameOf(request)));
    for (const request of fresh) pass.underWay.add(nameOf(request));
    if (fresh.length > 0) yield { concurrently: fresh.map((request) => this.settle(pass, request)) };
  }

  private *settle(pass: Pass, request: Request): Conversation<void> {
    const answer = (yield request) as Answer;
    pass.underWay.delete(nameOf(request));
    const answered = branch(request, answer);
    pass.answers.push(answered);
    pass.left = after(this.left, pass.left, answered)!;
    pass.right = pass.right && after(this.right, pass.right, answered);
    yield* this.pursue(pass);
  }

  private *watch(pass: Pass): Conversation<void> {
    const { difference } = pass;
    if (difference) yield this.marked({ left: difference.left, right: difference.right });
  }

  private marked(decisions: Decisions): Request & Marked {
    return { op: 'getSet', name: this.scenario.set.name, difference: JSON.stringify(decisions) };
  }

  private compare(pass: Pass): void {
    const { view, left, right, answers } = pass;
    if (right === undefined || pass.difference) return;
    const start = this.start(view);
    const place = `${placeOf(left)} ${placeOf(right)}`;
    if (!start.compared.has(place)) {
      start.compared.add(place);
      this.compared++;
    }
    if (this.decidesAlike(left, right)) return;
    pass.difference = {
      left: decisionOf(this.left, left, waits(this.left, view, start.left)),
      right: decisionOf(this.right, right, waits(this.right, view, start.right)),
      answers: [...answers],
    };
    const known = this.differences.get(start.key);
    if (!known || answers.length < known.answers.length) this.differences.set(start.key, pass.difference);
  }

  private decidesAlike(left: Continuation, right: Continuation): boolean {
    if ('end' in left && 'end' in right) return endsAlike(left.end, right.end);
    if ('end' in left || 'end' in right) return false;
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
    if (request.op !== 'updateStatus' || this.scenario.facets.status || this.options.everything) return request;
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

function placeOf(at: Continuation): string {
  return 'node' in at ? String(at.node) : JSON.stringify(at.end);
}

/** A status is compared where both tell one. */
function endsAlike({ status: one, ...left }: PassEnd, { status: other, ...right }: PassEnd): boolean {
  return canonical(left) === canonical(right) && (one === undefined || other === undefined || canonical(one) === canonical(other));
}

function endingOf({ retry, armed }: PassEnd): Ending {
  return { ...(retry ? { error: 'failed' } : {}), ...(armed.length > 0 ? { requeue: 'minReady' } : {}) };
}
