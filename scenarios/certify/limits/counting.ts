import { scenario } from '../../../src/harness/scenario.js';

export const limits13 = scenario({
  id: 'LIMITS-13',
  title: 'A rollback gives the headroom of a stake limit back',
  rule: 'A rollback MUST give back the headroom its stake had taken.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'A bet that never was shuts the player out of the bets that are still allowed.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '10.00' };
    expect(await platform.setLimit(limit)).accepted();
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(taken).accepted({ balance: '90.00' });
    const full = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(full).refused('LIMIT_EXCEEDED', { remaining: '0.00' });

    const back = await platform.rollbackRound(given.rollbackOf(taken));
    expect(back).accepted({ status: 'rolled_back', balance: '100.00' });

    const again = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(again).accepted({ balance: '90.00' });
    const cent = await platform.debitRound(given.debit(player, { amount: '0.01' }));
    expect(cent).refused('LIMIT_EXCEEDED');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });
  },
});

export const limits14 = scenario({
  id: 'LIMITS-14',
  title: 'A rollback gives the headroom of a loss limit back',
  rule: 'A stake that was rolled back MUST NOT count as a loss.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'Money that went back to the player is no loss of theirs.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'loss', period: 'week', amount: '25.00' };
    expect(await platform.setLimit(limit)).accepted();
    const debit = given.debit(player, { amount: '25.00' });
    expect(await platform.debitRound(debit)).accepted({ balance: '75.00' });
    expect(await platform.rollbackRound(given.rollbackOf(debit))).accepted();

    const { items } = expect(await platform.listLimits(player)).accepted();
    expect.that(items[0]?.used, 'the loss after the rollback').equals('0.00');
    const whole = await platform.debitRound(given.debit(player, { amount: '25.00' }));
    expect(whole).accepted({ balance: '75.00' });
    const cent = await platform.debitRound(given.debit(player, { amount: '0.01' }));
    expect(cent).refused('LIMIT_EXCEEDED');
  },
});

export const limits15 = scenario({
  id: 'LIMITS-15',
  title: 'A rollback that is repeated gives headroom back once',
  rule: 'A rollback repeated under whatever key MUST give the headroom of its stake back once.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'A retried rollback would widen the limit by a stake each time.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '20.00' };
    expect(await platform.setLimit(limit)).accepted();
    const kept = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(kept).accepted({ balance: '90.00' });
    const back = given.rollbackOf(taken);
    const first = await platform.rollbackRound(back);

    expect(await platform.rollbackRound(back)).replayOf(first);
    const otherKey = await platform.rollbackRound({ ...back, idempotency_key: given.key() });
    expect(otherKey).accepted({ status: 'rolled_back' });

    const over = await platform.debitRound(given.debit(player, { amount: '10.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { used: '10.00', remaining: '10.00' });
    expect(await platform.debitRound(given.debit(player, { amount: '10.00' }))).accepted();
    await expect.wallet(player, { cash: '80.00', held_in_play: '20.00' });
  },
});

export const limits17 = scenario({
  id: 'LIMITS-17',
  title: 'A win reduces the loss that counts',
  rule: 'A win MUST reduce the net loss of a loss limit by what was won.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'A limit on losses that counts stakes stops a player who has lost nothing.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'loss', period: 'day', amount: '20.00' };
    expect(await platform.setLimit(limit)).accepted();
    const taken = await platform.debitRound(given.debit(player, { amount: '20.00' }));
    expect(await platform.debitRound(given.debit(player))).refused('LIMIT_EXCEEDED');

    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '15.00' }));
    expect(won).accepted({ balance: '95.00' });

    const over = await platform.debitRound(given.debit(player, { amount: '15.01' }));
    expect(over).refused('LIMIT_EXCEEDED', { used: '5.00', remaining: '15.00' });
    const lost = await platform.debitRound(given.debit(player, { amount: '15.00' }));
    expect(lost).accepted({ balance: '80.00' });
    await expect.wallet(player, { cash: '80.00', held_in_play: '15.00' });
  },
});

export const limits18 = scenario({
  id: 'LIMITS-18',
  title: 'A win gives no headroom to a limit on stakes',
  rule: 'A stake limit MUST count what is staked, whatever is won.',
  requirement: 'RG-01',
  money: 'A stake limit that winnings widen is a loss limit under another name.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '20.00' };
    expect(await platform.setLimit(limit)).accepted();
    const taken = await platform.debitRound(given.debit(player, { amount: '20.00' }));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '50.00' }));
    expect(won).accepted({ balance: '130.00' });

    const next = await platform.debitRound(given.debit(player, { amount: '0.01' }));
    expect(next).refused('LIMIT_EXCEEDED', { used: '20.00', remaining: '0.00' });
    await expect.wallet(player, { cash: '130.00', held_in_play: '0.00' });
  },
});

export const limits19 = scenario({
  id: 'LIMITS-19',
  title: 'A lost round stays lost',
  rule: 'A zero win or the close of a round MUST leave its stakes counted as losses.',
  requirement: 'RG-03',
  impact: 'critical',
  money: 'A loss that is forgotten when its round ends makes the loss limit no limit at all.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'loss', period: 'month', amount: '20.00' };
    expect(await platform.setLimit(limit)).accepted();
    const lost = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    expect(await platform.creditRound(given.creditOf(lost, { win_amount: '0.00' }))).accepted();
    const closed = given.debit(player, { amount: '10.00' });
    expect(await platform.debitRound(closed)).accepted();
    expect(await platform.closeRound(closed)).accepted({ status: 'closed' });

    const next = await platform.debitRound(given.debit(player, { amount: '0.01' }));
    expect(next).refused('LIMIT_EXCEEDED', { used: '20.00', remaining: '0.00' });
    await expect.wallet(player, { cash: '80.00', held_in_play: '0.00' });
  },
});

export const limits53 = scenario({
  id: 'LIMITS-53',
  title: 'A stake of bonus money counts like one of cash',
  rule: 'A stake limit MUST count stakes whatever money they are made of.',
  requirement: 'RG-01',
  money: 'Bonus money that passes the limits is how limits are got round.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00', bonus: '10.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '15.00' };
    expect(await platform.setLimit(limit)).accepted();
    expect(await platform.debitRound(given.debit(player, { amount: '15.00' }))).accepted();

    const next = await platform.debitRound(given.debit(player, { amount: '0.01' }));
    expect(next).refused('LIMIT_EXCEEDED', { used: '15.00' });
    await expect.wallet(player, { cash: '95.00', bonus: '0.00', held_in_play: '15.00' });
  },
});

export const limits61 = scenario({
  id: 'LIMITS-61',
  title: 'A bet and win in one call counts as the stake it is',
  rule: 'A stake limit MUST count the stake of a play whole, whatever it won.',
  requirement: 'RG-01',
  impact: 'critical',
  money: 'A limit that one endpoint does not know is no limit.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'day', amount: '15.00' };
    expect(await platform.setLimit(limit)).accepted();
    const play = () => ({ ...given.debit(player, { amount: '10.00' }), win_amount: '25.00' });
    expect(await platform.playRound(play())).accepted({ balance: '115.00' });

    const over = await platform.playRound(play());
    expect(over).refused('LIMIT_EXCEEDED', { used: '10.00', remaining: '5.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const countingScenarios = [
  ...[limits13, limits14, limits15, limits17, limits18, limits19, limits53],
  limits61,
] as const;
