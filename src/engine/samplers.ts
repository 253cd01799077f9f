import type { Mover } from './model.ts';
import type { Successors } from './world.ts';

/** A random whole number from 0 to `bound - 1`. Whoever starts a walk brings the source of its chance. */
export type Below = (bound: number) => number;

/** Steps that a sampler treats alike. */
export interface Kind {
  readonly name: string;
  readonly mover: Mover;
}

/** What one walk does next: the number of a successor, or -1 to end the walk. Called once per state; knows the kind of an action. */
export type Chooser = (successors: Successors, kindOf: (action: number) => number) => number;

/** How walks choose: asked for a chooser at the start of each walk. Kinds are numbered as they are met. */
export type Sampler = (below: Below, kinds: readonly Kind[]) => Chooser;

/** How much one walk likes a kind of step: a whole number, 0 for never. */
type Taste = (below: Below, kind: Kind) => number;

/** Off in half of the walks, so that what this kind does hides nothing there. */
const isOff = (below: Below): boolean => below(2) === 0;

/** 1, 2, … or 32: in some walks a cache or a kubelet starves. */
const anyWeight = (below: Below): number => 1 << below(6);

/** Every enabled step is as likely as any other. */
export const uniform: Sampler = byWeight(() => 1);

/** Swarm: every kind of edit and of disturbance is off in half of the walks; what is on is equally likely. */
export const swarm: Sampler = byWeight((below, { mover }) => (mover !== 'system' && isOff(below) ? 0 : 1));

/** Every walk has its own weight for each kind of step, and each kind of disturbance is off in half of them. */
export const weighted: Sampler = byWeight((below, { mover }) => (mover === 'disturbance' && isOff(below) ? 0 : anyWeight(below)));

/** Random priorities: the enabled action with the highest one moves, and then draws a new one. */
export const priorities: Sampler = byPriority(() => 1);

/** Random priorities among what is not off, as in {@link swarm}. */
export const prioritySwarm: Sampler = byPriority((below, { mover }) => (mover !== 'system' && isOff(below) ? 0 : 1));

/** Random priorities, drawn from a range as wide as the weight of the kind, as in {@link weighted}. */
export const weightedPriorities: Sampler = byPriority((below, { mover }) => (mover === 'disturbance' && isOff(below) ? 0 : anyWeight(below)));

/** The same, and each kind of edit is off in half of the walks too. */
export const weightedPrioritySwarm: Sampler = byPriority((below, { mover }) => (mover !== 'system' && isOff(below) ? 0 : anyWeight(below)));

function byWeight(taste: Taste): Sampler {
  return (below, kinds) => {
    const weights: number[] = [];
    let sums = new Int32Array(64);
    return (successors, kindOf) => {
      const { count } = successors;
      if (count > sums.length) sums = new Int32Array(2 * count);
      let total = 0;
      for (let successor = 0; successor < count; successor++) {
        const kind = kindOf(successors.action(successor));
        // Drawn when the walk first meets a kind: what other walks have met must not matter.
        total += weights[kind] ??= taste(below, kinds[kind]!);
        sums[successor] = total;
      }
      if (total === 0) return -1;
      const drawn = below(total);
      let successor = 0;
      while (sums[successor]! <= drawn) successor++;
      return successor;
    };
  };
}

/** After POS (partial order sampling): priorities of actions, drawn when one is first met and again when it was taken. */
function byPriority(taste: Taste): Sampler {
  return (below, kinds) => {
    const tastes: number[] = [];
    const drawn = new Map<number, number>();
    return (successors, kindOf) => {
      let best = -1;
      let highest = -1;
      for (let successor = 0; successor < successors.count; successor++) {
        const action = successors.action(successor);
        const kind = kindOf(action);
        if ((tastes[kind] ??= taste(below, kinds[kind]!)) === 0) continue;
        let priority = drawn.get(action);
        if (priority === undefined) {
          priority = below(PRIORITIES * tastes[kind]!);
          drawn.set(action, priority);
        }
        if (priority <= highest) continue;
        highest = priority;
        best = successor;
      }
      if (best >= 0) drawn.delete(successors.action(best));
      return best;
    };
  };
}

/** So many that two actions hardly ever draw the same; the first one wins then. Times the largest weight still an Int32. */
const PRIORITIES = 2 ** 22;
