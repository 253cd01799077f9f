import { ModelFault } from './model.ts';

/** Gives equal values of one column the same small number, in order of first appearance. */
export class Interner {
  readonly values: unknown[] = [];
  /** The text by which values are compared, by id. */
  readonly keys: string[] = [];
  private readonly ids = new Map<string, number>();
  private readonly column: string;
  private readonly key: ((value: never) => string) | undefined;

  constructor(column: string, key?: (value: never) => string) {
    this.column = column;
    this.key = key;
  }

  idOf(value: unknown): number {
    const key = this.keyOf(value);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    if (this.key === undefined) this.refuseUnlessPlain(value, '');
    const id = this.values.length;
    this.values.push(value);
    this.keys.push(key);
    this.ids.set(key, id);
    return id;
  }

  keyOf(value: unknown): string {
    return this.key === undefined ? (JSON.stringify(value) ?? 'undefined') : this.key(value as never);
  }

  // Without this, two different Maps would be one state: the JSON text of both is {}.
  private refuseUnlessPlain(value: unknown, path: string): void {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return;
    if (value === undefined && path !== '') return;
    if (typeof value === 'number' && Number.isFinite(value)) return;
    if (typeof value === 'object') {
      const prototype: unknown = Object.getPrototypeOf(value);
      if (Array.isArray(value) || prototype === Object.prototype || prototype === null) {
        for (const [name, part] of Object.entries(value)) this.refuseUnlessPlain(part, `${path}.${name}`);
        return;
      }
    }
    const shown = typeof value === 'object' ? `a ${value.constructor.name}` : String(value);
    throw new ModelFault(
      `Column ${this.column} holds ${shown}${path === '' ? '' : ` in ${path}`}, which is no plain value.\n` +
        'Values are compared by their JSON text: use objects, arrays, strings, finite numbers, booleans and null.',
    );
  }
}
