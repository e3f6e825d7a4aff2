import { accessLogScenarios } from './access-log.js';
import { erasureScenarios } from './erasure.js';
import { exportScenarios } from './export.js';
import { forgottenScenarios } from './forgotten.js';
import { verificationScenarios } from './verification.js';

/** What a person may ask for, and who looked at what is known of them. */
export const privacyScenarios = [
  ...exportScenarios,
  ...erasureScenarios,
  ...forgottenScenarios,
  ...accessLogScenarios,
  ...verificationScenarios,
] as const;
