/**
 * The rules a StatefulSet must keep, after ValidateStatefulSet of Kubernetes 1.37 (pkg/apis/apps/validation), with the
 * parts of the pod and claim validation that concern names, containers and volumes.
 *
 * Wrong types and unknown fields are complained about before (fields.ts); here a wrong type counts as absent.
 */
import { closest, oneOf, show } from './complaint.ts';
import { lastName } from './fields.ts';
import { isDnsLabel, isDnsSubdomain, isLabelKey, isLabelValue, quantity, LABEL_LENGTH } from './names.ts';
import type { Place } from './place.ts';
import type { ApiRules } from './rules.ts';

const DNS_LABEL = `a DNS label: lowercase letters, digits and "-", at most ${LABEL_LENGTH} characters`;
const ACCESS_MODES = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod'];

/**
 * Complains about what an API server would refuse. An update is not asked again what cannot have changed: the name,
 * the service's name, the claim templates.
 */
export function validateStatefulSet(set: Place, rules: ApiRules, on: 'create' | 'update'): void {
  const spec = set.at('spec');
  checkMeta(set.at('metadata'));
  if (on === 'create') mustBe(isDnsLabel, set.at('metadata', 'name'), DNS_LABEL);
  checkLabels(set.at('metadata', 'labels'));
  if (!spec.present) return required(spec);

  oneOfThese(spec.at('podManagementPolicy'), ['OrderedReady', 'Parallel']);
  checkStrategy(spec.at('updateStrategy'), rules);
  const retention = spec.at('persistentVolumeClaimRetentionPolicy');
  for (const name of ['whenDeleted', 'whenScaled']) oneOfThese(retention.at(name), ['Retain', 'Delete']);
  for (const path of [['replicas'], ['minReadySeconds'], ['ordinals', 'start']]) notNegative(spec.at(...path));

  const service = spec.at('serviceName');
  if (on === 'create' && rules.serviceNameIsLabel && service.string !== '') mustBe(isDnsLabel, service, DNS_LABEL);

  checkSelector(spec);
  if (on === 'create') for (const claim of spec.at('volumeClaimTemplates').items) checkClaimTemplate(claim);
  checkPods(spec);
}

/** What every object needs. */
function checkMeta(meta: Place): void {
  if (!meta.at('name').present) {
    const generated = meta.at('generateName').present;
    required(meta.at('name'), generated ? 'A generated name is not known beforehand; write one.' : undefined);
  }
  const namespace = meta.at('namespace');
  if (namespace.string !== '') mustBe(isDnsLabel, namespace, DNS_LABEL);
}

/** The name of an object that is not a StatefulSet. */
export function validateName(place: Place): void {
  checkMeta(place.at('metadata'));
  mustBe(isDnsSubdomain, place.at('metadata', 'name'), 'lowercase letters, digits, "-" and "."');
}

function checkStrategy(strategy: Place, rules: ApiRules): void {
  const type = strategy.at('type');
  const rolling = strategy.at('rollingUpdate');
  const known = rules.recreate ? ['RollingUpdate', 'OnDelete', 'Recreate'] : ['RollingUpdate', 'OnDelete'];
  if (type.string === 'Recreate' && !rules.recreate) {
    type.complain('manifest/unknown-value', {
      message: 'updateStrategy.type is "Recreate"',
      expected: oneOf(known),
      hint: `It needs 1.37 with feature gate StatefulSetRecreateStrategy; this is ${rules.kubernetes} without it. Say --update Recreate to switch it on.`,
    });
  } else {
    oneOfThese(type, known);
  }
  // A block that is there but empty is there.
  if (rolling.present && (type.string === 'OnDelete' || type.string === 'Recreate')) {
    return rolling.complainOfKey('manifest/forbidden', {
      message: `rollingUpdate is not allowed with strategy ${type.string}`,
      hint: 'Remove the block, or use type RollingUpdate.',
    });
  }
  notNegative(rolling.at('partition'));
  checkMaxUnavailable(rolling.at('maxUnavailable'));
}

function checkMaxUnavailable(place: Place): void {
  const { kind, scalar } = place;
  const percent = kind === 'string' ? /^([0-9]+)%$/.exec(place.string) : null;
  const value = kind === 'integer' ? (scalar as number) : percent === null ? 0 : Number(percent[1]);
  const fine = value >= 1 && (percent === null || value <= 100);
  if (fine || (kind !== 'integer' && kind !== 'string')) return;
  place.complain('manifest/out-of-range', {
    message: `maxUnavailable is ${show(scalar)}`,
    expected: 'an integer of at least 1, or 1% to 100%',
  });
}

