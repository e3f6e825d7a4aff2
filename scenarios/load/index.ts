import type { LoadScenario } from '../../src/load/scenario.js';
import { evening } from './evening.js';

/** Every occasion `tablestakes loadtest` knows. */
export const LOAD_SCENARIOS: readonly LoadScenario[] = [evening];
