import { cancellingScenarios } from './cancelling.js';
import { closingScenarios } from './closing.js';
import { entryScenarios } from './entries.js';
import { payoutScenarios } from './payouts.js';
import { scoreScenarios } from './scores.js';
import { standingScenarios } from './standings.js';

export const tournamentsScenarios = [
  ...entryScenarios,
  ...scoreScenarios,
  ...standingScenarios,
  ...closingScenarios,
  ...payoutScenarios,
  ...cancellingScenarios,
] as const;
