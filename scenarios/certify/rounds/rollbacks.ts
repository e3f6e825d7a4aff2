import { scenario } from '../../../src/harness/scenario.js';
import { expectAgain, expectVoided } from './undone.js';

export const rounds14 = scenario({
  id: 'ROUNDS-14',
  title: 'The rollback for a player who excluded themselves meanwhile is accepted',
  rule: 'Rollbacks MUST be accepted for a self-excluded player: what is owed is paid.',
  requirement: 'PLAY-04',
  impact: 'critical',
  money: 'A stake kept from a player who left is money the house has no game for.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    await platform.setPlayerStatus({ ...player, status: 'self_excluded', reason: 'asked' });

    const next = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const back = await platform.rollbackRound(given.rollbackOf(taken));

    expect(next).refused('PLAYER_SELF_EXCLUDED');
    expect(back).accepted({ status: 'rolled_back', balance: '100.00' });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds20 = scenario({
  id: 'ROUNDS-20',
  title: 'A rollback repeated under a new key returns the stake once',
  rule: 'A rollback MUST return the stake once, whatever key it is repeated with.',
  requirement: 'PLAY-06',
  impact: 'critical',
  money: 'Retry workers make a new key for each try; each would pay the stake again.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(taken).accepted({ balance: '90.00' });

    const first = await platform.rollbackRound(given.rollbackOf(taken));
    const second = await platform.rollbackRound(given.rollbackOf(taken));

    const done = expect(first).accepted({ status: 'rolled_back', balance: '100.00' });
    expectAgain(stage, second, done, '100.00');
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds21 = scenario({
  id: 'ROUNDS-21',
  title: 'A rollback finds the debit by its key',
  rule: 'A rollback MUST return exactly the stake, also when it names the debit by its key.',
  requirement: 'PLAY-06',
  impact: 'critical',
  money:
    'A caller that never heard the answer has no txn_id: unanswered stakes stay with the house.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '90.00' });

    const back = await platform.rollbackRound(given.rollbackOf(debit));

    expect(back).accepted({ status: 'rolled_back', balance: '100.00' });
    await expect.round(debit, { status: 'voided', staked: '0.00' });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds31 = scenario({
  id: 'ROUNDS-31',
  title: 'A rollback returns the stake that was taken, not the amount it is sent with',
  rule: 'A rollback MUST return exactly the stake, whatever amount it is sent with.',
  requirement: 'PLAY-06',
  impact: 'critical',
  money: 'A rollback that believes its own amount pays whatever the caller writes.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    dialect.tells('rollbackRound', 'amount');
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));

    const back = await platform.rollbackRound(given.rollbackOf(taken, { amount: '47.00' }));
    const again = await platform.rollbackRound(given.rollbackOf(taken, { amount: '99.00' }));

    await dialect.on('rollback_amount', {
      async ignored() {
        const done = expect(back).accepted({ status: 'rolled_back', balance: '100.00' });
        expectAgain(stage, again, done, '100.00');
        await Promise.resolve();
      },
      async must_equal() {
        for (const refused of [back, again]) expect(refused).refused('AMOUNT_MISMATCH');
        await expect.wallet(player, { cash: '90.00' });
        expect(await platform.rollbackRound(given.rollbackOf(taken))).accepted();
      },
    });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds32 = scenario({
  id: 'ROUNDS-32',
  title: 'A rollback returns bonus money as bonus and cash as cash',
  rule: 'A rollback MUST return exactly the stake, to the accounts it was taken from.',
  requirement: 'PLAY-06',
  impact: 'critical',
  money: 'Bonus that comes back as cash is withdrawn; cash that comes back as bonus is taken.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00', bonus: '4.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(taken).accepted({ balance: '94.00' });

    const back = await platform.rollbackRound(given.rollbackOf(taken));

    expect(back).accepted({ status: 'rolled_back', balance: '104.00' });
    await expect.wallet(player, { cash: '100.00', bonus: '4.00', held_in_play: '0.00' });
  },
});

export const rounds33 = scenario({
  id: 'ROUNDS-33',
  title: 'A rollback returns the stake and ends its play',
  rule: 'A rollback MUST return exactly the stake; the round then holds nothing in play.',
  requirement: 'PLAY-06',
  impact: 'critical',
  money: 'The game failed: the player gets back what it cost, neither more nor less.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '12.34' });
    const taken = await platform.debitRound(debit);
    expect(taken).accepted({ balance: '87.66' });

    const back = await platform.rollbackRound(given.rollbackOf(taken, { reason: 'game failed' }));

    expect(back).accepted({ status: 'rolled_back', balance: '100.00' });
    const stake = { txn_id: taken.body.txn_id, amount: '12.34', status: 'rolled_back' };
    await expect.round(debit, { status: 'voided', stakes: [stake] });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds22 = scenario({
  id: 'ROUNDS-22',
  title: 'The rollback of a refused debit pays nothing',
  rule: 'A rollback of a debit that was refused MUST pay nothing.',
  requirement: 'PLAY-08',
  impact: 'critical',
  money: 'Refuse a bet, refund it, repeat: the oldest way to empty a house.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    const player = await given.player({ balance: '5.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const refused = await platform.debitRound(debit);

    const back = await platform.rollbackRound(given.rollbackOf(debit));

    expect(refused).refused('INSUFFICIENT_FUNDS');
    expectVoided(stage, back, '5.00');
    const again = await platform.debitRound(debit);
    if (dialect.knobs.refused_repeat === 'final') expect(again).refused('INSUFFICIENT_FUNDS');
    await expect.wallet(player, { cash: '5.00', held_in_play: '0.00' });
  },
});

export const rollbackScenarios = [
  rounds14,
  rounds20,
  rounds21,
  rounds22,
  rounds31,
  rounds32,
  rounds33,
] as const;
