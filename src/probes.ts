/** Turns properties, which read observations, into probes, which read columns. */
import type { Cluster } from '../models/cluster.ts';
import { column } from '../models/columns.ts';
import type { Action, Issued, Part } from '../models/observation.ts';
import type { BrokenPromise } from '../models/pass.ts';
import type { PassColumn } from '../models/world.ts';
import type { Property, RequestProperty } from '../properties/property.ts';
import type { Action as EngineAction, LivenessProbe, Probes, QuietProbe, StateProbe, StepProbe, Verdict } from './engine/index.ts';

/** `controller/delete web-1 ok` of rule `controller/delete web-1`, taken apart. */
export function actionOf({ rule, family, key }: EngineAction): Action {
  return { key, family, object: rule.slice(family.length + 1), outcome: key.slice(rule.length + 1) };
}

/** Judges the promises on the view while passes are expanded, and remembers which of them were spoken about. */
export class RequestJudge {
  readonly exercised = new Map<string, number>();
  private readonly properties: readonly RequestProperty[];

  constructor(properties: readonly Property[]) {
    this.properties = properties.filter((property) => property.kind === 'onRequest');
  }

  readonly judge = (issued: Issued): readonly BrokenPromise[] =>
    this.properties.flatMap((property) => {
      const judgement = property.check(issued);
      if (judgement === undefined) return [];
      this.exercised.set(property.id, (this.exercised.get(property.id) ?? 0) + 1);
      return judgement === true ? [] : [{ id: property.id, reason: judgement }];
    });
}

/** The scenario has what the property reads. */
export function isReadable(cluster: Cluster, property: Property): boolean {
  return property.kind === 'onRequest' || property.reads.every((part) => cluster.parts[part] !== undefined);
}

/** A property may become several probes: one that is judged for each ordinal, one for each. */
export function probesOf(cluster: Cluster, properties: readonly Property[]): Probes {
  const states: StateProbe[] = [];
  const quiet: QuietProbe[] = [];
  const steps: StepProbe[] = [];
  const liveness: LivenessProbe[] = [];
  for (const property of properties) {
    if (property.kind === 'onRequest') states.push(requestProbe(cluster, property));
    else if (property.kind === 'onStep') {
      const reads = columnsOf(cluster, property.reads);
      const at = (values: readonly unknown[]) => cluster.observe(rowOf(reads, values));
      steps.push({
        id: property.id,
        families: property.families,
        reads,
        check: (action, before, after): Verdict => property.check({ before: at(before), action: actionOf(action), after: at(after) }),
      });
    } else if (property.kind === 'leadsTo') {
      const reads = columnsOf(cluster, property.reads);
      for (const ordinal of cluster.universe.ordinals) {
        liveness.push({ id: property.id, kind: 'leads-to', reads, check: (...values: unknown[]): Verdict => property.check(cluster.observe(rowOf(reads, values)), ordinal) });
      }
    } else {
      const reads = columnsOf(cluster, property.reads);
      const check = (...values: unknown[]): Verdict => property.check(cluster.observe(rowOf(reads, values)));
      if (property.kind === 'eventually') liveness.push({ id: property.id, kind: 'settles', reads, check });
      else (property.kind === 'always' ? states : quiet).push({ id: property.id, reads, check });
    }
  }
  return { states, quiet, steps, liveness };
}

/** A request that breaks a promise carries its id: the promise is broken in every state that waits for it. */
function requestProbe(cluster: Cluster, property: RequestProperty): StateProbe {
  return {
    id: property.id,
    reads: [column.pass],
    check: (pass: PassColumn | null): Verdict => brokenBy(cluster, pass, property.id),
  };
}

/** Why a request that the pass waits for breaks a promise; undefined: none does. */
export function brokenBy(cluster: Cluster, pass: PassColumn | null, id: string): string | undefined {
  if (!pass) return undefined;
  const broken = cluster.passes.node(pass.node).pending.flatMap((pending) => pending.broken);
  return broken.find((promise) => promise.id === id)?.reason;
}

function columnsOf(cluster: Cluster, parts: readonly Part[]): string[] {
  return [...new Set(parts.flatMap((part) => cluster.parts[part] ?? []))];
}

function rowOf(names: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  return Object.fromEntries(names.map((name, index) => [name, values[index]]));
}
