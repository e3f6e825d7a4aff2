import type { Context } from '../../context.js';
import { movePlace, scoreKey } from '../../leaderboards/index.js';
import type { Round, Tally, TournamentRow } from '../model.js';
import { tallied } from '../model.js';
import type { CountedStake } from '../store.js';
import {
  addWin,
  deleteStake,
  deleteStakes,
  findEntrant,
  insertStake,
  stakesIn,
  tournamentAt,
  tournamentsAt,
  writeTally,
} from '../store.js';

/** A stake as play tells of it; amounts in minor units. */
export interface Stake {
  readonly player: string;
  readonly currency: string;
  readonly game: string | null;
  /** The round's row and the stake's place in it. */
  readonly round: number;
  readonly stake: number;
  readonly amount: number;
}

const NONE: readonly string[] = [];

/**
 * Remembers a stake that counts: in time, on a game that counts, by a player who has entered. It
 * counts when its round settles; only points for rounds are given at once. Answers the ids of the
 * tournaments it counts in.
 */
export function countStake(ctx: Context, stake: Stake): readonly string[] {
  const { player, currency, game, round } = stake;
  const at = ctx.parts.tournaments.countedAt(ctx);
  const running = tournamentsAt(ctx, { player, currency, game, at });
  if (running.length === 0) return NONE;
  const known = new Set(stakesIn(ctx, round).map(({ tournament }) => tournament));
  for (const tournament of running) {
    insertStake(ctx, round, {
      stake: stake.stake,
      tournament: tournament.seq,
      amount: stake.amount,
    });
    if (!known.has(tournament.seq)) addRounds(ctx, tournament, player, 1);
  }
  return running.map(({ tournament_id }) => tournament_id);
}

/** A rollback takes back what its stake gave, and what it would have. */
export function uncountStake(
  ctx: Context,
  { player, round, stake }: Pick<Stake, 'player' | 'round' | 'stake'>,
): readonly string[] {
  const before = stakesIn(ctx, round);
  const gone = before.filter((counted) => counted.stake === stake);
  if (gone.length === 0) return NONE;
  deleteStake(ctx, round, stake);
  const left = new Set(
    before.filter((counted) => counted.stake !== stake).map(({ tournament }) => tournament),
  );
  const touched = openOf(ctx, gone);
  for (const tournament of touched) {
    if (!left.has(tournament.seq)) addRounds(ctx, tournament, player, -1);
  }
  return touched.map(({ tournament_id }) => tournament_id);
}

/** A win on a stake; with the last credit the round settles, and what it brought counts. */
export function countWin(
  ctx: Context,
  { player, round, stake }: Pick<Stake, 'player' | 'round' | 'stake'>,
  { win, final }: { readonly win: number; readonly final: boolean },
): readonly string[] {
  const stakes = stakesIn(ctx, round);
  if (stakes.length === 0) return NONE;
  if (win > 0) addWin(ctx, round, stake, win);
  return final ? countRound(ctx, player, round) : idsOf(openOf(ctx, stakes));
}

/** A round that is over: its stakes and their wins count, in the tournaments that are not settled. */
export function countRound(ctx: Context, player: string, round: number): readonly string[] {
  const stakes = stakesIn(ctx, round);
  if (stakes.length === 0) return NONE;
  deleteStakes(ctx, round);
  const touched = openOf(ctx, stakes);
  for (const tournament of touched) {
    const ours = stakes.filter((stake) => stake.tournament === tournament.seq);
    rescore(ctx, tournament, player, (tally) => tallied(tally, sumOf(ours)));
  }
  return idsOf(touched);
}

const idsOf = (rows: readonly TournamentRow[]) => rows.map(({ tournament_id }) => tournament_id);

const sumOf = (stakes: readonly CountedStake[]): Round =>
  stakes.reduce((sum, { amount, won }) => ({ staked: sum.staked + amount, won: sum.won + won }), {
    staked: 0,
    won: 0,
  });

/** The tournaments of these stakes that nobody has closed or cancelled yet. */
const openOf = (ctx: Context, stakes: readonly CountedStake[]): readonly TournamentRow[] =>
  [...new Set(stakes.map(({ tournament }) => tournament))]
    .map((seq) => tournamentAt(ctx, seq))
    .filter(({ status }) => status === 'open');

function addRounds(ctx: Context, tournament: TournamentRow, player: string, more: number): void {
  if (tournament.per_round === 0) return;
  rescore(ctx, tournament, player, (tally) => ({ ...tally, rounds: tally.rounds + more }));
}

function rescore(
  ctx: Context,
  tournament: TournamentRow,
  player: string,
  change: (tally: Tally) => Tally,
): void {
  const entrant = findEntrant(ctx, tournament.seq, player);
  if (!entrant) return;
  const tally = change(entrant);
  const score = scoreKey(ctx.parts.tournaments.scoreOf(tournament, tally));
  writeTally(ctx, tournament.seq, { ...tally, player, score });
  movePlace(ctx, tournament.seq, entrant, score);
}
