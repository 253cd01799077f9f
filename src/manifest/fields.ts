/**
 * The fields of what we read, with their types (Kubernetes 1.37), and the check that a manifest keeps to them.
 *
 * Inside `any` nothing is checked: those are structures that the model does not look into, and Kubernetes will.
 */
import { closest } from './complaint.ts';
import type { Kind, Place } from './place.ts';

type Shape = Readonly<Record<string, string>>;

const every = (type: string, names: string): Shape =>
  Object.fromEntries(names.trim().split(/\s+/).map((name) => [name, type]));

const SHAPES: Readonly<Record<string, Shape>> = {
  StatefulSet: {
    ...every('string', 'apiVersion kind'),
    metadata: 'ObjectMeta',
    spec: 'StatefulSetSpec',
    status: 'any',
  },
  ObjectMeta: {
    ...every('string', 'name generateName namespace selfLink uid resourceVersion clusterName'),
    ...every('any', `generation creationTimestamp deletionTimestamp deletionGracePeriodSeconds ownerReferences
      managedFields`),
    ...every('{}string', 'labels annotations'),
    finalizers: '[]string',
  },
  StatefulSetSpec: {
    ...every('int32', 'replicas revisionHistoryLimit minReadySeconds'),
    ...every('string', 'serviceName podManagementPolicy'),
    selector: 'LabelSelector',
    template: 'PodTemplateSpec',
    volumeClaimTemplates: '[]PersistentVolumeClaim',
    updateStrategy: 'UpdateStrategy',
    persistentVolumeClaimRetentionPolicy: 'RetentionPolicy',
    ordinals: 'Ordinals',
  },
  LabelSelector: { matchLabels: '{}string', matchExpressions: '[]Requirement' },
  Requirement: { ...every('string', 'key operator'), values: '[]string' },
  UpdateStrategy: { type: 'string', rollingUpdate: 'RollingUpdate' },
  RollingUpdate: { partition: 'int32', maxUnavailable: 'intOrString' },
  RetentionPolicy: every('string', 'whenDeleted whenScaled'),
  Ordinals: { start: 'int32' },
  PodTemplateSpec: { metadata: 'ObjectMeta', spec: 'PodSpec' },
  PodSpec: {
    ...every('[]Container', 'containers initContainers ephemeralContainers'),
    volumes: '[]Volume',
    ...every('int64', 'terminationGracePeriodSeconds activeDeadlineSeconds'),
    ...every('string', `restartPolicy dnsPolicy serviceAccountName serviceAccount nodeName hostname subdomain
      schedulerName priorityClassName runtimeClassName preemptionPolicy hostnameOverride`),
    ...every('boolean', `automountServiceAccountToken hostNetwork hostPID hostIPC shareProcessNamespace
      enableServiceLinks setHostnameAsFQDN hostUsers`),
    nodeSelector: '{}string',
    priority: 'int32',
    ...every('any', `securityContext imagePullSecrets affinity tolerations hostAliases dnsConfig readinessGates overhead
      topologySpreadConstraints os schedulingGates resourceClaims resources workloadRef schedulingGroup
      evictionResponders`),
  },
  Container: {
    ...every('string', `name image workingDir terminationMessagePath terminationMessagePolicy imagePullPolicy
      restartPolicy targetContainerName`),
    ...every('[]string', 'command args'),
    ...every('boolean', 'stdin stdinOnce tty'),
    volumeMounts: '[]VolumeMount',
    volumeDevices: '[]VolumeDevice',
    ...every('any', `ports envFrom env resources resizePolicy restartPolicyRules livenessProbe readinessProbe
      startupProbe lifecycle securityContext`),
  },
  VolumeMount: {
    ...every('string', 'name mountPath subPath mountPropagation subPathExpr recursiveReadOnly'),
    readOnly: 'boolean',
    bindMountOptions: 'any',
  },
  VolumeDevice: every('string', 'name devicePath'),
  Volume: {
    name: 'string',
    ...every('any', `hostPath emptyDir gcePersistentDisk awsElasticBlockStore gitRepo secret nfs iscsi glusterfs
      persistentVolumeClaim rbd flexVolume cinder cephfs flocker downwardAPI fc azureFile configMap vsphereVolume
      quobyte azureDisk photonPersistentDisk projected portworxVolume scaleIO storageos csi ephemeral image`),
  },
  PersistentVolumeClaim: {
    ...every('string', 'apiVersion kind'),
    metadata: 'ObjectMeta',
    spec: 'ClaimSpec',
    status: 'any',
  },
  ClaimSpec: {
    accessModes: '[]string',
    ...every('string', 'volumeName storageClassName volumeMode volumeAttributesClassName'),
    resources: 'ClaimResources',
    ...every('any', 'selector dataSource dataSourceRef'),
  },
  ClaimResources: every('{}quantity', 'requests limits'),

  // Of other kinds only what we look at; their other fields are not checked.
  Service: { metadata: 'ObjectMeta', spec: 'ServiceSpec', '*': 'any' },
  ServiceSpec: { clusterIP: 'string', selector: '{}string', publishNotReadyAddresses: 'boolean', '*': 'any' },
  PersistentVolume: { metadata: 'ObjectMeta', spec: 'VolumeSpec', '*': 'any' },
  VolumeSpec: {
    capacity: '{}quantity',
    accessModes: '[]string',
    ...every('string', 'persistentVolumeReclaimPolicy storageClassName'),
    '*': 'any',
  },
};

