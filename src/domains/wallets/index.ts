import type { Domain, LiveState } from '../context.js';
import { query } from '../context.js';
import { getWallet, listTransactions, transactionBody, walletBody } from './operations.js';

/** What a player owns and how it came about: reads only, the ledger writes. */
export { getWallet, listTransactions, transactionBody };

/** Words of the journal that no posting stands behind. */
const MOVES_NOTHING = /^(player|limit|exclusion|method|kyc|session|incident)\./;

const balance: LiveState = {
  kind: 'state',
  name: 'balance',
  scope: 'wallets:read',
  touchedBy: ({ player_id, type }) =>
    player_id === null || MOVES_NOTHING.test(type) ? [] : [player_id],
  read: walletBody,
};

export const wallets: Domain = {
  name: 'wallets',
  tables: [],
  operations: { getWallet: query(getWallet), listTransactions: query(listTransactions) },
  live: [balance],
};
