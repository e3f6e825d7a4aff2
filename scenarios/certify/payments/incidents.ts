import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario } from '../../../src/harness/scenario.js';
import { cashier, deposit, expectStatus, notedOf, PATIENCE_OVER_MS } from './cashier.js';

/** The PSP tells something else than was asked of it, in this member. */
const wrong = (id: string, member: 'amount' | 'currency'): Scenario =>
  scenario({
    id,
    title: `A webhook with another ${member} credits nothing and is an incident`,
    rule: 'Amount and currency MUST match; otherwise nothing is credited, and it is recorded.',
    requirement: 'PAY-03',
    impact: 'critical',
    money: 'Who can change one member of a webhook can pay one euro and get a thousand.',
    needs: ['partners'],
    async run(stage) {
      const { expect, control } = stage;
      const who = await cashier(stage, { token: `tok_wrong_${member}` });
      const payment = await deposit(stage, who);
      await control.settle();

      await expectStatus(stage, payment, 'pending');
      await expect.wallet(who.player, { cash: '100.00' });
      const noted = await notedOf(stage, who.player, 'incident.amount_mismatch');
      expect.that(noted, 'the entries of the journal').equals(1);
    },
  });

export const payments60 = wrong('PAYMENTS-60', 'amount');
export const payments61 = wrong('PAYMENTS-61', 'currency');

export const payments62 = scenario({
  id: 'PAYMENTS-62',
  title: 'A deposit told wrongly is settled by what the PSP answers when asked',
  rule: 'A webhook that did not match MUST NOT decide: the PSP is asked, and its answer counts.',
  requirement: 'PAY-03',
  impact: 'critical',
  money: 'A deposit stuck on one bad webhook is the player’s money with nobody.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_wrong_amount' });
    const payment = await deposit(stage, who);
    await control.settle();
    await expectStatus(stage, payment, 'pending');

    await control.advance(PATIENCE_OVER_MS);
    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '150.00' });
  },
});

export const payments63 = scenario({
  id: 'PAYMENTS-63',
  title: 'Events out of order leave the final status as it was',
  rule: 'Webhooks may come out of order: a final status MUST NOT go back.',
  requirement: 'PAY-04',
  impact: 'critical',
  money: 'A completed deposit that waits again is credited again.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_out_of_order' });
    const payment = await deposit(stage, who);
    await control.settle();
    await expectStatus(stage, payment, 'completed');

    await control.advance(5_000);
    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '150.00' });
  },
});

export const payments64 = scenario({
  id: 'PAYMENTS-64',
  title: 'A webhook that comes late still counts, once',
  rule: 'Webhooks may come late: one effect, also when the PSP was asked meanwhile.',
  requirement: 'PAY-04',
  impact: 'critical',
  money: 'Asked and told, the same deposit would be credited twice.',
  needs: ['partners', 'clock'],
  exclusive: true,
  async run(stage) {
    const { expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_slow_webhook' });
    const payment = await deposit(stage, who);
    await control.settle();
    await expectStatus(stage, payment, 'pending');

    await control.advance(15 * 60_000);
    await expectStatus(stage, payment, 'completed');
    await expect.wallet(who.player, { cash: '150.00' });
  },
});

export const incidentScenarios = [
  payments60,
  payments61,
  payments62,
  payments63,
  payments64,
] as const;
