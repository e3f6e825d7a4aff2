import { DAY_MS, formatTime, HOUR_MS, MINUTE_MS, parseTime } from '../../kernel/time.js';
import type { Schema } from '../../contract/types.js';

/** What is asked for as protection waits for nothing, what loosens it waits this long (RTS 12). */
export const RAISE_WAIT_MS = 24 * HOUR_MS;

export type LimitKind = 'deposit' | 'loss' | 'stake' | 'session';
export type Period = 'day' | 'week' | 'month';

/** What a limit says and what it will say; amounts in minor units, of a session in minutes. */
export interface Terms {
  /** Null once a removal has taken effect. */
  readonly amount: number | null;
  readonly effective_at: number;
  /** Null beside a `pending_at`: it will be removed. */
  readonly pending_amount: number | null;
  readonly pending_at: number | null;
}

export interface LimitRow extends Terms {
  readonly player: string;
  readonly kind: LimitKind;
  readonly period: Period;
  /** Start of the period that `used` belongs to; in an older one it tells nothing. */
  readonly counted_from: number;
  /** In minor units; below zero while the player is ahead of a loss limit. */
  readonly used: number;
}

/** A limit that holds now. */
export type Limit = LimitRow & { readonly amount: number };

/** A limit beside what of it is used. */
export interface Headroom {
  readonly limit: Limit;
  readonly used: number;
}

export interface ExclusionRow {
  readonly exclusion_id: string;
  readonly player: string;
  readonly kind: 'self_exclusion' | 'time_out';
  readonly until: number | null;
  readonly created_at: number;
}

/** A raise or removal whose wait is over has become the limit. */
export function termsAt<T extends Terms>(row: T, nowMs: number): T {
  if (row.pending_at === null || row.pending_at > nowMs) return row;
  const effective = { amount: row.pending_amount, effective_at: row.pending_at };
  return { ...row, ...effective, pending_amount: null, pending_at: null };
}

/** RG-01: lower at once, higher or none (null) after the wait, which each raise begins anew. */
export function changed(present: Terms | undefined, amount: number | null, nowMs: number): Terms {
  const settled = { amount, effective_at: nowMs, pending_amount: null, pending_at: null };
  if (present?.amount == null) return settled;
  if (amount === present.amount) return { ...settled, effective_at: present.effective_at };
  if (amount !== null && amount < present.amount) return settled;
  return { ...present, pending_amount: amount, pending_at: nowMs + RAISE_WAIT_MS };
}

const WEEKDAY_OF_EPOCH = 3; // 1 January 1970 was a Thursday: three days after Monday

/** The instant at which the day, ISO week or month of an instant began, in UTC. */
export function periodStart(period: Period, nowMs: number): number {
  const day = Math.floor(nowMs / DAY_MS);
  if (period === 'day') return day * DAY_MS;
  if (period === 'week') return (day - ((((day + WEEKDAY_OF_EPOCH) % 7) + 7) % 7)) * DAY_MS;
  return parseTime(`${formatTime(nowMs).slice(0, 7)}-01T00:00:00.000Z`) ?? Number.NaN;
}

export const remaining = ({ limit, used }: Headroom): number => Math.max(0, limit.amount - used);

/** Of the limits that this amount would pass, the one with the least remaining (RG-01). */
export function passed(headrooms: readonly Headroom[], amount: number): Headroom | undefined {
  return headrooms
    .filter(({ limit, used }) => used + amount > limit.amount)
    .reduce<Headroom | undefined>(
      (lowest, next) => (lowest && remaining(lowest) <= remaining(next) ? lowest : next),
      undefined,
    );
}

/** A session takes stakes for as many minutes as its limit says, and not at their end. */
export const outlived = (minutes: number, startedAt: number, nowMs: number): boolean =>
  nowMs - startedAt >= minutes * MINUTE_MS;

type Format = (minor: number) => string;

/** As text, within what an amount can be. */
export function shown(headroom: Headroom, money: Format): { used: string; remaining: string } {
  const most = Number.MAX_SAFE_INTEGER;
  return {
    used: money(Math.min(most, Math.max(0, headroom.used))),
    remaining: money(Math.min(most, remaining(headroom))),
  };
}

const NOTHING_SHOWN = { used: null, remaining: null };

export function limitBody(headroom: Headroom, money: Format): Schema<'Limit'> {
  const { limit } = headroom;
  const timed = limit.kind === 'session';
  const sized = (amount: number | null) => ({
    amount: timed || amount === null ? null : money(amount),
    minutes: timed ? amount : null,
  });
  const { pending_at: pendingAt, pending_amount: pendingAmount } = limit;
  return {
    kind: limit.kind,
    period: limit.period,
    ...sized(limit.amount),
    effective_at: formatTime(limit.effective_at),
    pending:
      pendingAt === null ? null : { ...sized(pendingAmount), effective_at: formatTime(pendingAt) },
    ...(timed ? NOTHING_SHOWN : shown(headroom, money)),
  };
}

export const exclusionBody = (row: ExclusionRow, nowMs: number): Schema<'Exclusion'> => ({
  exclusion_id: row.exclusion_id,
  player_id: row.player,
  kind: row.kind,
  status: row.until !== null && row.until <= nowMs ? 'ended' : 'active',
  until: row.until === null ? null : formatTime(row.until),
  created_at: formatTime(row.created_at),
});
