import { scenario } from '../../../src/harness/scenario.js';
import { asking, askedOfPsp, cashier, deposit, expectStatus } from '../payments/cashier.js';
import { leftBy, PATIENCE_OVER_MS, RECOVERY_MS, REVIEW_OVER_MS } from '../payments/cashier.js';
import { withdraw } from '../payments/cashier.js';

const facts = {
  requirement: 'SAGA-02',
  impact: 'critical',
  needs: ['partners', 'restart', 'clock'],
  exclusive: true,
} as const;

const CRASH = { crash: true } as const;

export const sagas20 = scenario({
  ...facts,
  id: 'SAGAS-20',
  title: 'A crash right after a deposit was accepted does not lose it',
  rule: 'After a crash a begun deposit MUST go on: charged once, credited once.',
  money: 'Accepted and forgotten, the deposit is charged and never credited.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage);
    const payment = await deposit(stage, who);
    await control.restart(CRASH);
    await control.settle();
    await control.advance(RECOVERY_MS);

    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '150.00' });
    expect.that(await leftBy(stage, payment), 'the transactions it left').equals(['deposit']);
  },
});

export const sagas21 = scenario({
  ...facts,
  id: 'SAGAS-21',
  title: 'A crash between charge and webhook does not lose the deposit',
  rule: 'After a crash a charged deposit MUST still be settled, by webhook or by asking.',
  money: 'The card is charged already: what is lost now is the player’s money.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers' });
    const payment = await deposit(stage, who);
    await control.settle();
    await control.restart(CRASH);
    await expectStatus(stage, payment, 'pending');
    await control.advance(PATIENCE_OVER_MS);

    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '150.00' });
    expect.that(await askedOfPsp(stage, 'POST /v1/charges', payment), 'the charges').equals(1);
  },
});

export const sagas22 = scenario({
  ...facts,
  id: 'SAGAS-22',
  title: 'A crash with money held does not lose the withdrawal',
  rule: 'After a crash a held withdrawal MUST still be held, and be paid once.',
  money: 'A hold without a pay-out behind it is money that nobody can reach.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { verified: true });
    const payment = await withdraw(stage, who);
    await control.restart(CRASH);
    await expectStatus(stage, payment, 'held');
    await expect.wallet(who.player, { cash: '50.00', held: '50.00' });
    await control.advance(REVIEW_OVER_MS);

    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '50.00', held: '0.00' });
    expect.that(await askedOfPsp(stage, 'POST /v1/payouts', payment), 'the pay-outs').equals(1);
  },
});

export const sagas23 = scenario({
  ...facts,
  id: 'SAGAS-23',
  title: 'A crash between pay-out and webhook neither releases nor repeats the pay-out',
  rule: 'After a crash a pay-out under way MUST be settled by the PSP’s word alone.',
  money: 'Released or paid again: either way the money is given twice.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers', verified: true });
    const payment = await withdraw(stage, who);
    await control.advance(REVIEW_OVER_MS);
    await control.restart(CRASH);
    await expectStatus(stage, payment, 'processing');
    await control.advance(PATIENCE_OVER_MS);

    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '50.00', held: '0.00' });
    const left = await leftBy(stage, payment);
    expect.that(left, 'the transactions it left').equals(['hold', 'withdrawal']);
    expect.that(await askedOfPsp(stage, 'POST /v1/payouts', payment), 'the pay-outs').equals(1);
  },
});

export const sagas24 = scenario({
  ...facts,
  id: 'SAGAS-24',
  title: 'A cancelled withdrawal stays cancelled over a crash',
  rule: 'After a crash nothing MUST go on that was compensated.',
  money: 'Cancelled, released, and then paid by the process that came after.',
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage, { verified: true });
    const payment = await withdraw(stage, who);
    const { payment_id } = payment;
    const cancelled = await platform.cancelWithdrawal({ payment_id });
    expect(cancelled).accepted({ status: 'cancelled' });
    await control.restart(CRASH);
    await control.advance(REVIEW_OVER_MS + PATIENCE_OVER_MS);

    await expectStatus(stage, payment, 'cancelled');
    await expect.wallet(who.player, { cash: '100.00', held: '0.00' });
    expect.that(await askedOfPsp(stage, 'POST /v1/payouts', payment), 'the pay-outs').equals(0);
  },
});

export const sagas25 = scenario({
  ...facts,
  id: 'SAGAS-25',
  title: 'A crash while the PSP was down loses nothing',
  rule: 'Retries MUST outlive the process: after a crash and an outage everything is finished.',
  money: 'Outage and crash come together: the one is why somebody restarts.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { verified: true });
    await control.partners.mode('psp', 'down');
    const begun = await deposit(stage, who);
    const out = await withdraw(stage, who, { amount: '20.00' });
    await control.advance(60_000);
    await control.restart(CRASH);
    await control.advance(60_000);
    await control.partners.mode('psp', 'ok');
    await control.advance(30 * 60_000);

    await expectStatus(stage, begun, 'completed');
    await expectStatus(stage, out, 'completed');
    await expect.wallet(who.player, { cash: '130.00', held: '0.00' });
  },
});

export const sagas26 = scenario({
  ...facts,
  id: 'SAGAS-26',
  title: 'A deposit repeated after a crash is the same deposit',
  rule: 'After a crash the repeat of a request MUST be answered as the first was.',
  money: 'The caller heard nothing and asks again: one charge, not two.',
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage);
    const asked = asking(stage, who);
    const first = await platform.createDeposit(asked);
    const { payment_id } = expect(first).accepted();
    await control.restart(CRASH);

    const again = await platform.createDeposit(asked);
    expect(again).replayOf(first);
    await control.settle();
    await control.advance(RECOVERY_MS);
    const keys = await askedOfPsp(stage, 'POST /v1/charges', { payment_id });
    expect.that(keys, 'the times the PSP was asked').isAtLeast(1);
    await expect.wallet(who.player, { cash: '150.00' });
  },
});

export const crashScenarios = [
  sagas20,
  sagas21,
  sagas22,
  sagas23,
  sagas24,
  sagas25,
  sagas26,
] as const;
