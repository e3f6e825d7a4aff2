import { alertScenarios } from './alerts.js';
import { caseScenarios } from './cases.js';
import { decisionScenarios } from './decisions.js';
import { gateScenarios } from './gates.js';
import { privacyScenarios } from './privacy.js';
import { providerScenarios } from './provider.js';
import { screeningScenarios } from './screenings.js';

export const kycScenarios = [
  ...caseScenarios,
  ...decisionScenarios,
  ...screeningScenarios,
  ...privacyScenarios,
  ...providerScenarios,
  ...gateScenarios,
  ...alertScenarios,
] as const;
