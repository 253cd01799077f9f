import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { createMachine } from 'xstate';
import { diagramOf, innerMovesOf, modelsPage } from '../../scripts/models-doc.ts';

test('docs/models.md is what the machines are; if not, run: npx jiti scripts/models-doc.ts', () => {
  expect(readFileSync(new URL('../../docs/models.md', import.meta.url), 'utf8')).toBe(modelsPage());
});

describe('a diagram', () => {
  test('has an arrow for each transition, an entry and an exit', () => {
    const machine = createMachine({ id: 'lamp', initial: 'Off', states: { Off: { on: { PRESS: 'On' } }, On: { on: { PRESS: 'Off', BREAK: 'Broken' } }, Broken: { type: 'final' } } });
    expect(diagramOf(machine)).toBe(
      [
        'stateDiagram-v2',
        '    [*] --> Off',
        '    Off --> On : PRESS',
        '    On --> Off : PRESS',
        '    On --> Broken : BREAK',
        '    Broken --> [*]',
        '',
      ].join('\n'),
    );
  });

  test('draws states with states inside as boxes, with ids that do not clash', () => {
    const machine = createMachine({
      id: 'door',
      initial: 'Open',
      states: { Open: { on: { CLOSE: 'Closed.Open' } }, Closed: { initial: 'Open', on: { KICK: 'Open' }, states: { Open: { on: { LOCK: 'Locked' } }, Locked: {} } } },
    });
    expect(diagramOf(machine)).toBe(
      [
        'stateDiagram-v2',
        '    [*] --> Open',
        '    state "Closed" as Closed {',
        '        [*] --> Closed_Open',
        '        state "Open" as Closed_Open',
        '        state "Locked" as Closed_Locked',
        '        Closed_Open --> Closed_Locked : LOCK',
        '    }',
        '    Open --> Closed_Open : CLOSE',
        '    Closed --> Open : KICK',
        '',
      ].join('\n'),
    );
  });

  test('draws parallel states side by side', () => {
    const machine = createMachine({ id: 'both', type: 'parallel', states: { left: { initial: 'A', states: { A: {} } }, right: { initial: 'A', states: { A: {} } } } });
    expect(diagramOf(machine)).toBe(
      [
        'stateDiagram-v2',
        '    state "both" as both {',
        '        state "left" as left {',
        '            [*] --> left_A',
        '            state "A" as left_A',
        '        }',
        '        --',
        '        state "right" as right {',
        '            [*] --> right_A',
        '            state "A" as right_A',
        '        }',
        '    }',
        '',
      ].join('\n'),
    );
  });

  test('says moves to an inner state in words', () => {
    const machine = createMachine({ id: 'm', initial: 'Work', states: { Work: { initial: 'one', on: { NEXT: '.two' }, states: { one: {}, two: {} } } } });
    expect(diagramOf(machine)).not.toContain('NEXT');
    expect(innerMovesOf(machine.root)).toEqual(['From anywhere in Work: `NEXT` to two.']);
  });
});
