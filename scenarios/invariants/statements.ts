import type { KnownPlayer } from '../../src/harness/history.js';
import { invariant } from '../../src/harness/invariants.js';
import type { InvariantStage } from '../../src/harness/invariants.js';
import { inParallel } from '../../src/kernel/parallel.js';
import { movedBy, statementOf } from '../certify/wallets/statement.js';
import type { Transaction } from '../certify/wallets/statement.js';
import { grouped, minorOf, moneyCalls, witness } from './money-calls.js';
import { movementName, movementsOf } from './movements.js';
import type { Movements } from './movements.js';

const MOST_PLAYERS = 300;
/** Statements read at a time: nothing moves any more. */
const AT_ONCE = 16;

/** The run's players, evenly thinned out: reading every statement would take too long. */
function sampled(players: readonly KnownPlayer[]): readonly KnownPlayer[] {
  const step = Math.max(1, players.length / MOST_PLAYERS);
  return players.filter((_player, index) => Math.floor(index % step) === 0);
}

interface Account {
  readonly player: KnownPlayer;
  readonly rows: readonly Transaction[];
  readonly movements: Movements;
}

/** Judges statement and history of each sampled player. */
async function judgeAccounts(
  stage: InvariantStage,
  judge: (account: Account) => Promise<void> | void,
): Promise<void> {
  const { history } = stage;
  const calls = grouped(moneyCalls(history), ({ playerId }) => playerId);
  await inParallel(sampled([...history.players()]), AT_ONCE, async (player) => {
    const movements = movementsOf(calls.get(player.player_id) ?? [], player.currency);
    await judge({ player, movements, rows: await statementOf(stage, player) });
  });
}

/** By how much each kind moves what may be staked; an adjustment moves either way, or held money. */
const SIGN: Readonly<Record<string, number>> = {
  ...{ debit: -1, credit: 1, rollback: 1, close: 0, jackpot_win: 1 },
};

export const inv06 = invariant({
  id: 'INV-06',
  title: 'Every statement is an unbroken chain that sums to its wallet',
  rule: 'Each transaction MUST show balance before and after; together they MUST be the wallet.',
  requirement: 'MONEY-06',
  impact: 'critical',
  money: 'A gap in a statement is money that came or went without a reason.',
  needs: ['control'],
  async check(stage) {
    await witness(stage);
    const { platform, expect } = stage;
    await judgeAccounts(stage, async ({ player, rows }) => {
      const whose = `of ${player.player_id} (${player.check})`;
      const ends = rows.map(({ balance_after }) => balance_after).slice(1);
      const begins = rows.map(({ balance_before }) => balance_before);
      const zero = minorOf(begins.pop() ?? '0', player.currency);
      expect.that(zero, `the first balance ${whose}`).equals(0);
      expect
        .that(begins, `the balances before, each the one after its elder, ${whose}`)
        .equals(ends);
      const odd = rows.filter((row) => !movesByItsAmount(row));
      expect.that(odd, `the transactions that moved another amount ${whose}`).isEmpty();
      const sum = rows.reduce((minor, row) => minor + movedBy(row), 0);
      const { cash, bonus } = expect(await platform.getWallet({ ...player })).accepted();
      const wallet = minorOf(cash, player.currency) + minorOf(bonus, player.currency);
      expect.that(sum, `the sum of the statement ${whose}`).equals(wallet);
    });
  },
});

function movesByItsAmount(row: Transaction): boolean {
  const sign = SIGN[row.type];
  const minor = minorOf(row.amount, row.currency);
  if (row.type === 'refund' || row.type === 'chargeback') return takesAtMost(row, minor);
  if (sign !== undefined) return movedBy(row) === sign * minor;
  return [minor, -minor, 0].includes(movedBy(row));
}

/** What the wallet no longer had is the house's loss. */
const takesAtMost = (row: Transaction, minor: number): boolean =>
  movedBy(row) <= 0 && movedBy(row) >= -minor;

export const inv08 = invariant({
  id: 'INV-08',
  title: 'Nothing stands in a statement that was refused or never asked for',
  rule: 'A refused call MUST leave no transaction: every stake, win and return was acknowledged.',
  requirement: 'PLAY-03',
  impact: 'critical',
  money: 'A stake that was refused and taken all the same is the player’s money gone.',
  needs: ['control'],
  async check(stage) {
    await witness(stage);
    const { expect } = stage;
    await judgeAccounts(stage, ({ player, rows, movements }) => {
      const { acknowledged, unheard } = movements;
      const unasked = rows
        .filter(({ type }) => ASKED.has(type))
        .filter(({ type, txn_id }) => !acknowledged.has(movementName(type, txn_id)))
        .filter((row) => !mayBeOf(row, unheard));
      const whose = `the transactions of ${player.player_id} (${player.check})`;
      expect.that(unasked, `${whose} that nobody was told of`).isEmpty();
    });
  },
});

/** What nobody but a caller brings about. */
const ASKED: ReadonlySet<string> = new Set(['debit', 'credit', 'rollback', 'jackpot_win']);

/** A call without an answer may have left it. */
const mayBeOf = (row: Transaction, unheard: Movements['unheard']): boolean =>
  unheard.some(
    ({ type, roundId }) =>
      roundId === row.round_id && (type === row.type || row.type === 'jackpot_win'),
  );

export const inv09 = invariant({
  id: 'INV-09',
  title: 'Everything acknowledged stands in the statement as it was asked for',
  rule: 'An acknowledged transaction MUST stand for ever with its type, amount and round.',
  requirement: 'MONEY-04',
  impact: 'critical',
  money: 'A win that was promised and is in no statement will not be paid.',
  needs: ['control'],
  async check(stage) {
    await witness(stage);
    const { expect } = stage;
    await judgeAccounts(stage, ({ player, rows, movements }) => {
      const standing = new Map(rows.map((row) => [movementName(row.type, row.txn_id), row]));
      expect.that(standing.size, 'the transactions, each once').equals(rows.length);
      for (const [name, { roundId, minor }] of movements.acknowledged) {
        const row = standing.get(name);
        const what = `${name} of ${player.player_id} (${player.check})`;
        expect.that(row?.round_id, `the round of ${what}`).equals(roundId);
        if (row === undefined || Number.isNaN(minor)) continue;
        if (minor === 0 && row.type === 'rollback') continue; // the stake it returned was not told
        const amount = minorOf(row.amount, player.currency);
        expect.that(amount, `the amount of ${what}`).equals(Math.abs(minor));
      }
    });
  },
});

export const statementInvariants = [inv06, inv08, inv09] as const;
