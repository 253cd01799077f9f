/**
 * The generic explicit-state engine.
 *
 * `new World(model)` compiles columns and rules; `explore(world, probes, options)` looks at every reachable state,
 * breadth first; `follow(world, keys)` replays a list of action keys; `world.successors(row)` serves random walks.
 */
export { explore } from './explore.ts';
export { MAX_BYTES, MAX_DEPTH, MAX_FAIR_STEPS, MAX_STATES, MAX_STEPS, MAX_SUCCESSORS, PROGRESS_EVERY } from './limits.ts';
export type { Awaited } from './liveness-watch.ts';
export * from './model.ts';
export { judgeRun } from './run.ts';
export * from './samplers.ts';
export * from './shrink.ts';
export { approach, follow } from './trace.ts';
export * from './walk.ts';
export { type Successors, World, type WorldOptions } from './world.ts';
