/** Checks of plain data that say where something is wrong and what was expected there. */

/** A step into data: a field or an index. */
export type Path = readonly (string | number)[];

/** Something about the data at `path` is not as expected. */
export class SchemaError extends Error {
  readonly path: Path;

  constructor(path: Path, message: string) {
    super(message);
    this.name = 'SchemaError';
    this.path = path;
  }
}

/** Reads a `T` out of data, or throws a {@link SchemaError}. */
export type Reader<T> = (value: unknown, path: Path) => T;

/** `pods[0].phase`. */
export function pathText(path: Path): string {
  return path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`)).join('').replace(/^\./, '');
}

function complaint(path: Path, value: unknown, expected: string): SchemaError {
  const found = value === undefined ? 'is missing' : `is ${JSON.stringify(value)}`;
  return new SchemaError(path, `${pathText(path) || 'this'} ${found}, expected ${expected}`);
}

export const text: Reader<string> = (value, path) => {
  if (typeof value !== 'string') throw complaint(path, value, 'a text');
  return value;
};

export const integer: Reader<number> = (value, path) => {
  if (!Number.isInteger(value)) throw complaint(path, value, 'a whole number');
  return value as number;
};

export const flag: Reader<boolean> = (value, path) => {
  if (typeof value !== 'boolean') throw complaint(path, value, 'true or false');
  return value;
};

/** One of these constants, `null` among them if wanted. */
export function oneOf<const T extends readonly (string | number | boolean | null)[]>(...constants: T): Reader<T[number]> {
  return (value, path) => {
    if (constants.includes(value as T[number])) return value as T[number];
    throw complaint(path, value, constants.map(String).join(' or '));
  };
}

/** What the first reader can read, else what the second can; `expected` words the complaint of both. */
export function either<A, B>(first: Reader<A>, second: Reader<B>, expected: string): Reader<A | B> {
  return (value, path) => {
    for (const reader of [first, second]) {
      try {
        return reader(value, path);
      } catch (error) {
        if (!(error instanceof SchemaError)) throw error;
      }
    }
    throw complaint(path, value, expected);
  };
}

/** `fallback` where the value is absent. */
export function optional<T, const D>(reader: Reader<T>, fallback: D): Reader<T | D> {
  return (value, path) => (value === undefined ? fallback : reader(value, path));
}

/** `null` stays `null`. */
export function nullable<T>(reader: Reader<T>): Reader<T | null> {
  return (value, path) => (value === null ? null : reader(value, path));
}

export function list<T>(reader: Reader<T>): Reader<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw complaint(path, value, 'a list');
    return value.map((item, index) => reader(item, [...path, index]));
  };
}

/** A mapping from any keys to values of one kind. */
export function mapping<T>(reader: Reader<T>): Reader<ReadonlyMap<string, T>> {
  return (value, path) => {
    if (!isMapping(value)) throw complaint(path, value, 'a mapping');
    return new Map(Object.entries(value).map(([key, item]) => [key, reader(item, [...path, key])]));
  };
}

/** A mapping with exactly these fields; absent ones are read as `undefined`. */
export function fields<T>(readers: { readonly [K in keyof T]: Reader<T[K]> }): Reader<T> {
  return (value, path) => {
    if (!isMapping(value)) throw complaint(path, value, 'a mapping');
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(readers, key)) {
        const where = pathText(path);
        const known = Object.keys(readers).join(', ');
        throw new SchemaError([...path, key], `${where && `${where} has `}unknown field "${key}", known are ${known}`);
      }
    }
    const read = Object.entries<Reader<unknown>>(readers).map(([key, reader]) => [key, reader(value[key], [...path, key])]);
    return Object.fromEntries(read) as T;
  };
}

function isMapping(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
