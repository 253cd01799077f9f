/** `sts-check properties [ID|GLOB]`: the promises, and where Kubernetes makes them. */
import type { Command } from 'commander';
import { properties } from '../../properties/index.ts';
import { wrap } from '../report/index.ts';
import { propertiesLike } from '../plan/index.ts';
import { exitCode } from './errors.ts';
import type { Io } from './io.ts';
import { styleOf } from './style.ts';

export function addProperties(program: Command, io: Io, finish: (code: number) => void): void {
  program
    .command('properties')
    .description('list the promises that are checked')
    .argument('[glob]', 'those of this name only: ordering/*')
    .action((glob: string | undefined) => {
      const ids = propertiesLike(glob ?? '*');
      const { paint, width } = styleOf({}, io);
      const left = Math.max(...ids.map((id) => id.length)) + 2;
      for (const { id, promise } of properties.filter((property) => ids.includes(property.id))) {
        const [first, ...rest] = wrap(promise, Math.max(40, width - left));
        io.out([`${paint.bold(id.padEnd(left))}${first}`, ...rest.map((line) => ' '.repeat(left) + line), ''].join('\n'));
      }
      io.out(`\n${ids.length === 1 ? 'More' : 'More about one'}: sts-check explain ${ids.length === 1 ? ids[0]! : 'ID'}\n`);
      finish(exitCode.holds);
    });
}
