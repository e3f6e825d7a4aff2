import { scenario } from '../../../src/harness/scenario.js';

export const rounds03 = scenario({
  id: 'ROUNDS-03',
  title: 'A win is paid and ends its round',
  rule: 'A credit MUST pay the win once on the debit it names and, by default, end the round.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'A win that is not paid is the player’s money; a round that stays open can win again.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);

    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));

    expect(won).accepted({ status: 'committed', balance: '115.00' });
    await expect.round(debit, { status: 'closed', won: '25.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds04 = scenario({
  id: 'ROUNDS-04',
  title: 'A zero win ends the round and moves no money',
  rule: 'A zero win MUST end the round and move no money.',
  requirement: 'PLAY-02',
  money: 'Lost rounds that never end keep the stake in play for ever and stay open to a win.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('zero_win', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);

    const lost = await platform.creditRound(given.creditOf(taken, { win_amount: '0.00' }));

    expect(lost).accepted({ balance: '90.00' });
    await expect.round(debit, { status: 'closed', won: '0.00' });
    await expect.wallet(player, { cash: '90.00', held_in_play: '0.00' });
  },
});

export const rounds05 = scenario({
  id: 'ROUNDS-05',
  title: 'A credit without a key is paid once for its debit, even while the round is open',
  rule: 'A credit MUST pay the win once; without a key it is known by the debit it names.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'Many games send no key with a win: each retry on an open round would pay it again.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const over = { win_amount: '25.00', final: false, idempotency_key: undefined };
    const credit = given.creditOf(taken, over);

    const first = await platform.creditRound(credit);
    const again = await platform.creditRound(credit);

    expect(first).accepted({ balance: '115.00' });
    expect(again).replayOf(first);
    await expect.wallet(player, { cash: '115.00' });
  },
});

export const rounds06 = scenario({
  id: 'ROUNDS-06',
  title: 'Several wins are paid before the round ends',
  rule: 'A credit with final: false MUST keep the round open for further wins.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'Free spins, cascades and extra balls win more than once per stake.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_wins', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(debit);
    const more = { win_amount: '5.00', final: false };

    const first = await platform.creditRound(given.creditOf(taken, more));
    const second = await platform.creditRound(given.creditOf(taken, more));
    await expect.round(debit, { status: 'open', won: '10.00' });
    const last = await platform.creditRound(given.creditOf(taken, { win_amount: '1.50' }));

    expect(first).accepted({ balance: '95.00' });
    expect(second).accepted({ balance: '100.00' });
    expect(last).accepted({ balance: '101.50' });
    await expect.round(debit, { status: 'closed', won: '11.50' });
    await expect.wallet(player, { cash: '101.50', held_in_play: '0.00' });
  },
});

export const rounds13 = scenario({
  id: 'ROUNDS-13',
  title: 'The win of a player who was blocked meanwhile is paid',
  rule: 'Wins MUST be accepted for a blocked player: what is owed is paid.',
  requirement: 'PLAY-04',
  impact: 'critical',
  money: 'The stake was taken while the player could play; its win is theirs.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    await platform.setPlayerStatus({ ...player, status: 'blocked', reason: 'under review' });

    const next = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));

    expect(next).refused('PLAYER_BLOCKED');
    expect(won).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00' });
  },
});

export const rounds24 = scenario({
  id: 'ROUNDS-24',
  title: 'A win without any debit is not paid',
  rule: 'A credit MUST name a committed debit of that player; without one nothing is paid.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'Whoever can credit without a debit can print money.',
  async run({ platform, given, expect, dialect }) {
    dialect.tells('creditRound', 'stake');
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const credit = given.creditOf(taken, { win_amount: '25.00' });

    const invented = {
      ...credit,
      final: false,
      txn_ref: given.id('t'),
      idempotency_key: given.key(),
    };
    const paid = await platform.creditRound(invented);

    const [before, after] = dialect.on('win_without_bet', {
      refused: () => ['90.00', '115.00'] as const,
      accepted: () => ['115.00', '140.00'] as const,
    });
    if (before === '90.00') expect(paid).refused('TXN_NOT_FOUND');
    else expect(paid).accepted({ balance: before });
    await expect.wallet(player, { cash: before });
    expect(await platform.creditRound(credit)).accepted({ balance: after });
  },
});

export const rounds57 = scenario({
  id: 'ROUNDS-57',
  title: 'A win in another currency is refused, not converted',
  rule: 'A credit MUST be paid in the wallet’s currency; naming another one pays nothing.',
  requirement: 'PLAY-02',
  impact: 'critical',
  money: 'A win of 10000 yen paid as 10000 euros.',
  async run({ platform, given, expect, dialect }) {
    dialect.tells('creditRound', 'currency');
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const win = { win_amount: '25.00' };
    const foreign = player.currency === 'USD' ? 'EUR' : 'USD';

    const strange = given.creditOf(taken, { ...win, currency: foreign });
    expect(await platform.creditRound(strange)).refused('CURRENCY_MISMATCH');
    await expect.wallet(player, { cash: '90.00', held_in_play: '10.00' });

    const own = given.creditOf(taken, { ...win, currency: player.currency });
    expect(await platform.creditRound(own)).accepted({ balance: '115.00' });
  },
});

export const rounds67 = scenario({
  id: 'ROUNDS-67',
  title: 'The win of a player in a time-out is paid',
  rule: 'Wins MUST be accepted whatever the player’s status: what is owed is paid.',
  requirement: 'PLAY-04',
  impact: 'critical',
  money: 'A player who takes a break must not lose the win that was on its way.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player, { amount: '10.00' }));
    const until = '2099-01-01T00:00:00.000Z';
    const pause = { ...player, status: 'timed_out', until, reason: 'asked by the player' };
    expect(await platform.setPlayerStatus(pause)).accepted({ status: 'timed_out' });

    const won = await platform.creditRound(given.creditOf(taken, { win_amount: '25.00' }));

    expect(won).accepted({ balance: '115.00' });
    expect(await platform.debitRound(given.debit(player))).refused('PLAYER_TIMED_OUT');
    await expect.wallet(player, { cash: '115.00' });
  },
});

export const creditScenarios = [
  rounds03,
  rounds04,
  rounds05,
  rounds06,
  rounds13,
  rounds24,
  rounds57,
  rounds67,
] as const;
