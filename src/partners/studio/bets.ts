import { decimalsOf, formatAmount, parseAmount } from '../../kernel/money.js';
import type { GameMath, RouletteMath } from './mathematics.js';

/** What a player stakes on, amounts in minor units of the currency. */
export interface Bet {
  readonly currency: string;
  readonly stake: number;
  /** Crash: hundredths. */
  readonly cashOut?: number;
  /** Roulette: what was put where; `stake` is the sum. */
  readonly places?: readonly Place[];
}

export interface Place {
  readonly bet: string;
  /** The pocket named, for a bet that covers one. */
  readonly number?: number;
  readonly amount: number;
}

/** A bet as it travels and as it is recorded: amounts in decimals. */
export type WireBet = Readonly<Record<string, unknown>>;

/** The rule of the game that a bet breaks, in words. */
export class BetRefused extends Error {}

type Members = Readonly<Record<string, unknown>>;

/** Reads a bet of the game, or throws BetRefused. */
export function betOf(math: GameMath, wire: Members, currency: string): Bet {
  if (decimalsOf(currency) === undefined) throw new BetRefused('a currency that is known');
  const bet = math.kind === 'roulette' ? placed(math, wire, currency) : staked(wire, currency);
  const { min, max, step } = math.stake;
  if (bet.stake < min || bet.stake > max) {
    const [least, most] = [formatAmount(min, currency), formatAmount(max, currency)];
    throw new BetRefused(`a stake from ${least} to ${most}`);
  }
  if (bet.stake % step > 0) {
    throw new BetRefused(`a stake that is a multiple of ${formatAmount(step, currency)}`);
  }
  if (math.kind !== 'crash') return bet;
  const cashOut = hundredthsOf(wire['cash_out_at']);
  if (cashOut < math.least_cash_out || cashOut > math.greatest_cash_out) {
    const [least, most] = [math.least_cash_out, math.greatest_cash_out].map(decimal);
    throw new BetRefused(`cash_out_at from ${least} to ${most}`);
  }
  return { ...bet, cashOut };
}

const staked = ({ stake }: Members, currency: string): Bet => ({
  currency,
  stake: amountOf(stake, currency, 'stake'),
});

function placed(math: RouletteMath, { bets }: Members, currency: string): Bet {
  if (!Array.isArray(bets) || bets.length === 0 || bets.length > 50) {
    throw new BetRefused('bets: a list of 1 to 50');
  }
  const places = (bets as readonly Members[]).map((one) => placeOf(math, one, currency));
  const stake = places.reduce((sum, { amount }) => sum + amount, 0);
  return { currency, stake, places };
}

function placeOf(math: RouletteMath, one: Members, currency: string): Place {
  const name = String(one['bet']);
  const kind = Object.hasOwn(math.bets, name) ? math.bets[name] : undefined;
  if (!kind) throw new BetRefused(`bet: one of ${Object.keys(math.bets).join(', ')}`);
  const amount = amountOf(one['amount'], currency, 'amount');
  if (amount === 0) throw new BetRefused('an amount above zero');
  if (kind.numbers) return { bet: name, amount };
  const number = one['number'];
  if (!Number.isInteger(number) || Number(number) < 0 || Number(number) >= math.pockets) {
    throw new BetRefused(`number: a pocket from 0 to ${math.pockets - 1}`);
  }
  return { bet: name, number: Number(number), amount };
}

function amountOf(text: unknown, currency: string, name: string): number {
  const parsed = parseAmount(text, currency);
  if (!parsed.ok) throw new BetRefused(`${name}: an amount of ${currency} (${parsed.rule})`);
  return parsed.minor;
}

const MULTIPLIER = /^([1-9]\d{0,5})(?:\.(\d{1,2}))?$/;

/** "2.5" → 250 */
function hundredthsOf(text: unknown): number {
  const matched = MULTIPLIER.exec(typeof text === 'string' ? text : '');
  if (!matched) throw new BetRefused('cash_out_at: a multiplier such as "2.00"');
  return Number(`${matched[1] ?? ''}${(matched[2] ?? '').padEnd(2, '0')}`);
}

/** 250 → "2.50" */
export const decimal = (hundredths: number): string =>
  `${Math.floor(hundredths / 100)}.${String(hundredths % 100).padStart(2, '0')}`;

/** The bet as it is recorded: what is needed to play the round again, and no more. */
export function wireBet({ currency, stake, cashOut, places }: Bet): WireBet {
  const money = (minor: number): string => formatAmount(minor, currency);
  if (places) {
    return { currency, bets: places.map((place) => ({ ...place, amount: money(place.amount) })) };
  }
  const cash = cashOut === undefined ? {} : { cash_out_at: decimal(cashOut) };
  return { currency, stake: money(stake), ...cash };
}
