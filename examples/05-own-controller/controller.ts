/**
 * A small OrderedReady controller: creates pods one after the other, and takes away the highest one when there are too
 * many. It knows no updates, no claims and no status.
 *
 *     npx sts-check --controller examples/05-own-controller/controller.ts
 *
 * A pass is a generator: it gets a view (what its caches show) and yields the requests it wants answered. What becomes
 * of them, sts-check decides: they may be refused, get lost, or be done late, and the pass may end between any two.
 */
import { ask, defineController, type Conversation, type Ending, type View } from 'sts-check';

export default defineController({
  name: 'small-ordered',
  *reconcile(view: View): Conversation<Ending> {
    const { set } = view;
    if (!set || set.deleting) return {};

    // The lowest ordinal that is not there yet, unless one below it has to become ready first.
    for (let ordinal = set.start; ordinal < set.start + set.replicas; ordinal++) {
      const name = `${set.name}-${ordinal}`;
      const pod = view.pods.find((candidate) => candidate.name === name);
      if (!pod) {
        const claims = set.claimTemplates.map((template) => `${template}-${name}`);
        const answer = yield* ask({ op: 'createPod', name, revision: set.template, claims });
        return answer.ok ? {} : { error: answer.reason };
      }
      if (pod.terminating || !pod.ready) return {};
    }

    // The highest ordinal that is too many.
    const last = view.pods.toSorted((a, b) => ordinalOf(b.name) - ordinalOf(a.name))[0];
    if (!last || last.terminating || ordinalOf(last.name) < set.start + set.replicas) return {};
    const answer = yield* ask({ op: 'deletePod', name: last.name, uid: last.uid });
    return answer.ok ? {} : { error: answer.reason };
  },
});

function ordinalOf(name: string): number {
  return Number(name.slice(name.lastIndexOf('-') + 1));
}
