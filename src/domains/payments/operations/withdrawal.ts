import { refuse } from '../../../kernel/errors.js';
import type { Context, Operation } from '../../context.js';
import type { Wallet } from '../../ledger/index.js';
import { statusAt } from '../../players/index.js';
import { REVIEW_MS } from '../model.js';
import { begin, checkPayment } from './deposit.js';

/** PAY-02: the money is held before the PSP hears of it, so it can be neither staked nor paid twice. */
export const createWithdrawal: Operation<'createWithdrawal'> = (ctx, input) => {
  const { players, payments, ledger } = ctx.parts;
  const amount = checkPayment(ctx, input);
  const player = players.playerOf(ctx, input.player_id);
  const method = payments.methodOf(ctx, player.player_id, input.method_id);
  // Whoever has excluded themselves still gets what is theirs.
  if (statusAt(player, ctx.clock.now()) === 'blocked') refuse('PLAYER_BLOCKED');
  const wallet = ledger.walletOf(ctx, player.player_id);
  if (input.currency !== wallet.currency) refuse('CURRENCY_MISMATCH', { field: 'currency' });
  payments.refuseUnlessVerified(ctx, player);
  payments.refuseUnlessMethodVerified(method);
  if (wallet.cash < amount) refuse('INSUFFICIENT_FUNDS');
  payments.refuseWhilePspDown(ctx);
  const payment = begin(ctx, 'withdrawal', input, amount, REVIEW_MS);
  hold(ctx, wallet, amount, payment.payment_id);
  return payment;
};

function hold(ctx: Context, wallet: Wallet, amount: number, reference: string): void {
  const postings = { cash: -amount, held: amount };
  ctx.parts.ledger.post(ctx, wallet, { type: 'hold', amount, reference, postings });
}
