import { scenario } from '../../../src/harness/scenario.js';
import { cashier, deposit, expectStatus, notedOf } from '../payments/cashier.js';
import { deliver, incidentsOf, leavesNoTrace, silentDeposit } from './events.js';

const facts = { impact: 'critical', needs: ['partners'] } as const;

export const hooks49 = scenario({
  ...facts,
  id: 'HOOKS-49',
  title: 'A webhook for a payment nobody knows is refused and is an incident',
  rule: 'An unknown payment MUST be refused, once recorded, however often it comes.',
  requirement: 'PAY-04',
  money: 'A deposit that the PSP has and we do not is either our bug or somebody’s try.',
  async run(stage) {
    const { given, expect } = stage;
    const known = await silentDeposit(stage);
    const unknown = { ...known.payment, payment_id: given.id('pay') };
    const sent = await given.webhook(unknown);
    await leavesNoTrace(stage, known, async () => {
      expect(await deliver(stage, sent)).refused('PAYMENT_NOT_FOUND');
      expect(await deliver(stage, sent)).refused('PAYMENT_NOT_FOUND');
      const incidents = await incidentsOf(stage, 'incident.unknown_payment', unknown.payment_id);
      expect.that(incidents, 'the incidents').equals(1);
    });
  },
});

export const hooks50 = scenario({
  ...facts,
  id: 'HOOKS-50',
  title: 'A status that the contract does not know is refused',
  rule: 'An unknown status MUST be refused and MUST NOT be guessed at.',
  requirement: 'SEC-08',
  money: '“completed_partially” is not completed.',
  async run(stage) {
    const pending = await silentDeposit(stage);
    await leavesNoTrace(stage, pending, async () => {
      for (const status of ['settled', 'COMPLETED', 'completed ', '', null, true]) {
        const sent = await stage.given.webhook(pending.payment, { status });
        stage.expect(await deliver(stage, sent)).refused('VALIDATION_ERROR', { field: 'status' });
      }
    });
  },
});

export const hooks51 = scenario({
  ...facts,
  id: 'HOOKS-51',
  title: 'Another amount, signed, credits nothing and is one incident',
  rule: 'The webhook’s amount MUST match; otherwise nothing is credited, and it is recorded.',
  requirement: 'PAY-03',
  money: 'Also the PSP’s own mistakes are signed.',
  async run(stage) {
    const { given, expect } = stage;
    const { player, payment } = await silentDeposit(stage);
    for (const amount of ['50.01', '49.99', '5000.00', '0.00', '50.000']) {
      const sent = await given.webhook(payment, { amount });
      expect(await deliver(stage, sent)).refused('AMOUNT_MISMATCH', { field: 'amount' });
      expect(await deliver(stage, sent)).refused('AMOUNT_MISMATCH', { field: 'amount' });
    }
    await expect.wallet(player, { cash: '100.00' });
    const incidents = await notedOf(stage, player, 'incident.amount_mismatch');
    expect.that(incidents, 'the incidents, one for each event').equals(5);
    expect(await deliver(stage, await given.webhook(payment))).accepted({ status: 'completed' });
    await expect.wallet(player, { cash: '150.00' });
  },
});

export const hooks52 = scenario({
  ...facts,
  id: 'HOOKS-52',
  title: 'Another currency, signed, credits nothing and is one incident',
  rule: 'The webhook’s currency MUST match; otherwise nothing is credited, and it is recorded.',
  requirement: 'PAY-03',
  money: 'Fifty of which currency? The answer is worth two orders of magnitude.',
  async run(stage) {
    const { given, expect } = stage;
    const { player, payment } = await silentDeposit(stage);
    const sent = await given.webhook(payment, { currency: 'USD' });
    expect(await deliver(stage, sent)).refused('AMOUNT_MISMATCH', { field: 'currency' });
    expect(await deliver(stage, sent)).refused('AMOUNT_MISMATCH', { field: 'currency' });

    await expect.wallet(player, { cash: '100.00' });
    const incidents = await notedOf(stage, player, 'incident.amount_mismatch');
    expect.that(incidents, 'the incidents').equals(1);
    expect(await deliver(stage, await given.webhook(payment))).accepted({ status: 'completed' });
  },
});

export const hooks53 = scenario({
  ...facts,
  id: 'HOOKS-53',
  title: 'The PSP itself is taken at its word only under its own secret',
  rule: 'A webhook from the PSP under a secret that is not its own MUST be refused.',
  requirement: 'SEC-03',
  money: 'Whoever can reach the platform from the PSP’s network is not yet the PSP.',
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_never_answers' });
    const payment = await deposit(stage, who);
    await control.settle();
    const { payment_id } = payment;

    const forged = { payment_id, status: 'completed', secret: 'a-guess' };
    expect.that(await control.partners.tell(forged), 'the answers to the forgery').equals([401]);
    await expectStatus(stage, payment, 'pending');
    const genuine = { payment_id, status: 'completed' };
    expect.that(await control.partners.tell(genuine), 'the answers').equals([200]);
    await expect.wallet(who.player, { cash: '150.00' });
  },
});

export const mismatchScenarios = [hooks49, hooks50, hooks51, hooks52, hooks53] as const;
