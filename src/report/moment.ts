/** Moments of a story in words: what is there, and what a step changed. */
import type { ClaimObject, ClaimView, PodObject, PodView, SetObject, SetView, View } from '../../models/observation.ts';
import type { Scenario } from '../../models/scenario.ts';
import type { Moment } from '../universe.ts';

/** `Running and Ready, revision B`. */
export function podWords(pod: PodObject | PodView, revisions: boolean): string {
  const phase = pod.phase === 'Running' && pod.ready ? 'Running and Ready' : pod.phase;
  return [pod.terminating ? `terminating, was ${phase}` : phase, ...(revisions ? [`revision ${pod.revision || 'none'}`] : [])].join(', ');
}

/** Revisions tell pods apart only where somebody edits the template. */
export function showsRevisions(scenario: Scenario): boolean {
  return scenario.edits.template > 0;
}

/** `StatefulSet web, 3 replicas, partition 0`. */
export function startWords(start: Moment, scenario: Scenario): string[] {
  const { set, pods = [], brokenTemplates = [] } = start;
  const revisions = showsRevisions(scenario);
  const partition = set?.strategy.rollingUpdate?.partition;
  const about = set && [`StatefulSet ${set.name}`, counted(set.replicas, 'replica'), ...(partition === undefined ? [] : [`partition ${partition}`]), ...(revisions ? [`template ${set.template}`] : [])].join(', ');
  return [
    about ?? 'no StatefulSet',
    ...(pods.length === 0 ? [] : [pods.map((pod) => `${pod.name} ${podWords(pod, revisions)}`).join(', ')]),
    ...(revisions ? brokenTemplates.map((name) => `template ${name} is broken: its pods never become Ready`) : []),
  ];
}

/** What a step changed, in short: `+ pod web-0 (Pending)`, `replicas 3→2`. */
export function changesBetween(before: Moment, after: Moment, scenario: Scenario): string[] {
  return [
    ...setChanges(before.set, after.set),
    ...podChanges(before.pods ?? [], after.pods ?? [], scenario),
    ...executionChanges(before, after),
    ...claimChanges(before.claims ?? [], after.claims ?? []),
    ...dataChanges(before, after),
    ...(before.cordoned === after.cordoned ? [] : [after.cordoned ? 'nodes cordoned' : 'nodes uncordoned']),
    ...(scenario.facets.revisions ? listChanges('revision', before.revisions ?? [], after.revisions ?? []) : []),
    ...statusChanges(before, after),
  ];
}

function setChanges(before: SetObject | undefined, after: SetObject | undefined): string[] {
  if (before && !after) return [`- set ${before.name}`];
  if (!before || !after) return [];
  const partition = (set: SetObject): number | undefined => set.strategy.rollingUpdate?.partition;
  return [
    ...arrow('replicas', before.replicas, after.replicas),
    ...arrow('template', before.template, after.template),
    ...arrow('partition', partition(before), partition(after)),
    ...(!before.deleting && after.deleting ? ['set terminating'] : []),
  ];
}

function arrow(what: string, before: unknown, after: unknown): string[] {
  return before === after ? [] : [`${what} ${String(before)}→${String(after)}`];
}

function podChanges(before: readonly PodObject[], after: readonly PodObject[], scenario: Scenario): string[] {
  const revisions = showsRevisions(scenario);
  const gone = before.filter(({ name }) => !after.some((pod) => pod.name === name)).map(({ name }) => `- pod ${name}`);
  return [...gone, ...after.flatMap((pod) => podChange(before.find(({ name }) => name === pod.name), pod, revisions, scenario))];
}

function podChange(before: PodObject | undefined, after: PodObject, revisions: boolean, scenario: Scenario): string[] {
  const { name } = after;
  if (!before) return [`+ pod ${name} (${podWords(after, revisions)})`];
  const availability = scenario.facets.availability && before.available !== after.available;
  return [
    ...(before.phase === after.phase ? [] : [`${name} ${after.phase}${after.ready ? ' and Ready' : ''}`]),
    ...(before.phase !== after.phase || before.ready === after.ready ? [] : [`${name} ${after.ready ? 'Ready' : 'not ready'}`]),
    ...(availability && after.phase === 'Running' ? [`${name} ${after.available ? 'available' : 'not available'}`] : []),
    ...(!before.terminating && after.terminating ? [`${name} terminating`] : []),
    ...(before.revision === after.revision ? [] : [`${name} revision ${before.revision}→${after.revision}`]),
    ...(before.owned === after.owned ? [] : [`${name} ${after.owned ? 'adopted' : 'released'}`]),
    ...(!before.scheduled && after.scheduled ? [`${name} scheduled`] : []),
  ];
}

function executionChanges(before: Moment, after: Moment): string[] {
  const stopped = (moment: Moment): string[] => (moment.executions ?? []).filter(({ stage }) => stage === 'Stopped').map(({ name }) => name);
  const orphans = (moment: Moment): string[] => (moment.executions ?? []).filter(({ orphaned }) => orphaned).map(({ name }) => name);
  const fewer = without(orphans(before), orphans(after));
  return [
    ...without(stopped(after), stopped(before)).map((name) => `containers of ${name} stopped`),
    ...without(orphans(after), orphans(before)).map((name) => `the process of ${name} runs on without its pod`),
    ...fewer.map((name) => `the process of the former ${name} ended`),
  ];
}

