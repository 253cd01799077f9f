/** The public API: describe a world, name a controller, ask what can happen. */
export * from '../models/controllers/controller.ts';
export type { AssumptionSet, Cascade, Facets, Scenario, Template } from '../models/scenario.ts';
export type { Action, Issued, Observation, SetObject } from '../models/observation.ts';
export { ControllerFault, type FailedPass } from '../models/pass.ts';
export { reference } from '../models/controllers/reference.ts';
export { releaseLines, releaseOf, type Profile } from '../models/controllers/releases.ts';
export { properties, propertyOf } from '../properties/index.ts';
export { always, eventually, holds, leadsTo, onRequest, onStep, violated, whenQuiet, type Property } from '../properties/property.ts';
export {
  check,
  type ExplorationSummary,
  type PropertyResult,
  type Result,
  type Story,
  type Verdict,
} from './check.ts';
export { FaultInStory, type FaultStory } from './faults.ts';
export { followKeys, openUniverse, type Moment, type StoryStep, type Universe } from './universe.ts';
export {
  checkRandomly,
  generousScenarios,
  PromiseBroken,
  stories,
  storiesOfUniverses,
  type ControllerOf,
  type RandomOptions,
  type SamplerName,
  type Stories,
  type StoryOptions,
  type ToldStory,
} from './random.ts';
export type { ExploreOptions, Progress } from './engine/index.ts';
export { knownFinding, knownFindings, type KnownFinding } from './known.ts';
export { baseScenario, scenario, scopesOf, type ScenarioChanges, type Scope, type ScopeOptions, type SetSpec } from './scopes.ts';
export {
  decode as decodeToken,
  encode as encodeToken,
  loadStories,
  loadStory,
  recordingOf,
  replay,
  StoryError,
  TokenError,
  tokensOf,
  type Recording,
  type Replay,
  type SavedStory,
} from './trace/index.ts';
