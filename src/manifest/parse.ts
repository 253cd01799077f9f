/** Text in, StatefulSets and what belongs to them out. */
import type { Complaint, Note } from './complaint.ts';
import { closest, show } from './complaint.ts';
import { documentsOf } from './documents.ts';
import { checkFields } from './fields.ts';
import { identity, readService, readStatefulSet, readVolume } from './manifest.ts';
import type { ServiceManifest, StatefulSetManifest, VolumeManifest } from './manifest.ts';
import { noteService, noteStatefulSet } from './notes.ts';
import { Place } from './place.ts';
import type { ApiRules } from './rules.ts';
import { Source } from './source.ts';
import { remember, updateComplaints } from './update.ts';
import { validateName, validateStatefulSet } from './validate.ts';

/** A later document of the same name is an edit of the earlier one, as if both were applied in turn. */
export interface Edit {
  readonly of: StatefulSetManifest;
  readonly after: StatefulSetManifest;
}

export interface Manifests {
  /** One for each name; those that were complained about are among them. */
  readonly statefulSets: readonly StatefulSetManifest[];
  /** In the order of the input; the `after` of one may be the `of` of the next. */
  readonly edits: readonly Edit[];
  readonly services: readonly ServiceManifest[];
  readonly volumes: readonly VolumeManifest[];
  /** Things to know; none of them is wrong. */
  readonly notes: readonly Note[];
  /** Not empty: Kubernetes would refuse something, or it cannot be read. */
  readonly complaints: readonly Complaint[];
}

/** Reads one text. `file` is what messages call it. Does no input or output, and does not throw. */
export function parseManifests(text: string, file: string, rules: ApiRules): Manifests {
  return parseSources([new Source(file, text)], rules);
}

/** Reads several texts as one input. */
export function parseSources(sources: readonly Source[], rules: ApiRules): Manifests {
  const reading = new Reading(rules);
  for (const source of sources) {
    const objects = documentsOf(source).map((document) => Place.root(source, document));
    for (const object of objects) reading.read(object);
    if (!objects.some(({ present }) => present) && source.complaints.length === 0) {
      source.note('manifest/empty', [0, 1], '', 'There is nothing in this file.');
    }
  }
  reading.finish();
  return {
    statefulSets: reading.statefulSets,
    edits: reading.edits,
    services: [...reading.services.values()],
    volumes: [...reading.volumes.values()],
    notes: sources.flatMap(({ notes }) => notes),
    complaints: sources.flatMap(({ complaints }) =>
      complaints.toSorted((a, b) => a.line - b.line || a.column - b.column),
    ),
  };
}

/** Kinds that are understood, and the API versions they are read in. */
const KINDS: Readonly<Record<string, string>> = { StatefulSet: 'apps/v1', Service: 'v1', PersistentVolume: 'v1' };
const REMOVED = ['apps/v1beta1', 'apps/v1beta2'];

class Reading {
  readonly statefulSets: StatefulSetManifest[] = [];
  readonly edits: Edit[] = [];
  readonly services = new Map<string, ServiceManifest>();
  readonly volumes = new Map<string, VolumeManifest>();
  readonly #latest = new Map<string, StatefulSetManifest>();
  readonly #places: [Place, StatefulSetManifest][] = [];
  readonly #rules: ApiRules;

  constructor(rules: ApiRules) {
    this.#rules = rules;
  }

  read(object: Place): void {
    if (!object.present) return;
    if (object.kind !== 'object') {
      object.complain('manifest/not-an-object', {
        message: 'This is not a Kubernetes object.',
        expected: 'apiVersion, kind, metadata and spec',
      });
      return;
    }
    const kind = object.at('kind');
    const version = object.at('apiVersion');
    for (const place of [version, kind]) {
      if (place.string !== '') continue;
      place.complain(place.present ? 'manifest/wrong-type' : 'manifest/required', {
        message: place.present ? `${place.path} is ${show(place.scalar ?? place.kind)}` : `${place.path} is required`,
        expected: place.present ? 'a string' : undefined,
        hint: place.present ? undefined : 'Every Kubernetes object has an apiVersion and a kind.',
      });
      return;
    }
    if (/^(StatefulSet|Service|PersistentVolume)?List$/.test(kind.string) && object.at('items').kind === 'list') {
      for (const item of object.at('items').items) this.read(item);
      return;
    }
    const misspelt = Object.hasOwn(KINDS, kind.string) ? undefined : closest(kind.string, Object.keys(KINDS));
    if (misspelt !== undefined) {
      kind.complain('manifest/unknown-value', {
        message: `kind is ${show(kind.string)}`,
        hint: `Did you mean ${misspelt}?`,
      });
      return;
    }
    if (kind.string === 'StatefulSet' && (REMOVED.includes(version.string) || version.string === 'v1')) {
      version.complain('manifest/unknown-version', {
        message: `Kubernetes has no StatefulSet in ${version.string}`,
        expected: 'apps/v1',
      });
      return;
    }
    if (!Object.hasOwn(KINDS, kind.string) || KINDS[kind.string] !== version.string) return this.#pass(object);
    checkFields(object, kind.string);
    if (kind.string === 'StatefulSet') return this.#readSet(object);
    validateName(object);
    const { name, namespace } = identity(object);
    if (kind.string === 'Service') this.services.set(`${namespace}/${name}`, readService(object));
    else this.volumes.set(name, readVolume(object));
  }

  #readSet(object: Place): void {
    const manifest = readStatefulSet(object, this.#rules);
    const key = `${manifest.namespace}/${manifest.name}`;
    const before = manifest.name === '' ? undefined : this.#latest.get(key);
    validateStatefulSet(object, this.#rules, before === undefined ? 'create' : 'update');
    noteStatefulSet(object, manifest, this.#rules);
    remember(manifest, object);
    this.#places.push([object, manifest]);
    this.#latest.set(key, manifest);
    if (before === undefined) {
      this.statefulSets.push(manifest);
      return;
    }
    this.edits.push({ of: before, after: manifest });
    object.source.complaints.push(...updateComplaints(before, manifest, this.#rules));
  }

  /** Something that is none of our kinds. */
  #pass(object: Place): void {
    const kind = object.at('kind').string;
    const version = object.at('apiVersion').string;
    const { name, source } = identity(object);
    const what = Object.hasOwn(KINDS, kind) ? `${kind} of ${version}` : kind;
    object.note('manifest/not-modelled', `not modelled: ${what} ${name} (${source.file}:${source.line})`);
  }

  /** What can only be said once everything is read. */
  finish(): void {
    for (const [place, manifest] of this.#places) noteService(place, manifest, [...this.services.values()]);
  }
}
