import type { Draw } from '../../kernel/fair-stream.js';
import type { RouletteBet, RouletteMath } from './mathematics.js';

export const pocketOf = (math: RouletteMath, draw: Draw): number => draw(math.pockets);

/** What a bet returns for each one staked, its own amount included. */
export function returnOf(bet: RouletteBet, named: number | undefined, pocket: number): number {
  const covered = bet.numbers ?? [named];
  return covered.includes(pocket) ? bet.pays + 1 : 0;
}

/** How many pockets let the bet win. */
export const pocketsOf = (bet: RouletteBet): number => bet.numbers?.length ?? 1;
