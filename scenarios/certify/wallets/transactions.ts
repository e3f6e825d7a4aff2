import { formatAmount } from '../../../src/kernel/money.js';
import { scenario } from '../../../src/harness/scenario.js';
import { minorOf, movedBy, statementOf } from './statement.js';

export const wallets05 = scenario({
  id: 'WALLETS-05',
  title: 'Each entry begins where the one before it ended',
  rule: 'Each transaction MUST show the balance before and after, in one unbroken chain.',
  requirement: 'MONEY-06',
  impact: 'critical',
  money: 'A gap between two balances is money that came or went without a reason.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00', bonus: '5.00' });
    const won = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const undone = await platform.debitRound(given.debit(player, { amount: '0.01' }));
    expect(await platform.creditRound(given.creditOf(won, { win_amount: '33.33' }))).accepted();
    expect(await platform.rollbackRound(given.rollbackOf(undone))).accepted();

    const rows = await statementOf(stage, player);
    const oldestFirst = [...rows].reverse();
    let balance = '0.00';
    for (const row of oldestFirst) {
      expect.that(row.balance_before, `the balance before ${row.type}`).equals(balance);
      balance = row.balance_after;
    }
    expect.that(balance, 'the balance after the last').equals('128.33');
    const moved = rows.map(movedBy).slice(0, 4);
    expect.that(moved, 'what the newest four moved, in cents').equals([1, 3333, -1, -1000]);
    await expect.wallet(player, { cash: '128.33', bonus: '0.00' });
  },
});

export const wallets06 = scenario({
  id: 'WALLETS-06',
  title: 'Each kind of transaction is listed as what it was',
  rule: 'Debit, credit, rollback, close and adjustment MUST be listed with round and reference.',
  requirement: 'MONEY-06',
  money: 'An entry that cannot be told apart from another cannot be disputed or proved.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const won = given.debit(player, { amount: '10.00' });
    const undone = given.debit(player, { amount: '20.00' });
    const left = given.debit(player, { amount: '30.00' });
    const first = expect(await platform.debitRound(won)).accepted();
    const second = expect(await platform.debitRound(undone)).accepted();
    expect(await platform.debitRound(left)).accepted();
    expect(await platform.creditRound(given.creditOf(won, { win_amount: '5.00' }))).accepted();
    expect(await platform.rollbackRound(given.rollbackOf(undone))).accepted();
    expect(await platform.closeRound(left)).accepted({ status: 'closed' });

    const rows = await statementOf(stage, player);
    const committed = { status: 'committed', currency: 'EUR' };
    const moved = (type: string, amount: string, { round_id }: { round_id: string }) => ({
      ...committed,
      type,
      amount,
      round_id,
    });
    const unmoved = { balance_before: '65.00', balance_after: '65.00' };
    expect.that(rows, 'the statement').hasLength(7);
    expect
      .that(rows, 'the statement, newest first')
      .includes([
        { ...moved('close', '30.00', left), ...unmoved },
        { ...moved('rollback', '20.00', undone), reference: second.txn_id },
        { ...moved('credit', '5.00', won), reference: first.txn_id },
        moved('debit', '30.00', left),
        { ...moved('debit', '20.00', undone), txn_id: second.txn_id },
        { ...moved('debit', '10.00', won), txn_id: first.txn_id },
        { type: 'adjustment', amount: '100.00', balance_after: '100.00' },
      ]);
  },
});

export const wallets12 = scenario({
  id: 'WALLETS-12',
  title: 'The statement sums to the wallet',
  rule: 'The wallet MUST be the sum of its transactions.',
  requirement: 'MONEY-02',
  impact: 'critical',
  money: 'Where the list and the total differ, one of them is a lie about the player’s money.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '50.00', bonus: '7.77', held: '3.00' });
    for (const amount of ['0.01', '1.15', '8.03', '40.00']) {
      const taken = await platform.debitRound(given.debit(player, { amount }));
      const win = given.creditOf(taken, { win_amount: '0.29' });
      expect(await platform.creditRound(win)).accepted();
    }
    const refused = await platform.debitRound(given.debit(player, { amount: '9999.00' }));
    expect(refused).refused('INSUFFICIENT_FUNDS');

    const rows = await statementOf(stage, player);
    const { cash, bonus, currency } = expect(await platform.getWallet(player)).accepted();
    const sum = rows.reduce((minor, row) => minor + movedBy(row), 0);
    const total = minorOf(cash, currency) + minorOf(bonus, currency);
    expect.that(formatAmount(sum, 'EUR'), 'the sum of the statement').equals('9.74');
    expect.that(total, 'the wallet in cents').equals(sum);
  },
});

export const wallets16 = scenario({
  id: 'WALLETS-16',
  title: 'What stands in the statement never changes',
  rule: 'A transaction’s type, amount, round and reference MUST NOT change after it stands.',
  requirement: 'MONEY-04',
  impact: 'critical',
  money: 'A statement that is rewritten proves nothing in a dispute.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const won = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const undone = await platform.debitRound(given.debit(player, { amount: '20.00' }));
    const before = await statementOf(stage, player);
    expect.that(before, 'the statement before').hasLength(3);

    expect(await platform.creditRound(given.creditOf(won, { win_amount: '5.00' }))).accepted();
    const back = given.rollbackOf(undone);
    expect(await platform.rollbackRound(back)).accepted();
    expect(await platform.rollbackRound(back)).accepted();
    expect(await platform.debitRound(won.input)).accepted();

    const after = await statementOf(stage, player);
    expect.that(after, 'the statement after').hasLength(5);
    expect.that(after.slice(2), 'what stood before').equals(before);
  },
});

export const wallets17 = scenario({
  id: 'WALLETS-17',
  title: 'A bet and win in one call stands in the statement as both',
  rule: 'Stake and win of one call MUST be two transactions, each with balance before and after.',
  requirement: 'MONEY-06',
  impact: 'critical',
  money: 'Netted to one row, turnover and tax are reckoned from the wrong numbers.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const played = await platform.playRound({ ...debit, win_amount: '25.00' });
    const { txn_id, win_txn_id } = expect(played).accepted({ balance: '115.00' });

    const rows = await statementOf(stage, player);
    const { round_id } = debit;
    const stake = {
      type: 'debit',
      amount: '10.00',
      balance_before: '100.00',
      balance_after: '90.00',
    };
    const win = {
      type: 'credit',
      amount: '25.00',
      balance_before: '90.00',
      balance_after: '115.00',
    };
    expect.that(rows, 'the statement').hasLength(3);
    expect.that(rows.slice(0, 2), 'the newest two').includes([
      { ...win, round_id, txn_id: win_txn_id, reference: txn_id },
      { ...stake, round_id, txn_id },
    ]);
  },
});

export const transactionScenarios = [
  wallets05,
  wallets06,
  wallets12,
  wallets16,
  wallets17,
] as const;