function checkSelector(spec: Place): void {
  const selector = spec.at('selector');
  if (!selector.present) return required(selector, 'It must match spec.template.metadata.labels.');
  const labels = selector.at('matchLabels');
  const expressions = selector.at('matchExpressions').items;
  if (labels.fields.size + expressions.length === 0) {
    return selector.complainOfKey('manifest/required', {
      message: 'selector is empty',
      hint: 'It must match spec.template.metadata.labels.',
    });
  }
  let sound = checkLabels(labels);
  for (const expression of expressions) sound = checkRequirement(expression) && sound;
  if (!sound || spec.at('template').kind !== 'object') return;

  const given = strings(spec.at('template', 'metadata', 'labels'));
  // A label of a wrong type has been complained about; whether it would match nobody knows.
  const texts = [labels, spec.at('template', 'metadata', 'labels')].flatMap((map) => [...map.fields.values()]);
  if (texts.some(({ kind }) => kind !== 'string')) return;
  const unmet =
    [...labels.fields].find(([key, place]) => given.get(key) !== place.string)?.[1] ??
    expressions.find((expression) => !matches(expression, given));
  if (unmet === undefined) return;
  const shown = [...given].map(([key, value]) => `${key}: ${value}`).join(', ');
  unmet.complain('manifest/selector-mismatch', {
    message: 'selector does not match the labels of the template',
    expected: shown === '' ? undefined : shown,
    hint: shown === '' ? 'The template has no labels; write them into spec.template.metadata.labels.' : undefined,
  });
}

function checkRequirement(place: Place): boolean {
  const operator = place.at('operator');
  const values = place.at('values');
  const before = place.source.complaints.length;
  if (place.at('key').string === '') required(place.at('key'));
  else if (!isLabelKey(place.at('key').string)) badLabel(place.at('key'), 'the key of a label');
  if (operator.present) oneOfThese(operator, ['In', 'NotIn', 'Exists', 'DoesNotExist']);
  else required(operator);
  if (/^(Not)?In$/.test(operator.string) && values.items.length === 0) {
    required(values, `${operator.string} needs values.`);
  }
  if (/^(Exists|DoesNotExist)$/.test(operator.string) && values.items.length > 0) {
    values.complainOfKey('manifest/forbidden', { message: `values are not allowed with operator ${operator.string}` });
  }
  for (const value of values.items) if (!isLabelValue(value.string)) badLabel(value, 'the value of a label');
  return place.source.complaints.length === before;
}

