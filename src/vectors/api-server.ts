/** An API server for the length of one pass: it accepts what a real one would, and fails where a vector says so. */
import type { Answer, Failure, Request, SetStatus, View } from '../../models/controllers/controller.ts';
import type { Injection, PassInput, Result } from './vector.ts';

/** What became of a request. `result` is undefined when it was accepted. */
export interface Reply {
  readonly answer: Answer;
  readonly result: Result | undefined;
}

/** A stored object, as far as it matters. */
interface Stored {
  /** The pass wrote it already: the version that the cache shows is outdated. */
  written: boolean;
  /** The pass created it: there is no cached version. */
  readonly created: boolean;
}

/**
 * Accepts every request except: creates of taken names (AlreadyExists), writes of missing objects (NotFound), PUTs with
 * the cached version of an object that was written in the meantime (Conflict), PUTs of a pod that the cache never had
 * (Invalid), and a status that fails validation (Invalid). A deleted pod stays, unless it had ended.
 */
export class ApiServer {
  readonly #input: PassInput;
  readonly #pods: Map<string, Stored>;
  readonly #claims: Map<string, Stored>;
  readonly #revisions: Map<string, Stored & { data: string }>;
  /** Calls so far, by `op name`. */
  readonly #calls = new Map<string, number>();

  constructor(input: PassInput) {
    const { pods, claims, revisions } = input.view;
    this.#input = input;
    this.#pods = new Map(pods.map(({ name }) => [name, { written: false, created: false }]));
    this.#claims = new Map(claims.map(({ name }) => [name, { written: false, created: false }]));
    this.#revisions = new Map(revisions.map(({ name, data }) => [name, { written: false, created: false, data }]));
  }

  handle(request: Request): Reply {
    const result = this.#injected(request) ?? this.#apply(request);
    if (result !== undefined) return { answer: { ok: false, reason: reasonOf(result) }, result };
    return { answer: this.#read(request), result };
  }

  /** The failure that the vector wants for this call. A list is used up call by call. */
  #injected(request: Request): Result | undefined {
    const key = `${request.op} ${request.name}`;
    const call = this.#calls.get(key) ?? 0;
    this.#calls.set(key, call + 1);
    const { failures } = this.#input;
    const injection: Injection | undefined = failures.get(key) ?? failures.get(request.op);
    const result = (Array.isArray(injection) ? injection[call] : injection) as Result | null | undefined;
    // The name is taken by a revision that the cache does not show.
    if (request.op === 'createRevision' && result?.startsWith('AlreadyExists')) {
      const data = result === 'AlreadyExistsOtherData' ? `not ${request.data}` : request.data;
      this.#revisions.set(request.name, { written: false, created: false, data });
    }
    return result ?? undefined;
  }

  #apply(request: Request): Result | undefined {
    const { name } = request;
    switch (request.op) {
      case 'getSet':
        return this.#input.live === undefined ? 'NotFound' : undefined;
      case 'getRevision':
        return this.#revisions.has(name) ? undefined : 'NotFound';
      case 'createRevision': {
        const taken = this.#revisions.get(name);
        if (taken) return taken.data === request.data ? 'AlreadyExistsSameData' : 'AlreadyExistsOtherData';
        this.#revisions.set(name, { written: true, created: true, data: request.data });
        return undefined;
      }
      case 'adoptRevision':
        return patch(this.#revisions, name);
      case 'updateRevision':
        return put(this.#revisions, name);
      case 'deleteRevision':
        return this.#revisions.delete(name) ? undefined : 'NotFound';
      case 'adoptPod':
      case 'releasePod':
        return patch(this.#pods, name);
      case 'createPod':
        return create(this.#pods, name);
      case 'updatePod':
        return this.#pods.get(name)?.created ? 'Invalid' : put(this.#pods, name);
      case 'deletePod':
        return this.#deletePod(name);
      case 'createClaim':
        return create(this.#claims, name);
      case 'updateClaim':
        return put(this.#claims, name);
      case 'deleteClaim':
        return this.#claims.delete(name) ? undefined : 'NotFound';
      case 'updateStatus':
        return isValid(request.status, this.#input.view) ? undefined : 'Invalid';
    }
  }

  #deletePod(name: string): Result | undefined {
    const pod = this.#pods.get(name);
    if (pod === undefined) return 'NotFound';
    const phase = this.#input.view.pods.find((cached) => cached.name === name)?.phase;
    if (phase === 'Failed' || phase === 'Succeeded') this.#pods.delete(name);
    return undefined;
  }

  /** The answer to a request that was accepted. */
  #read(request: Request): Answer {
    const { live } = this.#input;
    if (request.op === 'getSet' && live !== undefined) return { ok: true, set: live };
    if (request.op === 'getRevision') return { ok: true, revision: this.#revisions.get(request.name)! };
    return { ok: true };
  }
}

function create(objects: Map<string, Stored>, name: string): Result | undefined {
  if (objects.has(name)) return 'AlreadyExists';
  objects.set(name, { written: true, created: true });
  return undefined;
}

/** Without a version: it does not matter what happened to the object before. */
function patch(objects: Map<string, Stored>, name: string): Result | undefined {
  const object = objects.get(name);
  if (object === undefined) return 'NotFound';
  object.written = true;
  return undefined;
}

/** With the version that the cache shows. */
function put(objects: Map<string, Stored>, name: string): Result | undefined {
  return objects.get(name)?.written ? 'Conflict' : patch(objects, name);
}

/** Validation of a status: no negative counters, and none larger than what it counts a part of (SC-VAL-6). */
function isValid(status: SetStatus, { set }: View): boolean {
  const { replicas, ready, available, current, updated } = status;
  return (
    [replicas, ready, available, current, updated].every((count) => count >= 0) &&
    [ready, available, current, updated].every((count) => count <= replicas) &&
    available <= ready &&
    status.collisionCount >= (set?.status.collisionCount ?? 0)
  );
}

/** What the controller is told: it has to read a revision itself to know what is stored under a taken name. */
function reasonOf(result: Result): Failure {
  return result === 'AlreadyExistsSameData' || result === 'AlreadyExistsOtherData' ? 'AlreadyExists' : result;
}
