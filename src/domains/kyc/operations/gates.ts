import { refuse } from '../../../kernel/errors.js';
import type { Context, Ground } from '../../context.js';
import type { Wallet } from '../../ledger/index.js';
import { depositsSince } from '../../limits/index.js';
import type { PlayerRow } from '../../players/index.js';
import { UNVERIFIED_DEPOSIT_UNITS } from '../model.js';
import { hasReview } from '../store.js';

/** An approved case, and no screening that waits for somebody to look at it. */
export const isVerified = (ground: Ground, player: PlayerRow): boolean =>
  player.kyc_status === 'approved' && !hasReview(ground, player.player_id);

/** KYC-03: no withdrawal without an approved case. */
export function refuseUnlessVerified(ctx: Context, player: PlayerRow): void {
  if (ctx.parts.kyc.isVerified(ctx, player)) return;
  const review = hasReview(ctx, player.player_id);
  refuse('KYC_REQUIRED', { kyc_status: player.kyc_status, review });
}

/** KYC-03: what a player may deposit in all until the case is approved; asked for counts. */
export function refuseOverCap(
  ctx: Context,
  player: PlayerRow,
  wallet: Wallet,
  amount: number,
): void {
  if (ctx.parts.kyc.isVerified(ctx, player)) return;
  const { money } = ctx.parts;
  const say = (minor: number): string => money.format(minor, wallet.currency);
  const cap = money.amountOf(UNVERIFIED_DEPOSIT_UNITS, wallet.currency, 'amount');
  const used = Math.max(0, depositsSince(ctx, player.player_id, 0));
  if (used + amount <= cap) return;
  const remaining = say(Math.max(0, cap - used));
  refuse('LIMIT_EXCEEDED', { kind: 'kyc_cap', limit: say(cap), used: say(used), remaining });
}
