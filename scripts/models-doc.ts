/**
 * Writes docs/models.md: the state diagrams, drawn from the machines, with a word on each.
 *
 *     npx jiti scripts/models-doc.ts
 *
 * A test compares the committed page with {@link modelsPage}, so a machine and its picture cannot drift apart.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AnyStateMachine } from 'xstate';
import { cacheMachine } from '../models/cache.ts';
import { claimMachine } from '../models/claim.ts';
import { executionMachine } from '../models/execution.ts';
import { podMachine } from '../models/pod.ts';
import { processMachine } from '../models/process.ts';
import { setMachine } from '../models/statefulset.ts';
import { volumeMachine } from '../models/volume.ts';

type Node = AnyStateMachine['root'];

/** Spaces per level of nesting. */
const indent = 4;

/** A machine as a Mermaid state diagram. */
export function diagramOf(machine: AnyStateMachine): string {
  const { root } = machine;
  // Mermaid knows regions only inside a state.
  const lines = root.type === 'parallel' ? [line(1, `state "${root.key}" as ${root.key} {`), ...insideOf(root, 2), line(1, '}')] : insideOf(root, 1);
  return ['stateDiagram-v2', ...lines, ''].join('\n');
}

/** Moves from a state to a state inside it, in words: Mermaid cannot lay such arrows out. */
export function innerMovesOf(node: Node): string[] {
  const moves = [...node.transitions].flatMap(([event, transitions]) =>
    transitions.flatMap(({ target }) => (target ?? []).filter((to) => isInside(to, node)).map((to) => `\`${event}\` to ${to.key}`)),
  );
  const own = moves.length === 0 ? [] : [`From anywhere in ${node.key}: ${moves.join(', ')}.`];
  return [...own, ...Object.values(node.states).flatMap(innerMovesOf)];
}

function insideOf(node: Node, depth: number): string[] {
  const children = Object.values(node.states);
  // Regions of a parallel state are boxes with a line between them.
  if (node.type === 'parallel') return children.flatMap((child, index) => [...(index > 0 ? [line(depth, '--')] : []), ...boxOf(child, depth)]);
  const initial = children.find((child) => child.key === node.config.initial);
  return [
    ...(initial ? [line(depth, `[*] --> ${idOf(initial)}`)] : []),
    ...children.flatMap((child) => (isComposite(child) ? boxOf(child, depth) : nameOf(child, depth))),
    ...children.flatMap((child) => arrowsFrom(child, depth)),
  ];
}

function boxOf(node: Node, depth: number): string[] {
  return [line(depth, `state "${node.key}" as ${idOf(node)} {`), ...insideOf(node, depth + 1), line(depth, '}')];
}

function nameOf(node: Node, depth: number): string[] {
  return idOf(node) === node.key ? [] : [line(depth, `state "${node.key}" as ${idOf(node)}`)];
}

function arrowsFrom(node: Node, depth: number): string[] {
  const arrows = [...node.transitions].flatMap(([event, transitions]) =>
    transitions.flatMap(({ target }) => (target ?? [node]).filter((to) => !isInside(to, node)).map((to) => line(depth, `${idOf(node)} --> ${idOf(to)} : ${event}`))),
  );
  return node.type === 'final' ? [...arrows, line(depth, `${idOf(node)} --> [*]`)] : arrows;
}

function isInside(inner: Node, outer: Node): boolean {
  return inner.path.length > outer.path.length && outer.path.every((key, index) => inner.path[index] === key);
}

function isComposite(node: Node): boolean {
  return Object.keys(node.states).length > 0;
}

/** Ids must be unique in a diagram, keys only among siblings. */
function idOf(node: Node): string {
  return node.path.join('_');
}

function line(depth: number, text: string): string {
  return `${' '.repeat(depth * indent)}${text}`;
}

interface Entry {
  readonly title: string;
  readonly file: string;
  readonly machine: AnyStateMachine;
  /** What it stands for, with the rules it follows. */
  readonly about: readonly string[];
}

