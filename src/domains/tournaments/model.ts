import { decimalsOf } from '../../kernel/money.js';
import { formatTime } from '../../kernel/time.js';
import type { Schema } from '../../contract/types.js';

/** Amounts in minor units, times in milliseconds. */
export interface TournamentRow {
  readonly seq: number;
  readonly tournament_id: string;
  readonly client: string;
  readonly name: string;
  readonly currency: string;
  /** A list of ids as JSON; empty for every game. */
  readonly games: string;
  readonly starts_at: number;
  readonly ends_at: number;
  readonly entries_until: number;
  readonly buy_in: number;
  readonly fee: number;
  readonly re_entries: number;
  readonly max_entrants: number | null;
  readonly rule: Schema<'ScoreRule'>['rule'];
  /** Points for each whole unit of the currency, and for each round; zero under other rules. */
  readonly per_wagered: number;
  readonly per_won: number;
  readonly per_round: number;
  /** The tiers as they were declared, as JSON. */
  readonly prizes: string;
  readonly guarantee: number;
  readonly unclaimed: Schema<'Tournament'>['unclaimed'];
  /** What was done with it; how far it is besides, the clock says. */
  readonly status: 'open' | 'closed' | 'cancelled';
  readonly entrants: number;
  readonly entries: number;
  readonly created_at: number;
  /** When it was closed or cancelled. */
  readonly settled_at: number | null;
  readonly top_up: number;
  readonly paid: number;
  readonly returned: number;
  readonly winners: number;
}

/** What of a player's play counts, in minor units. */
export interface Tally {
  /** Rounds that have a stake that counts, settled or not; counted only where they give points. */
  readonly rounds: number;
  readonly staked: number;
  readonly won: number;
  /** The round that paid the most for its stake. */
  readonly best_won: number;
  readonly best_staked: number;
}

export interface EntrantRow extends Tally {
  readonly player: string;
  /** The score as bytes that sort as it does. */
  readonly score: Buffer;
  readonly prize: number | null;
  readonly prize_txn: string | null;
}

export interface EntryRow {
  readonly tournament_id: string;
  readonly currency: string;
  readonly player: string;
  readonly entry: number;
  readonly buy_in: number;
  readonly fee: number;
  readonly txn_id: string;
  readonly at: number;
  readonly refund_txn: string | null;
}

export type TournamentStatus = Schema<'Tournament'>['status'];

/** It runs from its start up to, and not at, its end. */
export function statusAt(
  tournament: Pick<TournamentRow, 'status' | 'starts_at' | 'ends_at'>,
  nowMs: number,
): TournamentStatus {
  if (tournament.status !== 'open') return tournament.status;
  if (nowMs < tournament.starts_at) return 'scheduled';
  return nowMs < tournament.ends_at ? 'running' : 'ended';
}

/** The money that goes to the prizes and the money that does not: together what the player pays. */
export const splitEntry = ({ buy_in, fee }: TournamentRow): { pot: number; house: number } => ({
  pot: buy_in,
  house: fee,
});

export const isFull = ({ entrants, max_entrants }: TournamentRow): boolean =>
  max_entrants !== null && entrants >= max_entrants;

/** Two different fractions of numbers below 2^53 lie at least this many binary places apart. */
const FRACTION_BITS = 106n;

/** A round that paid more for its stake, compared without dividing; of equals the larger. */
export function isBetterRound(round: Round, best: Tally): boolean {
  const [ours, theirs] = [
    BigInt(round.won) * BigInt(best.best_staked),
    BigInt(best.best_won) * BigInt(round.staked),
  ];
  return ours === theirs ? round.staked > best.best_staked : ours > theirs;
}

/** What of a settled round counts, in minor units. */
export interface Round {
  readonly staked: number;
  readonly won: number;
}

// A sum that leaves what a number holds exactly stays at its end: a win must never fail for it.
const added = (sum: number, more: number): number => Math.min(sum + more, Number.MAX_SAFE_INTEGER);

export function tallied(tally: Tally, round: Round): Tally {
  const best = isBetterRound(round, tally)
    ? { best_won: round.won, best_staked: round.staked }
    : { best_won: tally.best_won, best_staked: tally.best_staked };
  const { rounds } = tally;
  return {
    rounds,
    staked: added(tally.staked, round.staked),
    won: added(tally.won, round.won),
    ...best,
  };
}

