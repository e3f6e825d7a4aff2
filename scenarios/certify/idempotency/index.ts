import { conflictScenarios } from './conflicts.js';
import { enduranceScenarios } from './endurance.js';
import { keyScenarios } from './keys.js';
import { payloadScenarios } from './payloads.js';
import { playRepeatScenarios } from './plays.js';
import { refusalScenarios } from './refusals.js';
import { repeatScenarios } from './repeats.js';
import { stormScenarios } from './storms.js';

/** Exactly once, whatever is repeated: IDEM-01 to IDEM-08. */
export const idempotencyScenarios = [
  ...repeatScenarios,
  ...conflictScenarios,
  ...keyScenarios,
  ...payloadScenarios,
  ...refusalScenarios,
  ...stormScenarios,
  ...enduranceScenarios,
  ...playRepeatScenarios,
] as const;
