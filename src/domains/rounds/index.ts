import { refuse } from '../../kernel/errors.js';
import type { Context, Domain, LiveEvents } from '../context.js';
import { command, query } from '../context.js';
import type { Postings, TransactionRow } from '../ledger/index.js';
import type { ReportRow, RoundRow, StakeRow } from './model.js';
import { refuseIfEnded, refuseIfRolledBack, refuseIfSettled, stakedBy } from './model.js';
import { closeRound, getRound } from './operations/close.js';
import { checkCredit, creditRound, debitNamed } from './operations/credit.js';
import { checkDebit, debitRound } from './operations/debit.js';
import { checkPlay, playRound } from './operations/play.js';
import { replayRound } from './operations/replay.js';
import type { Contradiction, Testimony } from './operations/report.js';
import {
  checkReport,
  contradictionOf,
  isConsistent,
  refuseUnplayed,
  reportRound,
} from './operations/report.js';
import { committedDebit, rollbackRound } from './operations/rollback.js';
import { hasTombstone, insertTombstone } from './store.js';
import { tables } from './tables.js';

export { roundsOf } from './operations/history.js';
export { hasOpenRound } from './store.js';
export type { RoundRow, StakeRow } from './model.js';

/** The decisions of play, each by itself, so that each can be doubted by itself. */
export interface RoundRules {
  refuseIfEnded(round: RoundRow): void;
  refuseIfRolledBack(stake: StakeRow): void;
  refuseIfSettled(stake: StakeRow): void;
  /** PLAY-07: a debit whose rollback came first is refused. */
  refuseIfVoided(ctx: Context, txnId: string): void;
  leaveTombstone(ctx: Context, txnId: string): void;
  debitNamed(
    ctx: Context,
    credit: { player_id: string; round_id: string; txn_ref: string },
  ): { round: RoundRow; stake: StakeRow };
  committedDebit(ctx: Context, txnId: string): TransactionRow | undefined;
  /** PLAY-06: whatever key or amount it is repeated with. */
  wasRolledBack(stake: StakeRow): boolean;
  /** What a rollback gives back, to the accounts it came from. */
  returned(stake: StakeRow): Postings;
  /** Only a round that was played to its end is reported (PLAY-11). */
  refuseUnplayed(round: RoundRow, stakes: readonly StakeRow[]): void;
  /** What speaks against a report of a round; nothing, and it is stored. */
  contradictionOf(ctx: Context, testimony: Testimony): Contradiction | undefined;
  /** Whether what is stored agrees with what the ledger paid, in minor units, and with itself. */
  isConsistent(report: ReportRow, paid: number): boolean;
}

export const soundRounds: RoundRules = {
  refuseIfEnded,
  refuseIfRolledBack,
  refuseIfSettled,
  refuseIfVoided: (ctx, txnId) => {
    if (hasTombstone(ctx, txnId)) refuse('DEBIT_VOIDED');
  },
  leaveTombstone: insertTombstone,
  debitNamed,
  committedDebit,
  wasRolledBack: (stake) => stake.status === 'rolled_back',
  returned: (stake) => ({ cash: stake.cash, bonus: stake.bonus, in_play: -stakedBy(stake) }),
  refuseUnplayed,
  contradictionOf,
  isConsistent,
};

/** What happens in the rounds of a player; a client hears of its own (SEC-02). */
const roundEvents: LiveEvents = {
  kind: 'events',
  name: 'rounds',
  scope: 'rounds:read',
  touchedBy: ({ type, player_id }) =>
    player_id !== null && type.startsWith('round.') ? [player_id] : [],
  refuseUnlessThere: (ground, playerId) => void ground.parts.players.playerOf(ground, playerId),
  // What somebody wrote of a person stays (GDPR-01).
  tell: ({ data, player_id }) => ({ ...data, reason: undefined, player_id }),
};

export const rounds: Domain = {
  name: 'rounds',
  tables,
  operations: {
    debitRound: command(debitRound, checkDebit),
    creditRound: command(creditRound, checkCredit),
    playRound: command(playRound, checkPlay),
    rollbackRound: command(rollbackRound),
    getRound: query(getRound),
    closeRound: command(closeRound),
    reportRound: command(reportRound, checkReport),
    replayRound: query(replayRound),
  },
  live: [roundEvents],
};
