/** `sts-check controllers`: what can be put after `--controller`. */
import type { Command } from 'commander';
import { mutants } from '../../models/controllers/mutants/index.ts';
import { releaseLines, releaseOf } from '../../models/controllers/releases.ts';
import { exitCode } from './errors.ts';
import type { Io } from './io.ts';
import { styleOf } from './style.ts';

export function addControllers(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('controllers')
    .description('list what can be checked: the reference of each release, the seeded bugs, the real controller, your own')
    .action(() => {
      const { paint } = styleOf({}, io);
      const lines = releaseLines.map((line) => `  reference@${line}    ${profilesOf(line).join(', ')}`);
      const width = Math.max(...mutants.map(({ name }) => name.length)) + 2;
      io.out(
        [
          paint.bold('The reference, which decides as the StatefulSet controller of a release does:'),
          ...lines,
          '  reference         the one of --kubernetes; any patch is accepted, as in reference@1.35.2',
          '',
          paint.bold('Mutants, each the reference with one bug:'),
          ...mutants.map(({ name, caughtBy }) => `  ${name.padEnd(width)}breaks ${caughtBy.join(', ')}`),
          '',
          paint.bold('The real one, compiled from its sources with the Go that is installed:'),
          `  kubernetes@${releaseLines.at(-1)}   of a release, its newest patch; or of a patch, as in kubernetes@1.35.0`,
          '  go:PATH           of a source tree of Kubernetes, as in go:../kubernetes',
          '',
          'Your own: --controller ./FILE.ts (see examples/05-own-controller)',
          "In any language: --controller 'exec:COMMAND' (see examples/07-other-languages)",
          '',
        ].join('\n'),
      );
      finish(exitCode.holds);
    });
}

/** More patches than a line ever gets. */
const PATCHES = 40;

/** `profile r1.35.0`, `from 1.35.1: r1.35.1`, … */
function profilesOf(line: string): string[] {
  const names = Array.from({ length: PATCHES }, (_, patch) => releaseOf(`${line}.${patch}`).name);
  const changes = names.flatMap((name, patch) => (patch > 0 && names[patch - 1] === name ? [] : [{ name, patch }]));
  return changes.map(({ name, patch }) => (patch === 0 ? `profile ${name}` : `from ${line}.${patch}: ${name}`));
}
