/** Cases of a property, and the tests they are. */
import { describe, expect, test } from 'vitest';
import { properties, propertyOf } from '../../../properties/index.ts';
import { judge, type Case } from './builder.ts';

export interface Cases {
  /** The promise does not speak, though it is near. */
  readonly silent: Readonly<Record<string, Case>>;
  readonly holds: Readonly<Record<string, Case>>;
  /** By the reason. */
  readonly violated: Readonly<Record<string, Case>>;
}

/** Registers a test for each case, and one that there are some for every property of the families. */
export function testCases(families: readonly string[], cases: Readonly<Record<string, Cases>>): void {
  test('every property has cases', () => {
    const ids = properties.map(({ id }) => id).filter((id) => families.includes(id.split('/', 1)[0]!));
    expect(Object.keys(cases).sort()).toEqual(ids.sort());
  });

  describe.each(Object.entries(cases))('%s', (id, { silent, holds, violated }) => {
    const property = propertyOf(id)!;
    test.each(Object.entries(silent))('does not speak: %s', (_, subject) => expect(judge(property, subject)).toBeUndefined());
    test.each(Object.entries(holds))('holds: %s', (_, subject) => expect(judge(property, subject)).toBe(true));
    test.each(Object.entries(violated))('violated: %s', (reason, subject) => expect(judge(property, subject)).toBe(reason));
  });
}
