import { changeScenarios } from './changes.js';
import { contributionScenarios } from './contributions.js';
import { hitScenarios } from './hits.js';
import { makingScenarios } from './making.js';
import { oddsScenarios } from './odds.js';
import { returnScenarios } from './returns.js';
import { showingScenarios } from './showing.js';

/** Pots that grow with each stake and are won by one: PROMO-03. */
export const jackpotsScenarios = [
  ...makingScenarios,
  ...contributionScenarios,
  ...returnScenarios,
  ...hitScenarios,
  ...oddsScenarios,
  ...changeScenarios,
  ...showingScenarios,
] as const;
