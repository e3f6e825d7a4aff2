import type { Context } from '../domains/context.js';
import { refuseBeyondMaximum } from '../domains/ledger/index.js';
import { openAccount } from '../domains/players/index.js';
import type { KycStatus, PlayerStatus } from '../domains/players/index.js';
import { emit } from '../domains/audit/index.js';
import { refuse } from '../kernel/errors.js';
import { derivedId } from '../kernel/ids.js';
import { parseTime } from '../kernel/time.js';

/** A player in any state, as a fixture or the control API asks for one. */
export interface PlayerWish {
  readonly player_id: string;
  readonly name?: string | undefined;
  readonly date_of_birth?: string | undefined;
  readonly currency: string;
  readonly country?: string | undefined;
  readonly cash?: string | undefined;
  readonly bonus?: string | undefined;
  readonly held?: string | undefined;
  readonly status?: PlayerStatus | undefined;
  readonly status_until?: string | undefined;
  /** As if a case had been decided so. */
  readonly kyc_status?: KycStatus | undefined;
}

/** Makes the player and funds the wallet by adjustments, so that the books balance from the start. */
export function makePlayer(ctx: Context, wish: PlayerWish) {
  const { money } = ctx.parts;
  const currency = money.currencyOf(wish.currency);
  const player = openAccount(ctx, {
    player_id: wish.player_id,
    external_id: wish.player_id,
    name: wish.name ?? wish.player_id,
    date_of_birth: wish.date_of_birth ?? '1990-01-01',
    country: wish.country ?? 'MT',
    currency,
    email: null,
    status: wish.status ?? 'active',
    status_until: wish.status_until === undefined ? null : instantOf(wish.status_until),
    kyc_status: wish.kyc_status ?? 'none',
    created_at: ctx.clock.now(),
  });
  for (const account of ['cash', 'bonus', 'held'] as const) {
    const text = wish[account];
    const minor = text === undefined ? 0 : money.amountOf(text, currency, account);
    refuseBeyondMaximum(ctx.parts.ledger.walletOf(ctx, wish.player_id), minor, account);
    if (minor > 0) fund(ctx, wish.player_id, account, minor);
  }
  return player;
}

const instantOf = (text: string): number =>
  parseTime(text) ?? refuse('VALIDATION_ERROR', { field: 'status_until', rule: 'format' });

function fund(
  ctx: Context,
  playerId: string,
  account: 'cash' | 'bonus' | 'held',
  minor: number,
): void {
  const wallet = ctx.parts.ledger.walletOf(ctx, playerId);
  // Given by the settlement account: the sandbox stands for the bank here.
  const postings = { [account]: minor, settlement: -minor };
  const txnId = derivedId(ctx.seed, 't', 'opening', playerId, account);
  ctx.parts.ledger.post(ctx, wallet, { type: 'adjustment', amount: minor, postings }, txnId);
  emit(ctx, 'wallet.adjusted', playerId, {
    txn_id: txnId,
    account,
    amount: ctx.parts.money.format(minor, wallet.currency),
    currency: wallet.currency,
  });
}
