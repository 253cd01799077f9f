/** For GitHub Actions: workflow commands, which become annotations of the run. One for each finding, the summary last. */
import { findingsOf, firstTimes, type Finding } from './finding.ts';
import { counted } from './moment.ts';
import { plainStory, plainSummary } from './plain.ts';
import type { Reporter, Run, Style } from './report.ts';

type Level = 'error' | 'warning' | 'notice';

export function githubReporter({ quiet }: Style): Reporter {
  const runs: Run[] = [];
  const isFirst = firstTimes();
  return {
    run: (run) => {
      runs.push(run);
      const findings = findingsOf(run).filter((finding) => !(quiet && finding.known) && isFirst(finding));
      return [...findings.map(ofFinding), ...ofUnknown(run)].join('');
    },
    end: (ending) => command('notice', 'sts-check', plainSummary(runs, ending)),
  };
}

function ofFinding(finding: Finding): string {
  const { property, known } = finding;
  return command(known ? 'notice' : 'error', `${property.id} is violated${known ? `, as known: ${known.reference}` : ''}`, plainStory(finding));
}

/** One for a scope: a limit that is reached leaves most of its promises unknown. */
function ofUnknown({ universe, scope, result }: Run): string[] {
  const unknown = result.properties.filter(({ verdict }) => verdict === 'unknown').map(({ id }) => id);
  if (unknown.length === 0) return [];
  const limit = result.exploration.limit;
  const title = `${counted(unknown.length, 'promise')} unknown in ${universe}, scope ${scope}`;
  return [command('warning', title, `${limit ? `The limit of ${limit} was reached` : 'The search ended'} before all was known: ${unknown.join(', ')}`)];
}

/** A command ends with its line, and its title at a colon or a comma; what is escaped is shown as it was. */
function command(level: Level, title: string, message: string): string {
  const text = (value: string): string => value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
  return `::${level} title=${text(title).replaceAll(':', '%3A').replaceAll(',', '%2C')}::${text(message)}\n`;
}