/** The words of the first list that the second has fewer of. */
function without(list: readonly string[], other: readonly string[]): string[] {
  const rest = [...other];
  return list.filter((word) => {
    const at = rest.indexOf(word);
    if (at >= 0) rest.splice(at, 1);
    return at < 0;
  });
}

function claimChanges(before: readonly ClaimObject[], after: readonly ClaimObject[]): string[] {
  const gone = before.filter(({ name }) => !after.some((claim) => claim.name === name)).map(({ name }) => `- claim ${name}`);
  const changed = after.flatMap((claim) => {
    const old = before.find(({ name }) => name === claim.name);
    if (!old) return [`+ claim ${claim.name}`];
    return [
      ...(old.phase === claim.phase ? [] : [`claim ${claim.name} ${claim.phase}`]),
      ...(!old.terminating && claim.terminating ? [`claim ${claim.name} terminating, by ${claim.deletedBy ?? 'nobody'}`] : []),
      ...(old.owner === claim.owner ? [] : [`claim ${claim.name} owner ${old.owner}→${claim.owner}`]),
    ];
  });
  return [...gone, ...changed];
}

function dataChanges(before: Moment, after: Moment): string[] {
  return (after.data ?? []).flatMap((record) => {
    const old = before.data?.find(({ name }) => name === record.name);
    return record.removedBy && old?.removedBy !== record.removedBy ? [`data of ${record.name} gone, by ${record.removedBy}`] : [];
  });
}

function listChanges(what: string, before: readonly string[], after: readonly string[]): string[] {
  return [...without(before, after).map((name) => `- ${what} ${name}`), ...without(after, before).map((name) => `+ ${what} ${name}`)];
}

function statusChanges(before: Moment, after: Moment): string[] {
  if (!before.status || !after.status) return [];
  const old = before.status;
  const changed = Object.entries(after.status).filter(([key, value]) => JSON.stringify(old[key as keyof typeof old]) !== JSON.stringify(value));
  const words = changed.map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : value === '' ? 'unset' : String(value)}`);
  return words.length === 0 ? [] : [`status: ${words.join(', ')}`];
}

/** Where the caches differ from the cluster: `saw web-0 absent (truth: Running and Ready)`. */
export function differencesOfView(view: View, truth: Moment, scenario: Scenario): string[] {
  const revisions = showsRevisions(scenario);
  const saw = (what: string, seen: string, real: string): string[] => (seen === real ? [] : [`saw ${what} ${seen} (truth: ${real})`]);
  const pods = truth.pods ?? [];
  const names = [...new Set([...view.pods, ...pods].map(({ name }) => name))].sort();
  const podWord = (pod: PodObject | PodView | undefined): string => (pod ? podWords(pod, revisions) : 'absent');
  return [
    ...setDifferences(view.set, truth.set),
    ...names.flatMap((name) => saw(name, podWord(view.pods.find((pod) => pod.name === name)), podWord(pods.find((pod) => pod.name === name)))),
    ...(truth.claims ? claimDifferences(view.claims, truth.claims) : []),
    ...(scenario.facets.revisions ? revisionDifferences(view, truth) : []),
    ...(view.behindOwnWrites.length > 0 ? [`its caches do not show its own writes yet: ${view.behindOwnWrites.join(', ')}`] : []),
  ];
}

function setDifferences(seen: SetView | undefined, truth: SetObject | undefined): string[] {
  if (!seen || !truth) return !seen === !truth ? [] : [`saw the set ${seen ? 'present' : 'absent'} (truth: ${truth ? 'present' : 'absent'})`];
  const differs = (what: string, old: unknown, real: unknown): string[] => (old === real ? [] : [`saw ${what} ${String(old)} (truth: ${String(real)})`]);
  return [
    ...differs('replicas', seen.replicas, truth.replicas),
    ...differs('template', seen.template, truth.template),
    ...differs('partition', seen.strategy.rollingUpdate?.partition, truth.strategy.rollingUpdate?.partition),
    ...(seen.deleting === truth.deleting ? [] : [`saw the set ${seen.deleting ? 'terminating' : 'alive'} (truth: ${truth.deleting ? 'terminating' : 'alive'})`]),
  ];
}

function claimDifferences(seen: readonly ClaimView[], truth: readonly ClaimObject[]): string[] {
  const names = [...new Set([...seen, ...truth].map(({ name }) => name))].sort();
  const words = (claim: { readonly terminating: boolean } | undefined): string => (claim ? (claim.terminating ? 'terminating' : 'present') : 'absent');
  const find = <C extends { readonly name: string }>(claims: readonly C[], name: string): C | undefined => claims.find((claim) => claim.name === name);
  return names.flatMap((name) => {
    const [old, real] = [words(find(seen, name)), words(find(truth, name))];
    return old === real ? [] : [`saw claim ${name} ${old} (truth: ${real})`];
  });
}

function revisionDifferences(view: View, truth: Moment): string[] {
  const seen = view.revisions.map(({ name }) => name);
  const real = truth.revisions ?? [];
  return [...without(real, seen).map((name) => `saw no revision ${name}`), ...without(seen, real).map((name) => `saw revision ${name} (truth: gone)`)];
}

/** `1 replica`, `3 replicas`. */
export function counted(count: number, what: string): string {
  return `${grouped(count)} ${what}${count === 1 ? '' : 's'}`;
}

/** `1 234 567`. */
export function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ' ');
}
