import { assert } from '../../kernel/errors.js';
import { assertMinor } from '../../kernel/money.js';
import type { Context, Domain, Ground } from '../context.js';
import { findReceipt, receiptIdOf } from '../idempotency/index.js';
import type { Entry, HouseEntry, Posted, Pot, TransactionRow, Wallet } from './model.js';
import { spendable, splitStake } from './model.js';
import {
  findPot,
  findTransactionAt,
  findWallet,
  insertPot,
  insertTransaction,
  insertWallet,
  statementFrom,
} from './store.js';
import { tables } from './tables.js';

export type { Entry, HouseEntry, Posted, Postings, Pot, TransactionRow, Wallet } from './model.js';
export { refuseBeyondMaximum, spendable } from './model.js';
export { refuseField } from './money.js';

/** The books. `post` is the only way a balance changes (MONEY-02). */
export interface Ledger {
  openWallet(ground: Ground, playerId: string, currency: string): void;
  walletOf(ground: Ground, playerId: string): Wallet;
  findWallet(ground: Ground, playerId: string): Wallet | undefined;
  /** How a stake is taken from cash and bonus, or INSUFFICIENT_FUNDS. */
  split(wallet: Wallet, amount: number): { cash: number; bonus: number };
  /** The call's own transaction, or a further one of it under an id of its own. */
  post(ctx: Context, wallet: Wallet, entry: Entry, txnId?: string): Posted;
  openPot(ground: Ground, potId: string, currency: string): void;
  potOf(ground: Ground, potId: string): Pot;
  /** Between the house and a pot: no wallet moves, and no statement shows it. */
  postHouse(ctx: Context, entry: HouseEntry, txnId: string): void;
  findTransaction(ground: Ground, txnId: string): TransactionRow | undefined;
  /** Newest first, from one transaction backwards. */
  statement(ground: Ground, fromSeq: number, limit: number): readonly TransactionRow[];
  transactionAt(ground: Ground, seq: number): TransactionRow | undefined;
}

/** The player of a transaction that concerns none. */
const NOBODY = '';

function walletOf(ground: Ground, playerId: string): Wallet {
  const wallet = findWallet(ground, playerId);
  assert(wallet, 'every player has a wallet');
  return wallet;
}

function post(ctx: Context, wallet: Wallet, entry: Entry, txnId = ctx.call.txnId): Posted {
  assert(txnId, 'a call that moves money has a key, and so a txn_id');
  const before = spendable(wallet);
  const after = before + (entry.postings.cash ?? 0) + (entry.postings.bonus ?? 0);
  assertMinor(after);
  const seq = insertTransaction(ctx, {
    txn_id: txnId,
    player: wallet.player,
    client: ctx.call.client.clientId,
    type: entry.type,
    status: 'committed',
    amount: entry.amount,
    currency: wallet.currency,
    round: entry.round ?? null,
    reference: entry.reference ?? null,
    balance_before: before,
    balance_after: after,
    previous: wallet.last_txn,
    at: ctx.clock.now(),
    postings: entry.postings,
    pot_id: entry.pot ?? null,
  });
  // A receipt leads to the first: the one that bears its id, whatever further ones follow it.
  ctx.effects.txn ??= seq;
  return { seq, txnId, balance: after };
}

function potOf(ground: Ground, potId: string): Pot {
  const pot = findPot(ground, potId);
  assert(pot, 'money is set aside only in a pot that was opened');
  return pot;
}

function postHouse(ctx: Context, entry: HouseEntry, txnId: string): void {
  const pot = potOf(ctx, entry.pot);
  assert(pot.currency === entry.currency, 'a pot holds one currency');
  assertMinor(pot.balance + (entry.postings.pot ?? 0));
  insertTransaction(ctx, {
    txn_id: txnId,
    player: NOBODY,
    client: ctx.call.client.clientId,
    type: entry.type,
    status: 'committed',
    amount: entry.amount,
    currency: entry.currency,
    round: entry.round ?? null,
    reference: entry.reference ?? null,
    balance_before: 0,
    balance_after: 0,
    previous: null,
    at: ctx.clock.now(),
    postings: entry.postings,
    pot_id: entry.pot,
  });
}

/** By way of the receipt that made it: the txn_id is the receipt's id, so no index of its own. */
function findTransaction(ground: Ground, txnId: string): TransactionRow | undefined {
  const id = receiptIdOf(txnId);
  const receipt = id && findReceipt(ground, id);
  return receipt?.txn == null ? undefined : findTransactionAt(ground, receipt.txn);
}

export const soundLedger: Ledger = {
  openWallet: insertWallet,
  walletOf,
  findWallet,
  split: splitStake,
  post,
  openPot: insertPot,
  potOf,
  postHouse,
  findTransaction,
  statement: statementFrom,
  transactionAt: findTransactionAt,
};

export const ledger: Domain = { name: 'ledger', tables, operations: {} };
