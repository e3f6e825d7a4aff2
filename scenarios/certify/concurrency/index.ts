import { keyScenarios } from './keys.js';
import { stakeScenarios } from './stakes.js';
import { walletScenarios } from './wallets.js';

/** Requests that arrive together; only interchangeable outcomes race, so the books stay the same. */
export const concurrencyScenarios = [
  ...walletScenarios,
  ...stakeScenarios,
  ...keyScenarios,
] as const;