/** The score as a whole number, exact: what compares less ranks lower. */
export function scoreOf(tournament: TournamentRow, tally: Tally): bigint {
  if (tournament.rule === 'wagered') return BigInt(tally.staked);
  if (tournament.rule === 'points') return pointsOf(tournament, tally);
  const { best_won: won, best_staked: staked } = tally;
  return staked === 0 ? 0n : (BigInt(won) << FRACTION_BITS) / BigInt(staked);
}

/** In as many parts of a point as the currency has of a unit. */
const pointsOf = (terms: TournamentRow, { staked, won, rounds }: Tally): bigint =>
  BigInt(terms.per_wagered) * BigInt(staked) +
  BigInt(terms.per_won) * BigInt(won) +
  BigInt(terms.per_round) * BigInt(rounds) * 10n ** BigInt(decimalsOf(terms.currency) ?? 0);

export const NO_TALLY: Tally = { rounds: 0, staked: 0, won: 0, best_won: 0, best_staked: 0 };

const MULTIPLIER_DECIMALS = 6;

/** As a decimal: exact, but for a multiplier, which is cut off after its sixth decimal. */
function scoreText(tournament: TournamentRow, tally: Tally, score: bigint): string {
  const decimals = decimalsOf(tournament.currency) ?? 0;
  if (tournament.rule !== 'biggest_multiplier') {
    return decimalText(score, decimals);
  }
  const { best_won: won, best_staked: staked } = tally;
  const cut = 10n ** BigInt(MULTIPLIER_DECIMALS);
  return decimalText(staked === 0 ? 0n : (BigInt(won) * cut) / BigInt(staked), MULTIPLIER_DECIMALS);
}

function decimalText(value: bigint, decimals: number): string {
  if (decimals === 0) return String(value);
  const digits = String(value).padStart(decimals + 1, '0');
  return `${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

type Money = (minor: number) => string;

export function tournamentBody(
  row: TournamentRow,
  collected: number,
  { money, nowMs }: { money: Money; nowMs: number },
): Schema<'Tournament'> {
  const games = JSON.parse(row.games) as string[];
  const { per_wagered, per_won, per_round } = row;
  return {
    tournament_id: row.tournament_id,
    name: row.name,
    currency: row.currency,
    games: games.length === 0 ? null : games,
    starts_at: formatTime(row.starts_at),
    ends_at: formatTime(row.ends_at),
    entry: {
      buy_in: money(row.buy_in),
      fee: money(row.fee),
      closes_at: formatTime(row.entries_until),
      re_entries: row.re_entries,
    },
    score:
      row.rule === 'points'
        ? { rule: row.rule, per_wagered, per_won, per_round }
        : { rule: row.rule },
    prizes: JSON.parse(row.prizes) as Schema<'Tournament'>['prizes'],
    guarantee: money(row.guarantee),
    unclaimed: row.unclaimed,
    max_entrants: row.max_entrants,
    status: statusAt(row, nowMs),
    entrants: row.entrants,
    entries: row.entries,
    collected: money(collected),
    prize_pool: money(Math.max(collected, row.guarantee)),
    payout:
      row.status === 'closed'
        ? {
            top_up: money(row.top_up),
            paid: money(row.paid),
            returned: money(row.returned),
            winners: row.winners,
          }
        : null,
    created_at: formatTime(row.created_at),
    settled_at: row.settled_at === null ? null : formatTime(row.settled_at),
  };
}

export const entryBody = (row: EntryRow, money: Money): Schema<'TournamentEntry'> => ({
  tournament_id: row.tournament_id,
  player_id: row.player,
  entry: row.entry,
  buy_in: money(row.buy_in),
  fee: money(row.fee),
  currency: row.currency,
  txn_id: row.txn_id,
  refund_txn_id: row.refund_txn,
  entered_at: formatTime(row.at),
});

export const standingBody = (
  tournament: TournamentRow,
  entrant: EntrantRow,
  { rank, score, money }: { rank: number; score: bigint; money: Money },
): Schema<'Standing'> => ({
  rank,
  player_id: entrant.player,
  score: scoreText(tournament, entrant, score),
  best_round:
    tournament.rule === 'biggest_multiplier' && entrant.best_staked > 0
      ? { won: money(entrant.best_won), staked: money(entrant.best_staked) }
      : null,
  prize: entrant.prize === null ? null : money(entrant.prize),
  prize_txn_id: entrant.prize_txn,
});
