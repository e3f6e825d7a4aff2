import type { Scenario } from '../../../src/harness/scenario.js';
import { bodyScenarios } from './bodies.js';
import { stringScenarios } from './strings.js';
import { targetScenarios } from './targets.js';
import { transportScenarios } from './transport.js';

/** Hostile and broken input: text, bodies, headers, methods and paths. */
export const inputScenarios: readonly Scenario[] = [
  ...stringScenarios,
  ...bodyScenarios,
  ...transportScenarios,
  ...targetScenarios,
];
