import type { Answer } from '../../../src/harness/answer.js';
import { scenario } from '../../../src/harness/scenario.js';
import { asking, askedOfPsp, cashier, expectStatus, leftBy } from './cashier.js';
import { paymentNow, REVIEW_OVER_MS, withdraw } from './cashier.js';

export const payments20 = scenario({
  id: 'PAYMENTS-20',
  title: 'A withdrawal holds its money at once',
  rule: 'A withdrawal MUST hold the money first; what is held is neither staked nor withdrawn.',
  requirement: 'PAY-02',
  impact: 'critical',
  money: 'Money on its way out that can still be staked is there twice.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const who = await cashier(stage, { verified: true });
    const payment = await withdraw(stage, who, { amount: '60.00' });

    await expect.wallet(who.player, { cash: '40.00', held: '60.00' });
    const stake = given.debit(who.player, { amount: '40.01' });
    expect(await platform.debitRound(stake)).refused('INSUFFICIENT_FUNDS');
    const second = asking(stage, who, { amount: '40.01' });
    expect(await platform.createWithdrawal(second)).refused('INSUFFICIENT_FUNDS');
    expect.that(await leftBy(stage, payment), 'the transactions it left').equals(['hold']);
  },
});

export const payments21 = scenario({
  id: 'PAYMENTS-21',
  title: 'A withdrawal is paid once and then gone',
  rule: 'A withdrawal MUST commit on the PSP’s word: the held money leaves, once.',
  requirement: 'PAY-02',
  impact: 'critical',
  money: 'A pay-out without its hold taken is paid by the house.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { verified: true });
    const payment = await withdraw(stage, who);
    await control.advance(REVIEW_OVER_MS);

    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '50.00', held: '0.00' });
    const left = await leftBy(stage, payment);
    expect.that(left, 'the transactions it left').equals(['hold', 'withdrawal']);
    expect.that(await askedOfPsp(stage, 'POST /v1/payouts', payment), 'the pay-outs').equals(1);
  },
});

export const payments22 = scenario({
  id: 'PAYMENTS-22',
  title: 'A cancelled withdrawal gives everything back and is never paid',
  rule: 'A withdrawal cancelled before its pay-out MUST release the hold, and MUST NOT be paid.',
  requirement: 'PAY-02',
  impact: 'critical',
  money: 'Released and paid all the same, the money is given twice.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage, { verified: true });
    const payment = await withdraw(stage, who);
    const { payment_id } = payment;

    const cancelled = { status: 'cancelled' } as const;
    expect(await platform.cancelWithdrawal({ payment_id })).accepted(cancelled);
    expect(await platform.cancelWithdrawal({ payment_id })).accepted(cancelled);
    await expect.wallet(who.player, { cash: '100.00', held: '0.00' });
    await control.advance(REVIEW_OVER_MS);
    await expectStatus(stage, payment, 'cancelled');
    expect.that(await askedOfPsp(stage, 'POST /v1/payouts', payment), 'the pay-outs').equals(0);
    const left = await leftBy(stage, payment);
    expect.that(left, 'the transactions it left').equals(['hold', 'release']);
  },
});

export const payments23 = scenario({
  id: 'PAYMENTS-23',
  title: 'A withdrawal that is being paid cannot be cancelled',
  rule: 'Once its pay-out has begun a withdrawal MUST NOT be cancelled.',
  requirement: 'PAY-02',
  impact: 'critical',
  money: 'The player would have the money at the bank and in the wallet.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers', verified: true });
    const payment = await withdraw(stage, who);
    const { payment_id } = payment;
    await control.advance(REVIEW_OVER_MS);
    await expectStatus(stage, payment, 'processing');

    expect(await platform.cancelWithdrawal({ payment_id })).refused('STATE_CONFLICT');
    await expect.wallet(who.player, { cash: '50.00', held: '50.00' });
    const answers = await control.partners.tell({ payment_id, status: 'completed' });
    expect.that(answers, 'the answers to the webhook').equals([200]);
    expect(await platform.cancelWithdrawal({ payment_id })).refused('STATE_CONFLICT');
    await expect.wallet(who.player, { cash: '50.00', held: '0.00' });
  },
});

export const payments24 = scenario({
  id: 'PAYMENTS-24',
  title: 'A pay-out that fails gives the held money back',
  rule: 'A withdrawal that fails at the PSP MUST release its hold, once.',
  requirement: 'PAY-02',
  impact: 'critical',
  money: 'Held for ever is taken.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_payout_fails', verified: true });
    const payment = await withdraw(stage, who);
    await control.advance(REVIEW_OVER_MS);

    const { status, reason } = await paymentNow(stage, payment);
    expect.that([status, reason], 'how it ended').equals(['failed', 'account_closed']);
    await expect.wallet(who.player, { cash: '100.00', held: '0.00' });
    const left = await leftBy(stage, payment);
    expect.that(left, 'the transactions it left').equals(['hold', 'release']);
  },
});

