import { scenario } from '../../../src/harness/scenario.js';

export const idempotency04 = scenario({
  id: 'IDEMPOTENCY-04',
  title: 'A repeat is recognised after a restart',
  rule: 'A repeat MUST be recognised after a restart.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'Every deployment is followed by retries of what was in flight: each would be a new bet.',
  needs: ['restart'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    expect(first).accepted({ balance: '90.00' });

    await control.restart();

    const again = await platform.debitRound(debit);
    expect(again).replayOf(first);
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const idempotency29 = scenario({
  id: 'IDEMPOTENCY-29',
  title: 'A repeat is recognised after two hundred other bets',
  rule: 'A repeat MUST be recognised after many other requests.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'A cache of recent keys forgets within seconds of a busy evening.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '1000.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    expect(first).accepted({ balance: '990.00' });

    const others = Array.from({ length: 200 }, () => given.debit(player, { amount: '1.00' }));
    const answers = await Promise.all(others.map((other) => platform.debitRound(other)));
    for (const answer of answers) expect(answer).accepted();

    const again = await platform.debitRound(debit);
    expect(again).replayOf(first);
    await expect.wallet(player, { cash: '790.00', held_in_play: '210.00' });
  },
});

export const idempotency37 = scenario({
  id: 'IDEMPOTENCY-37',
  title: 'A refusal is remembered after a restart',
  rule: 'A business refusal MUST be as final as a success, after a restart too.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'A bet the player was refused is taken because somebody deployed.',
  needs: ['restart'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '20.00' });
    const small = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const debit = given.debit(player, { amount: '50.00' });
    const refused = await platform.debitRound(debit);
    expect(refused).refused('INSUFFICIENT_FUNDS');

    await control.restart();

    const won = await platform.creditRound(given.creditOf(small, { win_amount: '90.00' }));
    expect(won).accepted({ balance: '100.00' });
    expect(await platform.debitRound(debit)).replayOf(refused);
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const idempotency38 = scenario({
  id: 'IDEMPOTENCY-38',
  title: 'A tombstone stands after a restart',
  rule: 'After a restart too, a debit whose rollback came first MUST take nothing.',
  requirement: 'PLAY-07',
  impact: 'critical',
  money: 'Late messages arrive after outages, and outages end with a restart.',
  needs: ['restart'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    expect(await platform.rollbackRound(given.rollbackOf(debit))).accepted({ status: 'voided' });

    await control.restart();

    expect(await platform.debitRound(debit)).refused('DEBIT_VOIDED');
    expect(await platform.debitRound(given.debit(player))).accepted({ balance: '90.00' });
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const enduranceScenarios = [
  idempotency04,
  idempotency29,
  idempotency37,
  idempotency38,
] as const;
