import type { Scenario } from '../../../src/harness/scenario.js';
import { rates06, rates07, rates08 } from './addresses.js';
import { rates01, rates02, rates03, rates04, rates05 } from './limits.js';
import { rates09 } from './partners.js';

/** SEC-05: how often a client may ask, and from where. */
export const ratesScenarios: readonly Scenario[] = [
  rates01,
  rates02,
  rates03,
  rates04,
  rates05,
  rates06,
  rates07,
  rates08,
  rates09,
];
