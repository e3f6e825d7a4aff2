import { derivedId } from '../../../kernel/ids.js';
import type { Input } from '../../../contract/types.js';
import type { Ground, Operation } from '../../context.js';
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
  const winTxnId = derivedId(ctx.seed, 't', 'win', taken.txn_id);
  const credit = {
    player_id: play.player_id,
    round_id: play.round_id,
    currency: play.currency,
    txn_ref: taken.txn_id,
    win_amount,
    ...(final !== undefined && { final }),
  };
  const { balance } = credited(ctx, credit, winTxnId);
  return { ...taken, balance, win_txn_id: winTxnId };
};
