/** A controller in another language: a command that is run as a process and speaks the protocol of docs/protocol.md. */
import type { Answer, Controller, Conversation, Ending, Request, View } from '../../models/controllers/controller.ts';
import type { Profile } from '../../models/controllers/releases.ts';
import { defaultLimits, type ProcessLimits } from './limits.ts';
import { nameOf, PassTree, requestsOf, type Step } from './pass-tree.ts';
import { Process, type Asked } from './process.ts';
import type { Decision } from './protocol.ts';

/** What scopes and vectors call a set unless somebody names it. */
const SET_NAME = 'web';

export interface ProcessController {
  /**
   * The controller as it behaves in a release. Starts the command, unless it runs already.
   *
   * @param setName of the set that its passes are about: a view that has none does not tell; `web` unless given
   * @throws ControllerError if nobody answers in the protocol
   */
  readonly make: (profile: Profile, setName?: string) => Controller;
  /** The same for whoever answers each request at once and looks at what was asked together, as vectors do. */
  readonly makeInWaves: (profile: Profile, setName?: string) => Controller;
  /**
   * Ends the process, and tells how it was asked; `undefined` if it was not, or had failed. Whoever forgets to end it
   * leaves nothing behind: see pipe.ts.
   */
  readonly end: () => Asked | undefined;
}

/**
 * @param command as a shell takes it
 * @param shown what messages call it, if not as it was written
 */
export function processController(command: string, limits: ProcessLimits = defaultLimits, shown?: string): ProcessController {
  let process: Process | undefined;
  let greeted: Profile | undefined;
  let tree: PassTree | undefined;

  const greet = (profile: Profile) => {
    process ??= new Process(command, limits, shown);
    tree?.leave();
    tree = undefined;
    greeted = profile;
    return process.greet(profile);
  };

  /** Passes over one view follow each other until all is known of it; then nobody asks for it again. */
  const treeOf = (view: View, setName: string, profile: Profile): PassTree => {
    if (greeted !== profile) greet(profile);
    if (tree?.view === view && tree.setName === setName) return tree;
    tree?.leave();
    return (tree = new PassTree(view, setName, process!));
  };

  const maker = (inWaves: boolean) => (profile: Profile, setName = SET_NAME): Controller => {
    const { name, recordsOwnWrites } = greet(profile);
    return { name, recordsOwnWrites, reconcile: (view) => new Pass(treeOf(view, setName, profile), inWaves).reconcile() };
  };

  return {
    make: maker(false),
    makeInWaves: maker(true),
    end: () => process?.end(),
  };
}

/** One pass, driven by answers. */
class Pass {
  private readonly tree: PassTree;
  private readonly trail: Step[];
  private readonly inWaves: boolean;
  private readonly underWay = new Set<string>();
  private decision: Decision;

  /**
   * @param inWaves nothing is asked between the answers to requests that wait together; and one that waits alone may be
   * a batch of one, which the protocol cannot tell
   */
  constructor(tree: PassTree, inWaves: boolean) {
    this.tree = tree;
    this.inWaves = inWaves;
    this.trail = [{ place: tree.root }];
    this.decision = tree.decide(this.trail);
  }

  *reconcile(): Conversation<Ending> {
    yield* this.pursue();
    const { cacheMutated: _, ...ending } = 'done' in this.decision ? this.decision.done : {};
    return ending;
  }

  /** Asks what waits and is not under way, and goes on with what follows from each answer. */
  private *pursue(): Conversation<void> {
    for (;;) {
      const fresh = this.takeFresh();
      if (fresh.length === 0) return;
      if (fresh.length === 1 && !this.inWaves) yield* this.settle(fresh[0]!);
      else yield { concurrently: fresh.map((request) => this.follow(request)) };
    }
  }

  private *follow(request: Request): Conversation<void> {
    yield* this.settle(request);
    if (!this.inWaves) yield* this.pursue();
  }

  private *settle(request: Request): Conversation<void> {
    const answer = (yield request) as Answer;
    this.underWay.delete(nameOf(request));
    const { place } = this.trail.at(-1)!;
    const branch = `${nameOf(request)} ${JSON.stringify(answer)}`;
    let next = place.children.get(branch);
    if (!next) place.children.set(branch, (next = { isConfirmed: false, children: new Map() }));
    this.trail.push({ place: next, told: { request, answer } });
    this.decision = this.tree.decide(this.trail);
  }

  private takeFresh(): readonly Request[] {
    const fresh = requestsOf(this.decision).filter((request) => !this.underWay.has(nameOf(request)));
    for (const request of fresh) this.underWay.add(nameOf(request));
    return fresh;
  }
}
