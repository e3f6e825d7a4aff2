import type { LoadScenario } from '../../src/load/scenario.js';
import { capacity } from './capacity.js';
import { crashRecovery } from './crash-recovery.js';
import { degradation } from './degradation.js';
import { evening } from './evening.js';
import { jackpot } from './jackpot.js';
import { payday } from './payday.js';
import { soak } from './soak.js';
import { tournament } from './tournament.js';

/** Every occasion `tablestakes loadtest` knows. */
export const LOAD_SCENARIOS: readonly LoadScenario[] = [
  evening,
  tournament,
  jackpot,
  payday,
  degradation,
  crashRecovery,
  soak,
  capacity,
];
