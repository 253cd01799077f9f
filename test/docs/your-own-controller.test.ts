/** The tutorial tells the truth: each stage follows from the one before it, and breaks what the page says, as the page says. */
import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { properties } from '../../properties/index.ts';
import { check, type Result } from '../../src/check.ts';
import { planOf } from '../../src/plan/index.ts';
import { loadController, profileOf } from '../../src/controllers.ts';
import type { Scope, ScopeOptions } from '../../src/scopes.ts';
import { told } from '../support/runs.ts';
import { sts } from '../support/terminal.ts';
import { patched, stageFolder, stagesOfTutorial, textOf, type Shown, type Stage } from '../support/tutorial.ts';

const [emptyFile, ...stages] = stagesOfTutorial();
const last = stages.at(-1)!;

function optionOf({ options }: Shown, name: string): string | undefined {
  const index = options.indexOf(name);
  return index < 0 ? undefined : options[index + 1];
}

/** The scopes in which the command of the page looks. */
function scopesOfCommand(shown: Shown): readonly Scope[] {
  const scope = (optionOf(shown, '--scope') ?? 'default') as ScopeOptions['scope'];
  const assume = (optionOf(shown, '--assume') ?? 'crashes') as ScopeOptions['assume'];
  return planOf({ files: [], recursive: false, kubernetes: '1.37', assume, scope, replicas: undefined, policies: [], strategies: [] }, () => '').universes[0]!.scopes;
}

function scopeOfStory(shown: Shown): Scope {
  return scopesOfCommand(shown).find(({ name }) => shown.printed.includes(` in scope ${name} (`))!;
}

async function checkStage(stage: Stage, { scenario }: Scope, judges: (id: string) => boolean): Promise<Result> {
  const { make } = await loadController(stage.file);
  return check(scenario, make(profileOf(scenario)), properties.filter(({ id }) => judges(id)));
}

/** The stories of later stages in scope everyday take seconds each: test/slow has those. */
const stories = stages.flatMap((stage) =>
  stage.shown
    .filter((shown) => optionOf(shown, '--property') !== undefined && (stage.number < 7 || !shown.printed.includes('in scope everyday')))
    .map((shown) => [stage.file, optionOf(shown, '--property')!, stage, shown] as const),
);

test('an empty file is refused as the page says', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'sts-check-tutorial-')), 'mine.ts');
  writeFileSync(file, '');
  const { code, err } = await sts(['--controller', file]);
  expect(err.replaceAll(file, './mine.ts')).toContain(emptyFile!.shown[0]!.printed);
  expect(code).toBe(2);
});

test('the first stage is shown as it is', () => {
  expect(stages[0]!.code).toBe(textOf(stages[0]!));
});

test.each(stages.slice(1).map((stage, index) => [stage.file, stage, stages[index]!] as const))('%s is what the page makes of the stage before it', (_, stage, before) => {
  expect(patched(textOf(before), stage.diff!)).toBe(textOf(stage));
});

test('every stage is told', () => {
  const files = readdirSync(join(import.meta.dirname, '../..', stageFolder)).filter((name) => /^\d/.test(name));
  expect(stages.map(({ file }) => file)).toEqual(files.sort().map((name) => `${stageFolder}/${name}`));
  expect(stages.filter((stage) => stage !== last && stage.shown.length !== 1)).toEqual([]);
});

test.each(stories)('%s breaks %s as the page tells', async (_, property, stage, shown) => {
  const scope = scopeOfStory(shown);
  const result = await checkStage(stage, scope, (id) => id === property);
  const text = told('text', [{ universe: '', scope: scope.name, about: scope.about, result, seconds: 0, tokens: {}, known: {} }]);
  expect(text).toContain(shown.printed);
});

test.each(stories.filter(([, , stage]) => stage !== last))('what %s does about %s is mended by the stage after it', async (_, property, stage, shown) => {
  const { properties: judged } = await checkStage(stages[stages.indexOf(stage) + 1]!, scopeOfStory(shown), (id) => id === property);
  expect(judged.map(({ verdict }) => verdict)).toEqual([expect.stringMatching(/^(holds|not-exercised)$/)]);
});

/** The command that the page ends with. Its largest scope is in test/slow. */
const theEnd = last.shown.at(-1)!;
const smallScopes = scopesOfCommand(theEnd).filter(({ name }) => name !== 'everyday');

test.each(smallScopes.map((scope) => [scope.name, scope] as const))('the last stage keeps what the page says in scope %s', async (_, scope) => {
  const { properties: judged } = await checkStage(last, scope, (id) => !theEnd.options.includes(id));
  expect(judged.filter(({ verdict }) => verdict !== 'holds' && verdict !== 'not-exercised').map(({ id, story }) => [id, story?.reason])).toEqual([]);
});

describe('a diff', () => {
  test('changes what it names, hunk by hunk', () => {
    expect(patched('a\nb\nc\nd\n', ' a\n-b\n+B\n@@\n-d\n+D\n+E\n')).toBe('a\nB\nc\nD\nE\n');
  });

  test.each([['not', 'x\n'], ['more than once', 'b\nb\n']])('is refused if its old lines are %s there', (how, text) => {
    expect(() => patched(text, '-b\n+B\n')).toThrow(how);
  });
});
