import { canonicalJson } from '../../../kernel/canonical.js';
import { refuse } from '../../../kernel/errors.js';
import { sha256Hex } from '../../../kernel/ids.js';
import type { Input, Output } from '../../../contract/types.js';
import { emit } from '../../audit/index.js';
import type { Context, Ground, KeptRefusal } from '../../context.js';
import { keptRefusal } from '../../context.js';
import type { TransactionRow } from '../../ledger/index.js';
import type { ReportRow, RoundRow, StakeRow } from '../model.js';
import { recordBody } from '../model.js';
import {
  findReport,
  findRound,
  insertReport,
  isDrawnElsewhere,
  revealReport,
  stakesOf,
} from '../store.js';

type Report = Input<'reportRound'>;

/** The win, before the key is looked at (MONEY-01). */
export function checkReport(ground: Ground, report: Report): void {
  const currency = ground.parts.ledger.findWallet(ground, report.player_id)?.currency;
  if (currency !== undefined) ground.parts.money.amountOf(report.win, currency, 'win');
}

/**
 * Keeps how a round was drawn (PLAY-11). What contradicts the ledger or what is known already is
 * not stored: it is refused, and the refusal is an incident in the audit log.
 */
export function reportRound(ctx: Context, report: Report): Output<'reportRound'> | KeptRefusal {
  const { players, games, rounds, money } = ctx.parts;
  const player = players.playerOf(ctx, report.player_id);
  games.gameOf(ctx, report.game_id);
  const round =
    findRound(ctx, report.round_id, player.player_id) ??
    refuse('ROUND_NOT_FOUND', { field: 'round_id' });
  const stakes = stakesOf(ctx, round.seq);
  rounds.refuseUnplayed(round, stakes);
  const win = money.amountOf(report.win, round.currency, 'win');
  const kept = findReport(ctx, round.seq);
  const paid = paidBy(entriesOf(ctx, round, stakes, kept?.last_txn ?? newestOf(ctx, round)));
  const wrong = rounds.contradictionOf(ctx, { round, report, win, paid, kept });
  if (wrong) {
    const data = { round_id: round.round_id, game_id: report.game_id, ...wrong };
    emit(ctx, 'incident.report_mismatch', round.player, data);
    return keptRefusal('REPORT_MISMATCH', { ...wrong });
  }
  if (!kept) keep(ctx, round, report, win);
  if (report.server_seed !== undefined && (kept?.server_seed ?? null) === null) {
    revealReport(ctx, round.seq, report.server_seed);
    const { server_seed_hash } = report;
    emit(ctx, 'round.revealed', round.player, { round_id: round.round_id, server_seed_hash });
  }
  const stored = findReport(ctx, round.seq) ?? refuse('ROUND_NOT_FOUND');
  return recordBody(round, stored, (minor) => money.format(minor, round.currency));
}

function keep(ctx: Context, round: RoundRow, report: Report, win: number): void {
  insertReport(ctx, {
    round: round.seq,
    game: report.game_id,
    server_seed_hash: report.server_seed_hash,
    client_seed: report.client_seed,
    nonce: report.nonce,
    bet: canonicalJson(report.bet),
    outcome: canonicalJson(report.outcome),
    win,
    last_txn: newestOf(ctx, round) ?? 0,
  });
  emit(ctx, 'round.reported', round.player, {
    round_id: round.round_id,
    game_id: report.game_id,
    server_seed_hash: report.server_seed_hash,
    nonce: report.nonce,
    win: report.win,
    currency: round.currency,
  });
}

/** What is not over has no outcome yet, and what went back never will have one. */
export function refuseUnplayed(round: RoundRow, stakes: readonly StakeRow[]): void {
  const isPlayed = stakes.some(({ status }) => status === 'settled');
  if (round.ended === 1 && isPlayed) return;
  refuse('STATE_CONFLICT', { field: 'round_id', rule: 'a round that was played to its end' });
}

/** A report beside all that is known of its round. */
export interface Testimony {
  readonly round: RoundRow;
  readonly report: Report;
  /** Minor units, as reported. */
  readonly win: number;
  /** Minor units, as the ledger's credits come to. */
  readonly paid: number;
  /** The report before it. */
  readonly kept: ReportRow | undefined;
}

export interface Contradiction {
  readonly field: string;
  readonly rule: string;
}

/** What speaks against a report, or undefined. */
export function contradictionOf(ctx: Context, testimony: Testimony): Contradiction | undefined {
  const { round, report, win, paid, kept } = testimony;
  if (round.game !== null && round.game !== report.game_id) {
    return { field: 'game_id', rule: 'the game of the round' };
  }
  if (win !== paid) return { field: 'win', rule: 'what the credits of the round come to' };
  if (report.server_seed !== undefined && !isSeedOf(report.server_seed, report.server_seed_hash)) {
    return { field: 'server_seed', rule: 'the seed of the commit' };
  }
  if (kept) return changed(report, kept);
  // Players at one table share a round and its draw; two rounds do not.
  if (isDrawnElsewhere(ctx, round, report)) return { field: 'nonce', rule: 'used for one round' };
  return undefined;
}

const isSeedOf = (seed: string, hash: string): boolean => sha256Hex(seed) === hash;

/** What a repeated report says otherwise; that it adds the seed is no change. */
function changed(report: Report, kept: ReportRow): Contradiction | undefined {
  const { server_seed: seed = kept.server_seed } = report;
  const facts: readonly (readonly [string, unknown, unknown])[] = [
    ['game_id', report.game_id, kept.game],
    ['server_seed_hash', report.server_seed_hash, kept.server_seed_hash],
    ['client_seed', report.client_seed, kept.client_seed],
    ['nonce', report.nonce, kept.nonce],
    ['bet', canonicalJson(report.bet), kept.bet],
    ['outcome', canonicalJson(report.outcome), kept.outcome],
    ['server_seed', seed, kept.server_seed ?? seed],
  ];
  const other = facts.find(([, said, known]) => said !== known);
  return other && { field: other[0], rule: 'as it was reported before' };
}

const newestOf = (ground: Ground, round: RoundRow): number | null =>
  ground.parts.ledger.walletOf(ground, round.player).last_txn;

const PAGE = 50;

/**
 * The entries of a round, the oldest first: the player's statement from one transaction back to
 * the round's first stake. Once a round is reported, nothing of it comes after what was newest then.
 */
export function entriesOf(
  ground: Ground,
  round: RoundRow,
  stakes: readonly StakeRow[],
  newest: number | null,
): readonly TransactionRow[] {
  const first = Math.min(...stakes.map(({ position }) => position));
  const found: TransactionRow[] = [];
  let from = newest;
  while (from !== null && from >= first) {
    const page = ground.parts.ledger.statement(ground, from, PAGE);
    found.push(...page.filter((entry) => entry.seq >= first && isOf(round, entry)));
    from = page.length < PAGE ? null : (page.at(-1)?.previous ?? null);
  }
  return found.reverse();
}

const isOf = (round: RoundRow, entry: TransactionRow): boolean =>
  entry.round === round.round_id && entry.client === round.client;

/** What the credits among them come to; what a jackpot paid is none of the round's win. */
export const paidBy = (entries: readonly TransactionRow[]): number =>
  entries.reduce((sum, { type, amount }) => (type === 'credit' ? sum + amount : sum), 0);

/** Whether what is stored still says what the ledger says, and the seed what the commit said. */
export function isConsistent(report: ReportRow, paid: number): boolean {
  const { server_seed, server_seed_hash } = report;
  const isKept = server_seed === null || isSeedOf(server_seed, server_seed_hash);
  return report.win === paid && isKept;
}
