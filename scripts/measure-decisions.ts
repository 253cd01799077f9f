/**
 * Measures the tables of docs/decisions/ and writes them there: `npx jiti scripts/measure-decisions.ts`. A slow test
 * keeps the pages current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { reference } from '../models/controllers/reference.ts';
import { releaseOf } from '../models/controllers/releases.ts';
import { properties } from '../properties/index.ts';
import { check, isAboutRuns, type Result } from '../src/check.ts';
import { scenario, type ScenarioChanges } from '../src/scopes.ts';

/** A row of a table: the page it is in, the cells that name it, and the cells that were measured. */
export interface MeasuredRow {
  readonly page: string;
  readonly name: string;
  readonly cells: readonly string[];
}

interface Measured {
  readonly states: string;
  readonly transitions: string;
  readonly depth: number;
  /** Steps to the needless delete. */
  readonly steps: number | undefined;
}

const pages = {
  fusing: '0002-fused-delivery.md',
  merging: '0003-continuations.md',
  status: '0004-status-out-of-the-row.md',
  purse: '0005-one-purse.md',
  scopes: '0006-small-scopes.md',
  liveness: '0009-exact-liveness.md',
} as const;

const judged = properties.filter(({ id }) => id === 'protocol/no-needless-delete');

function measure(changes: ScenarioChanges): Measured {
  const of = scenario(changes);
  const { exploration, properties: results } = check(of, reference(releaseOf(of.kubernetes)), judged);
  const { states, transitions, depth } = exploration;
  return { states: grouped(states), transitions: grouped(transitions), depth, steps: results[0]?.story?.steps.length };
}

