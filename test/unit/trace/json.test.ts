import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JsonError, parseJson } from '../../../src/trace/json.ts';
import { MAX_NESTING } from '../../../src/trace/limits.ts';

const seed = 20;

/** The complaint about a text, with what it points at. */
function complaintOf(text: string): string {
  try {
    parseJson(text);
  } catch (error) {
    if (error instanceof JsonError) return `${text.slice(...error.span)}: ${error.message}`;
    throw error;
  }
  throw new Error('The text was read.');
}

test('reads what JSON.parse reads, however it is laid out', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(undefined, 2, '\t'), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(parseJson(` ${text}\r\n`).value).toEqual(JSON.parse(text));
    }),
    { seed, numRuns: 300 },
  );
});

test('refuses what JSON.parse refuses, and nothing else but a field that is there twice', () => {
  const signs = fc.constantFrom('{', '}', '[', ']', ',', ':', '"a"', '"\\u00e9"', '"\\x"', '"', '1', '-0.5e+3', '01', '.5', '-', 'true', 'nul', ' ', '\n', "'a'", '//', '\u00a0');
  const accepts = (parse: () => unknown): boolean => {
    try {
      parse();
      return true;
    } catch (error) {
      return error instanceof JsonError && error.message.includes('is there twice');
    }
  };
  fc.assert(
    fc.property(fc.array(signs, { maxLength: 12 }), (parts) => {
      const text = parts.join('');
      expect(accepts(() => parseJson(text))).toBe(accepts(() => JSON.parse(text) as unknown));
    }),
    { seed, numRuns: 5000, examples: [[['{', '"a"', ':', '1', ',', '"a"', ':', '1', '}']]] },
  );
});

test.each([
  ['', ': the file ends where a value is expected: it is cut off'],
  ['{"a": 1', ': the file ends where , or } is expected: it is cut off'],
  ['[1, 2', ': the file ends where , or ] is expected: it is cut off'],
  ['{"a"', ': the file ends where a colon is expected: it is cut off'],
  ['{"a": 1,}', '}: "}" stands where a field in double quotes is expected'],
  ['{"a": maybe}', 'maybe: "maybe" stands where a value is expected'],
  ['{} x', 'x: "x" stands where the end of the file is expected'],
  ['["a', '"a: the file ends within this text: it is cut off'],
  ['["a\\u00', '"a\\u00: the file ends within this text: it is cut off'],
  ['["a\n', '": a text begins here that does not end on its line, or has an escape that JSON does not know'],
  ['["\\x"]', '": a text begins here that does not end on its line, or has an escape that JSON does not know'],
  ['{"a": 1, "a": 2}', '"a": the field "a" is there twice'],
])('%s is complained about at the place', (text, complaint) => expect(complaintOf(text)).toBe(complaint));

test('a text that is nested without end is refused at the limit, and not by a full stack', () => {
  expect(complaintOf('['.repeat(100_000))).toContain(`nested more than ${MAX_NESTING} deep`);
  expect(parseJson('['.repeat(MAX_NESTING) + ']'.repeat(MAX_NESTING)).value).toBeInstanceOf(Array);
});

describe('a thing stands', () => {
  const text = '{"a": [10, {"b": "x"} ], "c[": 1}';
  const shown = (path: string): string => text.slice(...parseJson(text).spanOf(path));

  test('at its name if it is a field', () => expect([shown('a'), shown('a[1].b'), shown('c[')]).toEqual(['"a"', '"b"', '"c["']));
  test('where it is if it is in a list', () => expect([shown('a[0]'), shown('a[1]')]).toEqual(['10', '{"b": "x"}']));
  test('where the nearest thing around it is, if it is not there', () => expect([shown('a[1].b.z'), shown('a[7]'), shown('d'), shown('c[9')]).toEqual(['"b"', '"a"', '{', '{']));
});
