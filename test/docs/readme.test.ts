/** What the README shows is what a newcomer gets. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { properties } from '../../properties/index.ts';
import { sts } from '../support/terminal.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

describe('the README', () => {
  test('shows a story as the program prints it', async () => {
    const shown = /```console\n\$ npx sts-check examples\/01-tutorial\n([\s\S]*?)```/.exec(readme)![1]!.trimEnd();
    const { code, out } = await sts(['examples/01-tutorial', '--property', 'liveness/converges']);
    expect(out).toContain(shown);
    expect(code).toBe(0);
  });

  test('counts the promises', () => {
    expect(readme).toContain(`${properties.length} promises`);
  });

  test('names commands and options that exist', async () => {
    const { out: program } = await sts(['--help']);
    const { out: check } = await sts(['check', '--help']);
    const { out: compare } = await sts(['compare', '--help']);
    const commands = [...readme.matchAll(/npx sts-check ([a-z]+) /g)].map(([, command]) => command!);
    const options = [...readme.matchAll(/ (--[a-z-]+)/g)].map(([, option]) => option!);
    expect(commands.filter((command) => !program.includes(`  ${command} `))).toEqual([]);
    expect([...new Set(options)].filter((option) => !check.includes(option) && !compare.includes(option))).toEqual([]);
  });
});
