import { refuse } from '../../kernel/errors.js';
import { formatTime } from '../../kernel/time.js';
import type { Schema } from '../../contract/types.js';

export interface RoundRow {
  readonly seq: number;
  readonly round_id: string;
  readonly client: string;
  readonly player: string;
  readonly game: string | null;
  readonly session: string | null;
  readonly currency: string;
  /** 1 after the final credit or the close. */
  readonly ended: number;
  /** Sums in minor units; what was rolled back is not staked. */
  readonly staked: number;
  readonly won: number;
  readonly in_play: number;
  readonly opened_at: number;
  readonly closed_at: number | null;
}

/** One debit of a round; each settles or rolls back by itself (PLAY-05). */
export interface StakeRow {
  readonly round: number;
  readonly txn_id: string;
  readonly cash: number;
  readonly bonus: number;
  readonly status: 'open' | 'settled' | 'rolled_back';
  readonly rollback_txn: string | null;
  readonly position: number;
}

/** How a round was drawn, as its game server reported it (PLAY-11). */
export interface ReportRow {
  readonly round: number;
  readonly game: string;
  readonly server_seed_hash: string;
  readonly client_seed: string;
  readonly nonce: number;
  /** Canonical JSON. */
  readonly bet: string;
  readonly outcome: string;
  /** Minor units. */
  readonly win: number;
  /** Null until it is revealed. */
  readonly server_seed: string | null;
  /** The player's newest transaction when the round was reported: its own do not come after it. */
  readonly last_txn: number;
  readonly reported_at: number;
  readonly revealed_at: number | null;
}

export const stakedBy = (stake: StakeRow): number => stake.cash + stake.bonus;

/** Voided when every stake went back and nothing was won; a further debit opens it again. */
function roundStatus(round: RoundRow, stakes: readonly StakeRow[]) {
  if (round.ended === 1) return 'closed';
  return stakes.every((stake) => stake.status === 'rolled_back') ? 'voided' : 'open';
}

export function refuseIfEnded(round: RoundRow): void {
  if (round.ended === 1) refuse('ROUND_CLOSED', { round_id: round.round_id });
}

export function refuseIfRolledBack(stake: StakeRow): void {
  if (stake.status === 'rolled_back') refuse('TXN_ROLLED_BACK', { txn_ref: stake.txn_id });
}

export function refuseIfSettled(stake: StakeRow): void {
  if (stake.status === 'settled') refuse('ROUND_SETTLED', { txn_ref: stake.txn_id });
}

export function roundBody(
  round: RoundRow,
  stakes: readonly StakeRow[],
  money: (minor: number) => string,
): Schema<'Round'> {
  return {
    round_id: round.round_id,
    player_id: round.player,
    game_id: round.game,
    session_id: round.session,
    currency: round.currency,
    status: roundStatus(round, stakes),
    staked: money(round.staked),
    won: money(round.won),
    held_in_play: money(round.in_play),
    stakes: stakes.map((stake) => ({
      txn_id: stake.txn_id,
      amount: money(stakedBy(stake)),
      status: stake.status,
    })),
    opened_at: formatTime(round.opened_at),
    closed_at: round.closed_at === null ? null : formatTime(round.closed_at),
  };
}

export const recordBody = (
  round: RoundRow,
  report: ReportRow,
  money: (minor: number) => string,
): Schema<'RoundRecord'> => ({
  round_id: round.round_id,
  player_id: round.player,
  game_id: report.game,
  currency: round.currency,
  server_seed_hash: report.server_seed_hash,
  server_seed: report.server_seed,
  client_seed: report.client_seed,
  nonce: report.nonce,
  bet: JSON.parse(report.bet) as Record<string, unknown>,
  outcome: JSON.parse(report.outcome) as Record<string, unknown>,
  win: money(report.win),
  reported_at: formatTime(report.reported_at),
  revealed_at: report.revealed_at === null ? null : formatTime(report.revealed_at),
});
