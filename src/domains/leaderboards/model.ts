/** Where a player stands: those of one score in order of their ids, never of arrival. */
export interface Place {
  readonly player: string;
  readonly score: Buffer;
}

/** A run of neighbours in order of score, then of player: from its first place up to the next band's. */
export interface Band extends Place {
  readonly players: number;
}

/** Bytes that sort as the number does: how many there are, then the number itself. */
export function scoreKey(score: bigint): Buffer {
  if (score === 0n) return Buffer.of(0);
  const digits = score.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

export const NO_SCORE = scoreKey(0n);

/** Above every score, and before every player. */
export const TOP: Place = { score: Buffer.of(0xff), player: '' };

/** Behind every player's id. */
export const LAST_PLAYER = '\u007f';

/** A band of more players is cut in two; one of fewer than a quarter joins the one below. */
export const BAND_MOST = 512;
