import { scenario } from '../../../src/harness/scenario.js';

export const lost05 = scenario({
  id: 'LOST-05',
  title: 'A debit that was acknowledged survives a crash the moment after',
  rule: 'A repeat MUST be recognised after a crash: what was acknowledged is committed.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'The reels turned for a stake that is gone; its win is then refused, or paid for nothing.',
  needs: ['restart'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });

    const acknowledged = await platform.debitRound(debit);
    await control.restart({ crash: true });

    expect(acknowledged).accepted({ status: 'committed', balance: '90.00' });
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
    expect(await platform.debitRound(debit)).replayOf(acknowledged);
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const lost12 = scenario({
  id: 'LOST-12',
  title: 'A crash between commit and answer takes the stake once',
  rule: 'A repeat MUST be recognised after a crash between commit and answer.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'After every crash the callers repeat what they did not hear: all of it at once.',
  needs: ['restart', 'faults'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const match = { player_id: player.player_id };
    await control.fault({ operation: 'debitRound', match, kind: 'reset_after_commit' });

    const unheard = await platform.debitRound(debit);
    await control.restart({ crash: true });
    const again = await platform.debitRound(debit);

    expect(unheard).unknown();
    expect(again).accepted({ status: 'committed', balance: '90.00' });
    expect(again).header('idempotent-replayed', 'true');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const lost17 = scenario({
  id: 'LOST-17',
  title: 'A win and a rollback that were acknowledged survive a crash',
  rule: 'After a crash a repeated credit or rollback MUST be recognised: it was committed.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'Money the player saw on the screen is gone after the reboot.',
  needs: ['restart'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const winner = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const failed = await platform.debitRound(given.debit(player, { amount: '20.00' }));
    const credit = given.creditOf(winner, { win_amount: '25.00' });
    const rollback = given.rollbackOf(failed);

    const won = await platform.creditRound(credit);
    const back = await platform.rollbackRound(rollback);
    await control.restart({ crash: true });

    expect(won).accepted({ balance: '95.00' });
    expect(back).accepted({ balance: '115.00' });
    expect(await platform.creditRound(credit)).replayOf(won);
    expect(await platform.rollbackRound(rollback)).replayOf(back);
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const lost21 = scenario({
  id: 'LOST-21',
  title: 'A crash in the middle of many bets loses none that was acknowledged and doubles none',
  rule: 'After a crash every acknowledged debit MUST stand, and every repeat have one effect.',
  requirement: 'IDEM-05',
  impact: 'critical',
  money: 'A crash on a busy evening, told bet by bet: the sum of all stakes, once.',
  needs: ['restart'],
  exclusive: true,
  async run({ platform, given, expect, control }) {
    const player = await given.player({ balance: '100.00' });
    const debits = Array.from({ length: 40 }, () => given.debit(player, { amount: '1.00' }));

    const sent = debits.map((debit) => platform.debitRound(debit, { judge: false }));
    await control.restart({ crash: true });
    const heard = await Promise.all(sent);
    const repeats = await Promise.all(debits.map((debit) => platform.debitRound(debit)));

    for (const [bet, repeat] of repeats.entries()) {
      const first = heard[bet];
      if (first?.outcome === 'ok') expect(repeat).replayOf(first);
      else expect(repeat).accepted({ status: 'committed' });
    }
    await expect.wallet(player, { cash: '60.00', held_in_play: '40.00' });
  },
});

export const crashScenarios = [lost05, lost12, lost17, lost21] as const;
