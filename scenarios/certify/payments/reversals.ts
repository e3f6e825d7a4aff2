import { scenario } from '../../../src/harness/scenario.js';
import type { Stage } from '../../../src/harness/scenario.js';
import { cashier, deposit, expectStatus, notedOf, leftBy, withdraw } from './cashier.js';
import type { Cashier, Payment } from './cashier.js';

/** A deposit of 50.00 that was credited, on a wallet that had nothing. */
async function credited(
  stage: Stage,
  wanted: { verified?: boolean } = {},
): Promise<Cashier & { payment: Payment }> {
  const who = await cashier(stage, { ...wanted, player: { balance: '0.00' } });
  const payment = await deposit(stage, who);
  await stage.control.settle();
  await stage.expect.wallet(who.player, { cash: '50.00' });
  return { ...who, payment };
}

const tell = async (
  { control, expect }: Stage,
  { payment_id }: Payment,
  status: string,
): Promise<void> =>
  expect
    .that(await control.partners.tell({ payment_id, status }), 'the answers to the webhook')
    .equals([200]);

export const payments30 = scenario({
  id: 'PAYMENTS-30',
  title: 'A chargeback takes the deposit back and stops the player',
  rule: 'A chargeback MUST reverse the deposit by a compensating transaction and flag the player.',
  requirement: 'PAY-08',
  impact: 'critical',
  money: 'The PSP has taken the money back already; what stays in the wallet is the house’s.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const { player, payment } = await credited(stage);
    await tell(stage, payment, 'charged_back');

    await expectStatus(stage, payment, 'charged_back');
    await expect.wallet(player, { cash: '0.00' });
    const left = await leftBy(stage, payment);
    expect.that(left, 'the transactions it left').equals(['deposit', 'chargeback']);
    expect(await platform.getPlayer(player)).accepted({ status: 'blocked' });
    const flagged = await notedOf(stage, player, 'player.flagged');
    expect.that(flagged, 'the flags in the journal').equals(1);
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_BLOCKED');
  },
});

export const payments31 = scenario({
  id: 'PAYMENTS-31',
  title: 'What a chargeback finds no more is the house’s loss, not a debt',
  rule: 'A reversal MUST NOT make a balance negative or the books unbalanced.',
  requirement: 'PAY-08',
  impact: 'critical',
  money: 'A negative wallet is a loan nobody granted; unbalanced books are worse.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect, control } = stage;
    const { player, payment } = await credited(stage);
    const taken = await platform.debitRound(given.debit(player, { amount: '30.00' }));
    expect(await platform.creditRound(given.creditOf(taken))).accepted({ balance: '20.00' });
    await tell(stage, payment, 'charged_back');

    await expect.wallet(player, { cash: '0.00', held_in_play: '0.00' });
    const { violations } = await control.ledger();
    expect.that(violations, 'the violations of the books').isEmpty();
  },
});

export const payments32 = scenario({
  id: 'PAYMENTS-32',
  title: 'A refund takes the deposit back and is noted on the player',
  rule: 'A refund MUST reverse the deposit by a compensating transaction and flag the player.',
  requirement: 'PAY-08',
  impact: 'critical',
  money: 'Refunded and still in the wallet, the deposit is there twice.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const { player, payment } = await credited(stage);
    await tell(stage, payment, 'refunded');

    await expectStatus(stage, payment, 'refunded');
    await expect.wallet(player, { cash: '0.00' });
    const left = await leftBy(stage, payment);
    expect.that(left, 'the transactions it left').equals(['deposit', 'refund']);
    expect(await platform.getPlayer(player)).accepted({ status: 'active' });
    const flagged = await notedOf(stage, player, 'player.flagged');
    expect.that(flagged, 'the flags in the journal').equals(1);
  },
});

export const payments33 = scenario({
  id: 'PAYMENTS-33',
  title: 'A chargeback stops money that is still on its way out',
  rule: 'A chargeback MUST reach what is held for withdrawals not yet paid.',
  requirement: 'PAY-08',
  impact: 'critical',
  money: 'Deposit, withdraw, charge back: the oldest way to rob a casino.',
  needs: ['partners'],
  async run(stage) {
    const { expect } = stage;
    const who = await credited(stage, { verified: true });
    const out = await withdraw(stage, who);
    await expect.wallet(who.player, { cash: '0.00', held: '50.00' });
    await tell(stage, who.payment, 'charged_back');

    await expectStatus(stage, out, 'cancelled');
    await expect.wallet(who.player, { cash: '0.00', held: '0.00' });
    expect.that(await leftBy(stage, out), 'what it left').equals(['hold', 'release']);
  },
});

export const payments34 = scenario({
  id: 'PAYMENTS-34',
  title: 'A chargeback told twice takes the deposit back once',
  rule: 'A reversal MUST have one effect, however often it is told.',
  requirement: 'PAY-08',
  impact: 'critical',
  money: 'The second time it would take money the player brought by other means.',
  needs: ['partners'],
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage);
    const payment = await deposit(stage, who);
    await control.settle();
    await tell(stage, payment, 'charged_back');
    await tell(stage, payment, 'charged_back');
    await tell(stage, payment, 'refunded');

    await expectStatus(stage, payment, 'charged_back');
    await expect.wallet(who.player, { cash: '100.00' });
  },
});

export const reversalScenarios = [
  payments30,
  payments31,
  payments32,
  payments33,
  payments34,
] as const;
