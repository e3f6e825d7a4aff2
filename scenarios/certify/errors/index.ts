import type { Scenario } from '../../../src/harness/scenario.js';
import { bodyScenarios } from './bodies.js';
import { debitOrderScenarios } from './debit-order.js';
import { leakScenarios } from './leaks.js';
import { precedenceScenarios } from './precedence.js';
import { readingOrderScenarios } from './reading-order.js';
import { tracingScenarios } from './tracing.js';

/** How refusals look, what they give away and which of several is told. */
export const errorsScenarios: readonly Scenario[] = [
  ...bodyScenarios,
  ...tracingScenarios,
  ...leakScenarios,
  ...precedenceScenarios,
  ...readingOrderScenarios,
  ...debitOrderScenarios,
];
