import { derivedBytes, sha256Hex } from '../../kernel/ids.js';

/** How a pot is won. `below` in minor units; `one_in` counts stakes, or units of currency staked. */
export type Trigger =
  | { readonly kind: 'odds'; readonly one_in: number; readonly per: 'stake' | 'unit' }
  | { readonly kind: 'must_drop'; readonly below: number };

/** What holds for one pot from its start to its end. Amounts in minor units. */
export interface Terms {
  readonly games: readonly string[];
  readonly seed: number;
  /** Of each stake, in millionths. */
  readonly share: number;
  readonly trigger: Trigger;
  readonly ceiling: number | null;
}

export interface JackpotRow {
  readonly seq: number;
  readonly jackpot_id: string;
  readonly name: string;
  readonly currency: string;
  readonly status: 'active' | 'disabled';
  /** Of the running pot, from 1. */
  readonly number: number;
  readonly terms: Terms;
  readonly next_terms: Terms | null;
  /** Millionths of a minor unit that wait to become one. */
  readonly fraction: number;
  readonly seeded: number;
  /** Millionths of minor units, all that were ever taken and not given back. */
  readonly contributed: bigint;
  readonly paid: number;
  readonly hits: number;
  /** Of `must_drop`; told to nobody while the pot runs. */
  readonly drop_point: number | null;
  readonly commitment: string | null;
  readonly created_at: number;
}

export interface HitRow {
  readonly jackpot: number;
  readonly number: number;
  readonly hit_id: string;
  readonly player: string;
  readonly round: string;
  readonly debit: string;
  readonly txn_id: string;
  readonly amount: number;
  readonly pot_before: number;
  readonly pot_after: number;
  readonly terms: Terms;
  readonly drop_point: number | null;
  readonly salt: string | null;
  readonly commitment: string | null;
  readonly at: number;
}

/** A stake as jackpots see it, taken already. */
export interface JackpotStake {
  readonly player: string;
  readonly round: string;
  readonly game: string | undefined;
  readonly currency: string;
  /** In minor units. */
  readonly amount: number;
  readonly txnId: string;
  /** Sequence of its debit in the ledger. */
  readonly seq: number;
}

export const MILLION = 1_000_000n;

/** A part of a stake, exactly, in millionths of a minor unit. */
export const shareOf = (amount: number, share: number): bigint => BigInt(amount) * BigInt(share);

/** Whole minor units that have come together, or that are missing again, and what is carried on. */
export interface Carried {
  readonly whole: number;
  readonly fraction: number;
}

export function carry(fraction: number, exact: bigint): Carried {
  const sum = BigInt(fraction) + exact;
  const rest = ((sum % MILLION) + MILLION) % MILLION;
  return { whole: Number((sum - rest) / MILLION), fraction: Number(rest) };
}

/** The most a pot may show: a pot that must drop below a limit never stands at it. */
const topOf = ({ trigger, ceiling }: Terms): number =>
  trigger.kind === 'must_drop' ? trigger.below - 1 : (ceiling ?? Number.MAX_SAFE_INTEGER);

/** What would be won now, and what waits above the ceiling for the next pot. */
export interface Standing {
  readonly pot: number;
  readonly overflow: number;
}

export function standing(terms: Terms, total: number): Standing {
  const pot = Math.min(total, topOf(terms));
  return { pot, overflow: total - pot };
}

/** Whether what lies in the pot has come to its drop point. */
export const hasDropped = ({ drop_point }: JackpotRow, total: number): boolean =>
  drop_point !== null && total >= drop_point;

/** What is paid when the pot is won: never more than its drop point, or than its ceiling. */
export const payoutOf = ({ terms, drop_point }: JackpotRow, total: number): number =>
  drop_point === null ? standing(terms, total).pot : Math.min(total, drop_point);

const CHANCES = 1n << 64n;

/** Uniform in [0, 2^64), by the stake and not by when it arrived. */
const drawn = (seed: string, ...name: readonly string[]): bigint =>
  derivedBytes(seed, ...name).readBigUInt64BE(0);

/** Whether this stake wins at these odds, exactly; `decimals` of the currency. */
export function isDrawn(
  seed: string,
  { jackpot_id, terms: { trigger } }: JackpotRow,
  stake: Pick<JackpotStake, 'txnId' | 'amount'>,
  decimals: number,
): boolean {
  if (trigger.kind !== 'odds') return false;
  const draw = drawn(seed, 'jackpot draw', jackpot_id, stake.txnId);
  if (trigger.per === 'stake') return draw * BigInt(trigger.one_in) < CHANCES;
  const units = BigInt(trigger.one_in) * 10n ** BigInt(decimals);
  return draw * units < BigInt(stake.amount) * CHANCES;
}

/** Keeps the hash from telling the drop point to whoever tries all of them. */
export const saltOf = (seed: string, jackpotId: string, number: number): string =>
  derivedBytes(seed, 'jackpot salt', jackpotId, String(number)).toString('hex');

/** What a platform is bound to by the hash it shows: `dropPoint` as an amount is written. */
export const commitmentTo = (
  jackpotId: string,
  number: number,
  dropPoint: string,
  salt: string,
): string => sha256Hex([jackpotId, number, dropPoint, salt].join(':'));

/** Where a pot drops: uniform above what it starts with, up to its limit. Null without a limit. */
export function dropPointOf(
  seed: string,
  { jackpot_id, number, terms }: Pick<JackpotRow, 'jackpot_id' | 'number' | 'terms'>,
  total: number,
): number | null {
  if (terms.trigger.kind !== 'must_drop') return null;
  const { pot } = standing(terms, total);
  const points = BigInt(terms.trigger.below - pot);
  const draw = drawn(seed, 'jackpot drop', jackpot_id, String(number));
  return pot + 1 + Number((draw * points) >> 64n);
}

/** What the terms are to become with the next pot; null when they stay as they are. */
export function nextTerms(running: Terms, wanted: Terms): Terms | null {
  return JSON.stringify(running) === JSON.stringify(wanted) ? null : wanted;
}
