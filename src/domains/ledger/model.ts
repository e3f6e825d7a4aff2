import { refuse } from '../../kernel/errors.js';
import { refuseField } from './money.js';

/** A player's money in minor units, by what it may be used for (MONEY-05). */
export interface Wallet {
  readonly player: string;
  readonly currency: string;
  readonly cash: number;
  readonly bonus: number;
  readonly held: number;
  readonly in_play: number;
  /** Sequence of the player's newest transaction: the head of the statement. */
  readonly last_txn: number | null;
}

export type TransactionType =
  | 'debit'
  | 'credit'
  | 'rollback'
  | 'close'
  | 'adjustment'
  | 'deposit'
  | 'hold'
  | 'withdrawal'
  | 'release'
  | 'refund'
  | 'chargeback'
  | 'jackpot_win'
  | 'entry'
  | 'entry_refund'
  | 'prize';

/** What is set aside out of the house: no player's statement shows it. */
export type HouseType = 'pot_seed' | 'pot_return' | 'contribution' | 'contribution_return';

/** The accounts a transaction moves money between; what is absent is zero. */
export interface Postings {
  readonly cash?: number;
  readonly bonus?: number;
  readonly held?: number;
  readonly in_play?: number;
  readonly house?: number;
  readonly settlement?: number;
  /** The pot that `Entry.pot` names. */
  readonly pot?: number;
}

export interface Entry {
  readonly type: TransactionType;
  /** Always positive or zero: what the transaction is about, in minor units. */
  readonly amount: number;
  readonly postings: Postings;
  readonly round?: string | undefined;
  /** What this one answers: the debit of a credit or rollback, the payment of money in or out. */
  readonly reference?: string | undefined;
  /** The pot that is moved, by id. */
  readonly pot?: string | undefined;
}

/** A transaction without a player: between the house and a pot alone. */
export interface HouseEntry extends Omit<Entry, 'type'> {
  readonly type: HouseType;
  readonly currency: string;
  readonly postings: Pick<Postings, 'house' | 'pot'>;
  readonly pot: string;
}

/** Money set aside out of the house: a jackpot, a prize pool. Never below zero. */
export interface Pot {
  readonly pot_id: string;
  readonly currency: string;
  readonly balance: number;
  readonly last_txn: number | null;
}

export interface Posted {
  readonly seq: number;
  readonly txnId: string;
  /** What may be staked afterwards, in minor units. */
  readonly balance: number;
}

export interface TransactionRow {
  readonly seq: number;
  readonly txn_id: string;
  readonly player: string;
  readonly client: string;
  readonly type: TransactionType;
  readonly status: 'pending' | 'committed' | 'failed';
  readonly amount: number;
  readonly currency: string;
  readonly round: string | null;
  readonly reference: string | null;
  readonly balance_before: number;
  readonly balance_after: number;
  readonly previous: number | null;
  readonly at: number;
}

/** What may be staked: cash and bonus; held money is neither staked nor withdrawn (MONEY-05). */
export const spendable = (wallet: Wallet): number => wallet.cash + wallet.bonus;

/** A player's money, all of it, stays within 2^53 minor units: so does every move inside it. */
export function refuseBeyondMaximum(wallet: Wallet, win: number, field: string): void {
  const total = spendable(wallet) + wallet.held + wallet.in_play + win;
  if (!Number.isSafeInteger(total)) refuseField(field, 'maximum');
}

/** Where a stake comes from: restricted money first (G 4.3.5), then cash; or INSUFFICIENT_FUNDS. */
export function splitStake(wallet: Wallet, amount: number): { cash: number; bonus: number } {
  if (spendable(wallet) < amount) refuse('INSUFFICIENT_FUNDS');
  const bonus = Math.min(wallet.bonus, amount);
  return { bonus, cash: amount - bonus };
}
