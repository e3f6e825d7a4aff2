import type { Domain } from '../context.js';
import { query } from '../context.js';
import { getWallet, listTransactions } from './operations.js';

/** What a player owns and how it came about: reads only, the ledger writes. */
export { getWallet, listTransactions };

export const wallets: Domain = {
  name: 'wallets',
  tables: [],
  operations: { getWallet: query(getWallet), listTransactions: query(listTransactions) },
};