/** As apimachinery's Requirement.Matches: an absent label satisfies NotIn. */
function matches(requirement: Place, labels: ReadonlyMap<string, string>): boolean {
  const value = labels.get(requirement.at('key').string);
  const among = requirement.at('values').items.some((item) => item.string === value);
  switch (requirement.at('operator').string) {
    case 'In':
      return value !== undefined && among;
    case 'NotIn':
      return value === undefined || !among;
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
}

/** The values of a map of strings. */
export function strings(place: Place): ReadonlyMap<string, string> {
  return new Map([...place.fields].map(([key, value]) => [key, value.string]));
}

function checkLabels(labels: Place): boolean {
  let sound = true;
  for (const [key, place] of labels.fields) {
    if (!isLabelKey(key)) {
      place.complainOfKey('manifest/bad-name', { message: `${show(key)} is not the key of a label` });
      sound = false;
    }
    if (!isLabelValue(place.string)) {
      badLabel(place, 'the value of a label');
      sound = false;
    }
  }
  return sound;
}

function badLabel(place: Place, what: string): void {
  place.complain('manifest/bad-name', {
    message: `${show(place.string)} is not ${what}`,
    expected: `letters, digits, "-", "_" and ".", at most ${LABEL_LENGTH} characters`,
  });
}

function checkClaimTemplate(claim: Place): void {
  const spec = claim.at('spec');
  const name = claim.at('metadata', 'name');
  // Upstream sees the name as that of a volume of the pod. Two templates of one name pass; the later one counts.
  if (name.present) mustBe(isDnsLabel, name, DNS_LABEL);
  else required(name);

  const modes = spec.at('accessModes');
  if (modes.items.length === 0 && (modes.kind === 'absent' || modes.kind === 'list')) {
    required(modes, `One of ${oneOf(ACCESS_MODES)}.`);
  }
  for (const mode of modes.items) oneOfThese(mode, ACCESS_MODES);
  if (modes.items.length > 1 && modes.items.some((mode) => mode.string === 'ReadWriteOncePod')) {
    modes.complainOfKey('manifest/forbidden', { message: 'ReadWriteOncePod does not go with other access modes' });
  }
  oneOfThese(spec.at('volumeMode'), ['Block', 'Filesystem']);

  const storage = spec.at('resources', 'requests', 'storage');
  if (!storage.present) return required(storage, 'How large is the volume to be, for example 1Gi?');
  const size = quantity(storage.string === '' ? storage.spelling : storage.string);
  if (size !== undefined && size > 0) return;
  storage.complain('manifest/out-of-range', {
    message: `storage is ${show(storage.scalar)}`,
    expected: 'a positive quantity such as 1Gi',
  });
}

function checkPods(spec: Place): void {
  const template = spec.at('template');
  if (!template.present) return required(template);
  const pod = template.at('spec');
  checkLabels(template.at('metadata', 'labels'));
  if (pod.at('restartPolicy').string !== '') oneOfThese(pod.at('restartPolicy'), ['Always']);
  if (pod.at('activeDeadlineSeconds').present) {
    pod.at('activeDeadlineSeconds').complainOfKey('manifest/forbidden', {
      message: 'activeDeadlineSeconds is not allowed in a StatefulSet',
    });
  }
  if (pod.at('ephemeralContainers').items.length > 0) {
    pod.at('ephemeralContainers').complainOfKey('manifest/forbidden', {
      message: 'ephemeralContainers are not allowed in a template',
    });
  }

  const volumes = pod.at('volumes').items;
  unique(volumes);
  const known = volumes.map((volume) => volume.at('name').string);
  for (const claim of spec.at('volumeClaimTemplates').items) known.push(claim.at('metadata', 'name').string);

  const containers = pod.at('containers');
  const isEmpty = containers.kind === 'absent' || containers.kind === 'list';
  if (isEmpty && containers.items.length === 0) required(containers);
  const all = [...containers.items, ...pod.at('initContainers').items];
  unique(all);
  for (const container of all) {
    if (!container.at('image').present || container.at('image').scalar === '') required(container.at('image'));
    checkMounts(container, known);
  }
}

function checkMounts(container: Place, volumes: readonly string[]): void {
  const paths = new Set<string>();
  for (const [list, where] of [['volumeMounts', 'mountPath'], ['volumeDevices', 'devicePath']] as const) {
    for (const mount of container.at(list).items) {
      const name = mount.at('name');
      const path = mount.at(where);
      if (!name.present || name.scalar === '') required(name);
      else if (name.kind === 'string' && !volumes.includes(name.string)) {
        const near = closest(name.string, volumes);
        name.complain('manifest/unknown-volume', {
          message: `No volume or claim template is called ${show(name.string)}`,
          expected: near === undefined && volumes.length < 6 ? oneOf(volumes) || undefined : undefined,
          hint: near === undefined ? undefined : `Did you mean ${near}?`,
        });
      }
      if (!path.present || path.scalar === '') required(path);
      else if (paths.has(path.string)) {
        path.complain('manifest/not-unique', { message: `${where} ${show(path.string)} is used twice in a container` });
      }
      paths.add(path.string);
    }
  }
}

/** Names of containers or volumes: required, DNS labels, unique. */
function unique(places: readonly Place[]): void {
  const names = new Set<string>();
  for (const place of places) {
    const name = place.at('name');
    if (!name.present) required(name);
    else if (mustBe(isDnsLabel, name, DNS_LABEL) && names.has(name.string)) {
      name.complain('manifest/not-unique', { message: `the name ${show(name.string)} is used twice` });
    }
    names.add(name.string);
  }
}

function required(place: Place, hint?: string): void {
  place.complainOfKey('manifest/required', { message: `${place.path} is required`, hint });
}

function mustBe(isFine: (text: string) => boolean, place: Place, expected: string): boolean {
  if (place.kind !== 'string') return false;
  if (isFine(place.string)) return true;
  place.complain('manifest/bad-name', { message: `${lastName(place)} is ${show(place.string)}`, expected });
  return false;
}

function notNegative(place: Place): void {
  if ((place.integer ?? 0) >= 0) return;
  place.complain('manifest/out-of-range', { message: `${lastName(place)} is ${place.integer}`, expected: '0 or more' });
}

function oneOfThese(place: Place, values: readonly string[]): void {
  // An empty string is an absent one to Go, and gets its default.
  if (place.kind !== 'string' || place.string === '' || values.includes(place.string)) return;
  const near = closest(place.string, values);
  place.complain('manifest/unknown-value', {
    message: `${lastName(place)} is ${show(place.string)}`,
    expected: oneOf(values),
    hint: near === undefined ? undefined : `Did you mean ${near}?`,
  });
}
