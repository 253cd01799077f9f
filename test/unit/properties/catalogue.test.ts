import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { properties } from '../../../properties/index.ts';

const page = readFileSync(new URL('../../../docs/reference/properties.md', import.meta.url), 'utf8');
const entries = page.split(/^### /m).slice(1);

test('the page has the properties, in their order', () => {
  expect(entries.map((entry) => /^`([^`]+)`/.exec(entry)?.[1])).toEqual(properties.map(({ id }) => id));
});

test('ids are unique', () => {
  expect(new Set(properties.map(({ id }) => id)).size).toBe(properties.length);
});

test('numbers are unique, but for one promise that is judged on runs and on views', () => {
  const shared = properties.filter(({ id, catalogue }) => properties.some((other) => other.id !== id && other.catalogue === catalogue));
  expect(shared.map(({ id }) => id)).toEqual(['liveness/falls-silent', 'liveness/converged-means-silent']);
});

describe.each(properties.map((property, index) => [property.id, property, index] as const))('%s', (id, property, index) => {
  test('is called family/short-clause', () => expect(id).toMatch(/^[a-z]+\/[a-z]+(-[a-z]+)*$/));
  test('is told in the page as in the code', () => {
    const entry = entries[index]!.replace(/\s+/g, ' ');
    expect(entry).toContain(`· ${property.catalogue} · ${property.kind}`);
    expect(entry).toContain(property.promise);
    expect(entry).toContain(property.source);
  });
});
