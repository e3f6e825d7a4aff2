import { scenario } from '../../../src/harness/scenario.js';
import { pspLeaves, pspReturns } from '../contract/payments.js';
import { asking, askedOfPsp, cashier, deposit, expectStatus } from './cashier.js';
import { withdraw } from './cashier.js';

export const payments50 = scenario({
  id: 'PAYMENTS-50',
  title: 'While the PSP is down payments say so, and nothing begins',
  rule: 'With the PSP down, payments MUST answer 503 with Retry-After before anything moves.',
  requirement: 'PAY-07',
  impact: 'critical',
  money: 'A hold for a pay-out that nobody can make is money out of reach.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { platform, expect } = stage;
    const who = await cashier(stage, { verified: true });
    const other = await cashier(stage);
    await pspLeaves(stage);
    try {
      const out = await platform.createWithdrawal(asking(stage, who));
      expect(out).refused('PARTNER_UNAVAILABLE', { partner: 'psp' });
      expect(out).header('retry-after', /^[1-9]\d*$/);
      expect(await platform.createDeposit(asking(stage, who))).refused('PARTNER_UNAVAILABLE');
      const { method_id } = other.method;
      const verifying = await platform.verifyPaymentMethod({ method_id });
      expect(verifying).refused('PARTNER_UNAVAILABLE');
      await expect.wallet(who.player, { cash: '100.00', held: '0.00' });
      const { player_id } = who.player;
      const { items } = expect(await platform.listPayments({ player_id })).accepted();
      expect.that(items, 'the payments begun').isEmpty();
    } finally {
      await pspReturns(stage);
    }
    await deposit(stage, who);
  },
});

export const payments51 = scenario({
  id: 'PAYMENTS-51',
  title: 'While the PSP is down play, reading and cancelling go on',
  rule: 'A failing PSP MUST leave play untouched, and what needs no PSP.',
  requirement: 'PAY-07',
  impact: 'critical',
  money: 'A casino that stops because its cashier is ill loses the evening.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect } = stage;
    const who = await cashier(stage, { verified: true });
    const { payment_id } = await withdraw(stage, who);
    await pspLeaves(stage);
    try {
      const debit = given.debit(who.player);
      const taken = await platform.debitRound(debit);
      expect(taken).accepted({ balance: '40.00' });
      const win = given.creditOf(taken, { win_amount: '20.00' });
      expect(await platform.creditRound(win)).accepted({ balance: '60.00' });
      expect(await platform.getPayment({ payment_id })).accepted({ status: 'held' });
      const cancelled = await platform.cancelWithdrawal({ payment_id });
      expect(cancelled).accepted({ status: 'cancelled' });
      await expect.wallet(who.player, { cash: '110.00', held: '0.00' });
    } finally {
      await pspReturns(stage);
    }
  },
});

export const payments52 = scenario({
  id: 'PAYMENTS-52',
  title: 'What had begun before the PSP went down is finished when it returns',
  rule: 'Nothing MUST be lost when the PSP returns.',
  requirement: 'PAY-07',
  impact: 'critical',
  money: 'A deposit forgotten over an outage is the player’s money with nobody.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { verified: true });
    await control.partners.mode('psp', 'down');
    const begun = await deposit(stage, who);
    const out = await withdraw(stage, who, { amount: '20.00' });
    await control.advance(10 * 60_000);
    await expectStatus(stage, begun, 'pending');
    await expect.wallet(who.player, { cash: '80.00', held: '20.00' });

    await control.partners.mode('psp', 'ok');
    await control.advance(30 * 60_000);
    await expectStatus(stage, begun, 'completed');
    await expectStatus(stage, out, 'completed');
    await expect.wallet(who.player, { cash: '130.00', held: '0.00' });
    expect
      .that(await askedOfPsp(stage, 'POST /v1/payouts', out), 'the times it was asked')
      .isAtLeast(1);
  },
});

export const payments53 = scenario({
  id: 'PAYMENTS-53',
  title: 'A refusal for a partner that is down binds no key',
  rule: 'A 503 MUST leave the key unbound: the repeat after the outage begins the deposit.',
  requirement: 'PAY-07',
  impact: 'critical',
  money: 'A deposit that can never be made again under its key is made twice under another.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage);
    const asked = asking(stage, who);
    await pspLeaves(stage);
    try {
      expect(await platform.createDeposit(asked)).refused('PARTNER_UNAVAILABLE');
    } finally {
      await pspReturns(stage);
    }
    const answer = await platform.createDeposit(asked);
    expect(answer).accepted({ status: 'pending' });
    expect(answer).notReplayed();
    await control.settle();
    await expect.wallet(who.player, { cash: '150.00' });
  },
});

export const outageScenarios = [payments50, payments51, payments52, payments53] as const;
