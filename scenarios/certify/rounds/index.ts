import { creditScenarios } from './credits.js';
import { endedScenarios } from './ended.js';
import { ownershipScenarios } from './ownership.js';
import { playScenarios } from './plays.js';
import { readingScenarios } from './reading.js';
import { refusalScenarios } from './refusals.js';
import { rollbackScenarios } from './rollbacks.js';
import { sessionScenarios } from './sessions.js';
import { severalScenarios } from './several.js';
import { stakeScenarios } from './stakes.js';
import { tombstoneScenarios } from './tombstones.js';

/** Play between game server and wallet: PLAY-01 to PLAY-10. */
export const roundsScenarios = [
  ...stakeScenarios,
  ...refusalScenarios,
  ...sessionScenarios,
  ...creditScenarios,
  ...severalScenarios,
  ...rollbackScenarios,
  ...tombstoneScenarios,
  ...endedScenarios,
  ...ownershipScenarios,
  ...readingScenarios,
  ...playScenarios,
] as const;
