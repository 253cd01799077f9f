import { test } from 'vitest';
import { appendFileSync, writeFileSync } from 'node:fs';
import { properties } from '../../../properties/index.ts';
import { mutants } from '../../../models/controllers/mutants/index.ts';
import { reference } from '../../../models/controllers/reference.ts';
import { releaseOf } from '../../../models/controllers/releases.ts';
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
  const e = explore(new World(cluster as any), probes, { maxStates: 400000 });
  for (const r of e.probes) { if (r.exercised) spoke.add(r.id); if (r.violation) broken.set(r.id, r.violation.reason + ` @${r.violation.depth}: ` + e.trace(r.violation.state, r.violation.successor).map((x) => x.key).join(' | ')); }
  return { states: e.states, complete: e.complete, broken, spoke };
}
const log = (t: string) => appendFileSync('/tmp/run.log', t + '\n');
writeFileSync('/tmp/run.log', '');
test.each(mutants.map((m) => [m.name, m] as const))('%s', (name, m) => {
  const r = run(m.scenario, m.make(releaseOf('1.37')), m.caughtBy);
  const missed = m.caughtBy.filter((id) => !r.broken.has(id));
  log(`${missed.length ? 'MISSED ' + missed : 'ok'} ${name} states=${r.states} ${r.complete}`);
  if (missed.length) log('   broken: ' + JSON.stringify([...r.broken]) + ' spoke ' + [...r.spoke]);
  const ref = reference(releaseOf('1.37'));
  const q = run(m.scenario, { ...ref, recordsOwnWrites: true }, []);
  const silent = m.caughtBy.filter((id) => !q.spoke.has(id));
  log(`   ref: states=${q.states} ${q.complete} broken=${JSON.stringify([...q.broken])} silent=${silent}`);
});
