import type { Ground } from '../context.js';
import type { Band, Place } from './model.js';
import { LAST_PLAYER, TOP } from './model.js';

export function insertPlace(ground: Ground, board: number, { score, player }: Place): void {
  ground
    .sql('INSERT INTO board_places (board, score, player) VALUES (?, ?, ?)')
    .run(board, score, player);
}

export function deletePlace(ground: Ground, board: number, { score, player }: Place): void {
  ground
    .sql('DELETE FROM board_places WHERE board = ? AND score = ? AND player = ?')
    .run(board, score, player);
}

export function insertBand(ground: Ground, board: number, band: Band): void {
  ground
    .sql('INSERT INTO board_bands (board, score, player, players) VALUES (?, ?, ?, ?)')
    .run(board, band.score, band.player, band.players);
}

export function addToBand(ground: Ground, board: number, { score, player, players }: Band): void {
  ground
    .sql(
      `UPDATE board_bands SET players = players + ?
       WHERE board = ? AND score = ? AND player = ?`,
    )
    .run(players, board, score, player);
}

export function deleteBand(ground: Ground, board: number, { score, player }: Place): void {
  ground
    .sql('DELETE FROM board_bands WHERE board = ? AND score = ? AND player = ?')
    .run(board, score, player);
}

/** The band a place belongs to. */
export const bandOf = (ground: Ground, board: number, { score, player }: Place): Band =>
  ground
    .sql(
      `SELECT score, player, players FROM board_bands
       WHERE board = ? AND (score, player) <= (?, ?) ORDER BY score DESC, player DESC LIMIT 1`,
    )
    .get(board, score, player) as Band;

/** The next lower band; the lowest has none. */
export const bandBelow = (ground: Ground, board: number, { score, player }: Place) =>
  ground
    .sql(
      `SELECT score, player, players FROM board_bands
       WHERE board = ? AND (score, player) < (?, ?) ORDER BY score DESC, player DESC LIMIT 1`,
    )
    .get(board, score, player) as Band | undefined;

/** The highest band that does not lie above a score altogether. */
export const lastBandAt = (ground: Ground, board: number, score: Buffer): Band =>
  ground
    .sql(
      `SELECT score, player, players FROM board_bands WHERE board = ? AND score <= ?
       ORDER BY score DESC, player DESC LIMIT 1`,
    )
    .get(board, score) as Band;

/** The first place of the next higher band. */
export const placeAbove = (ground: Ground, board: number, { score, player }: Place) =>
  ground
    .sql(
      `SELECT score, player FROM board_bands
       WHERE board = ? AND (score, player) > (?, ?) ORDER BY score, player LIMIT 1`,
    )
    .get(board, score, player) as Place | undefined;

/** Players of all bands from this place on upwards. */
export const playersFrom = (ground: Ground, board: number, { score, player }: Place): number =>
  ground
    .sql(
      `SELECT coalesce(sum(players), 0) FROM board_bands
       WHERE board = ? AND (score, player) >= (?, ?)`,
    )
    .pluck()
    .get(board, score, player) as number;

/** Counts the players of a higher score that stand below a place. */
export const playersBetween = (ground: Ground, board: number, above: Buffer, below: Place) =>
  ground
    .sql(
      `SELECT (SELECT count(*) FROM board_places WHERE board = @board AND score > @above
                 AND score < @score)
            + (SELECT count(*) FROM board_places WHERE board = @board AND score = @score
                 AND player < @player AND @score > @above)`,
    )
    .pluck()
    .get({ board, above, score: below.score, player: below.player }) as number;

/** The place so many places above the first of a band; reads no further than the band's end. */
export const nthPlaceFrom = (ground: Ground, board: number, from: Place, nth: number): Place => {
  const end = placeAbove(ground, board, from) ?? TOP;
  const inOne = end.score.equals(from.score);
  return ground
    .sql(
      `SELECT score, player FROM board_places
         WHERE board = @board AND score = @score AND player >= @player AND player < @until
       UNION ALL SELECT score, player FROM board_places
         WHERE board = @board AND score > @score AND score < @end
       UNION ALL SELECT score, player FROM board_places
         WHERE board = @board AND score = @end AND player < @endPlayer AND @end > @score
       ORDER BY score, player LIMIT 1 OFFSET @nth`,
    )
    .get({
      board,
      score: from.score,
      player: from.player,
      until: inOne ? end.player : LAST_PLAYER,
      end: end.score,
      endPlayer: end.player,
      nth,
    }) as Place;
};

/** From a place on downwards, without it: those of its score, then the lower ones. */
export function placesBehind(ground: Ground, board: number, from: Place, limit: number): Place[] {
  const tied = ground
    .sql(
      `SELECT score, player FROM board_places WHERE board = ? AND score = ? AND player > ?
       ORDER BY player LIMIT ?`,
    )
    .all(board, from.score, from.player, limit) as Place[];
  if (tied.length === limit) return tied;
  const lower = ground
    .sql(
      `SELECT score, player FROM board_places WHERE board = ? AND score < ?
       ORDER BY score DESC, player LIMIT ?`,
    )
    .all(board, from.score, limit - tied.length) as Place[];
  return [...tied, ...lower];
}

/** From a place on upwards, without it: the nearest first. */
export function placesBefore(ground: Ground, board: number, from: Place, limit: number): Place[] {
  const tied = ground
    .sql(
      `SELECT score, player FROM board_places WHERE board = ? AND score = ? AND player < ?
       ORDER BY player DESC LIMIT ?`,
    )
    .all(board, from.score, from.player, limit) as Place[];
  if (tied.length === limit) return tied;
  const higher = ground
    .sql(
      `SELECT score, player FROM board_places WHERE board = ? AND score > ?
       ORDER BY score, player DESC LIMIT ?`,
    )
    .all(board, from.score, limit - tied.length) as Place[];
  return [...tied, ...higher];
}

/** All of a place's score behind it. */
export const tiedBehind = (ground: Ground, board: number, { score, player }: Place) =>
  ground
    .sql(
      `SELECT score, player FROM board_places WHERE board = ? AND score = ? AND player > ?
       ORDER BY player`,
    )
    .all(board, score, player) as Place[];
