import { scenario } from '../../../src/harness/scenario.js';
import { askedOfPsp, cashier, deposit, expectStatus, leftBy } from '../payments/cashier.js';
import { PATIENCE_OVER_MS, paymentNow, REVIEW_OVER_MS, withdraw } from '../payments/cashier.js';
import type { Payment } from '../payments/cashier.js';

const facts = { impact: 'critical', needs: ['partners', 'clock'], exclusive: true } as const;

const stepsOf = ({ steps }: Payment): readonly string[] => [
  ...new Set(steps.map(({ step }) => step)),
];

export const sagas10 = scenario({
  ...facts,
  id: 'SAGAS-10',
  title: 'A deposit whose webhook never comes is settled by asking',
  rule: 'When the webhook stays away the PSP MUST be asked, and its answer settles the payment.',
  requirement: 'SAGA-01',
  money: 'One webhook lost in the network, and the player’s money is with nobody.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers' });
    const payment = await deposit(stage, who);
    await control.settle();
    await expectStatus(stage, payment, 'pending');

    await control.advance(PATIENCE_OVER_MS);
    const settled = await paymentNow(stage, payment);
    expect.that(settled.status, 'the status').equals('completed');
    expect.that(stepsOf(settled), 'the steps').equals(['charge', 'await_webhook', 'ask_status']);
    await expect.wallet(who.player, { cash: '150.00' });
    expect.that(await leftBy(stage, payment), 'the transactions it left').equals(['deposit']);
  },
});

export const sagas11 = scenario({
  ...facts,
  id: 'SAGAS-11',
  title: 'A deposit that failed in silence fails by asking',
  rule: 'Silence MUST NOT be taken for success.',
  requirement: 'SAGA-01',
  money: 'Who credits after a time-out credits every failure that nobody told.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_silent_failure' });
    const payment = await deposit(stage, who);
    await control.settle();
    await control.advance(PATIENCE_OVER_MS);

    const { status, reason } = await paymentNow(stage, payment);
    expect.that([status, reason], 'how it ended').equals(['failed', 'processor_error']);
    await expect.wallet(who.player, { cash: '100.00' });
  },
});

export const sagas12 = scenario({
  ...facts,
  id: 'SAGAS-12',
  title: 'A withdrawal whose webhook never comes is settled by asking',
  rule: 'Silence MUST NOT be taken for failure: what was paid MUST NOT be released.',
  requirement: 'SAGA-01',
  money: 'Released after a time-out although it was paid: the money is given twice.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers', verified: true });
    const payment = await withdraw(stage, who);
    await control.advance(REVIEW_OVER_MS);
    await expectStatus(stage, payment, 'processing');
    await expect.wallet(who.player, { cash: '50.00', held: '50.00' });

    await control.advance(PATIENCE_OVER_MS);
    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '50.00', held: '0.00' });
  },
});

export const sagas13 = scenario({
  ...facts,
  id: 'SAGAS-13',
  title: 'A withdrawal that failed in silence gives its money back',
  rule: 'A step that failed MUST be compensated: the hold is released, once.',
  requirement: 'SAGA-01',
  money: 'Held for ever is taken.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_silent_failure', verified: true });
    const payment = await withdraw(stage, who);
    await control.advance(REVIEW_OVER_MS + PATIENCE_OVER_MS);

    await expectStatus(stage, payment, 'failed');
    await expect.wallet(who.player, { cash: '100.00', held: '0.00' });
    expect.that(await leftBy(stage, payment), 'what it left').equals(['hold', 'release']);
  },
});

export const sagas14 = scenario({
  ...facts,
  id: 'SAGAS-14',
  title: 'Where a payment stands can be read at any time',
  rule: 'The state of a multi-step operation, and what led there, MUST be readable at any time.',
  requirement: 'SAGA-01',
  money: '“Where is my money?” is the question support is asked most.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers', verified: true });
    const payment = await withdraw(stage, who);
    expect.that(stepsOf(payment), 'the steps at first').equals(['review']);
    await control.advance(REVIEW_OVER_MS);
    const under = await paymentNow(stage, payment);
    expect.that(under.status, 'the status under way').equals('processing');
    expect
      .that(stepsOf(under), 'the steps under way')
      .equals(['review', 'pay_out', 'await_webhook']);

    await control.advance(PATIENCE_OVER_MS);
    const done = await paymentNow(stage, payment);
    expect.that(done.steps.length, 'the steps done').isAtLeast(under.steps.length + 1);
    const instants = done.steps.map(({ at }) => at);
    expect.that(instants, 'the instants of the steps').equals([...instants].sort());
    const kept = done.steps.slice(0, under.steps.length);
    expect.that(kept, 'what was read before').equals(under.steps);
  },
});

export const sagas15 = scenario({
  ...facts,
  id: 'SAGAS-15',
  title: 'A PSP that cannot decide is asked again, and the deposit ends within a day or so',
  rule: 'A step MUST come to an end: undecided for a day, a deposit fails, and credits nothing.',
  requirement: 'SAGA-01',
  money: 'A challenge nobody passes is no money; a payment open for ever is never reconciled.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_challenge' });
    const payment = await deposit(stage, who);
    await control.settle();
    await expectStatus(stage, payment, 'challenge');
    await control.advance(12 * 3_600_000);
    await expectStatus(stage, payment, 'challenge');

    await control.advance(14 * 3_600_000);
    await expectStatus(stage, payment, 'failed');
    await expect.wallet(who.player, { cash: '100.00' });
    expect.that(await askedOfPsp(stage, 'POST /v1/charges', payment), 'the charges').equals(1);
  },
});

export const silenceScenarios = [sagas10, sagas11, sagas12, sagas13, sagas14, sagas15] as const;
