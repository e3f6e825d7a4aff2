import type { Scenario } from '../../../src/harness/scenario.js';
import { mismatchScenarios } from './mismatches.js';
import { replayScenarios } from './replays.js';
import { signatureScenarios } from './signatures.js';
import { timeScenarios } from './times.js';

/** Webhooks that come in: forged, altered, stale, replayed, out of order, contradicting. */
export const hooksScenarios: readonly Scenario[] = [
  ...signatureScenarios,
  ...timeScenarios,
  ...replayScenarios,
  ...mismatchScenarios,
];
