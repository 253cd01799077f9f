/** What people ask for, made into what is explored. Every complaint is a UsageError, which says what to do. */
export { planOf, policies, strategies, type InputOptions, type Plan, type PlannedUniverse } from './plan.ts';
export { propertiesLike } from './properties-like.ts';
export { UsageError } from './usage-error.ts';
