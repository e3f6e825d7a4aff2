import { scenario } from '../../src/harness/scenario.js';

export const rounds01 = scenario({
  id: 'ROUNDS-01',
  title: 'A debit takes the stake once',
  rule: 'A debit MUST take the stake once and answer txn_id, balance and status committed.',
  requirement: 'PLAY-01',
  impact: 'critical',
  money: 'A stake that is not taken is a free game; one taken twice is the player’s money gone.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const taken = await platform.debitRound(debit);

    expect(taken).accepted({ status: 'committed', balance: '90.00' });
    expect(taken).notReplayed();
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const rounds02 = scenario({
  id: 'ROUNDS-02',
  title: 'Twenty identical debits at once take the stake once',
  rule: 'N identical requests at once MUST have one effect and N equal answers.',
  requirement: 'IDEM-03',
  impact: 'critical',
  money: 'A retry storm after a slow answer takes the same stake many times.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const answers = await Promise.all(Array.from({ length: 20 }, () => platform.debitRound(debit)));

    expect.oneEffect(answers);
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const rounds07 = scenario({
  id: 'ROUNDS-07',
  title: 'A rollback that overtakes its debit wins',
  rule: 'A rollback of a debit that never arrived MUST leave a tombstone: the late debit takes nothing.',
  requirement: 'PLAY-07',
  impact: 'critical',
  money: 'The game gave the round up; a late debit would take a stake no win can follow.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const rollback = await platform.rollbackRound(given.rollbackOf(debit));
    const late = await platform.debitRound(debit);

    expect(rollback).accepted({ status: 'voided' });
    expect(late).refused('DEBIT_VOIDED');
    await expect.wallet(player, { cash: '100.00' });
  },
});

export const roundsScenarios = [rounds01, rounds02, rounds07] as const;
