/**
 * What a process was heard to decide in the passes over one view: a tree of places, each with what the pass waits for
 * there. A pass that is run again asks the tree, and the process only where it has not been before.
 */
import type { Answer, Request, View } from '../../models/controllers/controller.ts';
import { maxRequestsPerPass } from '../../models/pass.ts';
import type { Process } from './process.ts';
import { answerTo, syncOf, type Decision } from './protocol.ts';

/** A place in the passes over a view, after some answers. */
export interface Place {
  decision?: Decision;
  /** The decision was heard twice. */
  isConfirmed: boolean;
  readonly children: Map<string, Place>;
}

/** How a place was reached: from the one before, with this answer. */
export interface Step {
  readonly place: Place;
  readonly told?: Told;
}

export interface Told {
  readonly request: Request;
  readonly answer: Answer;
}

export class PassTree {
  readonly view: View;
  readonly setName: string;
  readonly root: Place = { isConfirmed: false, children: new Map() };
  private readonly process: Process;
  /** Where the process is in a pass over this view; `undefined`: in none. */
  private at: Place | undefined;
  /** By request: after which answers it was first asked. */
  private readonly firstAsked = new Map<string, { readonly after: string; readonly answers: ReadonlyMap<string, string> }[]>();

  /** @param setName of the set that the passes are about, for a view that has none */
  constructor(view: View, setName: string, process: Process) {
    this.view = view;
    this.setName = setName;
    this.process = process;
  }

  /**
   * What the pass does at the end of the trail. A process that was there goes on; any other place is reached from the
   * start, and what was heard on the way is heard again. The end of a pass that is run again is heard twice for its own sake.
   *
   * @throws ControllerFault
   */
  decide(trail: readonly Step[]): Decision {
    const { place } = trail.at(-1)!;
    if (!place.decision || ('done' in place.decision && !place.isConfirmed)) this.hear(trail);
    return place.decision!;
  }

  /** Ends a pass that is under way in the process. */
  leave(): void {
    if (this.at) this.process.crash();
    this.at = undefined;
  }

  private hear(trail: readonly Step[]): void {
    if (trail.length > maxRequestsPerPass) this.process.fail(`asked ${maxRequestsPerPass} things in one pass and did not end. A pass must end; the usual cause is a loop that retries an error for ever.`);
    let reached = trail.findIndex(({ place }) => place === this.at);
    if (reached < 0) {
      this.leave();
      reached = 0;
      this.heard(trail.slice(0, 1), this.process.proceed(syncOf(this.view, this.setName), undefined));
    }
    for (const [index, { told }] of trail.entries()) {
      if (index <= reached) continue;
      const { request, answer } = told!;
      this.heard(trail.slice(0, index + 1), this.process.proceed(answerTo(request, answer), request));
    }
  }

  private heard(trail: readonly Step[], decision: Decision): void {
    const { place } = trail.at(-1)!;
    this.at = 'done' in decision ? undefined : place;
    if (place.decision) {
      if (JSON.stringify(place.decision) !== JSON.stringify(decision)) this.differs(place.decision, decision);
      place.isConfirmed = true;
    } else {
      this.requireWaiting(trail, decision);
      this.requireOneReason(trail, decision);
      place.decision = decision;
      this.process.distinct++;
    }
  }

  private differs(first: Decision, then: Decision): never {
    this.process.fail(
      `decided two different things for the same view and the same answers so far:\n  first ${JSON.stringify(first)}\n  then  ${JSON.stringify(then)}\nA pass must be a deterministic function of its view and its answers. The usual causes are a clock, randomness, an order that a language leaves open, or memory kept between passes.`,
    );
  }

  /** A request that is under way cannot be taken back. */
  private requireWaiting(trail: readonly Step[], decision: Decision): void {
    const { told } = trail.at(-1)!;
    if (!told) return;
    const asked = requestsOf(decision).map(nameOf);
    const forgotten = waitingBefore(trail).find((name) => !asked.includes(name));
    if (forgotten) this.process.fail(`no longer waits for ${forgotten}, which has no answer yet, after the answer to ${nameOf(told.request)}. Expected all requests that still wait, each time.`);
  }

  /**
   * Answers to requests that wait together are told in the order of the requests, whatever came first. That leaves
   * nothing out only if the same request is not made after either of two answers.
   */
  private requireOneReason(trail: readonly Step[], decision: Decision): void {
    const { told } = trail.at(-1)!;
    if (!told) return;
    const answers = new Map<string, string>();
    const times = new Map<string, number>();
    for (const { told } of trail) {
      if (!told) continue;
      const name = nameOf(told.request);
      const time = (times.get(name) ?? 0) + 1;
      times.set(name, time);
      answers.set(`${name} (${time})`, JSON.stringify(told.answer));
    }
    const after = [...answers.keys()].at(-1)!;
    const before = waitingBefore(trail);
    for (const name of requestsOf(decision).map(nameOf).filter((name) => !before.includes(name))) {
      const label = `${name} (${(times.get(name) ?? 0) + 1})`;
      const known = this.firstAsked.get(label) ?? [];
      this.firstAsked.set(label, [...known, { after, answers }]);
      const other = known.find((first) => first.after !== after && canBothBe(first.answers, answers));
      if (!other) continue;
      this.process.fail(
        `asks ${name} after either of two answers that may come in any order: to ${withoutTime(other.after)}, and to ${withoutTime(after)}. What follows from requests that wait together must not depend on which is answered first: ask for it together with them, or when all of them have been answered.`,
      );
    }
  }
}

/** What waits; nothing: the pass has ended. */
export function requestsOf(decision: Decision): readonly Request[] {
  return 'requests' in decision ? decision.requests : [];
}

/** Only one request of a kind to an object is under way at a time. */
export function nameOf({ op, name }: Request): string {
  return `${op} ${name}`;
}

/** What went on waiting while the last answer of the trail was told. */
function waitingBefore(trail: readonly Step[]): readonly string[] {
  const { told } = trail.at(-1)!;
  const { place } = trail.at(-2)!;
  return requestsOf(place.decision!).map(nameOf).filter((name) => name !== nameOf(told!.request));
}

function canBothBe(some: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): boolean {
  return [...some].every(([request, answer]) => (others.get(request) ?? answer) === answer);
}

function withoutTime(label: string): string {
  return label.slice(0, label.lastIndexOf(' ('));
}
