import type { Draw } from '../../kernel/fair-stream.js';
import { chanceOf, crashPoint } from './crash.js';
import type { CrashMath, GameMath, RouletteMath } from './mathematics.js';
import { pocketOf, pocketsOf, returnOf } from './roulette.js';
import type { Slot } from './slot.js';
import { givesFreeSpins, slotOf, unitsOfRound, unitsWon } from './slot.js';
import type { Reels } from './slot.js';

/** What a game pays back in the long run, per stake of one; by counting, not by sampling. */
export interface ExactReturn {
  readonly rtp: number;
  /** The chance that a round wins anything. */
  readonly hitRate: number;
  /** Standard deviation of what one round returns. */
  readonly volatility: number;
  /** How far the return of any other bet of the game lies from `rtp`, at most. */
  readonly spread: number;
}

/** The round that simulations play: what it wins, of a stake of so many units. */
export interface ReferenceRound {
  readonly stakeUnits: number;
  play(draw: Draw): number;
}

export function referenceRound(math: GameMath): ReferenceRound {
  if (math.kind === 'slot') {
    const slot = slotOf(math);
    const stops: number[] = [];
    return { stakeUnits: math.lines.length, play: (draw) => unitsOfRound(slot, draw, stops) };
  }
  if (math.kind === 'crash') {
    const cashOut = math.reference_cash_out;
    return { stakeUnits: 100, play: (draw) => (crashPoint(math, draw) >= cashOut ? cashOut : 0) };
  }
  const bet = math.bets[math.reference_bet] ?? { pays: 0, numbers: [] };
  return { stakeUnits: 1, play: (draw) => returnOf(bet, 0, pocketOf(math, draw)) };
}

export function exactReturn(math: GameMath): ExactReturn {
  if (math.kind === 'slot') return exactSlot(slotOf(math));
  return math.kind === 'crash' ? exactCrash(math) : exactRoulette(math);
}

/** A bet that returns `pays` with a chance and else nothing. */
function betReturn(pays: number, chance: number): Omit<ExactReturn, 'spread'> {
  const rtp = pays * chance;
  const volatility = Math.sqrt(pays * pays * chance - rtp * rtp);
  return { rtp, hitRate: chance, volatility };
}

function exactCrash(math: CrashMath): ExactReturn {
  const { reference_cash_out: reference } = math;
  const found = betReturn(reference / 100, chanceOf(math, reference));
  let spread = 0;
  for (let at = math.least_cash_out; at <= math.greatest_cash_out; at += 1) {
    spread = Math.max(spread, Math.abs((at / 100) * chanceOf(math, at) - found.rtp));
  }
  return { ...found, spread };
}

function exactRoulette(math: RouletteMath): ExactReturn {
  const all = Object.entries(math.bets).map(([name, bet]) => ({
    name,
    ...betReturn(bet.pays + 1, pocketsOf(bet) / math.pockets),
  }));
  const found = all.find(({ name }) => name === math.reference_bet) ?? betReturn(0, 0);
  const spread = Math.max(...all.map(({ rtp }) => Math.abs(rtp - found.rtp)));
  return { rtp: found.rtp, hitRate: found.hitRate, volatility: found.volatility, spread };
}

/** What all stops of a set of reels come to, in line stakes. */
interface Tally {
  spins: number;
  hits: number;
  units: number;
  squares: number;
  /** Of those that give free spins. */
  triggers: number;
  triggerUnits: number;
  triggersWithoutHit: number;
}

/** Every stop of every reel, once. */
function tallyOf(slot: Slot, reels: Reels): Tally {
  const tally: Tally = {
    spins: 0,
    hits: 0,
    units: 0,
    squares: 0,
    triggers: 0,
    triggerUnits: 0,
    triggersWithoutHit: 0,
  };
  const stops = reels.lengths.map(() => 0);
  const turn = (reel: number): void => {
    if (reel === stops.length) return count(slot, reels, stops, tally);
    for (let stop = 0; stop < (reels.lengths[reel] ?? 0); stop += 1) {
      stops[reel] = stop;
      turn(reel + 1);
    }
  };
  turn(0);
  return tally;
}

function count(slot: Slot, reels: Reels, stops: readonly number[], tally: Tally): void {
  const won = unitsWon(slot, reels, stops);
  tally.spins += 1;
  tally.units += won;
  tally.squares += won * won;
  if (won > 0) tally.hits += 1;
  if (reels !== slot.base || !givesFreeSpins(slot, stops)) return;
  tally.triggers += 1;
  tally.triggerUnits += won;
  if (won === 0) tally.triggersWithoutHit += 1;
}

/**
 * A round is a spin B and, with chance q, n free spins F that do not depend on it: its mean is
 * E(B) + q·n·E(F), its second moment E(B²) + 2·E(B; triggered)·n·E(F) + q·(n·Var(F) + n²·E(F)²).
 */
function exactSlot(slot: Slot): ExactReturn {
  const base = tallyOf(slot, slot.base);
  const { free_spins: free, lines } = slot.math;
  const none = { spins: 1, hits: 0, units: 0, squares: 0 };
  const spun = free && slot.free ? tallyOf(slot, slot.free) : none;
  const { spins = 0, multiplier = 0 } = free ?? {};
  const mean = (multiplier * spun.units) / spun.spins;
  const variance = (multiplier * multiplier * spun.squares) / spun.spins - mean * mean;

  const chance = base.triggers / base.spins;
  const units = base.units / base.spins + chance * spins * mean;
  const squares =
    base.squares / base.spins +
    2 * (base.triggerUnits / base.spins) * spins * mean +
    chance * (spins * variance + spins * spins * mean * mean);
  const wonByFreeSpins =
    (base.triggersWithoutHit / base.spins) * (1 - (1 - spun.hits / spun.spins) ** spins);
  return {
    rtp: units / lines.length,
    hitRate: base.hits / base.spins + wonByFreeSpins,
    volatility: Math.sqrt(squares - units * units) / lines.length,
    spread: 0,
  };
}