export const payments25 = scenario({
  id: 'PAYMENTS-25',
  title: 'A pay-out refused in the answer gives the held money back',
  rule: 'A withdrawal that the PSP refuses MUST release its hold, once.',
  requirement: 'PAY-02',
  impact: 'critical',
  money: 'Held for ever is taken.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_payout_refused', verified: true });
    const payment = await withdraw(stage, who);
    await control.advance(REVIEW_OVER_MS);

    await expectStatus(stage, payment, 'failed');
    await expect.wallet(who.player, { cash: '100.00', held: '0.00' });
  },
});

export const payments26 = scenario({
  id: 'PAYMENTS-26',
  title: 'No more goes out than there is in cash',
  rule: 'A withdrawal MUST be covered by cash; bonus money MUST NOT be withdrawn.',
  requirement: 'MONEY-05',
  impact: 'critical',
  money: 'Bonus money paid out is a present to whoever opens accounts.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const player = { balance: '30.00', bonus: '100.00' };
    const who = await cashier(stage, { verified: true, player });
    const tooMuch = asking(stage, who, { amount: '30.01' });

    expect(await platform.createWithdrawal(tooMuch)).refused('INSUFFICIENT_FUNDS');
    await expect.wallet(who.player, { cash: '30.00', bonus: '100.00', held: '0.00' });
    await withdraw(stage, who, { amount: '30.00' });
    await expect.wallet(who.player, { cash: '0.00', bonus: '100.00', held: '30.00' });
  },
});

export const payments27 = scenario({
  id: 'PAYMENTS-27',
  title: 'Withdrawals that race for the same money hold it once',
  rule: 'Holds MUST be exact under races: never more than there was, never less than asked.',
  requirement: 'MONEY-03',
  impact: 'critical',
  money: 'Two holds on one balance pay the same money out twice.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const who = await cashier(stage, { verified: true, player: { balance: '50.00' } });
    const wishes = Array.from({ length: 20 }, () => asking(stage, who, { amount: '10.00' }));
    const answers = await Promise.all(wishes.map((wish) => platform.createWithdrawal(wish)));

    const held = answers.filter(({ outcome }) => outcome === 'ok');
    const refused = answers.filter(({ error }) => error === 'INSUFFICIENT_FUNDS');
    expect.that([held.length, refused.length], 'held and refused').equals([5, 15]);
    await expect.wallet(who.player, { cash: '0.00', held: '50.00' });
  },
});

export const payments28 = scenario({
  id: 'PAYMENTS-28',
  title: 'Withdrawals and stakes at once share the balance exactly',
  rule: 'Holds and stakes MUST add up under races.',
  requirement: 'PAY-02',
  impact: 'critical',
  money: 'The same coin on the table and on its way to the bank is two coins.',
  needs: ['partners'],
  async run(stage) {
    const { platform, given, expect } = stage;
    const who = await cashier(stage, { verified: true });
    const holds = Array.from({ length: 5 }, () => asking(stage, who, { amount: '10.00' }));
    const stakes = Array.from({ length: 5 }, () => given.debit(who.player, { amount: '10.00' }));
    const answers: readonly Answer<unknown>[] = await Promise.all([
      ...holds.map((wish) => platform.createWithdrawal(wish)),
      ...stakes.map((stake) => platform.debitRound(stake)),
    ]);

    for (const answer of answers) expect(answer).accepted();
    await expect.wallet(who.player, { cash: '0.00', held: '50.00', held_in_play: '50.00' });
    const more = asking(stage, who, { amount: '0.01' });
    expect(await platform.createWithdrawal(more)).refused('INSUFFICIENT_FUNDS');
  },
});

export const payments29 = scenario({
  id: 'PAYMENTS-29',
  title: 'Who has excluded themselves still gets their money',
  rule: 'A self-excluded player MUST be able to withdraw; a blocked one MUST NOT.',
  requirement: 'PAY-02',
  impact: 'critical',
  money: 'Keeping what is theirs is theft; paying out what is frozen helps to launder it.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect } = stage;
    const excluded = await cashier(stage, { verified: true, player: { status: 'self_excluded' } });
    await withdraw(stage, excluded);
    await expect.wallet(excluded.player, { cash: '50.00', held: '50.00' });

    const blocked = await cashier(stage, { verified: true, player: { status: 'blocked' } });
    expect(await platform.createWithdrawal(asking(stage, blocked))).refused('PLAYER_BLOCKED');
    await expect.wallet(blocked.player, { cash: '100.00', held: '0.00' });
  },
});

export const withdrawalScenarios = [
  payments20,
  payments21,
  payments22,
  payments23,
  payments24,
  payments25,
  payments26,
  payments27,
  payments28,
  payments29,
] as const;
