/** The commands of the tutorial, run as its page shows them, the long searches included. */
import { expect, test } from 'vitest';
import { stagesOfTutorial } from '../support/tutorial.ts';
import { sts } from '../support/terminal.ts';

const [, ...stages] = stagesOfTutorial();
const commands = stages.flatMap(({ file, shown }) => shown.map(({ options, printed }) => [['--controller', file, ...options].join(' '), printed] as const));

test.each(commands)('npx sts-check %s prints what the page shows', async (command, printed) => {
  const { code, out } = await sts(command.split(' '));
  expect(out).toContain(printed);
  expect(code).toBe(printed.includes('▲') ? 1 : 0);
});
