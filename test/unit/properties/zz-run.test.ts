import { test } from 'vitest';
import { appendFileSync, writeFileSync } from 'node:fs';
import { properties } from '../../../properties/index.ts';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { reference } from '../../../models/controllers/reference.ts';
import { releaseOf, withGates } from '../../../models/controllers/releases.ts';
import { compose } from '../../../models/cluster.ts';
import { explore, World } from '../../../src/engine/index.ts';
const base: any = {
  set: { name: 'web', replicas: 2, start: 0, policy: 'OrderedReady', strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }, minReadySeconds: 0, retention: { whenDeleted: 'Retain', whenScaled: 'Retain' }, claimTemplates: [], revisionHistoryLimit: 10 },
  kubernetes: '1.37', assume: 'lag', from: 'fresh', templates: [{ broken: false }], edits: { template: 0, scale: 0, partition: 0, deleteClaim: 0, deleteSet: [] },
  disturbances: 0, lag: { pods: 1, sets: 1, claims: 1, revisions: 1 }, volumes: [], facets: { claims: false, revisions: false, volumes: false, status: false, availability: false, retention: false, nodes: false }, reductions: { fuseDelivery: true, mergeContinuations: true },
};
function run(hint: any, controller: any, wanted: readonly string[]) {
  const s: any = { ...base, ...hint };
  for (const k of ['set', 'edits', 'lag', 'facets']) s[k] = { ...base[k], ...hint[k] };
  s.scale = hint.scale ?? { min: s.set.replicas, max: s.set.replicas };
  const broken = new Map<string, string>(); const spoke = new Set<string>();
  const cluster = compose(s, controller, (issued) => {
    const out: any[] = [];
    for (const p of properties) if (p.kind === 'onRequest') { const v = p.check(issued); if (v !== undefined) spoke.add(p.id); if (typeof v === 'string') { if (!broken.has(p.id)) broken.set(p.id, v); } }
    return out;
  });
  const first = cluster as any;
  const columnsFor = (reads: readonly string[]) => [...new Set(reads.flatMap((r) => first.parts[r] ?? []))] as string[];
  const usable = (p: any) => p.reads.every((r: string) => first.parts[r] !== undefined) && (!p.appliesTo || p.appliesTo({ ...s.set, template: 'A' }));
  const row = (names: string[], values: any[]) => Object.fromEntries(names.map((n, i) => [n, values[i]]));
  const probes: any = { states: [], quiet: [], steps: [] };
  for (const p of properties) {
    if (p.kind === 'onRequest' || !usable(p)) continue;
    const reads = columnsFor(p.reads);
    if (p.kind === 'onStep') probes.steps.push({ id: p.id, families: p.families, reads, check: (a: any, b: any, c: any) => {
      const [family, object = '', outcome = ''] = a.key.split(' ');
      return p.check({ before: cluster.observe(row(reads, b)), after: cluster.observe(row(reads, c)), action: { key: a.key, family, object, outcome } }); } });
    else (p.kind === 'always' ? probes.states : probes.quiet).push({ id: p.id, reads, check: (...v: any[]) => p.check(cluster.observe(row(reads, v))) });
  }
  const e = explore(new World(cluster as any), probes, { maxStates: 60000 });
  for (const r of e.probes) { if (r.exercised) spoke.add(r.id); if (r.violation) broken.set(r.id, r.violation.reason + ` @${r.violation.depth}: ` + e.trace(r.violation.state, r.violation.successor).map((x) => x.key).join(' | ')); }
  return { states: e.states, complete: e.complete, broken, spoke };
}
const log = (t: string) => appendFileSync('/tmp/run.log', t + '\n');
writeFileSync('/tmp/run.log', '');

const T2 = [{ broken: false }, { broken: false }], TB = [{ broken: false }, { broken: true }];
const RU = (b: any) => ({ type: 'RollingUpdate', rollingUpdate: { partition: 0, ...b } });
const D = { whenDeleted: 'Retain', whenScaled: 'Delete' };
const S: Record<string, any> = {};
for (const policy of ['OrderedReady', 'Parallel']) {
  const t = { from: 'converged', templates: T2, edits: { template: 1 } };
  S[policy + ' update crashes'] = { set: { policy, replicas: 2 }, ...t, assume: 'crashes', disturbances: 1, lag: { pods: 2 } };
  S[policy + ' part scale'] = { set: { policy, replicas: 2, strategy: RU({ partition: 1 }) }, from: 'converged', templates: T2, edits: { template: 1, scale: 1 }, scale: { min: 1, max: 3 }, disturbances: 1 };
  S[policy + ' mu2'] = { set: { policy, replicas: 3, strategy: RU({ maxUnavailable: 2 }) }, ...t, disturbances: 1 };
  S[policy + ' 2 edits'] = { set: { policy, replicas: 2 }, from: 'converged', templates: T2, edits: { template: 2 }, disturbances: 1 };
  S[policy + ' broken revert'] = { set: { policy, replicas: 2 }, from: 'converged', templates: TB, edits: { template: 2 } };
  S[policy + ' retention'] = { set: { policy, replicas: 2, claimTemplates: ['data'], retention: D }, from: 'converged', scale: { min: 0, max: 2 }, edits: { scale: 2 }, facets: { claims: true, retention: true, volumes: true }, assume: 'lag' };
  S[policy + ' recreate'] = { set: { policy, replicas: 2, strategy: { type: 'Recreate', rollingUpdate: null }, claimTemplates: ['data'], retention: D }, ...t, edits: { template: 1, scale: 1 }, scale: { min: 1, max: 2 }, facets: { claims: true, retention: true } };
  S[policy + ' ondelete'] = { set: { policy, replicas: 2, strategy: { type: 'OnDelete', rollingUpdate: null } }, ...t, disturbances: 1, assume: 'crashes' };
  S[policy + ' status revs delete'] = { set: { policy, replicas: 1, revisionHistoryLimit: 0 }, from: 'fresh', templates: T2, edits: { template: 1, deleteSet: ['background', 'foreground'] }, facets: { status: true, revisions: true }, assume: 'crashes', disturbances: 1 };
}
const cells = Object.entries(S).flatMap(([n, h]) => ['1.33', '1.35.2', '1.37'].map((k) => [n, k, h] as const));
const lines: string[] = [];
const t0 = Date.now();
test.each(cells)('%s %s', (n, k, h) => {
  if (Date.now() - t0 > 75000) return log('SKIPPED ' + n + k);
  let prof = releaseOf(k); if (n.includes('recreate')) { if (k !== '1.37') return; prof = withGates(prof, { StatefulSetRecreateStrategy: true }); }
  const ref = reference(prof);
  const q = run(h, { ...ref, recordsOwnWrites: (prof as any).ownWriteGuard }, []);
  log(`${n} ${k}: ${q.states} ${q.complete} broken=${JSON.stringify([...q.broken])} spoke=${q.spoke.size}`);
});
