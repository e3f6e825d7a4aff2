import { accountScenarios } from './accounts.js';
import { ageScenarios } from './ages.js';
import { exclusionScenarios } from './exclusions.js';
import { privacyScenarios } from './privacy.js';

/** Who may have an account, and who may play with it. */
export const playersScenarios = [
  ...accountScenarios,
  ...ageScenarios,
  ...exclusionScenarios,
  ...privacyScenarios,
] as const;
