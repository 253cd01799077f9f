/** Violations, with what every format tells about one. */
import type { PropertyResult, Story } from '../check.ts';
import type { KnownFinding } from '../known.ts';
import type { Reporter, Run } from './report.ts';
import { inScope, shortestWords } from './story.ts';

export interface Finding {
  readonly run: Run;
  readonly property: PropertyResult;
  readonly story: Story;
  /** What replays it. */
  readonly token: string;
  /** What it is an instance of; undefined: it is new. */
  readonly known: KnownFinding | undefined;
}

export function findingsOf(run: Run): Finding[] {
  return run.result.properties.flatMap((property) => {
    const { id, story } = property;
    return story ? [{ run, property, story, token: run.tokens[id] ?? '', known: run.known[id] }] : [];
  });
}

/** Answers whether a finding is one to tell: a new one once in its universe, a known one once. */
export function firstTimes(): (finding: Finding) => boolean {
  const told = new Set<string>();
  return ({ run, property, known }) => {
    const finding = `${property.id} ${known?.reference ?? run.universe}`;
    const isFirst = !told.has(finding);
    told.add(finding);
    return isFirst;
  };
}

/** What is known about the length of a story: `no shorter one exists in scope rollback (…)`. */
export function lengthWords({ run, property, story }: Finding): string {
  const { minimal, shrunkFrom } = property;
  const shrunk = shrunkFrom !== undefined && shrunkFrom > story.steps.length ? `shrunk from ${shrunkFrom}; ` : '';
  const isExhaustive = run.result.exploration.search === 'exhaustive';
  return shrunk + shortestWords(story, isExhaustive || minimal ? inScope(run.scope, run.about) : '', minimal ?? isExhaustive);
}

/** A format whose documents hold one story: of the first new finding, or else of the first known one. */
export function oneStory(documentOf: (told: Finding | undefined, others: readonly Finding[]) => string): Reporter {
  const findings: Finding[] = [];
  return {
    run: (run) => {
      findings.push(...findingsOf(run));
      return '';
    },
    end: () => {
      const told = findings.find(({ known }) => !known) ?? findings[0];
      return documentOf(told, findings.filter((finding) => finding !== told));
    },
  };
}
