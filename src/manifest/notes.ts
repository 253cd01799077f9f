/** What is worth knowing about a valid manifest: what the model leaves out, and what tends to surprise. */
import { isDnsLabel, LABEL_LENGTH } from './names.ts';
import { lastName } from './fields.ts';
import type { ServiceManifest, StatefulSetManifest } from './manifest.ts';
import type { Place } from './place.ts';
import type { ApiRules } from './rules.ts';

/** Fields that change what a cluster does with pods and that the model does not know. */
const UNMODELLED_IN_POD = [
  'initContainers', 'affinity', 'nodeSelector', 'nodeName', 'tolerations',
  'topologySpreadConstraints', 'priorityClassName', 'priority', 'preemptionPolicy', 'schedulerName', 'schedulingGates',
  'readinessGates', 'resourceClaims', 'resources', 'overhead', 'hostNetwork',
];
const UNMODELLED_IN_CONTAINER = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle', 'resources'];

export function noteStatefulSet(set: Place, manifest: StatefulSetManifest, rules: ApiRules): void {
  noteUnmodelled(set.at('spec', 'template', 'spec'), set);
  noteIgnored(set.at('spec'), rules);
  noteLength(set.at('metadata', 'name'), manifest);
  const history = set.at('spec', 'revisionHistoryLimit');
  if ((history.integer ?? 0) < 0) {
    history.note('manifest/negative-history', 'A negative revisionHistoryLimit keeps all revisions.');
  }
  const grace = set.at('spec', 'template', 'spec', 'terminationGracePeriodSeconds');
  if ((grace.integer ?? 0) < 0) {
    grace.note('manifest/negative-grace', 'A negative terminationGracePeriodSeconds counts as 1.');
  }
  if (grace.present && grace.integer === 0) {
    grace.note('manifest/not-modelled', 'not modelled: terminationGracePeriodSeconds 0, which makes every delete a forced one; pods are explored as ending gracefully.');
  }
  const seen = new Set<string>();
  for (const claim of set.at('spec', 'volumeClaimTemplates').items) {
    const name = claim.at('metadata', 'name');
    if (seen.has(name.string)) {
      const message = `Claim template ${name.string} is given twice; the later one counts.`;
      name.note('manifest/repeated-claim-template', message);
    }
    seen.add(name.string);
  }
}

function noteUnmodelled(pod: Place, set: Place): void {
  const found = [
    ...UNMODELLED_IN_POD.map((name) => pod.at(name)),
    ...pod.at('containers').items.flatMap((item) => UNMODELLED_IN_CONTAINER.map((name) => item.at(name))),
  ].filter((place) => place.present && !(place.kind === 'list' && place.items.length === 0));
  if (found.length === 0) return;
  const list = found.map((place) => `${place.path} (line ${place.source.locate(place.keySpan).line})`);
  set.note('manifest/not-modelled', `not modelled: ${list.join(', ')}`);
}

/** Fields that an API server of this release drops. */
function noteIgnored(spec: Place, rules: ApiRules): void {
  const dropped: readonly (readonly [Place, boolean, string])[] = [
    [spec.at('updateStrategy', 'rollingUpdate', 'maxUnavailable'), rules.maxUnavailable, 'MaxUnavailableStatefulSet'],
    [spec.at('ordinals'), rules.startOrdinal, 'StatefulSetStartOrdinal'],
    [spec.at('persistentVolumeClaimRetentionPolicy'), rules.retention, 'StatefulSetAutoDeletePVC'],
  ];
  for (const [place, kept, gate] of dropped) {
    if (place.present && !kept) {
      const reason = `feature gate ${gate} is off in Kubernetes ${rules.kubernetes}`;
      place.note('manifest/ignored-field', `${lastName(place)} is ignored: ${reason}.`);
    }
  }
}

/** SC-IDN-7: the API server accepts a name whose pods it then refuses, for ever. */
function noteLength(name: Place, { start, replicas, ...set }: StatefulSetManifest): void {
  if (!isDnsLabel(set.name)) return;
  const last = `${set.name}-${start + Math.max(replicas, 1) - 1}`;
  // A revision is the set's name, a dash and a hash of up to 10 characters.
  const revision = set.name.length + 11;
  if (Math.max(last.length, revision) <= LABEL_LENGTH) return;
  name.note(
    'manifest/long-name',
    `The name has ${set.name.length} characters. With more than 52, ` +
      `labels of the pods can exceed ${LABEL_LENGTH}, and the pods are refused.`,
  );
}

/** The controller does not ask for the service; the pods' DNS names need it. */
export function noteService(set: Place, manifest: StatefulSetManifest, services: readonly ServiceManifest[]): void {
  const place = set.at('spec', 'serviceName');
  const { serviceName, namespace, templateLabels } = manifest;
  const problem = (() => {
    if (serviceName === '') return 'No serviceName is given, so the pods get no DNS names of their own.';
    const service = services.find((one) => one.name === serviceName && one.namespace === namespace);
    const who = `Service ${serviceName}`;
    if (service === undefined) return `${who} is not among the manifests; the set's pods need it for their DNS names.`;
    if (!service.headless) return `${who} is not headless (clusterIP: None), so its pods get no own DNS names.`;
    const selector = Object.entries(service.selector);
    const labels = new Map(Object.entries(templateLabels));
    const selects = selector.length > 0 && selector.every(([key, value]) => labels.get(key) === value);
    return selects ? undefined : `${who} does not select the set's pods.`;
  })();
  if (problem !== undefined) place.note('manifest/service', problem);
}
