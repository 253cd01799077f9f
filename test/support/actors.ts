/**
 * Runs every machine as an XState actor along a story, told only by the names of the steps, and says what state each
 * one is in. What the steps mean is written down here a second time, on purpose: the engine's rows must agree.
 */
import { createActor, type AnyActor, type AnyStateMachine } from 'xstate';
import type { Cluster } from '../../models/cluster.ts';
import { cacheMachine } from '../../models/cache.ts';
import { claimMachine } from '../../models/claim.ts';
import { column } from '../../models/columns.ts';
import { executionMachine } from '../../models/execution.ts';
import { podMachine } from '../../models/pod.ts';
import { processMachine } from '../../models/process.ts';
import { setMachine } from '../../models/statefulset.ts';
import { volumeMachine } from '../../models/volume.ts';
import type { Cache } from '../../models/cache.ts';
import type { ClaimsColumn, PassColumn, Pod, PodColumn, SetColumn, VolumesColumn } from '../../models/world.ts';
import { actionOf } from '../../src/probes.ts';
import type { Step, Values } from '../../src/engine/index.ts';

const creates = new Set(['ok', 'lost']);

export class Actors {
  private readonly actors = new Map<string, AnyActor>();
  private readonly cluster: Cluster;
  /** Machine events sent, by machine: a test that sends none proves nothing. */
  readonly sent = new Map<string, number>();

  constructor(cluster: Cluster, start: Values) {
    this.cluster = cluster;
    this.begin('set', setMachine);
    this.begin('process', processMachine);
    this.send('process', 'START');
    this.begin('pod cache', cacheMachine);
    for (const name of cluster.universe.pods) {
      if ((start[column.pod(name)] as PodColumn).object) throw new Error('Stories of actors begin fresh.');
    }
    for (const name of cluster.universe.scenario.volumes) this.begin(`volume ${name}`, volumeMachine);
  }

  /** Sends the events that the step stands for. */
  take(step: Step): void {
    const rule = this.cluster.rules[step.rule]!;
    const action = actionOf({ rule: rule.name, family: rule.family, key: step.key });
    const { family, object, outcome } = action;
    this.pods(step, family, object, outcome);
    this.claims(family, object, outcome);
    if (family === 'user/delete-set') this.send('set', `DELETE_${outcome.toUpperCase()}`);
    if (family === 'garbage-collector/finish') this.send('set', 'FINALIZED');
    this.process(step, family);
    this.cache(step, family);
  }

  private pods(step: Step, family: string, name: string, outcome: string): void {
    const pod = `pod ${name}`;
    const run = `execution ${name}`;
    const late = family === 'network/late' && this.cluster.universe.pods.includes(name) ? outcome : '';
    if ((family === 'controller/create' && creates.has(outcome)) || late === 'create') {
      this.begin(pod, podMachine);
      this.begin(run, executionMachine);
      if (!this.cluster.universe.scenario.facets.nodes) this.send(pod, 'SCHEDULED');
    }
    const isPod = this.cluster.universe.pods.includes(name);
    const deletes = (family === 'controller/delete' && creates.has(outcome)) || late === 'delete' || (isPod && (family === 'user/delete' || family === 'garbage-collector/delete'));
    if (deletes) {
      const { phase, deletion, scheduling } = this.state(pod) as { phase: unknown; deletion: string; scheduling: string };
      if (deletion === 'Live') this.end(pod, run, phase === 'Failed' || scheduling === 'Unscheduled' ? 'REMOVED' : 'MARKED');
    }
    switch (family) {
      case 'scheduler/bind':
        return this.send(pod, 'SCHEDULED');
      case 'kubelet/start':
        this.send(run, 'START');
        return this.send(pod, 'STARTED');
      case 'kubelet/ready':
        return this.send(pod, 'READY');
      case 'kubelet/unready':
        return this.send(pod, 'UNREADY');
      case 'kubelet/evict':
        if (this.state(run) === 'Running') this.send(run, 'STOP');
        return this.send(pod, 'EVICTED');
      case 'kubelet/stop':
        return this.send(run, 'STOP');
      case 'kubelet/remove':
        return this.end(pod, run, 'REMOVED');
      case 'clock/available':
        // The clock may also speak of what only the cache still holds.
        if (JSON.stringify(step.before[pod]) !== JSON.stringify(step.after[pod])) this.send(pod, 'AVAILABLE');
    }
  }

  private end(pod: string, run: string, event: 'REMOVED' | 'MARKED'): void {
    this.send(pod, event);
    if (event === 'REMOVED' && this.state(run) === 'Stopped') this.send(run, 'CLEAN');
  }

