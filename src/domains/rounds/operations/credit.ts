import { refuse } from '../../../kernel/errors.js';
import type { Input } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import { refuseBeyondMaximum } from '../../ledger/index.js';
import type { RoundRow, StakeRow } from '../model.js';
import { stakedBy } from '../model.js';
import {
  addToRound,
  endRound,
  findRound,
  findStake,
  markSettled,
  roundsNamed,
  settleOpenStakes,
} from '../store.js';

type Credit = Input<'creditRound'>;

/** The win and its currency, the wallet's unless told, before the key is looked at (MONEY-01). */
export function checkCredit(ground: Ground, credit: Credit): void {
  const { money, ledger } = ground.parts;
  const currency =
    credit.currency === undefined
      ? ledger.findWallet(ground, credit.player_id)?.currency
      : money.currencyOf(credit.currency);
  if (currency !== undefined) money.amountOf(credit.win_amount, currency, 'win_amount');
}

/**
 * Pays a win on a committed debit (PLAY-02), whatever became of the player since (PLAY-04).
 * The stake goes to the house, the win comes from it; a final credit settles the whole round.
 */
export const creditRound: Operation<'creditRound'> = (ctx, credit) => credited(ctx, credit).receipt;

/** The same, as the call's own transaction or as a further one of it under an id of its own. */
export function credited(
  ctx: Context,
  credit: Credit,
  txnId?: string,
): { readonly receipt: ReturnType<Operation<'creditRound'>>; readonly seq: number } {
  const { players, rounds, money, ledger } = ctx.parts;
  const player = players.playerOf(ctx, credit.player_id);
  const wallet = ledger.walletOf(ctx, player.player_id);
  const { round, stake } = rounds.debitNamed(ctx, credit);
  if (credit.currency !== undefined && credit.currency !== wallet.currency) {
    refuse('CURRENCY_MISMATCH', { field: 'currency' });
  }
  rounds.refuseIfEnded(round);
  rounds.refuseIfRolledBack(stake);
  const win = money.amountOf(credit.win_amount, wallet.currency, 'win_amount');
  refuseBeyondMaximum(wallet, win, 'win_amount');

  if (win > 0) ctx.parts.limits.countWin(ctx, wallet, win);
  const final = credit.final ?? true;
  const settled = settle(ctx, round, stake, final);
  const entry = {
    type: 'credit',
    amount: win,
    round: round.round_id,
    reference: stake.txn_id,
    postings: { cash: win, in_play: -settled, house: settled - win },
  } as const;
  const posted = ledger.post(ctx, wallet, entry, txnId);
  addToRound(ctx, round.seq, { won: win, inPlay: -settled });
  if (final) endRound(ctx, round.seq);
  const tournaments = ctx.parts.tournaments.countWin(
    ctx,
    { player: player.player_id, round: round.seq, stake: stake.position },
    { win, final },
  );
  emit(ctx, 'round.credited', player.player_id, {
    round_id: round.round_id,
    txn_id: posted.txnId,
    txn_ref: stake.txn_id,
    win_amount: credit.win_amount,
    currency: wallet.currency,
    final,
    ...(tournaments.length > 0 && { tournaments }),
  });
  const balance = money.format(posted.balance, wallet.currency);
  return { receipt: { txn_id: posted.txnId, balance, status: 'committed' }, seq: posted.seq };
}

/** How much money in play this credit settles, in minor units. */
function settle(ctx: Context, round: RoundRow, stake: StakeRow, final: boolean): number {
  if (final) {
    settleOpenStakes(ctx, round.seq);
    return round.in_play;
  }
  // A further win on the same stake: its money went to the house with the first.
  if (stake.status === 'settled') return 0;
  markSettled(ctx, stake);
  return stakedBy(stake);
}

/**
 * The round and stake a credit names: first whether what it names exists, the transaction before
 * the round, then whose it is (ERR-02).
 */
export function debitNamed(
  ctx: Context,
  credit: Pick<Credit, 'player_id' | 'round_id' | 'txn_ref'>,
): { round: RoundRow; stake: StakeRow } {
  const round = findRound(ctx, credit.round_id, credit.player_id);
  const stake = round && findStake(ctx, round.seq, credit.txn_ref);
  if (round && stake) return { round, stake };
  const txn = ctx.parts.ledger.findTransaction(ctx, credit.txn_ref);
  if (txn?.client !== ctx.call.client.clientId) refuse('TXN_NOT_FOUND', { field: 'txn_ref' });
  if (roundsNamed(ctx, credit.round_id).length === 0) {
    refuse('ROUND_NOT_FOUND', { field: 'round_id' });
  }
  if (txn.player !== credit.player_id) refuse('TXN_NOT_OF_PLAYER', { field: 'txn_ref' });
  return refuse('TXN_NOT_FOUND', { field: 'txn_ref', rule: 'a debit of this round' });
}
