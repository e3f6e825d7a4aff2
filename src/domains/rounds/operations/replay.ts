import { refuse } from '../../../kernel/errors.js';
import type { Operation } from '../../context.js';
import { transactionBody } from '../../wallets/index.js';
import { recordBody, roundBody } from '../model.js';
import { findReport, stakesOf } from '../store.js';
import { roundNamed } from './close.js';
import { entriesOf, paidBy } from './report.js';

/** All that is needed to play a round again, and whether what is stored agrees (PLAY-11). */
export const replayRound: Operation<'replayRound'> = (ctx, input) => {
  const { rounds, money, ledger } = ctx.parts;
  const round = roundNamed(ctx, input) ?? refuse('ROUND_NOT_FOUND', { field: 'round_id' });
  const format = (minor: number): string => money.format(minor, round.currency);
  const stakes = stakesOf(ctx, round.seq);
  const report = findReport(ctx, round.seq);
  const newest = report?.last_txn ?? ledger.walletOf(ctx, round.player).last_txn;
  const entries = entriesOf(ctx, round, stakes, newest);
  return {
    round: roundBody(round, stakes, format),
    report: report ? recordBody(round, report, format) : null,
    transactions: entries.map((entry) => transactionBody(ctx, entry)),
    consistent: report ? rounds.isConsistent(report, paidBy(entries)) : null,
  };
};
