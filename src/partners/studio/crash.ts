import type { Draw } from '../../kernel/fair-stream.js';
import type { CrashMath } from './mathematics.js';

const RANGE = 2 ** 32;
/** A multiplier of 1.00, in hundredths: crashed before anybody could leave. */
const AT_ONCE = 100;

/** Where it crashes, in hundredths. */
export function crashPoint(math: CrashMath, draw: Draw): number {
  const point = Math.floor((math.return_percent * RANGE) / (draw(RANGE) + 1));
  return Math.min(Math.max(point, AT_ONCE), math.greatest_cash_out);
}

/** How many of the 2^32 draws let this cash-out win, in closed form. */
export const winningDraws = (math: CrashMath, cashOut: number): number =>
  Math.floor((math.return_percent * RANGE) / cashOut);

/** The chance that a cash-out at this many hundredths wins. */
export const chanceOf = (math: CrashMath, cashOut: number): number =>
  winningDraws(math, cashOut) / RANGE;
