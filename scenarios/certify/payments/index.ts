import type { Scenario } from '../../../src/harness/scenario.js';
import { cardScenarios } from './cards.js';
import { depositScenarios } from './deposits.js';
import { incidentScenarios } from './incidents.js';
import { methodScenarios } from './methods.js';
import { outageScenarios } from './outages.js';
import { reversalScenarios } from './reversals.js';
import { withdrawalScenarios } from './withdrawals.js';

/** Money in and out: two phases, one effect, own methods, no card numbers, outages. */
export const paymentsScenarios: readonly Scenario[] = [
  ...depositScenarios,
  ...methodScenarios,
  ...withdrawalScenarios,
  ...reversalScenarios,
  ...cardScenarios,
  ...outageScenarios,
  ...incidentScenarios,
];