  private claims(family: string, name: string, outcome: string): void {
    const { universe } = this.cluster;
    const claim = `claim ${name}`;
    const late = family === 'network/late' && universe.claims.includes(name) ? outcome : '';
    if ((family === 'controller/create-claim' && creates.has(outcome)) || late === 'create-claim') {
      this.begin(claim, claimMachine);
      if (!universe.scenario.facets.volumes) this.send(claim, 'BIND');
    }
    if (family === 'binder/bind') {
      this.send(claim, 'BIND');
      const volume = outcome.slice('→ '.length);
      if (volume) {
        this.send(`volume ${volume}`, 'CLAIMED');
        this.boundTo.set(name, volume);
      }
    }
    if (family === 'user/delete-claim' || (family === 'garbage-collector/delete' && universe.claims.includes(name))) this.send(claim, 'DELETE');
    if (family === 'protection/release') {
      this.send(claim, 'RELEASE');
      const volume = this.boundTo.get(name);
      if (volume) this.send(`volume ${volume}`, 'CLAIM_GONE');
      this.boundTo.delete(name);
    }
  }

  private readonly boundTo = new Map<string, string>();

  private process(step: Step, family: string): void {
    if (family === 'controller/restart') {
      this.send('process', 'CRASH');
      return this.send('process', 'START');
    }
    if (!family.startsWith('controller/')) return;
    const after = step.after[column.pass] as PassColumn | null;
    if (after) {
      this.send('process', `ENTER_${this.cluster.passes.node(after.node).pending[0]!.phase}`);
    } else if (step.before[column.pass]) this.send('process', 'END');
  }

  private cache(step: Step, family: string): void {
    const before = (step.before[column.podCache] as Cache<Pod>).queue;
    const after = (step.after[column.podCache] as Cache<Pod>).queue;
    const catchesUp = family === 'controller/pass' || family === 'controller/restart';
    if (!catchesUp && JSON.stringify(before) !== JSON.stringify(after) && family !== 'clock/available') this.send('pod cache', 'EVENT');
    if (catchesUp && before.length > 0 && after.length === 0) this.send('pod cache', 'CAUGHT_UP');
  }

  /** What the actors say, and what the row says, of everything there is. */
  compare(row: Values): { readonly actors: Record<string, unknown>; readonly row: Record<string, unknown> } {
    const { universe, passes } = this.cluster;
    const said: Record<string, unknown> = {};
    const claimed: Record<string, unknown> = {};
    const put = (name: string, value: unknown): void => {
      said[name] = this.actors.has(name) ? this.state(name) : undefined;
      claimed[name] = value;
    };
    put('set', (row[column.set] as SetColumn).at(-1)!.life);
    for (const name of universe.pods) {
      const { object, execution } = row[column.pod(name)] as PodColumn;
      if (object) put(`pod ${name}`, { phase: object.phase, deletion: object.deletion, scheduling: object.scheduling });
      else if (this.actors.has(`pod ${name}`)) {
        said[`pod ${name}`] = (this.state(`pod ${name}`) as { deletion: string }).deletion;
        claimed[`pod ${name}`] = 'Gone';
      }
      if (object) put(`execution ${name}`, execution);
    }
    if (universe.scenario.facets.claims) {
      const { stored } = row[column.claims] as ClaimsColumn;
      universe.claims.forEach((name, slot) => {
        const claim = stored[slot];
        if (claim) put(`claim ${name}`, { phase: claim.phase, deletion: claim.deletion });
      });
    }
    if (row[column.volumes]) (row[column.volumes] as VolumesColumn).forEach(({ state }, at) => put(`volume ${universe.scenario.volumes[at]!}`, state));
    put('pod cache', (row[column.podCache] as Cache<Pod>).queue.length === 0 ? 'Current' : 'Behind');
    const pass = row[column.pass] as PassColumn | null;
    put('process', pass ? { Working: passes.node(pass.node).pending[0]!.phase } : 'Idle');
    return { actors: said, row: claimed };
  }

  private begin(name: string, machine: AnyStateMachine): void {
    const actor = createActor(machine);
    actor.start();
    this.actors.set(name, actor);
  }

  private send(name: string, type: string): void {
    const actor = this.actors.get(name);
    if (!actor) throw new Error(`Nobody is called ${name}.`);
    if (!actor.getSnapshot().can({ type })) throw new Error(`${name} does not take ${type} in ${JSON.stringify(this.state(name))}.`);
    actor.send({ type });
    const machine = name.split(' ')[0]!;
    this.sent.set(machine, (this.sent.get(machine) ?? 0) + 1);
  }

  private state(name: string): unknown {
    return this.actors.get(name)!.getSnapshot().value as unknown;
  }
}
