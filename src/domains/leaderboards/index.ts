import type { Domain, Ground } from '../context.js';
import type { Band, Place } from './model.js';
import { BAND_MOST, NO_SCORE, TOP } from './model.js';
import {
  addToBand,
  bandBelow,
  bandOf,
  deleteBand,
  deletePlace,
  insertBand,
  insertPlace,
  lastBandAt,
  nthPlaceFrom,
  placeAbove,
  playersBetween,
  playersFrom,
} from './store.js';
import { tables } from './tables.js';

export type { Place } from './model.js';
export { NO_SCORE, scoreKey, TOP } from './model.js';
export { placesBefore, placesBehind, tiedBehind } from './store.js';

/** A board that nobody stands on. */
export function openBoard(ground: Ground, board: number): void {
  insertBand(ground, board, { score: NO_SCORE, player: '', players: 0 });
}

/** Puts a player on the board who is not on it. */
export function takePlace(ground: Ground, board: number, place: Place): void {
  insertPlace(ground, board, place);
  grow(ground, board, bandOf(ground, board, place));
}

/** Moves a player to another score: the same few rows, however many players there are. */
export function movePlace(ground: Ground, board: number, from: Place, score: Buffer): void {
  if (from.score.equals(score)) return;
  const to: Place = { player: from.player, score };
  const left = bandOf(ground, board, from);
  const entered = bandOf(ground, board, to);
  deletePlace(ground, board, from);
  insertPlace(ground, board, to);
  if (isSame(left, entered)) return;
  grow(ground, board, entered);
  shrink(ground, board, left);
}

const isSame = (one: Place, other: Place): boolean =>
  one.player === other.player && one.score.equals(other.score);

function grow(ground: Ground, board: number, band: Band): void {
  addToBand(ground, board, { ...band, players: 1 });
  const lower = BAND_MOST / 2;
  const upper = band.players + 1 - lower;
  if (upper <= lower) return;
  insertBand(ground, board, { ...nthPlaceFrom(ground, board, band, lower), players: upper });
  addToBand(ground, board, { ...band, players: -upper });
}

/** A band that has become small joins the one below it, if the two are not too many together. */
function shrink(ground: Ground, board: number, band: Band): void {
  addToBand(ground, board, { ...band, players: -1 });
  const players = band.players - 1;
  if (players >= BAND_MOST / 4) return;
  const below = bandBelow(ground, board, band);
  if (!below || below.players + players > BAND_MOST / 2) return;
  deleteBand(ground, board, band);
  addToBand(ground, board, { ...below, players });
}

/** One more than the players of a higher score: who ties shares a rank, and as many are left out. */
export function rankAt(ground: Ground, board: number, score: Buffer): number {
  const above = placeAbove(ground, board, lastBandAt(ground, board, score)) ?? TOP;
  const higher = playersFrom(ground, board, above);
  return 1 + higher + playersBetween(ground, board, score, above);
}

/** The ranks of places that follow each other, at the cost of two look-ups. */
export function ranksOf(ground: Ground, board: number, places: readonly Place[]): number[] {
  const ranks: number[] = [];
  // The first place of a score that begins on this page.
  let begun: number | undefined;
  for (const [at, { score }] of places.entries()) {
    const before = places[at - 1];
    if (before?.score.equals(score)) {
      ranks.push(ranks[at - 1] ?? 0);
      continue;
    }
    const known = begun === undefined ? undefined : (ranks[begun] ?? 0) + at - begun;
    ranks.push(known ?? rankAt(ground, board, score));
    if (before) begun = at;
  }
  return ranks;
}

/** Who stands where, by scores of any size. */
export const leaderboards: Domain = { name: 'leaderboards', tables, operations: {} };