function grouped(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** One template edit and nothing else, with k disturbances. */
function oneEdit(kubernetes: string, replicas: number, disturbances: number, more: ScenarioChanges = {}): Measured {
  return measure({ kubernetes, set: { replicas }, scale: { min: replicas, max: replicas }, edits: { template: 1 }, disturbances, ...more });
}

/** One template edit and one scale by one, release 1.37 and one disturbance unless said. */
function everyday(replicas: number, more: ScenarioChanges = {}): Measured {
  return measure({
    disturbances: 1,
    ...more,
    set: { replicas, claimTemplates: ['www'], ...more.set },
    scale: { min: Math.max(1, replicas - 1), max: replicas },
    edits: { template: 1, scale: 1, ...more.edits },
  });
}

/** Bytes a state takes in the engine's tables without promises about the end, and with all of them; and what they say of convergence. */
function withLiveness(changes: ScenarioChanges): readonly string[] {
  const of = scenario(changes);
  const safety = properties.filter((property) => !isAboutRuns(property));
  const [off, on] = [safety, properties].map((some) => check(of, reference(releaseOf(of.kubernetes)), some));
  const bytes = ({ exploration: { peakBytes, states } }: Result): string => String(Math.round(peakBytes / states));
  return [grouped(on!.exploration.states), grouped(on!.exploration.transitions), `${bytes(off!)} / ${bytes(on!)}`, on!.properties.find(({ id }) => id === 'liveness/converges')!.verdict];
}

/** Measures one table after the other; a minute in all. */
export function* measuredRows(): Generator<MeasuredRow> {
  const fused = { reductions: { fuseDelivery: false } };
  const merged = { reductions: { mergeContinuations: false } };
  const neither = { reductions: { fuseDelivery: false, mergeContinuations: false } };
  for (const [release, replicas] of [['1.35.4', 1], ['1.37', 1], ['1.35.4', 2], ['1.37', 2]] as const) {
    const on = oneEdit(release, replicas, 1);
    const off = oneEdit(release, replicas, 1, fused);
    yield { page: pages.fusing, name: `${release} | ${replicas}, k = 1`, cells: [`${on.states} / ${off.states}`, `${on.depth} / ${off.depth}`, `${on.steps} / ${off.steps}`] };
  }
  for (const release of ['1.35.4', '1.37']) {
    const [on, off, plain, both] = [{}, merged, fused, neither].map((reductions) => oneEdit(release, 2, 1, reductions).states);
    yield { page: pages.merging, name: `${release} | 2, k = 1`, cells: [`${on} / ${off}`, `${plain} / ${both}`] };
  }
  for (const [release, k] of [['1.35.4', 0], ['1.35.4', 1], ['1.37', 1]] as const) {
    const off = oneEdit(release, 2, k);
    const on = oneEdit(release, 2, k, { facets: { status: true } });
    yield { page: pages.status, name: `${release} | 2, k = ${k}`, cells: [`${off.states} / ${on.states}`, off.steps === undefined ? '' : `${off.steps} / ${on.steps}`] };
  }
  yield { page: pages.purse, name: '2, one template edit and one scale, 1.37', cells: [0, 1, 2].map((disturbances) => everyday(2, { disturbances }).states) };
  const both = { claims: true, revisions: true };
  const parallel = { policy: 'Parallel' } as const;
  const scopes: readonly (readonly [string, Measured])[] = [
    ['1 replica', everyday(1)],
    ['2 replicas', everyday(2)],
    ['3 replicas', everyday(3)],
    ['4 replicas', everyday(4)],
    ['2 replicas, converged start', everyday(2, { from: 'converged' })],
    ['2 replicas, two template edits', everyday(2, { edits: { template: 2 } })],
    ['2 replicas, revisions', everyday(2, { facets: { revisions: true } })],
    ['2 replicas, claims', everyday(2, { facets: { claims: true } })],
    ['2 replicas, claims and revisions', everyday(2, { facets: both })],
    ['3 replicas, claims and revisions', everyday(3, { facets: both })],
    ['2 replicas, Parallel', everyday(2, { set: parallel })],
    ['2 replicas, Parallel, claims and revisions', everyday(2, { set: parallel, facets: both })],
    ['3 replicas, Parallel', everyday(3, { set: parallel })],
  ];
  for (const [name, { states, transitions, depth }] of scopes) yield { page: pages.scopes, name, cells: [states, transitions, String(depth)] };
  const everydayOf = (replicas: number, more: ScenarioChanges): ScenarioChanges => ({ scale: { min: replicas - 1, max: replicas }, edits: { template: 1, scale: 1 }, disturbances: 1, facets: both, ...more, set: { replicas, claimTemplates: ['www'], ...more.set } });
  const rollback = { templates: [{ broken: false }, { broken: true }], edits: { template: 2 }, facets: { revisions: true } };
  const ended: readonly (readonly [string, ScenarioChanges])[] = [
    ['a broken template and its revert, 2 replicas', rollback],
    ['a broken template and its revert, 2 replicas, Parallel', { ...rollback, set: parallel }],
    ['everyday, 2 replicas, claims and revisions', everydayOf(2, {})],
    ['everyday, 3 replicas, claims and revisions', everydayOf(3, {})],
    ['everyday, 2 replicas, claims and revisions, Parallel', everydayOf(2, { set: parallel })],
  ];
  for (const [name, changes] of ended) yield { page: pages.liveness, name, cells: withLiveness(changes) };
  yield { page: pages.scopes, name: 'States', cells: [0, 1, 2, 3, 4, 5].map((pods) => everyday(2, { kubernetes: '1.35.4', lag: { pods } }).states) };
}

export function lineOf({ name, cells }: MeasuredRow): string {
  return `| ${[name, ...cells].join(' | ')} |`.replaceAll('|  |', '| |');
}

export function pageUrl(page: string): URL {
  return new URL(`../docs/decisions/${page}`, import.meta.url);
}

function write(row: MeasuredRow): void {
  const before = readFileSync(pageUrl(row.page), 'utf8');
  const isThisRow = (line: string): boolean => line.startsWith(`| ${row.name} | `);
  writeFileSync(pageUrl(row.page), before.split('\n').map((line) => (isThisRow(line) ? lineOf(row) : line)).join('\n'));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) for (const row of measuredRows()) write(row);
