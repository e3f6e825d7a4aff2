import type { Input } from '../../../contract/types.js';
import type { Context, Ground, Operation } from '../../context.js';
import { firstWinKey, txnIdOf } from '../../idempotency/index.js';
import { credited } from './credit.js';
import { checkDebit, debitRound } from './debit.js';

type Play = Input<'playRound'>;

/** Both amounts and their currency, before anything is looked up (MONEY-01). */
export function checkPlay(ground: Ground, play: Play): void {
  checkDebit(ground, play);
  ground.parts.money.amountOf(play.win_amount, play.currency, 'win_amount');
}

/** A debit and the credit on it, in the one transaction of this call: all of it or nothing. */
export const playRound: Operation<'playRound'> = (ctx, play) => {
  const { win_amount, final, ...debit } = play;
  const taken = debitRound(ctx, debit);
  const { player_id, round_id, currency } = play;
  const credit = { player_id, round_id, txn_ref: taken.txn_id, win_amount };
  const { balance, txn_id: winTxnId } = firstWin(ctx, credit, { currency, final: final ?? true });
  return { ...taken, balance, win_txn_id: winTxnId };
};

/**
 * Pays under the key of the first win on the stake, and binds it: whoever never heard the answer and
 * sends a credit of their own is answered with this one, and a rollback knows that it is no debit.
 */
function firstWin(
  ctx: Context,
  credit: Pick<Input<'creditRound'>, 'player_id' | 'round_id' | 'txn_ref' | 'win_amount'>,
  more: { readonly currency: string; readonly final: boolean },
) {
  const { idempotency } = ctx.parts;
  const id = idempotency.idOf(ctx, ctx.call.client.clientId, firstWinKey(credit.txn_ref));
  const { receipt, seq } = credited(ctx, { ...credit, ...more }, txnIdOf(id));
  const payload = idempotency.payloadOf('creditRound', {}, credit);
  const body = JSON.stringify(receipt);
  idempotency.bind(ctx, id, { payload, outcome: 'success', body, txn: seq });
  return receipt;
}
