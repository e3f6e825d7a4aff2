import { derivedId } from '../../../kernel/ids.js';
import { DAY_MS, formatTime, HOUR_MS } from '../../../kernel/time.js';
import { emit } from '../../audit/index.js';
import type { Context, Operation } from '../../context.js';
import { ALERTING_UNITS, JUST_UNDER, LITTLE_PLAY, MOST_OF_IT, sameHolder } from '../model.js';
import type { AlertRow, SeenPayment } from '../store.js';
import { alertsOf, depositsBetween, insertAlert, insertPayment } from '../store.js';

/** What the AML rules are told of a payment that has completed. */
export interface PaymentFacts extends SeenPayment {
  /** Whose method it is, as the PSP says; null when it does not. Compared and not kept. */
  readonly holder: string | null;
}

/** KYC-04: each payment is looked at once. */
export function observePayment(ctx: Context, facts: PaymentFacts): void {
  const { holder, ...seen } = facts;
  if (!insertPayment(ctx, seen)) return;
  const { kyc } = ctx.parts;
  kyc.watchStructuring(ctx, seen);
  kyc.watchRapidInOut(ctx, seen);
  kyc.watchHolder(ctx, seen, holder);
}

/** Three deposits or more within a day, each just under the amount that would be looked at. */
export function watchStructuring(ctx: Context, seen: SeenPayment): void {
  if (seen.kind !== 'deposit') return;
  const { money, ledger } = ctx.parts;
  const { currency } = ledger.walletOf(ctx, seen.player);
  const threshold = money.amountOf(ALERTING_UNITS, currency, 'amount');
  const from = Math.ceil(threshold * JUST_UNDER);
  const since = seen.at - DAY_MS;
  const near = depositsBetween(ctx, seen.player, since, seen.at).filter(
    ({ amount }) => amount >= from && amount < threshold,
  );
  const told = alertsOf(ctx, seen.player).some(
    ({ rule, at }) => rule === 'structuring' && at >= since,
  );
  if (near.length < 3 || told) return;
  const span = `${money.format(from, currency)} to under ${money.format(threshold, currency)}`;
  raise(ctx, seen, 'structuring', {
    payments: near.map(({ payment_id }) => payment_id),
    explanation: `${near.length} deposits from ${span} ${currency} within 24 hours`,
  });
}

/** Most of what came in within the hour goes out again, and hardly any of it was played. */
export function watchRapidInOut(ctx: Context, seen: SeenPayment): void {
  if (seen.kind !== 'withdrawal') return;
  const deposits = depositsBetween(ctx, seen.player, seen.at - HOUR_MS, seen.at);
  const [first] = deposits;
  if (!first) return;
  const paidIn = deposits.reduce((sum, { amount }) => sum + amount, 0);
  const staked = stakedSince(ctx, seen.player, first.at);
  if (seen.amount < paidIn * MOST_OF_IT || staked >= paidIn * LITTLE_PLAY) return;
  const { money, ledger } = ctx.parts;
  const { currency } = ledger.walletOf(ctx, seen.player);
  const say = (minor: number): string => `${money.format(minor, currency)} ${currency}`;
  raise(ctx, seen, 'rapid_in_out', {
    payments: [...deposits.map(({ payment_id }) => payment_id), seen.payment_id],
    explanation: `${say(seen.amount)} withdrawn within an hour of depositing ${say(paidIn)}, ${say(staked)} staked`,
  });
}

const PAGE = 200;

/** What was staked since an instant, less what was rolled back since then. */
function stakedSince(ctx: Context, player: string, fromMs: number): number {
  const { ledger } = ctx.parts;
  let staked = 0;
  let next = ledger.walletOf(ctx, player).last_txn;
  while (next !== null) {
    const page = ledger.statement(ctx, next, PAGE);
    const recent = page.filter(({ at }) => at >= fromMs);
    for (const { type, amount } of recent) {
      if (type === 'debit') staked += amount;
      if (type === 'rollback') staked -= amount;
    }
    next = recent.length < page.length ? null : (page.at(-1)?.previous ?? null);
  }
  return Math.max(0, staked);
}

/** The money is, by the name on the method, somebody else's. */
export function watchHolder(ctx: Context, seen: SeenPayment, holder: string | null): void {
  if (holder === null) return;
  const { name } = ctx.parts.players.playerOf(ctx, seen.player);
  if (sameHolder(holder, name)) return;
  raise(ctx, seen, 'third_party_method', {
    payments: [seen.payment_id],
    explanation: `the holder of the method of this ${seen.kind} is not the player`,
  });
}

function raise(
  ctx: Context,
  seen: SeenPayment,
  rule: AlertRow['rule'],
  what: Pick<AlertRow, 'payments' | 'explanation'>,
): void {
  const alertId = derivedId(ctx.seed, 'aml', rule, seen.payment_id);
  const { player } = seen;
  insertAlert(ctx, { alert_id: alertId, player, rule, ...what, at: ctx.clock.now() });
  emit(ctx, 'kyc.alert', player, { alert_id: alertId, rule, payments: what.payments });
}

export const listAlerts: Operation<'listAlerts'> = (ctx, input) => {
  const player = ctx.parts.players.playerOf(ctx, input.player_id);
  return {
    items: alertsOf(ctx, player.player_id).map((row) => ({
      alert_id: row.alert_id,
      player_id: row.player,
      rule: row.rule,
      payments: [...row.payments],
      explanation: row.explanation,
      created_at: formatTime(row.at),
    })),
  };
};
