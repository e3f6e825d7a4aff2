import { catalogueScenarios } from './catalogue.js';
import { launchTokenScenarios } from './launch-tokens.js';
import { launchScenarios } from './launches.js';
import { sessionScenarios } from './sessions.js';

/** The catalogue, and the way of a player into a game and out of it. */
export const gamesScenarios = [
  ...launchTokenScenarios,
  ...launchScenarios,
  ...sessionScenarios,
  ...catalogueScenarios,
] as const;
