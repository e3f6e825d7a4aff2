import type { Scenario } from '../../../src/harness/scenario.js';
import { currencyScenarios } from './currencies.js';
import { exactScenarios } from './exact.js';
import { formScenarios, strictScenarios } from './forms.js';

/** What an amount is, what it is not, and that it moves to the minor unit. */
export const amountsScenarios: readonly Scenario[] = [
  ...exactScenarios,
  ...formScenarios,
  ...strictScenarios,
  ...currencyScenarios,
];
