import { scenario } from '../../../src/harness/scenario.js';
import type { Scenario } from '../../../src/harness/scenario.js';
import { asking, cashier, deposit, expectStatus } from '../payments/cashier.js';

/** One check for each period: 60.00 may be deposited, 60.01 may not, pending or paid. */
const depositsUpTo = (id: string, period: 'day' | 'week' | 'month'): Scenario =>
  scenario({
    id,
    title: `A deposit limit per ${period} lets in what it says and not a cent more`,
    rule: `A deposit that would pass the limit of the ${period} MUST be refused with no effect.`,
    requirement: 'RG-01',
    impact: 'critical',
    money: 'A deposit past the limit is money the player had asked not to be able to lose.',
    needs: ['partners'],
    async run(stage) {
      const { platform, expect, control } = stage;
      const who = await cashier(stage);
      const limit = { ...who.player, kind: 'deposit', period, amount: '60.00' };
      expect(await platform.setLimit(limit)).accepted({ used: '0.00' });
      const ask = (amount: string) => platform.createDeposit(asking(stage, who, { amount }));

      expect(await ask('60.01')).refused('LIMIT_EXCEEDED', { kind: 'deposit', period });
      const pending = await deposit(stage, who, { amount: '50.00' });
      const over = await ask('10.01');
      expect(over).refused('LIMIT_EXCEEDED', { used: '50.00', remaining: '10.00' });
      await control.settle();
      await expectStatus(stage, pending, 'completed');
      expect(await ask('10.01')).refused('LIMIT_EXCEEDED', { used: '50.00', remaining: '10.00' });
      await deposit(stage, who, { amount: '10.00' });
      await control.settle();
      await expect.wallet(who.player, { cash: '160.00' });
    },
  });

export const limits56 = depositsUpTo('LIMITS-56', 'day');
export const limits57 = depositsUpTo('LIMITS-57', 'week');
export const limits58 = depositsUpTo('LIMITS-58', 'month');

export const limits59 = scenario({
  id: 'LIMITS-59',
  title: 'A deposit that failed gives its headroom back',
  rule: 'A deposit that failed MUST NOT count against the deposit limit.',
  requirement: 'RG-01',
  money: 'A card that was declined would use up the limit of the card that is good.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage, { token: 'tok_declined' });
    const limit = { ...who.player, kind: 'deposit', period: 'day', amount: '60.00' };
    expect(await platform.setLimit(limit)).accepted();
    const declined = await deposit(stage, who, { amount: '60.00' });

    await control.settle();
    await expectStatus(stage, declined, 'failed');

    const { items } = expect(await platform.listLimits(who.player)).accepted();
    expect.that(items[0]?.used, 'what is used').equals('0.00');
    const over = await platform.createDeposit(asking(stage, who, { amount: '60.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { used: '0.00', remaining: '60.00' });
    await deposit(stage, who, { amount: '60.00' });
    await control.settle();
    await expect.wallet(who.player, { cash: '100.00' });
  },
});

export const limits60 = scenario({
  id: 'LIMITS-60',
  title: 'Ten deposits of 20 at once against a limit of 70: exactly three are taken',
  rule: 'A deposit limit MUST be exact however many deposits arrive at once.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'An impatient player pressing the button is the ordinary case, not the attack.',
  needs: ['partners'],
  async run(stage) {
    const { platform, expect, control } = stage;
    const who = await cashier(stage);
    const limit = { ...who.player, kind: 'deposit', period: 'day', amount: '70.00' };
    expect(await platform.setLimit(limit)).accepted();
    const wishes = Array.from({ length: 10 }, () => asking(stage, who, { amount: '20.00' }));

    const answers = await Promise.all(wishes.map((wish) => platform.createDeposit(wish)));

    const taken = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(taken.length, 'the number of deposits taken').equals(3);
    for (const answer of answers) {
      if (answer.outcome !== 'ok') expect(answer).refused('LIMIT_EXCEEDED');
    }
    await control.settle();
    await expect.wallet(who.player, { cash: '160.00' });
  },
});

export const depositScenarios = [limits56, limits57, limits58, limits59, limits60] as const;
