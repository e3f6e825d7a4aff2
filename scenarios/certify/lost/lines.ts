import { scenario } from '../../../src/harness/scenario.js';

export const lost06 = scenario({
  id: 'LOST-06',
  title: 'A debit that was lost on its way is taken when it is repeated',
  rule: 'A request that never reached the platform MUST bind nothing: its repeat is the first.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'Answering “already done” for what was never done gives the spin away.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    await control.fault({ operation: 'debitRound', match: only(player), kind: 'reset_before' });

    const lost = await platform.debitRound(debit);
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
    const again = await platform.debitRound(debit);

    expect(lost).unknown();
    expect(again).accepted({ status: 'committed', balance: '90.00' });
    expect(again).notReplayed();
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const lost07 = scenario({
  id: 'LOST-07',
  title: 'A debit whose answer was lost after the commit is not taken again',
  rule: 'A repeat MUST be recognised although the first answer was lost after the commit.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'The commonest double charge there is: committed, unheard, retried.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    await control.fault({ operation: 'debitRound', match: only(player), kind: AFTER_COMMIT });

    const lost = await platform.debitRound(debit);
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    const again = await platform.debitRound(debit);

    expect(lost).unknown();
    expect(again).accepted({ status: 'committed', balance: '90.00' });
    expect(again).header('idempotent-replayed', 'true');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const lost08 = scenario({
  id: 'LOST-08',
  title: 'A win whose answer was lost after the commit is not paid again',
  rule: 'A repeated credit MUST be recognised although the first answer was lost after the commit.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'Wins are retried without end: each retry of a committed one would pay it again.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const over = { win_amount: '25.00', final: false, idempotency_key: undefined };
    const credit = given.creditOf(taken, over);
    await control.fault({ operation: 'creditRound', match: only(player), kind: AFTER_COMMIT });

    const lost = await platform.creditRound(credit);
    const again = await platform.creditRound(credit);

    expect(lost).unknown();
    expect(again).accepted({ status: 'committed', balance: '115.00' });
    expect(again).header('idempotent-replayed', 'true');
    await expect.wallet(player, { cash: '115.00' });
  },
});

export const lost09 = scenario({
  id: 'LOST-09',
  title: 'A rollback whose answer was lost after the commit returns nothing more',
  rule: 'A repeated rollback MUST be recognised although its answer was lost after the commit.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'The retry of a rollback that worked would return the stake a second time.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const rollback = given.rollbackOf(taken);
    await control.fault({ operation: 'rollbackRound', match: only(player), kind: AFTER_COMMIT });

    const lost = await platform.rollbackRound(rollback);
    const again = await platform.rollbackRound(rollback);

    expect(lost).unknown();
    expect(again).accepted({ status: 'rolled_back', balance: '100.00' });
    expect(again).header('idempotent-replayed', 'true');
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const lost10 = scenario({
  id: 'LOST-10',
  title: 'A debit that was committed unheard is returned by a rollback of its key',
  rule: 'A rollback naming the debit’s key MUST return the stake of a caller that never got an answer.',
  requirement: 'PLAY-06',
  impact: 'critical',
  money: 'Without it the stake of every timed-out spin stays with the house.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    await control.fault({ operation: 'debitRound', match: only(player), kind: AFTER_COMMIT });

    const lost = await platform.debitRound(debit);
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    const back = await platform.rollbackRound(given.rollbackOf(debit));

    expect(lost).unknown();
    expect(back).accepted({ status: 'rolled_back', balance: '100.00' });
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const lost11 = scenario({
  id: 'LOST-11',
  title: 'A debit that was lost on its way is voided by a rollback of its key',
  rule: 'A rollback of a debit that never arrived MUST answer success and refuse the late debit.',
  requirement: 'PLAY-07',
  impact: 'critical',
  money: 'The caller cannot tell the two losses apart; the platform can, and must not pay.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    await control.fault({ operation: 'debitRound', match: only(player), kind: 'reset_before' });

    const lost = await platform.debitRound(debit);
    const back = await platform.rollbackRound(given.rollbackOf(debit));
    const late = await platform.debitRound(debit);

    expect(lost).unknown();
    expect(back).accepted({ txn_id: null, status: 'voided', balance: '100.00' });
    expect(late).refused('DEBIT_VOIDED');
    await expect.wallet(player, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const lost18 = scenario({
  id: 'LOST-18',
  title: 'A win and a rollback that were lost on their way are done when they are repeated',
  rule: 'A request that never reached the platform MUST bind nothing: its repeat is the first.',
  requirement: 'IDEM-01',
  impact: 'critical',
  money: 'What is owed to the player must not vanish with a packet.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const winner = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const failed = await platform.debitRound(given.debit(player, { amount: '20.00' }));
    const credit = given.creditOf(winner, { win_amount: '25.00' });
    const rollback = given.rollbackOf(failed);
    await control.fault({ operation: 'creditRound', match: only(player), kind: 'reset_before' });
    await control.fault({ operation: 'rollbackRound', match: only(player), kind: 'reset_before' });

    expect(await platform.creditRound(credit)).unknown();
    expect(await platform.rollbackRound(rollback)).unknown();
    await expect.wallet(player, { cash: '70.00', held_in_play: '30.00' });

    expect(await platform.creditRound(credit)).accepted({ balance: '95.00' });
    expect(await platform.rollbackRound(rollback)).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const lost20 = scenario({
  id: 'LOST-20',
  title: 'A caller that never heard can read what became of its debit',
  rule: 'A committed debit MUST be found in its round, whether or not its answer was heard.',
  requirement: 'PLAY-10',
  money: 'Reconciliation pays or returns by what it reads; it must read what was booked.',
  needs: ['faults'],
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const [before, after] = [given.debit(player), given.debit(player)];
    const fault = { operation: 'debitRound', match: only(player) };
    await control.fault({ ...fault, kind: 'reset_before' });
    expect(await platform.debitRound(before)).unknown();
    await control.fault({ ...fault, kind: AFTER_COMMIT });
    expect(await platform.debitRound(after)).unknown();

    expect(await platform.getRound(before)).refused('ROUND_NOT_FOUND');
    const round = expect(await platform.getRound(after)).accepted({ status: 'open' });

    expect.that(round, 'the round').includes({ staked: '10.00', held_in_play: '10.00' });
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

const AFTER_COMMIT = 'reset_after_commit';

/** Faults must meet this check's requests alone. */
const only = ({ player_id }: { player_id: string }) => ({ player_id });

export const lineScenarios = [
  lost06,
  lost07,
  lost08,
  lost09,
  lost10,
  lost11,
  lost18,
  lost20,
] as const;
