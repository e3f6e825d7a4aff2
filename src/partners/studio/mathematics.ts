import { readFixture } from '../fixtures.js';

/** Stakes in minor units; a stake is a multiple of `step`, so that every win is a whole number. */
export interface StakeRules {
  readonly min: number;
  readonly max: number;
  readonly step: number;
}

interface AnyMath {
  readonly name: string;
  /** The long-run share of the stakes that is paid back, four decimals. */
  readonly declared_rtp: string;
  readonly stake: StakeRules;
  /** The rules in words. */
  readonly rules: string;
}

/**
 * Reels of symbols, one letter each; a stop is the position of the letter in the top row. A line
 * names a row for each reel and pays from the left, `pays[symbol][count]` times the stake of a
 * line, which is the stake divided by the number of lines.
 */
export interface SlotMath extends AnyMath {
  readonly kind: 'slot';
  readonly symbols: Readonly<Record<string, string>>;
  /** Stands for any symbol but the scatter; never on the first reel. */
  readonly wild?: string;
  readonly scatter?: string;
  readonly rows: number;
  readonly reels: readonly string[];
  readonly lines: readonly (readonly number[])[];
  readonly pays: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly free_spins?: FreeSpins;
}

/** So many scatters in sight give so many spins on reels of their own, each win multiplied. */
export interface FreeSpins {
  readonly scatters: number;
  readonly spins: number;
  readonly multiplier: number;
  readonly reels: readonly string[];
}

/**
 * The multiplier in hundredths at which it crashes is `return_percent` × 2^32 / (draw + 1), the
 * fraction dropped, the draw being below 2^32; it pays whoever left at or before it.
 */
export interface CrashMath extends AnyMath {
  readonly kind: 'crash';
  readonly return_percent: number;
  /** Hundredths. */
  readonly least_cash_out: number;
  readonly greatest_cash_out: number;
  /** What the simulation plays, in hundredths. */
  readonly reference_cash_out: number;
}

/** One pocket is drawn; a bet that covers it gets its amount back and `pays` times as much. */
export interface RouletteMath extends AnyMath {
  readonly kind: 'roulette';
  readonly pockets: number;
  readonly bets: Readonly<Record<string, RouletteBet>>;
  /** What the simulation plays. */
  readonly reference_bet: string;
}

export interface RouletteBet {
  readonly pays: number;
  /** The pockets it covers; without them the player names one. */
  readonly numbers?: readonly number[];
}

export type GameMath = SlotMath | CrashMath | RouletteMath;

export type Mathematics = Readonly<Record<string, GameMath>>;

let kept: Mathematics | undefined;

/** `fixtures/studio.json`, by game_id: all there is to know of the games. */
export const mathematics = (): Mathematics => (kept ??= readFixture<Mathematics>('studio'));
