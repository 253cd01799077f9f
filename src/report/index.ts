/** How results are told. A new format is one file and one line here. */
import { githubReporter } from './github.ts';
import { itfReporter } from './itf.ts';
import { jsonReporter } from './json.ts';
import { junitReporter } from './junit.ts';
import { markdownReporter } from './markdown.ts';
import { mermaidReporter } from './mermaid.ts';
import type { Reporter, Style } from './report.ts';
import { textReporter } from './text.ts';

export { differenceWords } from './decisions.ts';
export { faultStoryText } from './fault.ts';
export { counted, grouped } from './moment.ts';
export { DEFAULT_WIDTH, paintOf, wrap, type Paint } from './paint.ts';
export { markOf, type Ending, type Mark, type Reporter, type Run, type Style } from './report.ts';
export { aboutSet, releaseWords, shortestWords, stepLines, storyText, type StoryContext, type TextStyle } from './story.ts';
export { secondsText } from './table.ts';
export { asksWords, tell, type Told, type ToldStep } from './telling.ts';

export const formats: Readonly<Record<string, (style: Style) => Reporter>> = {
  text: textReporter,
  json: jsonReporter,
  junit: junitReporter,
  github: githubReporter,
  markdown: markdownReporter,
  mermaid: mermaidReporter,
  itf: itfReporter,
};
