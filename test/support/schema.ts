/** As much of JSON Schema as docs/schema/ uses. A keyword it does not know is a mistake of the schema. */

export interface Schema {
  readonly [keyword: string]: unknown;
}

const silent = new Set(['$schema', '$defs', 'title', 'description']);

/** What is wrong with a value, each with its path. */
export function complaintsOf(value: unknown, schema: Schema, root: Schema = schema, path = '$'): string[] {
  return Object.entries(schema).flatMap(([keyword, rule]) => (silent.has(keyword) ? [] : judge(keyword, rule, value, schema, root, path)));
}

function judge(keyword: string, rule: unknown, value: unknown, schema: Schema, root: Schema, path: string): string[] {
  const unless = (fits: boolean, what: string): string[] => (fits ? [] : [`${path} ${what}`]);
  const object = typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  switch (keyword) {
    case '$ref': {
      const definition = (root['$defs'] as Record<string, Schema>)[String(rule).replace('#/$defs/', '')];
      if (!definition) throw new Error(`The schema has no ${String(rule)}.`);
      return complaintsOf(value, definition, root, path);
    }
    case 'type':
      return unless(isOfType(value, rule as string), `is not of type ${String(rule)}`);
    case 'const':
      return unless(value === rule, `is not ${String(rule)}`);
    case 'enum':
      return unless((rule as unknown[]).includes(value), `is none of ${(rule as unknown[]).join(', ')}`);
    case 'minimum':
      return unless(typeof value !== 'number' || value >= (rule as number), `is less than ${String(rule)}`);
    case 'pattern':
      return unless(typeof value !== 'string' || new RegExp(rule as string).test(value), `does not look like ${String(rule)}`);
    case 'required':
      return object ? (rule as string[]).flatMap((name) => unless(name in object, `has no ${name}`)) : [];
    case 'properties':
      return object ? Object.entries(rule as Record<string, Schema>).flatMap(([name, part]) => (name in object ? complaintsOf(object[name], part, root, `${path}.${name}`) : [])) : [];
    case 'additionalProperties':
      return object && rule === false ? Object.keys(object).flatMap((name) => unless(name in (schema['properties'] as object), `has ${name}, which the schema does not know`)) : [];
    case 'items':
      return Array.isArray(value) ? value.flatMap((item, index) => complaintsOf(item, rule as Schema, root, `${path}[${index}]`)) : [];
    default:
      throw new Error(`The schema uses ${keyword}, which is not checked here.`);
  }
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
