import { scenario } from '../../../src/harness/scenario.js';
import { expectLate, expectVoided } from './undone.js';

export const rounds07 = scenario({
  id: 'ROUNDS-07',
  title: 'A rollback that overtakes its debit wins',
  rule: 'A rollback of a debit that never arrived MUST leave a tombstone: the late debit takes nothing.',
  requirement: 'PLAY-07',
  impact: 'critical',
  money: 'The game gave the round up; a late debit would take a stake no win can follow.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const rollback = await platform.rollbackRound(given.rollbackOf(debit));
    const late = await platform.debitRound(debit);

    expectVoided(stage, rollback);
    await expectLate(stage, late);
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const rounds54 = scenario({
  id: 'ROUNDS-54',
  title: 'The rollback of a debit that never arrived may be repeated',
  rule: 'A rollback of a debit that never arrived MUST answer success with no effect, each time.',
  requirement: 'PLAY-07',
  impact: 'critical',
  money: 'An error here is retried for ever; a payment here is money for a bet that never was.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const first = await platform.rollbackRound(given.rollbackOf(debit));
    const second = await platform.rollbackRound(given.rollbackOf(debit));
    const late = await platform.debitRound(debit);
    const third = await platform.rollbackRound(given.rollbackOf(debit));

    for (const back of [first, second]) expectVoided(stage, back, '100.00');
    if (dialect.knobs.late_debit === 'accepted') {
      expect(late).accepted();
      expect(third).accepted({ balance: '100.00' });
    } else {
      await expectLate(stage, late);
      expectVoided(stage, third, '100.00');
    }
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds55 = scenario({
  id: 'ROUNDS-55',
  title: 'Bet and win that arrive after their rollback come to nothing',
  rule: 'After the rollback of a debit that never arrived, the late debit MUST take nothing and no win follows it.',
  requirement: 'PLAY-07',
  impact: 'critical',
  money: 'Messages overtake each other after an outage; only the sum of them may count.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    dialect.only('several_bets', 'accepted');
    dialect.only('win_without_bet', 'refused');
    dialect.tells('creditRound', 'stake');
    const player = await given.player({ balance: '100.00' });
    const other = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const debit = given.debit(player, { round_id: other.input['round_id'], amount: '10.00' });

    const back = await platform.rollbackRound(given.rollbackOf(debit));
    const bet = await platform.debitRound(debit);
    await expectLate(stage, bet);
    const win = given.creditOf(bet, { win_amount: '25.00', txn_ref: given.id('t') });

    expectVoided(stage, back);
    expect(await platform.creditRound(win)).refused('TXN_NOT_FOUND');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const rounds56 = scenario({
  id: 'ROUNDS-56',
  title: 'A tombstone stands for one debit, not for its round',
  rule: 'The tombstone MUST refuse the late debit alone: a new debit on the same round is taken.',
  requirement: 'PLAY-07',
  money: 'The player bets again after the hiccup; refusing that bet turns a glitch into an outage.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    dialect.only('several_bets', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const back = await platform.rollbackRound(given.rollbackOf(debit));

    const late = await platform.debitRound(debit);
    await expectLate(stage, late);
    const fresh = await platform.debitRound({ ...debit, idempotency_key: given.key() });

    expectVoided(stage, back);
    expect(fresh).accepted({ balance: '90.00' });
    expect(await platform.creditRound(given.creditOf(fresh, { win_amount: '25.00' }))).accepted();
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds70 = scenario({
  id: 'ROUNDS-70',
  title: 'A rollback may name a txn_id nobody issued',
  rule: 'A rollback of a transaction that does not exist MUST answer success and pay nothing.',
  requirement: 'PLAY-07',
  impact: 'critical',
  money: 'Paying for a made-up txn_id lets anybody with a counter draw money.',
  async run(stage) {
    const { platform, given, expect, dialect } = stage;
    dialect.tells('rollbackRound', 'stake');
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const real = given.rollbackOf(taken);

    const madeUp = { ...real, txn_ref: given.id('t'), idempotency_key: given.key() };
    const nothing = await platform.rollbackRound(madeUp);

    expectVoided(stage, nothing, '90.00');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    expect(await platform.rollbackRound(real)).accepted({ balance: '100.00' });
  },
});

export const tombstoneScenarios = [rounds07, rounds54, rounds55, rounds56, rounds70] as const;
