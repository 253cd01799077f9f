/** For a comment on a pull request, or the summary of a job: the verdict, stories to unfold with their diagrams, and tables. */
import { findingsOf, firstTimes, type Finding } from './finding.ts';
import { diagramOf } from './mermaid.ts';
import { counted, grouped } from './moment.ts';
import { plainStory, plainSummary } from './plain.ts';
import { markOf, type Mark, type Reporter, type Run, type Style } from './report.ts';

/** GitHub refuses comments of more than 65,536 characters. Stories beyond are counted, not told. */
export const MAX_CHARACTERS = 65_000;

export function markdownReporter({ quiet }: Style): Reporter {
  const runs: Run[] = [];
  return {
    run: (run) => {
      runs.push(run);
      return '';
    },
    end: (ending) => {
      const findings = runs.flatMap(findingsOf).filter(firstTimes());
      const [verdict = '', ...notes] = plainSummary(runs, ending).split('\n');
      const head = [`### ${literal(`sts-check: ${verdict}`)}`, ...notes.map(literal)];
      const tables = quiet ? [] : universesOf(runs).map(tableOf);
      const told = [...findings.filter(({ known }) => !known), ...(quiet ? [] : findings.filter(({ known }) => known))].map(storyOf);
      return `${[...head, ...asFit(told, MAX_CHARACTERS - length([...head, ...tables])), ...tables].join('\n\n')}\n`;
    },
  };
}

/** The first stories that fit into `room` characters, and how many do not. */
function asFit(stories: readonly string[], room: number): string[] {
  let count = stories.length;
  while (count > 0 && length(stories.slice(0, count)) > room) count--;
  const left = stories.length - count;
  return [...stories.slice(0, count), ...(left > 0 ? [`Stories that do not fit into a comment: ${left}. All of them are in \`-o text\`.`] : [])];
}

function length(blocks: readonly string[]): number {
  return blocks.reduce((sum, block) => sum + block.length + 2, 0);
}

function storyOf(finding: Finding): string {
  const { run, property, story, known } = finding;
  const about = [run.universe, `scope ${run.scope}`, counted(story.steps.length, 'step'), ...(known ? [`known: ${known.reference}`] : [])].join(' · ');
  return [
    `<details><summary>${signs[markOf(run, property)]} <b>${literal(property.id)}</b>: ${literal(story.reason)} <i>(${literal(about)})</i></summary>`,
    fenced('text', plainStory(finding)),
    fenced('mermaid', diagramOf(finding)),
    '</details>',
  ].join('\n\n');
}

/** Signs that stand out in a page; the words are those of the text. */
const signs: Readonly<Record<Mark, string>> = { holds: '✅', 'holds-so-far': '☑️', violated: '❌', known: '⚠️', unknown: '❓', 'not-exercised': '➖' };

/** A row for each promise, a column for each scope. */
function tableOf(runs: readonly Run[]): string {
  const ids = [...new Set(runs.flatMap(({ result }) => result.properties.map(({ id }) => id)))];
  const marks = runs.map((run) => new Map(run.result.properties.map((property) => [property.id, markOf(run, property)])));
  const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const seen = new Set(marks.flatMap((column) => [...column.values()]));
  return [
    `<details><summary>${literal(runs[0]!.universe)}: ${counted(ids.length, 'promise')}, ${counted(runs.length, 'scope')}</summary>`,
    [
      row(['promise', ...runs.map(({ scope }) => literal(scope))]),
      row(['---', ...runs.map(() => ':-:')]),
      ...ids.map((id) => row([literal(id), ...marks.map((column) => signOf(column.get(id)))])),
      row(['states', ...runs.map(({ result: { exploration } }) => `${grouped(exploration.states)}${exploration.complete ? '' : ' of more'}`)]),
    ].join('\n'),
    (Object.keys(signs) as Mark[]).filter((mark) => seen.has(mark)).map((mark) => `${signs[mark]} ${mark}`).join(' · '),
    '</details>',
  ].join('\n\n');
}

function signOf(mark: Mark | undefined): string {
  return mark ? signs[mark] : '';
}

function universesOf(runs: readonly Run[]): Run[][] {
  const names = [...new Set(runs.map(({ universe }) => universe))];
  return names.map((name) => runs.filter(({ universe }) => universe === name));
}

/** A fence that is longer than any in the text. */
function fenced(language: string, text: string): string {
  const fence = '`'.repeat(Math.max(3, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length + 1)));
  return [fence + language, text, fence].join('\n');
}

/** The text itself, whatever Markdown or HTML would make of it. */
function literal(text: string): string {
  return text.replace(/[&<>|*_`~[\]\\#]/g, (character) => `&#${character.charCodeAt(0)};`).replace(/\s+/g, ' ');
}
