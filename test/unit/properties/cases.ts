/** Cases of a property, and the tests they are. */
import { describe, expect, test } from 'vitest';
import { properties, propertyOf } from '../../../properties/index.ts';
import type { Property } from '../../../properties/property.ts';
import { judge, type Case } from './builder.ts';

export interface Cases {
  /** The promise does not speak, though it is near. */
  readonly silent: Readonly<Record<string, Case>>;
  readonly holds: Readonly<Record<string, Case>>;
  /** By the reason. */
  readonly violated: Readonly<Record<string, Case>>;
}

/** Registers a test for each case, and one that every property that `isMeant` has some. */
export function testCases(cases: Readonly<Record<string, Cases>>, isMeant: (property: Property) => boolean): void {
  test('every property has cases', () => {
    expect(Object.keys(cases).sort()).toEqual(properties.filter(isMeant).map(({ id }) => id).sort());
  });

  describe.each(Object.entries(cases))('%s', (id, { silent, holds, violated }) => {
    const property = propertyOf(id)!;
    test.each(Object.entries(silent))('does not speak: %s', (_, subject) => expect(judge(property, subject)).toBeUndefined());
    test.each(Object.entries(holds))('holds: %s', (_, subject) => expect(judge(property, subject)).toBe(true));
    test.each(Object.entries(violated))('violated: %s', (reason, subject) => expect(judge(property, subject)).toBe(reason));
  });
}
