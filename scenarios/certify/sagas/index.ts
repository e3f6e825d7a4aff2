import type { Scenario } from '../../../src/harness/scenario.js';
import { crashScenarios } from './crashes.js';
import { faultScenarios } from './faults.js';
import { silenceScenarios } from './silence.js';

/** Work of several steps: partners that fail or fall silent, and crashes between the steps. */
export const sagasScenarios: readonly Scenario[] = [
  ...faultScenarios,
  ...silenceScenarios,
  ...crashScenarios,
];
