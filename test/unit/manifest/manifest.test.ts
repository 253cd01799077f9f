import { chmodSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { apiRules, formatComplaint, parseManifests, readManifests, updateComplaints, type ApiRules } from '../../../src/manifest/index.ts';

const now = apiRules('1.37');

const WEB = `apiVersion: apps/v1
kind: StatefulSet
metadata:
  name: web
spec:
  serviceName: nginx
  replicas: 2
  selector:
    matchLabels:
      app: nginx
  template:
    metadata:
      labels:
        app: nginx
    spec:
      containers:
        - name: nginx
          image: nginx:1.7.9
          volumeMounts:
            - name: www
              mountPath: /usr/share/nginx/html
  volumeClaimTemplates:
    - metadata:
        name: www
      spec:
        accessModes: [ReadWriteOnce]
        resources:
          requests:
            storage: 1Gi
`;
const SERVICE = `apiVersion: v1
kind: Service
metadata: {name: nginx}
spec: {clusterIP: None, selector: {app: nginx}, ports: [{port: 80}]}
`;

const parse = (text: string, rules: ApiRules = now) => parseManifests(text, 'web.yaml', rules);
/** The valid manifest with one piece replaced. */
const edited = (from: string | RegExp, to: string): string => {
  const text = WEB.replace(from, to);
  if (text === WEB) throw new Error(`${from} is not in the manifest`);
  return text;
};
/** The valid manifest with lines added to the spec. */
const spec = (lines: string): string => edited('  replicas: 2\n', `  replicas: 2\n${lines.replace(/^/gm, '  ')}\n`);
const complaints = (text: string, rules?: ApiRules): string[] =>
  parse(text, rules).complaints.map(({ id, line, column, message }) => `${line}:${column} ${id.replace('manifest/', '')} ${message}`);
const notes = (text: string, rules?: ApiRules): string[] => parse(text, rules).notes.map(({ line, message }) => `${line} ${message}`);
const set = (text: string, rules?: ApiRules) => parse(text, rules).statefulSets[0]!;

describe('A valid set', () => {
  test('is read with every default filled in', () => {
    const { statefulSets, complaints: none, notes: quiet } = parse(`${WEB}---\n${SERVICE}`);
    expect(none).toEqual([]);
    expect(quiet).toEqual([]);
    expect(statefulSets).toMatchObject([
      {
        name: 'web',
        namespace: 'default',
        replicas: 2,
        start: 0,
        policy: 'OrderedReady',
        strategy: { type: 'RollingUpdate', rollingUpdate: { partition: 0, maxUnavailable: 1 } },
        minReadySeconds: 0,
        retention: { whenDeleted: 'Retain', whenScaled: 'Retain' },
        claimTemplates: [{ name: 'www', storageClass: undefined, accessModes: ['ReadWriteOnce'], size: '1Gi' }],
        revisionHistoryLimit: 10,
        serviceName: 'nginx',
        selector: { matchLabels: { app: 'nginx' }, matchExpressions: [] },
        templateLabels: { app: 'nginx' },
        terminationGracePeriodSeconds: 30,
        source: { file: 'web.yaml', line: 1, column: 1 },
      },
    ]);
    expect(set(edited('  replicas: 2\n', '')).replicas).toBe(1);
  });

  test.each(['1.28', '1.34', '1.35.4', '1.36', '1.37'])('is valid in %s', (version) => {
    expect(complaints(WEB, apiRules(version))).toEqual([]);
  });

  test('may come back from kubectl get -o yaml', () => {
    const got = edited('  name: web\n', '  name: web\n  uid: 1-2\n  resourceVersion: "7"\n  generation: 3\n  creationTimestamp: null\n  managedFields: [{manager: kubectl}]\n');
    expect(complaints(`${got}status:\n  replicas: 2\n`)).toEqual([]);
    const list = `apiVersion: v1\nkind: List\nitems:\n${`- ${WEB.trimEnd().replace(/\n/g, '\n  ')}`}\n`;
    expect(complaints(list)).toEqual([]);
    expect(set(list).name).toBe('web');
  });

  test('may be JSON, indented with tabs', () => {
    const json = JSON.stringify(
      { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: { name: 'web' }, spec: { selector: { matchLabels: { a: 'b' } }, template: { metadata: { labels: { a: 'b' } }, spec: { containers: [{ name: 'c', image: 'i' }] } } } },
      null,
      '\t',
    );
    expect(complaints(json)).toEqual([]);
  });

  test('may have Windows line ends, a byte order mark, anchors and merge keys', () => {
    const merged = edited('      app: nginx\n', '      <<: &labels {app: nginx}\n').replace('        app: nginx\n', '        <<: *labels\n        tier: web\n');
    expect(complaints(merged)).toEqual([]);
    expect(set(merged).templateLabels).toEqual({ app: 'nginx', tier: 'web' });
    expect(complaints(`\uFEFF${merged.replaceAll('\n', '\r\n')}`)).toEqual([]);
  });

  test.each([
    ['updateStrategy: {}', { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }],
    ['updateStrategy: {type: RollingUpdate}', { type: 'RollingUpdate', rollingUpdate: null }],
    ['updateStrategy: {type: RollingUpdate, rollingUpdate: {}}', { type: 'RollingUpdate', rollingUpdate: { partition: 0 } }],
    ['updateStrategy: {rollingUpdate: {partition: 2}}', { type: 'RollingUpdate', rollingUpdate: { partition: 2 } }],
    ['updateStrategy: {type: OnDelete}', { type: 'OnDelete', rollingUpdate: null }],
  ])('gets the block that upstream defaults give %s', (text, expected) => {
    expect(set(spec(text), apiRules('1.36')).strategy).toEqual(expected);
  });

  test('has maxUnavailable only while its gate is on', () => {
    const text = spec('updateStrategy: {rollingUpdate: {maxUnavailable: 40%}}');
    expect(set(text).strategy.rollingUpdate).toEqual({ partition: 0, maxUnavailable: '40%' });
    expect(set(text, apiRules('1.36')).strategy.rollingUpdate).toEqual({ partition: 0 });
    expect(notes(text, apiRules('1.36'))).toContainEqual(expect.stringMatching(/MaxUnavailableStatefulSet is off in Kubernetes 1\.36/));
    expect(set(text, apiRules('1.36', { MaxUnavailableStatefulSet: true })).strategy.rollingUpdate).toHaveProperty('maxUnavailable', '40%');
  });

  test('reads numbers as kubectl does, octal ones too', () => {
    expect(set(edited('replicas: 2', 'replicas: 010')).replicas).toBe(8);
    expect(set(edited('replicas: 2', 'replicas: 3.0')).replicas).toBe(3);
    expect(set(edited('replicas: 2', 'replicas: 1000000000')).replicas).toBe(1e9);
    expect(set(edited('replicas: 2', 'replicas:')).replicas).toBe(1);
  });
});

describe('A rule', () => {
  const cases: [name: string, text: string, expected: string | RegExp, rules?: ApiRules][] = [
    ['names are DNS labels', edited('name: web', 'name: Web.example'), '4:9 bad-name name is "Web.example"'],
    ['a name is required', edited('  name: web\n', '  namespace: default\n'), '3:1 required metadata.name is required'],
    ['namespaces are DNS labels', edited('  name: web', '  name: web\n  namespace: a.b'), '5:14 bad-name namespace is "a.b"'],
    ['a spec is required', 'apiVersion: apps/v1\nkind: StatefulSet\nmetadata: {name: web}\n', '1:1 required spec is required'],
    ['replicas are not negative', edited('replicas: 2', 'replicas: -1'), '7:13 out-of-range replicas is -1'],
    ['replicas fit into 32 bits', edited('replicas: 2', 'replicas: 2147483648'), '7:13 out-of-range replicas does not fit into 32 bits'],
    ['replicas are whole', edited('replicas: 2', 'replicas: 1.5'), '7:13 wrong-type replicas is the number 1.5'],
    ['replicas are no string', edited('replicas: 2', 'replicas: "3"'), '7:13 wrong-type replicas is the string "3"'],
    ['minReadySeconds is not negative', spec('minReadySeconds: -1'), '8:20 out-of-range minReadySeconds is -1'],
    ['ordinals.start is not negative', spec('ordinals: {start: -1}'), '8:21 out-of-range start is -1'],
    ['partition is not negative', spec('updateStrategy: {rollingUpdate: {partition: -1}}'), '8:47 out-of-range partition is -1'],
    ['the policy is known', spec('podManagementPolicy: Sideways'), '8:24 unknown-value podManagementPolicy is "Sideways"'],
    ['the strategy is known', spec('updateStrategy: {type: Rolling}'), '8:26 unknown-value type is "Rolling"'],
    ['Recreate needs its gate', spec('updateStrategy: {type: Recreate}'), '8:26 unknown-value updateStrategy.type is "Recreate"'],
    ['OnDelete has no rollingUpdate block', spec('updateStrategy: {type: OnDelete, rollingUpdate: {}}'), '8:36 forbidden rollingUpdate is not allowed with strategy OnDelete'],
    ['retention is Retain or Delete', spec('persistentVolumeClaimRetentionPolicy: {whenScaled: Keep}'), '8:54 unknown-value whenScaled is "Keep"'],
    ['a selector is required', edited(/  selector:\n.*\n.*\n/, ''), '5:1 required spec.selector is required'],
    ['a selector is not empty', edited(/  selector:\n.*\n.*\n/, '  selector: {}\n'), '8:3 required selector is empty'],
    ['a selector matches the template', edited('      app: nginx\n', '      app: other\n'), '10:12 selector-mismatch selector does not match the labels of the template'],
    ['expressions match the template', edited(/    matchLabels:\n.*\n/, '    matchExpressions: [{key: app, operator: NotIn, values: [nginx]}]\n'), '9:24 selector-mismatch selector does not match the labels of the template'],
    ['In needs values', edited(/    matchLabels:\n.*\n/, '    matchExpressions: [{key: app, operator: In}]\n'), '9:24 required spec.selector.matchExpressions[0].values is required'],
    ['Exists takes no values', edited(/    matchLabels:\n.*\n/, '    matchExpressions: [{key: app, operator: Exists, values: [x]}]\n'), '9:53 forbidden values are not allowed with operator Exists'],
    ['operators are known', edited(/    matchLabels:\n.*\n/, '    matchExpressions: [{key: app, operator: Is}]\n'), '9:45 unknown-value operator is "Is"'],
    ['label values are short', edited('        app: nginx\n', `        app: nginx\n        long: ${'x'.repeat(64)}\n`), /^15:15 bad-name .* is not the value of a label$/],
    ['label keys have one slash', edited('        app: nginx\n', '        app: nginx\n        a/b/c: x\n'), '15:9 bad-name "a/b/c" is not the key of a label'],
    ['a template is required', edited(/  template:[^]*(?=  volumeClaim)/, ''), '5:1 required spec.template is required'],
    ['restartPolicy is Always', edited('      containers:', '      restartPolicy: Never\n      containers:'), '16:22 unknown-value restartPolicy is "Never"'],
    ['activeDeadlineSeconds is forbidden', edited('      containers:', '      activeDeadlineSeconds: 5\n      containers:'), '16:7 forbidden activeDeadlineSeconds is not allowed in a StatefulSet'],
    ['ephemeralContainers are forbidden', edited('      containers:', '      ephemeralContainers: [{name: x, image: y}]\n      containers:'), '16:7 forbidden ephemeralContainers are not allowed in a template'],
    ['containers are required', edited(/      containers:[^]*(?=  volumeClaim)/, '      containers: []\n'), '16:7 required spec.template.spec.containers is required'],
    ['a container has a name', edited('- name: nginx\n          image', '- image'), '17:11 required spec.template.spec.containers[0].name is required'],
    ['a container has an image', edited('          image: nginx:1.7.9\n', ''), '17:11 required spec.template.spec.containers[0].image is required'],
    ['container names differ', edited('      containers:\n', '      containers:\n        - {name: nginx, image: a}\n'), '18:17 not-unique the name "nginx" is used twice'],
    ['mounted volumes exist', edited('- name: www', '- name: wwww'), '20:21 unknown-volume No volume or claim template is called "wwww"'],
    ['mount paths differ', edited('            - name: www\n', '            - {name: www, mountPath: /usr/share/nginx/html}\n            - name: www\n'), '22:26 not-unique mountPath "/usr/share/nginx/html" is used twice in a container'],
    ['claim templates have DNS names', edited('        name: www', '        name: W'), /bad-name name is "W"/],
    ['claim templates have a name', edited('    - metadata:\n        name: www\n', '    - metadata: {}\n'), /^23:7 required spec\.volumeClaimTemplates\[0\]\.metadata\.name is required$/],
    ['access modes are required', edited('        accessModes: [ReadWriteOnce]\n', ''), '25:7 required spec.volumeClaimTemplates[0].spec.accessModes is required'],
    ['access modes are known', edited('[ReadWriteOnce]', '[ReadWriteTwice]'), '26:23 unknown-value accessModes[0] is "ReadWriteTwice"'],
    ['ReadWriteOncePod is alone', edited('[ReadWriteOnce]', '[ReadWriteOnce, ReadWriteOncePod]'), '26:9 forbidden ReadWriteOncePod does not go with other access modes'],
    ['storage is required', edited('            storage: 1Gi', '            cpu: 1'), '28:11 required spec.volumeClaimTemplates[0].spec.resources.requests.storage is required'],
    ['storage is a quantity', edited('storage: 1Gi', 'storage: 1GiB'), '29:22 out-of-range storage is "1GiB"'],
    ['fields are known', edited('replicas: 2', 'replica: 2'), '7:3 unknown-field unknown field "spec.replica"'],
    ['fields are where they belong', spec('partition: 1'), '8:3 unknown-field unknown field "spec.partition"'],
    ['fields of containers are known', edited('image: nginx', 'imag: nginx'), /unknown-field unknown field "spec\.template\.spec\.containers\[0\]\.imag"/],
    ['strings are quoted', edited('serviceName: nginx', 'serviceName: yes'), '6:16 wrong-type serviceName is the boolean yes'],
    ['lists are lists', edited(/      containers:[^]*(?=  volumeClaim)/, '      containers: nginx\n'), '16:19 wrong-type containers is the string "nginx"'],
    ['kinds are spelt right', WEB.replace('StatefulSet', 'StatefullSet'), '2:7 unknown-value kind is "StatefullSet"'],
    ['beta versions are gone', WEB.replace('apps/v1', 'apps/v1beta1'), '1:13 unknown-version Kubernetes has no StatefulSet in apps/v1beta1'],
    ['objects have a kind', 'apiVersion: v1\n', '1:1 required kind is required'],
    ['a document is an object', 'hello\n', '1:1 not-an-object This is not a Kubernetes object.'],
  ];
  test.each(cases)('%s', (_, text, expected, rules) => {
    const found = complaints(text, rules);
    expect(found).toContainEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
  });

  test.each(['0', '-1', '0%', '101%', 'many', '"2"'])('maxUnavailable is not %s, also while its gate is off', (value) => {
    expect(complaints(spec(`updateStrategy: {rollingUpdate: {maxUnavailable: ${value}}}`), apiRules('1.36'))).toHaveLength(1);
  });

  test.each(['1', '500', '1%', '100%'])('maxUnavailable may be %s', (value) => {
    expect(complaints(spec(`updateStrategy: {rollingUpdate: {maxUnavailable: ${value}}}`))).toEqual([]);
  });

  test.each([
    ['{key: app, operator: In, values: [nginx, x]}', true],
    ['{key: app, operator: In, values: [x]}', false],
    ['{key: tier, operator: In, values: [x]}', false],
    ['{key: tier, operator: NotIn, values: [x]}', true],
    ['{key: app, operator: Exists}', true],
    ['{key: tier, operator: Exists}', false],
    ['{key: tier, operator: DoesNotExist}', true],
    ['{key: app, operator: DoesNotExist}', false],
  ])('the expression %s matches the template: %s', (expression, fine) => {
    const text = edited(/    matchLabels:\n.*\n/, `    matchExpressions: [${expression}]\n`);
    expect(parse(text).complaints.map(({ id }) => id)).toEqual(fine ? [] : ['manifest/selector-mismatch']);
  });

  test('Recreate is accepted with its gate', () => {
    const gated = apiRules('1.37', { StatefulSetRecreateStrategy: true });
    expect(complaints(spec('updateStrategy: {type: Recreate}'), gated)).toEqual([]);
    expect(complaints(spec('updateStrategy: {type: Recreate, rollingUpdate: {}}'), gated)).toHaveLength(1);
  });

  test('serviceName is a DNS label from 1.33, and may be empty', () => {
    const text = edited('serviceName: nginx', 'serviceName: n_x');
    expect(complaints(text, apiRules('1.32'))).toEqual([]);
    expect(complaints(text, apiRules('1.33'))).toEqual(['6:16 bad-name serviceName is "n_x"']);
    expect(complaints(edited('serviceName: nginx', 'serviceName: ""'))).toEqual([]);
  });

  test('a claim template replaces a volume of its name, as the controller does', () => {
    expect(complaints(edited('      containers:', '      volumes: [{name: www, emptyDir: {}}]\n      containers:'))).toEqual([]);
  });
});

describe('Two documents of one name', () => {
  const twice = (after: string, rules?: ApiRules) => parse(`${WEB}---\n${after}`, rules);

  test('are a set and an edit of it', () => {
    const { statefulSets, edits, complaints: none } = twice(edited('replicas: 2', 'replicas: 5').replace('1.7.9', '1.27'));
    expect(none).toEqual([]);
    expect(statefulSets).toHaveLength(1);
    expect(edits).toHaveLength(1);
    expect(edits[0]).toMatchObject({ of: { replicas: 2 }, after: { replicas: 5 } });
    expect(edits[0]!.after.template).not.toBe(edits[0]!.of.template);
  });

  test.each([
    ['selector', edited('      app: nginx\n', '      app: nginx\n      tier: a\n').replace('        app: nginx', '        app: nginx\n        tier: a')],
    ['serviceName', edited('serviceName: nginx', 'serviceName: other')],
    ['podManagementPolicy', spec('podManagementPolicy: Parallel')],
    ['volumeClaimTemplates', edited('storage: 1Gi', 'storage: 2Gi')],
  ])('cannot differ in %s', (field, after) => {
    expect(twice(after).complaints).toMatchObject([{ id: 'manifest/immutable', path: `spec.${field}` }]);
    expect(twice(after).complaints[0]!.line).toBeGreaterThan(30);
  });

  test.each([
    ['updateStrategy', spec('updateStrategy: {type: OnDelete}')],
    ['retention', spec('persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}')],
    ['minReadySeconds', spec('minReadySeconds: 5')],
    ['ordinals', spec('ordinals: {start: 5}')],
    ['the spelling of a size', edited('storage: 1Gi', 'storage: 1024Mi')],
    ['a default written out', edited('      spec:\n        accessModes', '      spec:\n        volumeMode: Filesystem\n        accessModes')],
  ])('may differ in %s', (_, after) => {
    expect(twice(after).complaints).toEqual([]);
  });

  test('may differ in revisionHistoryLimit from 1.33', () => {
    const after = spec('revisionHistoryLimit: 3');
    expect(twice(after, apiRules('1.32')).complaints).toMatchObject([{ path: 'spec.revisionHistoryLimit' }]);
    expect(twice(after, apiRules('1.33')).complaints).toEqual([]);
  });

  test('are two sets in two namespaces', () => {
    expect(twice(edited('  name: web', '  name: web\n  namespace: other')).statefulSets).toHaveLength(2);
  });

  test('can be compared by hand', () => {
    const before = set(WEB);
    expect(updateComplaints(before, { ...before, serviceName: 'x' }, now)).toMatchObject([{ path: 'spec.serviceName', line: 1 }]);
  });
});

describe('A note', () => {
  test('names kinds that are not modelled', () => {
    expect(notes('apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\n')).toEqual(['1 not modelled: Deployment web (web.yaml:1)']);
    expect(notes('apiVersion: apps.kruise.io/v1beta1\nkind: StatefulSet\nmetadata: {name: web}\n')).toEqual([
      '1 not modelled: StatefulSet of apps.kruise.io/v1beta1 web (web.yaml:1)',
    ]);
  });

  test('lists what of a set is not modelled, with lines', () => {
    const text = `${edited('          image', '          readinessProbe: {}\n          image').replace('      containers:', '      affinity: {}\n      containers:')}---\n${SERVICE}`;
    expect(notes(text)).toEqual(['1 not modelled: spec.template.spec.affinity (line 16), spec.template.spec.containers[0].readinessProbe (line 19)']);
  });

  test('warns of names that are too long for their pods', () => {
    expect(notes(edited('name: web', `name: ${'a'.repeat(52)}`)).join()).not.toMatch(/characters/);
    expect(notes(edited('name: web', `name: ${'a'.repeat(53)}`))).toContainEqual(expect.stringMatching(/^4 The name has 53 characters/));
  });

  test('tells whether the service suits the set', () => {
    expect(notes(WEB)).toEqual([expect.stringMatching(/^6 Service nginx is not among the manifests/)]);
    expect(notes(`${WEB}---\n${SERVICE.replace('clusterIP: None, ', '')}`)).toEqual([expect.stringMatching(/is not headless/)]);
    expect(notes(`${WEB}---\n${SERVICE.replace('app: nginx', 'app: x')}`)).toEqual([expect.stringMatching(/does not select/)]);
  });

  test('tells that a claim template is given twice, which Kubernetes accepts', () => {
    const claim = '    - {metadata: {name: www}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 2Gi}}}}\n';
    const text = `${WEB}${claim}---\n${SERVICE}`;
    expect(complaints(text)).toEqual([]);
    expect(notes(text)).toEqual(['30 Claim template www is given twice; the later one counts.']);
    expect(set(text).claimTemplates).toMatchObject([{ size: '2Gi' }]);
  });

  test('tells that a negative revisionHistoryLimit keeps everything', () => {
    expect(notes(spec('revisionHistoryLimit: -1')).join()).toMatch(/keeps all revisions/);
    expect(complaints(spec('revisionHistoryLimit: -1'))).toEqual([]);
  });

  test('tells that a negative grace period counts as a second', () => {
    const text = edited('      containers:', '      terminationGracePeriodSeconds: -5\n      containers:');
    expect(complaints(text)).toEqual([]);
    expect(notes(text).join()).toMatch(/16 A negative terminationGracePeriodSeconds counts as 1/);
    expect(set(text).terminationGracePeriodSeconds).toBe(1);
  });

  test.each(['', '# nothing\n', '---\n---\n'])('says that %j holds nothing', (text) => {
    expect(parse(text).complaints).toEqual([]);
    expect(notes(text)).toEqual(['1 There is nothing in this file.']);
  });
});

describe('Hostile text', () => {
  const bomb = `a0: &a0 x\n${Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${`*a${i},`.repeat(10)}]`).join('\n')}\n`;
  test.each([
    ['no YAML', 'a: b: c\n - d', 'syntax'],
    ['tabs', 'a:\n\tb: 1\n', 'syntax'],
    ['an open bracket', 'a: [\r\n', 'syntax'],
    ['a duplicate key', 'a: 1\nb: 2\na: 3\n', 'duplicate-key'],
    ['an unknown alias', 'a: *nope\n', 'syntax'],
    ['a complex key', '{a: 1}: 2\n', 'syntax'],
    ['a bomb of aliases', bomb, 'too-many-values'],
    ['a cycle of aliases', 'a: &a [*a]\n', 'too-deep'],
    ['10,000 lists', `${'['.repeat(10_000)}${']'.repeat(10_000)}`, 'too-deep'],
    ['10,000 open lists', '['.repeat(10_000), 'too-deep'],
    ['10,000 dashes', '- '.repeat(10_000), 'too-deep'],
    ['10,000 question marks', '? '.repeat(10_000), 'too-deep'],
    ['2,000 objects', Array.from({ length: 2_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'), 'too-deep'],
    ['a NUL', 'a: \0b', 'not-text'],
    ['10 MB', `a: ${'x'.repeat(10_000_000)}`, 'too-large'],
    ['a million lines', '#\n'.repeat(1_000_000), 'too-large'],
    ['code', 'a: !!js/function "function () {}"\n', 'tag'],
    ['a prototype', '__proto__: {polluted: 1}\nconstructor: 1\n', 'required'],
  ])('%s is complained about', (_, text, id) => {
    expect(parse(text).complaints.map((complaint) => complaint.id)).toContain(`manifest/${id}`);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  test('__proto__ is an ordinary key of labels and an unknown field elsewhere', () => {
    expect(complaints(spec('__proto__: {replicas: 7}'))).toEqual(['8:3 unknown-field unknown field "spec.__proto__"']);
    expect(complaints(spec('constructor: x'))).toHaveLength(1);
    expect(complaints(edited('        app: nginx\n', '        app: nginx\n        __proto__: x\n'))).toHaveLength(1);
  });

  test('no more than 100 complaints are kept, and the next one says so', () => {
    const { complaints: many } = parse(spec(Array.from({ length: 500 }, (_, i) => `odd${i}: 1`).join('\n')));
    expect(many).toHaveLength(101);
    expect(many.filter(({ id }) => id === 'manifest/too-many')).toHaveLength(1);
  });

  test('a file with very many keys is read in reasonable time', () => {
    const start = performance.now();
    parse(Array.from({ length: 100_000 }, (_, i) => `a${i}: 1`).join('\n'));
    expect(performance.now() - start).toBeLessThan(20_000);
  }, 60_000);

  test('any mutation of a manifest is read or complained about, inside the file', () => {
    const whole = `${WEB}---\n${SERVICE}---\n${WEB}`;
    const junk = fc.oneof(
      fc.constantFrom('\t', '\0', '&a ', '*a', '<<: ', '- ', ': ', '? ', '{', '}', '[', ']', '"', "'", '|\n', '---\n', '!!x ', '~', '-1', '1e99', 'yes', '\r\n', '__proto__: ', '#', '%', '\uFEFF', '\ud800', 'null', '.inf', '0o7'),
      fc.string({ unit: 'binary', maxLength: 5 }),
    );
    const mutation = fc.record({ at: fc.nat(whole.length), cut: fc.nat(30), put: junk });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 4 }), (mutations) => {
        const text = mutations.reduce((now, { at, cut, put }) => now.slice(0, at) + put + now.slice(at + cut), whole);
        const lines = text.replace(/^\uFEFF/, '').split('\n');
        const { complaints: all, notes: said } = parse(text);
        for (const remark of [...all, ...said]) {
          expect(remark.line).toBeGreaterThanOrEqual(1);
          expect(remark.line).toBeLessThanOrEqual(lines.length);
          expect(remark.column).toBeGreaterThanOrEqual(1);
          expect(remark.column).toBeLessThanOrEqual(lines[remark.line - 1]!.length + 1);
          expect(formatComplaint(remark, text)).toContain(remark.id);
        }
      }),
      { seed: 42, numRuns: 1000 },
    );
  }, 60_000);
});

describe('A complaint', () => {
  test('is printed with its line, and carets under what is meant', () => {
    const text = edited('  replicas: 2\n', '  podManagementPolicy: Sideways\n');
    expect(formatComplaint(parse(text).complaints[0]!, text)).toBe(
      [
        'web.yaml:7:24  podManagementPolicy is "Sideways"                                   (manifest/unknown-value)',
        '',
        '    7 |   podManagementPolicy: Sideways',
        '      |                        ^^^^^^^^ expected OrderedReady or Parallel',
      ].join('\n'),
    );
  });

  test('ends with what to do next', () => {
    const text = edited('replicas: 2', 'replica: 2');
    expect(formatComplaint(parse(text).complaints[0]!, text)).toMatch(/\^{7}\n\n {4}Did you mean replicas\?$/);
    expect(parse(spec('partition: 1')).complaints[0]!.hint).toMatch(/is a field of spec\.updateStrategy\.rollingUpdate/);
    expect(parse(edited('serviceName: nginx', 'serviceName: off')).complaints[0]!.hint).toMatch(/YAML 1\.1, where off is a boolean/);
  });

  test('about a long line shows the part around its place, and no control characters', () => {
    const text = `{apiVersion: apps/v1, metadata: {name: web, annotations: {a: "${'x'.repeat(3000)}\u001b[31m"}}, kind: 7}`;
    const printed = formatComplaint(parse(text).complaints[0]!, text);
    expect(printed).not.toContain('\u001b');
    for (const line of printed.split('\n')) expect(line.length).toBeLessThan(160);
    expect(printed).toMatch(/kind: 7/);
  });
});

describe('Reading files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'manifest-'));
  const put = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test('finds what a folder holds, sorted, and what its folders hold when asked', () => {
    mkdirSync(join(folder, 'a/b'), { recursive: true });
    put('a/2.yml', WEB.replace('name: web', 'name: two'));
    put('a/1.yaml', WEB.replace('name: web', 'name: one'));
    put('a/readme.md', '# no manifest');
    put('a/b/3.json', '{}');
    const input = join(folder, 'a');
    expect(readManifests([input], now).statefulSets.map(({ name }) => name)).toEqual(['one', 'two']);
    expect(readManifests([input], now, { recursive: true }).texts.size).toBe(3);
  });

  test('takes standard input as -', () => {
    expect(readManifests(['-'], now, { stdin: WEB }).statefulSets).toMatchObject([{ source: { file: '<stdin>' } }]);
  });

  test('says what is wrong with a file, and goes on', () => {
    mkdirSync(join(folder, 'empty'));
    const inputs = [
      join(folder, 'missing.yaml'),
      join(folder, 'empty'),
      put('latin1.yaml', Uint8Array.of(0x61, 0x3a, 0x20, 0xe9)),
      put('large.yaml', 'x'.repeat(5_000_001)),
      put('web.yaml', WEB),
    ];
    const { complaints: found, statefulSets } = readManifests(inputs, now);
    expect(found.map(({ id }) => id)).toEqual(['manifest/unreadable', 'manifest/nothing-found', 'manifest/not-text', 'manifest/too-large']);
    expect(formatComplaint(found[0]!)).toMatch(/missing\.yaml {2}There is no such file or folder\. +\(manifest\/unreadable\)$/);
    expect(statefulSets).toHaveLength(1);
  });

  test.skipIf(process.getuid?.() === 0)('says that a file may not be read', () => {
    chmodSync(put('secret.yaml', WEB), 0);
    expect(readManifests([join(folder, 'secret.yaml')], now).complaints).toMatchObject([{ id: 'manifest/unreadable' }]);
  });

  const examples = new URL('../../../examples/', import.meta.url).pathname;
  test.each(['01-tutorial', '02-parallel', '03-partition', '04-retention'])('finds nothing to complain about in example %s', (name) => {
    expect(readdirSync(examples)).toContain(name);
    const { complaints: none, notes: quiet, statefulSets } = readManifests([join(examples, name)], now);
    expect(none).toEqual([]);
    expect(quiet).toEqual([]);
    expect(statefulSets).toHaveLength(1);
  });

  test('reads the tutorial with its service and its two volumes', () => {
    const { services, volumes } = readManifests([join(examples, '01-tutorial')], now);
    expect(services).toMatchObject([{ name: 'nginx', headless: true, selector: { app: 'nginx' } }]);
    expect(volumes).toMatchObject([
      { name: 'pv001', capacity: '1Gi', accessModes: ['ReadWriteOnce'], reclaimPolicy: 'Retain' },
      { name: 'pv002' },
    ]);
  });
});
