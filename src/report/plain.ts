/** Parts of the text that formats for other programs embed: without colours, and of one width wherever they are made. */
import { lengthWords, type Finding } from './finding.ts';
import { DEFAULT_WIDTH, paintOf } from './paint.ts';
import type { Ending, Run, Style } from './report.ts';
import { storyText } from './story.ts';
import { textReporter } from './text.ts';

const plain: Style = { paint: paintOf(false), width: DEFAULT_WIDTH, quiet: true };

/** The story of a finding, from its head to the line that replays it. */
export function plainStory(finding: Finding): string {
  const { run, story, token, known } = finding;
  const { scenario, controller } = run.result;
  return storyText(story, { scenario, controller, token, known, length: lengthWords(finding) }, plain).trimEnd();
}

/** How many promises are what, and what a reader must know about it: the last lines of the text. */
export function plainSummary(runs: readonly Run[], ending: Ending): string {
  const text = textReporter(plain);
  for (const run of runs) text.run(run);
  return text.end(ending).trimEnd();
}
