import { scenario } from '../../../src/harness/scenario.js';

export const idempotency15 = scenario({
  id: 'IDEMPOTENCY-15',
  title: 'Twenty identical debits at once take the stake once',
  rule: 'N identical requests at once MUST have one effect and N equal answers.',
  requirement: 'IDEM-03',
  impact: 'critical',
  money: 'A retry storm after a slow answer takes the same stake many times.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const answers = await Promise.all(Array.from({ length: 20 }, () => platform.debitRound(debit)));

    expect.oneEffect(answers, { balance: '90.00' });
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const idempotency16 = scenario({
  id: 'IDEMPOTENCY-16',
  title: 'Twenty identical wins at once are paid once',
  rule: 'N identical requests at once MUST have one effect and N equal answers.',
  requirement: 'IDEM-03',
  impact: 'critical',
  money: 'Settlement workers of three regions confirm the same jackpot in the same second.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const credit = given.creditOf(taken, { win_amount: '25.00', final: false });

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => platform.creditRound(credit)),
    );

    expect.oneEffect(answers, { balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const idempotency17 = scenario({
  id: 'IDEMPOTENCY-17',
  title: 'Twenty identical rollbacks at once return the stake once',
  rule: 'N identical requests at once MUST have one effect and N equal answers.',
  requirement: 'IDEM-03',
  impact: 'critical',
  money: 'Each instance of a game server that lost the answer cancels the same bet.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const rollback = given.rollbackOf(taken);

    const answers = await Promise.all(
      Array.from({ length: 20 }, () => platform.rollbackRound(rollback)),
    );

    expect.oneEffect(answers, { balance: '100.00' });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const idempotency39 = scenario({
  id: 'IDEMPOTENCY-39',
  title: 'Twenty identical refusals at once are one refusal',
  rule: 'N identical requests at once MUST get N equal answers, refusals included.',
  requirement: 'IDEM-03',
  impact: 'critical',
  money: 'One “no” and one “yes” to the same bet: the game cannot know whether it was paid.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '5.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const answers = await Promise.all(Array.from({ length: 20 }, () => platform.debitRound(debit)));

    for (const answer of answers) expect(answer).refused('INSUFFICIENT_FUNDS');
    await expect.wallet(player, { cash: '5.00', held_in_play: '0.00' });
    const affordable = given.debit(player, { amount: '5.00' });
    expect(await platform.debitRound(affordable)).accepted({ balance: '0.00' });
  },
});

export const stormScenarios = [idempotency15, idempotency16, idempotency17, idempotency39] as const;
