import { assert, refuse } from '../../../kernel/errors.js';
import { derivedId } from '../../../kernel/ids.js';
import type { Input } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, Operation } from '../../context.js';
import { refuseBeyondMaximum } from '../../ledger/index.js';
import type { PaymentKind } from '../model.js';
import { insertPayment, pendingDeposits } from '../store.js';
import { bodyOf } from './reading.js';

type Request = Input<'createDeposit'>;

/** The amount and its currency, before anything is looked up (MONEY-01). */
export const checkPayment = ({ parts }: Ground, request: Request): number =>
  parts.money.stakeOf(request.amount, parts.money.currencyOf(request.currency), 'amount');

/** PAY-01: pending until the PSP's word; no money moves here. */
export const createDeposit: Operation<'createDeposit'> = (ctx, input) => {
  const { players, payments, ledger } = ctx.parts;
  const amount = checkPayment(ctx, input);
  const player = players.playerOf(ctx, input.player_id);
  const method = payments.methodOf(ctx, player.player_id, input.method_id);
  players.refuseUnlessMayPlay(ctx, player);
  const wallet = ledger.walletOf(ctx, player.player_id);
  if (input.currency !== wallet.currency) refuse('CURRENCY_MISMATCH', { field: 'currency' });
  refuseBeyondMaximum(wallet, amount + pendingDeposits(ctx, player.player_id), 'amount');
  ctx.parts.kyc.refuseOverCap(ctx, player, wallet, amount);
  ctx.parts.limits.refuseOverDeposit(ctx, player.player_id, amount);
  if (method.status === 'failed') refuse('METHOD_NOT_VERIFIED', { status: method.status });
  payments.refuseWhilePspDown(ctx);
  return begin(ctx, 'deposit', input, amount);
};

const FIRST = {
  deposit: { step: 'charge', status: 'pending' },
  withdrawal: { step: 'review', status: 'held' },
} as const;

/** The payment's row, its saga and its line in the journal. */
export function begin(
  ctx: Context,
  kind: PaymentKind,
  input: Request,
  amount: number,
  inMs?: number,
) {
  assert(ctx.call.txnId, 'a payment has a key');
  const paymentId = derivedId(ctx.seed, 'pay', ctx.call.txnId);
  const { step, status } = FIRST[kind];
  insertPayment(ctx, {
    payment_id: paymentId,
    kind,
    player: input.player_id,
    method: input.method_id,
    amount,
    currency: input.currency,
    status,
  });
  const player = input.player_id;
  ctx.parts.sagas.start(ctx, { kind, subject: paymentId, player, step, inMs });
  emit(ctx, 'payment.created', player, {
    payment_id: paymentId,
    kind,
    amount: ctx.parts.money.format(amount, input.currency),
    currency: input.currency,
  });
  return bodyOf(ctx, paymentId);
}
