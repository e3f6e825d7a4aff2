import type { Draw } from '../../kernel/fair-stream.js';
import type { SlotMath } from './mathematics.js';

/** Reels with letters as numbers, each strip going on past its end so that no window wraps. */
export interface Reels {
  readonly lengths: readonly number[];
  readonly strips: readonly Uint8Array[];
  /** For each stop of each reel, how many scatters its window shows. */
  readonly scatters: readonly Uint8Array[];
}

/** A slot's data in the form that is quick to play: ten million spins are a matter of seconds. */
export interface Slot {
  readonly math: SlotMath;
  readonly letters: readonly string[];
  readonly base: Reels;
  readonly free: Reels | undefined;
  readonly wild: number;
  readonly scatter: number;
  /** By letter × WIDTH + count, in stakes of one line. */
  readonly pays: Int32Array;
}

const WIDTH = 8;
const NONE = 255;

export function slotOf(math: SlotMath): Slot {
  const letters = Object.keys(math.symbols);
  const numberOf = (letter: string | undefined): number =>
    letter === undefined ? NONE : letters.indexOf(letter);
  const reelsOf = (texts: readonly string[]): Reels => ({
    lengths: texts.map((text) => text.length),
    strips: texts.map((text) => Uint8Array.from([...windowed(text, math.rows)].map(numberOf))),
    scatters: texts.map((text) =>
      Uint8Array.from([...text], (_letter, stop) => {
        const window = windowed(text, math.rows).slice(stop, stop + math.rows);
        return [...window].filter((letter) => letter === math.scatter).length;
      }),
    ),
  });
  const pays = new Int32Array(letters.length * WIDTH);
  for (const [letter, byCount] of Object.entries(math.pays)) {
    for (const [count, pay] of Object.entries(byCount)) {
      pays[numberOf(letter) * WIDTH + Number(count)] = pay;
    }
  }
  return {
    math,
    letters,
    pays,
    base: reelsOf(math.reels),
    free: math.free_spins && reelsOf(math.free_spins.reels),
    wild: numberOf(math.wild),
    scatter: numberOf(math.scatter),
  };
}

const windowed = (text: string, rows: number): string => text + text.slice(0, rows - 1);

/** Reel by reel from the left. */
export function drawStops(reels: Reels, draw: Draw, stops: number[] = []): number[] {
  const { lengths } = reels;
  for (let reel = 0; reel < lengths.length; reel += 1) stops[reel] = draw(lengths[reel] ?? 1);
  return stops;
}

const letterAt = (reels: Reels, stops: readonly number[], reel: number, row: number): number =>
  reels.strips[reel]?.[(stops[reel] ?? 0) + row] ?? NONE;

/** How many reels from the left show the first one's symbol, or the wild in its place. */
function runOf(
  slot: Slot,
  reels: Reels,
  stops: readonly number[],
  line: readonly number[],
): number {
  const first = letterAt(reels, stops, 0, line[0] ?? 0);
  let count = 1;
  for (; count < line.length; count += 1) {
    const letter = letterAt(reels, stops, count, line[count] ?? 0);
    if (letter !== first && letter !== slot.wild) break;
  }
  return count;
}

/** What all lines pay together, in stakes of one line. */
export function unitsWon(slot: Slot, reels: Reels, stops: readonly number[]): number {
  let units = 0;
  for (const line of slot.math.lines) {
    const first = letterAt(reels, stops, 0, line[0] ?? 0);
    units += slot.pays[first * WIDTH + runOf(slot, reels, stops, line)] ?? 0;
  }
  return units;
}

export interface LineWin {
  /** From 0, as in the paytable. */
  readonly line: number;
  readonly symbol: string;
  readonly count: number;
  readonly units: number;
}

export const lineWins = (slot: Slot, reels: Reels, stops: readonly number[]): LineWin[] =>
  slot.math.lines.flatMap((rows, line) => {
    const first = letterAt(reels, stops, 0, rows[0] ?? 0);
    const count = runOf(slot, reels, stops, rows);
    const units = slot.pays[first * WIDTH + count] ?? 0;
    return units > 0 ? [{ line, symbol: slot.letters[first] ?? '', count, units }] : [];
  });

/** How many scatters are in sight. */
export function scattersIn(reels: Reels, stops: readonly number[]): number {
  let seen = 0;
  for (let reel = 0; reel < stops.length; reel += 1) {
    seen += reels.scatters[reel]?.[stops[reel] ?? 0] ?? 0;
  }
  return seen;
}

/** Whether a spin of the base game gives free spins. */
export const givesFreeSpins = (slot: Slot, stops: readonly number[]): boolean =>
  slot.math.free_spins !== undefined &&
  scattersIn(slot.base, stops) >= slot.math.free_spins.scatters;

/** One round, as far as the win goes: spin, and free spins if it gave any. In line stakes. */
export function unitsOfRound(slot: Slot, draw: Draw, stops: number[]): number {
  drawStops(slot.base, draw, stops);
  let units = unitsWon(slot, slot.base, stops);
  const { free_spins: free } = slot.math;
  if (!free || !slot.free || !givesFreeSpins(slot, stops)) return units;
  for (let spin = 0; spin < free.spins; spin += 1) {
    units += free.multiplier * unitsWon(slot, slot.free, drawStops(slot.free, draw, stops));
  }
  return units;
}
