/** What is searched: a cell for each policy and strategy, with its scopes and its promises. */
import { initialSet } from '../universe.ts';
import { type InputOptions, planOf, UsageError } from '../plan/index.ts';
import { aboutSet } from '../report/index.ts';
import type { Scope } from '../scopes.ts';
import type { Recording } from '../trace/index.ts';
import { DEFAULT_REPLICAS } from './limits.ts';
import type { Settings } from './options.ts';

/** A set under one policy and one strategy; searched once, for all its promises. */
export interface Cell {
  /** `OrderedReady · RollingUpdate`, after the set's name if there are several sets. */
  readonly title: string;
  /** Ids of the promises that speak about it. */
  readonly promises: readonly string[];
  readonly examples: readonly Example[];
  /** Searched exhaustively. */
  readonly scopes: readonly Scope[];
  /** Walked at random: larger ones. */
  readonly larger: readonly Scope[];
}

export interface Example {
  /** Its place in the option, from 1. */
  readonly number: number;
  readonly recording: Recording;
}

/**
 * Only those that a promise speaks about.
 *
 * @throws UsageError about a manifest, a strategy that the release lacks, promises that say nothing, or an example that belongs nowhere
 */
export function cellsOf(settings: Settings): Cell[] {
  const { universes } = planOf(inputsOf(settings), () => '');
  const larger = planOf({ ...inputsOf(settings), scope: 'large', replicas: (settings.replicas ?? DEFAULT_REPLICAS) + 1 }, () => '').universes;
  const setOf = (name: string): string => name.split(' ', 1)[0]!;
  const sets = new Set(universes.map(({ name }) => setOf(name)));
  const examples = settings.examples.map((recording, index): Example => ({ number: index + 1, recording }));
  const all = universes.map(({ name, scopes }, index): Cell => {
    const { scenario } = scopes[0]!;
    const about = aboutSet(scenario).join(' · ');
    return {
      title: sets.size > 1 ? `${setOf(name)} · ${about}` : about,
      promises: settings.properties.filter(({ appliesTo }) => appliesTo?.(initialSet(scenario)) ?? true).map(({ id }) => id),
      examples: examples.filter(({ recording }) => isAbout(recording, scopes[0]!)),
      scopes: settings.exhaustive ? scopes : [],
      larger: settings.numRuns > 0 ? larger[index]!.scopes : [],
    };
  });
  const cells = all.filter(({ promises }) => promises.length > 0);
  if (cells.length === 0) {
    const ids = settings.properties.map(({ id }) => id);
    throw new UsageError(`There is nothing to test: ${ids.join(', ')} say${ids.length === 1 ? 's' : ''} nothing about ${all.map(({ title }) => title).join(', ')}. Choose other properties, policies or strategies.`);
  }
  const lost = examples.find((example) => !cells.some((cell) => cell.examples.includes(example)));
  if (lost) {
    const { set } = lost.recording.scenario;
    throw new UsageError(`Example ${lost.number} is about ${set.name}, ${aboutSet(lost.recording.scenario).join(' · ')}, which is not checked here: ${cells.map(({ title }) => title).join(', ')} are. Add it, or leave the example out.`);
  }
  return cells;
}

function inputsOf({ manifests, kubernetes, assume, replicas, policies, strategies }: Settings): InputOptions {
  return { files: manifests, recursive: false, kubernetes, assume, scope: 'default', replicas, policies, strategies };
}

function isAbout({ scenario: { set } }: Recording, { scenario }: Scope): boolean {
  return set.name === scenario.set.name && set.policy === scenario.set.policy && set.strategy.type === scenario.set.strategy.type;
}
