import { boundaryScenarios } from './boundaries.js';
import { countingScenarios } from './counting.js';
import { depositScenarios } from './deposits.js';
import { exactnessScenarios } from './exactness.js';
import { exclusionScenarios } from './exclusions.js';
import { periodScenarios } from './periods.js';
import { sessionScenarios } from './sessions.js';
import { settingScenarios } from './setting.js';
import { waitingScenarios } from './waiting.js';

export const limitsScenarios = [
  ...boundaryScenarios,
  ...countingScenarios,
  ...depositScenarios,
  ...exactnessScenarios,
  ...settingScenarios,
  ...waitingScenarios,
  ...periodScenarios,
  ...sessionScenarios,
  ...exclusionScenarios,
] as const;
