import type { Schema } from '../../../contract/types.js';

type Tier = Schema<'PrizeTier'>;

/** Shares are counted in millionths: their decimals are six at most. */
export const WHOLE = 1_000_000;

export const shareOf = (text: string): number => {
  const [whole = '0', decimals = ''] = text.split('.');
  return Number(whole) * WHOLE + Number(decimals.padEnd(6, '0'));
};

/**
 * What each place is worth, the first first, in minor units. A share is cut off at the minor unit;
 * when the shares are the whole pool, the units cut off go to the places from the first on.
 */
export function placesWorth(
  tiers: readonly Tier[],
  pool: number,
  amountOf: (text: string) => number,
): number[] {
  const worth: number[] = [];
  let shares = 0;
  for (const { from, to, share, amount } of tiers) {
    const millionths = share === undefined ? 0 : shareOf(share);
    const each =
      amount === undefined
        ? Number((BigInt(pool) * BigInt(millionths)) / BigInt(WHOLE))
        : amountOf(amount);
    for (let place = from; place <= to; place += 1) worth.push(each);
    shares += millionths * (to - from + 1);
  }
  if (shares < WHOLE) return worth;
  const cutOff = pool - worth.reduce((sum, each) => sum + each, 0);
  return worth.map((each, at) => each + (at < cutOff ? 1 : 0));
}

/** A player who has scored, with the rank. */
export interface Contender {
  readonly player: string;
  readonly rank: number;
}

export interface Award extends Contender {
  /** In minor units. */
  readonly amount: number;
}

/**
 * Who ties shares the places they take up together: each an equal part, and the minor units left
 * over one each in order of player, never of arrival. Contenders come the best first.
 */
export function awardsOf(contenders: readonly Contender[], worth: readonly number[]): Award[] {
  const awards: Award[] = [];
  for (let first = 0; first < contenders.length;) {
    const { rank } = contenders[first] as Contender;
    let next = first + 1;
    while (contenders[next]?.rank === rank) next += 1;
    const tied = contenders.slice(first, next);
    const sum = worth.slice(first, next).reduce((total, each) => total + each, 0);
    const each = Math.floor(sum / tied.length);
    const over = sum % tied.length;
    const ordered = tied.toSorted((one, other) => (one.player < other.player ? -1 : 1));
    for (const [at, one] of ordered.entries()) {
      awards.push({ ...one, amount: each + (at < over ? 1 : 0) });
    }
    first = next;
  }
  return awards.filter(({ amount }) => amount > 0);
}

/** With what nobody else takes given to the first place, where that is the rule. */
export function worthOf(
  { unclaimed }: { readonly unclaimed: Schema<'Unclaimed'> },
  worth: readonly number[],
  { pool, contenders }: { readonly pool: number; readonly contenders: number },
): readonly number[] {
  if (unclaimed === 'house') return worth;
  const claimed = worth.slice(0, contenders).reduce((sum, each) => sum + each, 0);
  return worth.map((each, at) => (at === 0 ? each + pool - claimed : each));
}
