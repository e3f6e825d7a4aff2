import { pageScenarios } from './pages.js';
import { transactionScenarios } from './transactions.js';
import { walletScenarios } from './wallet.js';

/** What a player owns, and the list of everything that made it so. */
export const walletsScenarios = [
  ...walletScenarios,
  ...pageScenarios,
  ...transactionScenarios,
] as const;
