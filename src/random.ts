/** Random exploration: stories as a fast-check arbitrary, and a check that draws them. */
export { checkRandomly, type RandomOptions, type RandomProgress } from './random/check-randomly.ts';
export { MAX_EXACT_STATES, MAX_OPEN_UNIVERSES } from './random/limits.ts';
export { defaultSampler, samplers, type SamplerName } from './random/samplers.ts';
export { generousScenarios } from './random/scenarios.ts';
export { PromiseBroken, Stories, stories, storiesOfUniverses, type StoryOptions, type Tellers, type ToldStory } from './random/stories.ts';
export { type ControllerOf } from './random/universes.ts';
