import { assert, refuse } from '../../../kernel/errors.js';
import type { Input } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Operation } from '../../context.js';
import { txnIdOf } from '../../idempotency/index.js';
import type { TransactionRow, Wallet } from '../../ledger/index.js';
import { spendable } from '../../ledger/index.js';
import type { StakeRow } from '../model.js';
import { stakedBy } from '../model.js';
import { addToRound, findRound, findStake, markRolledBack } from '../store.js';

type Rollback = Input<'rollbackRound'>;

/**
 * Returns exactly the stake, once, to the accounts it came from (PLAY-06). A debit that never
 * arrived or was refused has nothing to return; the late debit is refused (PLAY-07, PLAY-08).
 */
export const rollbackRound: Operation<'rollbackRound'> = (ctx, rollback) => {
  const { players, rounds, money, ledger } = ctx.parts;
  const player = players.playerOf(ctx, rollback.player_id);
  const wallet = ledger.walletOf(ctx, player.player_id);
  const target = targetOf(ctx, rollback);
  const debit = rounds.committedDebit(ctx, target);
  if (!debit) return voided(ctx, wallet, rollback, target);
  refuseUnlessNamed(debit, rollback);

  const { seq, stake } = stakeOf(ctx, rollback, debit);
  if (rounds.wasRolledBack(stake)) {
    return {
      txn_id: stake.rollback_txn,
      balance: money.format(spendable(wallet), wallet.currency),
      status: 'rolled_back',
    };
  }
  rounds.refuseIfSettled(stake);
  const back = rounds.returned(stake);
  const posted = ledger.post(ctx, wallet, {
    type: 'rollback',
    amount: stakedBy(stake),
    round: rollback.round_id,
    reference: debit.txn_id,
    postings: back,
  });
  ctx.parts.limits.giveBack(ctx, wallet, stakedBy(stake), debit.at);
  markRolledBack(ctx, stake, posted.txnId);
  addToRound(ctx, seq, { staked: -stakedBy(stake), inPlay: -stakedBy(stake) });
  const jackpots = ctx.parts.jackpots.giveBack(ctx, {
    seq: debit.seq,
    txnId: debit.txn_id,
    amount: stakedBy(stake),
  });
  const tournaments = ctx.parts.tournaments.uncountStake(ctx, {
    player: player.player_id,
    round: seq,
    stake: stake.position,
  });
  emit(ctx, 'round.rolled_back', player.player_id, {
    round_id: rollback.round_id,
    txn_id: posted.txnId,
    txn_ref: debit.txn_id,
    reason: rollback.reason ?? null,
    ...(jackpots.length > 0 && { jackpots }),
    ...(tournaments.length > 0 && { tournaments }),
  });
  return {
    txn_id: posted.txnId,
    balance: money.format(posted.balance, wallet.currency),
    status: 'rolled_back',
  };
};

/** The debit's txn_id, named or derived from the key of a caller that never got an answer. */
function targetOf(ctx: Context, rollback: Rollback): string {
  if (rollback.txn_ref !== undefined) return rollback.txn_ref;
  assert(rollback.debit_key, 'the contract asks for txn_ref or debit_key');
  const { idempotency } = ctx.parts;
  return txnIdOf(idempotency.idOf(ctx, ctx.call.client.clientId, rollback.debit_key));
}

/** A committed transaction of this client, or undefined. */
export function committedDebit(ctx: Context, txnId: string): TransactionRow | undefined {
  const txn = ctx.parts.ledger.findTransaction(ctx, txnId);
  return txn?.client === ctx.call.client.clientId ? txn : undefined;
}

function refuseUnlessNamed(debit: TransactionRow, rollback: Rollback): void {
  const field = rollback.txn_ref === undefined ? 'debit_key' : 'txn_ref';
  if (debit.type !== 'debit') refuse('TXN_NOT_FOUND', { field, rule: 'a debit' });
  if (debit.player !== rollback.player_id) refuse('TXN_NOT_OF_PLAYER', { field });
  if (debit.round !== rollback.round_id) {
    refuse('TXN_NOT_FOUND', { field, rule: 'a debit of this round' });
  }
}

function stakeOf(ctx: Context, rollback: Rollback, debit: TransactionRow) {
  const round = findRound(ctx, rollback.round_id, rollback.player_id);
  const stake: StakeRow | undefined = round && findStake(ctx, round.seq, debit.txn_id);
  assert(round && stake, 'a committed debit has its stake in its round');
  return { seq: round.seq, stake };
}

/** A prize or an entry given back: no debit that is late, but none that could go back. */
function refuseIfPaidOut(ctx: Context, rollback: Rollback, target: string): void {
  if (!ctx.parts.tournaments.isPayout(ctx, target)) return;
  const field = rollback.txn_ref === undefined ? 'debit_key' : 'txn_ref';
  refuse('TXN_NOT_FOUND', { field, rule: 'a debit' });
}

function voided(ctx: Context, wallet: Wallet, rollback: Rollback, target: string) {
  refuseIfPaidOut(ctx, rollback, target);
  ctx.parts.rounds.leaveTombstone(ctx, target);
  emit(ctx, 'round.voided', wallet.player, { round_id: rollback.round_id, txn_ref: target });
  return {
    txn_id: null,
    balance: ctx.parts.money.format(spendable(wallet), wallet.currency),
    status: 'voided' as const,
  };
}
