/** Test suites of users, run as they run them: by a Vitest of their own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The blocks of a page that begin with the name of a file, by that name. */
export function filesOf(page: string): ReadonlyMap<string, string> {
  const text = readFileSync(join(root, page), 'utf8');
  return new Map([...text.matchAll(/^```ts\n\/\/ (\S+)\n([\s\S]*?)^```$/gm)].map(([, name, code]) => [name!, code!]));
}

/** A folder outside the project with these files in it. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'sts-check-suite-'));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** What takes `sts-check` for the sources of this project in such a folder. */
export const sourceConfig = {
  'vitest.config.mts': `import config from ${JSON.stringify(join(root, 'vitest.config.ts'))};\nexport default { resolve: config.resolve };\n`,
} as const;

export interface SuiteTest {
  /** `mine > OrderedReady · RollingUpdate > ordering/successor-waits`. */
  readonly title: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** Why it failed; empty otherwise. */
  readonly message: string;
}

export interface Suite {
  readonly tests: readonly SuiteTest[];
  /** By name, why a file could not be collected. */
  readonly broken: Readonly<Record<string, string>>;
  /** What was printed beside the report. */
  readonly printed: string;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly message: string;
    readonly assertionResults: readonly { readonly ancestorTitles: readonly string[]; readonly title: string; readonly status: string; readonly failureMessages: readonly string[] }[];
  }[];
}

/** Runs `vitest run` in a folder, with the Vitest of another one: by default with ours. */
export function runSuite(folder: string, argv: readonly string[] = [], { env = {}, from = root }: { readonly env?: Readonly<Record<string, string>>; readonly from?: string } = {}): Suite {
  const vitest = join(from, 'node_modules', 'vitest', 'vitest.mjs');
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(?:CI|GITHUB_ACTIONS|NODE_OPTIONS|VITEST.*)$/.test(name)));
  const ran = spawnSync(process.execPath, [vitest, 'run', '--reporter=json', '--outputFile=report.json', ...argv], { cwd: folder, encoding: 'utf8', env: { ...inherited, NO_COLOR: '1', ...env } });
  const { testResults } = JSON.parse(readFileSync(join(folder, 'report.json'), 'utf8')) as Report;
  return {
    tests: testResults.flatMap(({ assertionResults }) =>
      assertionResults.map(({ ancestorTitles, title, status, failureMessages }) => ({ title: [...ancestorTitles, title].join(' > '), status: status === 'pending' ? 'skipped' : status, message: failureMessages.join('\n') }) as SuiteTest),
    ),
    broken: Object.fromEntries(testResults.filter(({ message }) => message !== '').map(({ name, message }) => [name.slice(name.lastIndexOf('/') + 1), message])),
    printed: (ran.stdout + ran.stderr).replace(/^JSON report written to .*\n/, ''),
  };
}
