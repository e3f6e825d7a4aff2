import type { Scenario } from '../../../src/harness/scenario.js';
import { bodyScenarios } from './bodies.js';
import { exampleScenarios } from './examples.js';
import { statusScenarios } from './statuses.js';

/** The contract as checks, generated from it: statuses, bodies and examples of every operation. */
export const contractScenarios: readonly Scenario[] = [
  ...statusScenarios,
  ...bodyScenarios,
  ...exampleScenarios,
];
