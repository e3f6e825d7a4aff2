import { fairnessScenarios } from './fairness.js';
import { launchScenarios } from './launches.js';
import { providerScenarios } from './provider.js';

export const studioScenarios = [
  ...fairnessScenarios,
  ...providerScenarios,
  ...launchScenarios,
] as const;
