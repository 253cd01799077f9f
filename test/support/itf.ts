/** A reader of the Informal Trace Format, after ADR-015 of Apalache. What the format does not have is refused. */

export interface Trace {
  readonly meta: Readonly<Record<string, unknown>>;
  readonly vars: readonly string[];
  /** Values as JavaScript has them, `None` as null, `Some` as what is in it. */
  readonly states: readonly Readonly<Record<string, unknown>>[];
  readonly loop: number | undefined;
}

/** @throws Error that names the first thing that is not ITF */
export function readTrace(text: string): Trace {
  const { '#meta': meta = {}, vars, states, loop, ...more } = JSON.parse(text) as Record<string, unknown>;
  refuse(Object.keys(more).length > 0, `a trace has no ${Object.keys(more).join(', ')}`);
  refuse(!Array.isArray(vars) || vars.some((name) => typeof name !== 'string'), 'vars is not a list of names');
  refuse(!Array.isArray(states), 'states is not a list');
  const read = (states as Record<string, unknown>[]).map((state, index) => readState(state, vars as string[], index));
  refuse(loop !== undefined && !(Number.isInteger(loop) && (loop as number) >= 0 && (loop as number) < read.length), `loop ${String(loop)} is not the index of a state`);
  return { meta: meta as Trace['meta'], vars: vars as string[], states: read, loop: loop as number | undefined };
}

function readState({ '#meta': _, ...values }: Record<string, unknown>, vars: readonly string[], index: number): Record<string, unknown> {
  const names = Object.keys(values);
  refuse(names.length !== vars.length || !vars.every((name) => name in values), `state ${index} has ${names.join(', ')}, and vars are ${vars.join(', ')}`);
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, readExpression(value)]));
}

function readExpression(value: unknown): unknown {
  if (typeof value === 'boolean' || typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(readExpression);
  refuse(typeof value !== 'object' || value === null, `${JSON.stringify(value)} is no expression`);
  const record = value as Record<string, unknown>;
  const [field, ...others] = Object.keys(record);
  if (!field?.startsWith('#')) return readRecord(record);
  refuse(others.length > 0, `${field} does not stand alone`);
  const inner = record[field];
  switch (field) {
    case '#bigint':
      refuse(typeof inner !== 'string' || !/^-?[0-9]+$/.test(inner), `${JSON.stringify(inner)} is no integer`);
      return Number(inner);
    case '#tup':
    case '#set':
      refuse(!Array.isArray(inner), `${field} is no list`);
      return (inner as unknown[]).map(readExpression);
    default:
      return refuse(true, `${field} is no constructor that is used here`);
  }
}

/** Quint writes a variant as a record of its tag and its value. */
function readRecord(record: Record<string, unknown>): unknown {
  const read = Object.fromEntries(Object.entries(record).map(([field, value]) => [field, readExpression(value)]));
  refuse(Object.keys(read).some((field) => field.startsWith('#')), 'a field of a record begins with #');
  if (Object.keys(record).join() !== 'tag,value') return read;
  return read['tag'] === 'None' ? null : read['value'];
}

function refuse(isWrong: boolean, what: string): void {
  if (isWrong) throw new Error(`Not ITF: ${what}`);
}
