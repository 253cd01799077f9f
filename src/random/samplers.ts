import { priorities, prioritySwarm, swarm, uniform, weighted, weightedPriorities, weightedPrioritySwarm, type Sampler } from '../engine/index.ts';

/** Ways to choose among the enabled steps; compared in docs/decisions/0008-sampling.md. */
export const samplers = { uniform, swarm, weighted, priorities, prioritySwarm, weightedPriorities, weightedPrioritySwarm } as const satisfies Record<string, Sampler>;

export type SamplerName = keyof typeof samplers;

/** The one that found the most. */
export const defaultSampler: SamplerName = 'weightedPriorities';