/** What scalars are called, which kinds of value they accept, and how they are described. */
const SCALARS: Readonly<Record<string, { readonly accepts: readonly Kind[]; readonly expected: string }>> = {
  string: { accepts: ['string'], expected: 'a string' },
  int32: { accepts: ['integer'], expected: 'an integer' },
  int64: { accepts: ['integer'], expected: 'an integer' },
  boolean: { accepts: ['boolean'], expected: 'true or false' },
  intOrString: { accepts: ['integer', 'string'], expected: 'an integer or a percentage' },
  quantity: { accepts: ['string', 'integer', 'number'], expected: 'a quantity such as 1Gi' },
};

const RANGES: Readonly<Record<string, number>> = { int32: 2 ** 31, intOrString: 2 ** 31, int64: 2 ** 63 };

/** Complains about wrong types and unknown fields, here and below. */
export function checkFields(place: Place, type: string): void {
  const { kind } = place;
  if (kind === 'absent' || type === 'any') return;
  const scalar = SCALARS[type];
  if (scalar !== undefined) {
    if (!scalar.accepts.includes(kind)) complainOfType(place, scalar.expected);
    else checkRange(place, type);
  } else if (type.startsWith('[]')) {
    if (kind !== 'list') return complainOfType(place, 'a list');
    for (const item of place.items) checkFields(item, type.slice(2));
  } else if (kind !== 'object') {
    complainOfType(place, 'an object');
  } else if (type.startsWith('{}')) {
    for (const field of place.fields.values()) checkFields(field, type.slice(2));
  } else {
    checkObject(place, SHAPES[type]!);
  }
}

function checkObject(place: Place, shape: Shape): void {
  for (const [name, field] of place.fields) {
    if (Object.hasOwn(shape, name) && name !== '*') checkFields(field, shape[name]!);
    else if (!('*' in shape)) complainOfField(field, name, Object.keys(shape));
  }
}

function complainOfType(place: Place, expected: string): void {
  const { kind, spelling } = place;
  const is = kind === 'object' ? 'an object' : kind === 'list' ? 'a list' : describe(place);
  const quote = expected === 'a string' && kind !== 'object' && kind !== 'list';
  place.complain('manifest/wrong-type', {
    message: `${lastName(place)} is ${is}`,
    expected,
    hint: quote
      ? kind === 'boolean' && !/^(true|false)$/i.test(spelling)
        ? `Kubernetes reads YAML 1.1, where ${spelling} is a boolean. Quote it: "${spelling}"`
        : `Quote it: "${spelling}"`
      : undefined,
  });
}

function describe({ kind, spelling }: Place): string {
  const shown = spelling.length > 60 ? `${spelling.slice(0, 57)}…` : spelling;
  return kind === 'string' ? `the string ${/^["']/.test(shown) ? shown : `"${shown}"`}` : `the ${kind} ${shown}`;
}

function checkRange(place: Place, type: string): void {
  const limit = RANGES[type];
  const value = place.integer;
  if (limit === undefined || value === undefined || (value >= -limit && value < limit)) return;
  place.complain('manifest/out-of-range', {
    message: `${lastName(place)} does not fit into ${type === 'int64' ? 64 : 32} bits`,
    expected: type === 'int64' ? undefined : `at most ${limit - 1}`,
  });
}

function complainOfField(place: Place, name: string, known: readonly string[]): void {
  const near = closest(name, known);
  const homes = near === undefined ? (HOMES.get(name) ?? []) : [];
  place.complainOfKey('manifest/unknown-field', {
    message: `unknown field "${place.path.length > 90 ? `…${place.path.slice(-88)}` : place.path}"`,
    hint:
      near !== undefined
        ? `Did you mean ${near}?`
        : homes.length > 0
          ? `${name} is a field of ${homes[0]}. Is the indentation right?`
          : undefined,
  });
}

/** Where fields of a StatefulSet live, for those who put them elsewhere. */
const HOMES: ReadonlyMap<string, readonly string[]> = (() => {
  const homes = new Map<string, string[]>();
  const visit = (type: string, path: string): void => {
    for (const [name, below] of Object.entries(SHAPES[type] ?? {})) {
      homes.set(name, [...(homes.get(name) ?? []), path]);
      visit(below.replace('[]', ''), `${path}.${name}${below.startsWith('[]') ? '[]' : ''}`);
    }
  };
  visit('StatefulSetSpec', 'spec');
  return homes;
})();

/** The last name of a path, as messages call a field. */
export function lastName({ path }: Place): string {
  return path.split('.').at(-1)!;
}
