/** The set that is checked when nothing is given: that of examples/01-tutorial. */
import { baseScenario, type SetSpec } from '../scopes.ts';

export const tutorialSet: SetSpec = { ...baseScenario.set, claimTemplates: ['www'] };

export const tutorialVolumes: readonly string[] = ['pv001', 'pv002'];