const entries: readonly Entry[] = [
  {
    title: 'Pod',
    file: 'models/pod.ts',
    machine: podMachine,
    about: [
      'The pod object in the API server. Its phase, its deletion and its scheduling move independently (EN-POD-2, EN-API-8,',
      'EN-API-16), so a terminating pod may still be Running and Ready. `AVAILABLE` is no write, only time (EN-POD-14); it',
      'exists with the availability facet. A mark for deletion is never taken back (ENV-API-I3), and a name is free once the',
      'object is gone (EN-API-14). No rule leads to Succeeded yet.',
    ],
  },
  {
    title: 'Execution',
    file: 'models/execution.ts',
    machine: executionMachine,
    about: [
      'The processes of one incarnation on its node (EN-POD-11). They are a machine of their own because an object can be',
      'removed by force while they run (EN-POD-12), and because a kubelet stops them before the object goes (EN-POD-6).',
    ],
  },
  {
    title: 'StatefulSet',
    file: 'models/statefulset.ts',
    machine: setMachine,
    about: [
      'The life of the set. Background deletion removes the object at once; foreground and orphan deletion keep it, marked,',
      'until the garbage collector has done its part (EN-API-15, EN-GC-6, SC-DEL-2). The spec and its versions are data beside it.',
    ],
  },
  {
    title: 'Claim',
    file: 'models/claim.ts',
    machine: claimMachine,
    about: [
      'A PersistentVolumeClaim. Binding is one step here, four writes in the real world (EN-STO-4). A deleted claim stays',
      'until no pod object with a node refers to it (EN-STO-12).',
    ],
  },
  {
    title: 'Volume',
    file: 'models/volume.ts',
    machine: volumeMachine,
    about: [
      'A static PersistentVolume with reclaim policy Retain: once released, nobody gets it without an administrator',
      '(EN-STO-7, EN-STO-8). The epoch of its data never changes (ENV-STO-I3).',
    ],
  },
  {
    title: 'Informer cache',
    file: 'models/cache.ts',
    machine: cacheMachine,
    about: [
      'One cache of the controller: a cursor into the ordered log of its kind (EN-INF-1), independent of the others',
      '(EN-INF-2). How far it may be behind is a bound of the scenario. A row does not hold this state: it follows from',
      'whether events are undelivered.',
    ],
  },
  {
    title: 'Controller process',
    file: 'models/process.ts',
    machine: processMachine,
    about: [
      'The process, with the phases of a pass as its states in the order of the writes (SC-ERR-8). A pass only moves forward,',
      'skips what has nothing to do, and may end or crash in any of them. A new process starts with caches that show the',
      'truth (EN-INF-12). A row does not hold this state: it follows from what the pass is waiting for.',
    ],
  },
];

/** The text of docs/models.md. */
export function modelsPage(): string {
  const intro = [
    '# The machines',
    '',
    '<!-- Written by scripts/models-doc.ts. Change the machines or the script, then run: npx jiti scripts/models-doc.ts -->',
    '',
    'Each thing with a life of its own is one XState machine in one file. The machines say what a thing *can* do; the rules',
    'in [models/](../models) say when it happens and what else changes in the same step. How the two fit together is in',
    '[concepts.md](concepts.md); the rule numbers are those of [environment.md](reference/environment.md) and',
    '[statefulset-controller.md](reference/statefulset-controller.md).',
    '',
  ];
  const sections = entries.flatMap(({ title, file, machine, about }) => [
    `## ${title}`,
    '',
    `[${file}](../${file})`,
    '',
    ...about,
    '',
    '```mermaid',
    `${diagramOf(machine)}\`\`\``,
    '',
    ...innerMovesOf(machine.root).flatMap((moves) => [moves, '']),
  ]);
  return `${[...intro, ...sections].join('\n').trimEnd()}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(new URL('../docs/models.md', import.meta.url), modelsPage());
