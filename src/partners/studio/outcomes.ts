import type { Draw } from '../../kernel/fair-stream.js';
import { formatAmount } from '../../kernel/money.js';
import type { Bet } from './bets.js';
import { decimal } from './bets.js';
import { crashPoint } from './crash.js';
import type { CrashMath, GameMath, RouletteMath, SlotMath } from './mathematics.js';
import { pocketOf, returnOf } from './roulette.js';
import type { Reels, Slot } from './slot.js';
import { drawStops, givesFreeSpins, lineWins, slotOf } from './slot.js';

/** What is shown at once and paid at once: a spin, a crash, a turn of the wheel. */
export interface Part {
  readonly shown: Readonly<Record<string, unknown>>;
  /** Minor units. */
  readonly win: number;
}

/** The whole round at once: its first part, and a free spin for each further one. */
export function partsOf(math: GameMath, draw: Draw, bet: Bet): readonly Part[] {
  if (math.kind === 'slot') return spinsOf(math, draw, bet);
  return [math.kind === 'crash' ? crashed(math, draw, bet) : turned(math, draw, bet)];
}

export const winOf = (parts: readonly Part[]): number =>
  parts.reduce((sum, { win }) => sum + win, 0);

/** The outcome as it is told, as far as these parts go. */
export function outcomeOf(math: GameMath, parts: readonly Part[]): Part['shown'] {
  if (math.kind === 'slot') return { spins: parts.map(({ shown }) => shown) };
  return parts[0]?.shown ?? {};
}

const prepared = new WeakMap<SlotMath, Slot>();

function preparedSlot(math: SlotMath): Slot {
  const slot = prepared.get(math) ?? slotOf(math);
  prepared.set(math, slot);
  return slot;
}

function spinsOf(math: SlotMath, draw: Draw, bet: Bet): readonly Part[] {
  const slot = preparedSlot(math);
  const first = drawStops(slot.base, draw);
  const spins = [spinOf(slot, slot.base, first, bet)];
  const { free_spins: free } = math;
  if (!free || !slot.free || !givesFreeSpins(slot, first)) return spins;
  for (let spin = 0; spin < free.spins; spin += 1) {
    const stops = drawStops(slot.free, draw);
    spins.push(spinOf(slot, slot.free, stops, bet, free.multiplier));
  }
  return spins;
}

function spinOf(
  slot: Slot,
  reels: Reels,
  stops: readonly number[],
  { stake, currency }: Bet,
  multiplier = 1,
): Part {
  const ofLine = (stake / slot.math.lines.length) * multiplier;
  const lines = lineWins(slot, reels, stops).map(({ line, symbol, count, units }) => ({
    line,
    symbol,
    count,
    minor: units * ofLine,
  }));
  const win = lines.reduce((sum, { minor }) => sum + minor, 0);
  const shown = {
    reels: reels === slot.base ? 'base' : 'free',
    stops,
    lines: lines.map(({ minor, ...rest }) => ({ ...rest, win: formatAmount(minor, currency) })),
    win: formatAmount(win, currency),
  };
  return { shown, win };
}

/** Stakes are whole hundreds of minor units, so hundredths of them are whole too. */
function crashed(math: CrashMath, draw: Draw, { stake, cashOut = 0 }: Bet): Part {
  const point = crashPoint(math, draw);
  const win = point >= cashOut ? (stake / 100) * cashOut : 0;
  return { shown: { crashed_at: decimal(point), cash_out_at: decimal(cashOut) }, win };
}

function turned(math: RouletteMath, draw: Draw, { places = [], currency }: Bet): Part {
  const pocket = pocketOf(math, draw);
  const bets = places.map((place) => {
    const bet = math.bets[place.bet] ?? { pays: 0, numbers: [] };
    return { ...place, win: place.amount * returnOf(bet, place.number, pocket) };
  });
  const money = (minor: number): string => formatAmount(minor, currency);
  const shown = {
    pocket,
    bets: bets.map((one) => ({ ...one, amount: money(one.amount), win: money(one.win) })),
  };
  return { shown, win: bets.reduce((sum, { win }) => sum + win, 0) };
}
