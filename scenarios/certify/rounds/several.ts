import { scenario } from '../../../src/harness/scenario.js';

export const rounds08 = scenario({
  id: 'ROUNDS-08',
  title: 'A non-final win settles its own stake and leaves the others in play',
  rule: 'Several debits may belong to one open round; each MUST settle or roll back by itself.',
  requirement: 'PLAY-05',
  impact: 'critical',
  money: 'The second bet of the round loses its win, or its refund, to the first.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_bets', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    const second = await platform.debitRound({ ...debit, idempotency_key: given.key() });
    const third = await platform.debitRound({ ...debit, idempotency_key: given.key() });

    const won = given.creditOf(first, { win_amount: '25.00', final: false });
    expect(await platform.creditRound(won)).accepted({ balance: '95.00' });
    await expect.wallet(player, { held_in_play: '20.00' });

    expect(await platform.rollbackRound(given.rollbackOf(second))).accepted({ balance: '105.00' });
    const last = given.creditOf(third, { win_amount: '1.00' });
    expect(await platform.creditRound(last)).accepted({ balance: '106.00' });
    await expect.wallet(player, { cash: '106.00', held_in_play: '0.00' });
  },
});

export const rounds34 = scenario({
  id: 'ROUNDS-34',
  title: 'Rolling back one of several stakes leaves the others alive',
  rule: 'Several debits may belong to one open round; each MUST roll back by itself.',
  requirement: 'PLAY-05',
  impact: 'critical',
  money: 'One failed extra ball must not cost the bets that were placed before it.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_bets', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const kept = await platform.debitRound(debit);
    const extra = await platform.debitRound({
      ...debit,
      amount: '2.00',
      idempotency_key: given.key(),
    });

    const back = await platform.rollbackRound(given.rollbackOf(extra));

    expect(back).accepted({ status: 'rolled_back', balance: '90.00' });
    const stakes = [
      { txn_id: kept.body.txn_id, amount: '10.00', status: 'open' },
      { txn_id: extra.body.txn_id, amount: '2.00', status: 'rolled_back' },
    ];
    await expect.round(debit, { status: 'open', stakes });
    const won = await platform.creditRound(given.creditOf(kept, { win_amount: '25.00' }));
    expect(won).accepted({ balance: '115.00' });
    await expect.wallet(player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const rounds35 = scenario({
  id: 'ROUNDS-35',
  title: 'Of two stakes the first wins, then the second is rolled back',
  rule: 'Several debits may belong to one open round; each MUST settle or roll back by itself.',
  requirement: 'PLAY-05',
  impact: 'critical',
  money: 'Top-ups and side bets fail one by one; each failure is one stake back, not a round.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_bets', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    const other = { ...debit, amount: '7.00', idempotency_key: given.key() };
    const second = await platform.debitRound(other);

    const win = given.creditOf(first, { win_amount: '30.00', final: false });
    expect(await platform.creditRound(win)).accepted({ balance: '113.00' });
    expect(await platform.rollbackRound(given.rollbackOf(second))).accepted({ balance: '120.00' });

    await expect.round(debit, { staked: '10.00', won: '30.00' });
    await expect.wallet(player, { cash: '120.00', held_in_play: '0.00' });
  },
});

export const rounds36 = scenario({
  id: 'ROUNDS-36',
  title: 'Of two stakes the second is rolled back, then the first wins',
  rule: 'Several debits may belong to one open round; their order MUST not change the sum.',
  requirement: 'PLAY-05',
  impact: 'critical',
  money: 'The same two messages in another order must leave the same money.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_bets', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '10.00' });
    const first = await platform.debitRound(debit);
    const other = { ...debit, amount: '7.00', idempotency_key: given.key() };
    const second = await platform.debitRound(other);

    expect(await platform.rollbackRound(given.rollbackOf(second))).accepted({ balance: '90.00' });
    const win = given.creditOf(first, { win_amount: '30.00', final: false });
    expect(await platform.creditRound(win)).accepted({ balance: '120.00' });

    await expect.round(debit, { staked: '10.00', won: '30.00' });
    await expect.wallet(player, { cash: '120.00', held_in_play: '0.00' });
  },
});

export const rounds37 = scenario({
  id: 'ROUNDS-37',
  title: 'Fifteen mixed bets leave exactly the money they add up to',
  rule: 'Each debit MUST settle or roll back by itself; the balance is the sum of all of them.',
  requirement: 'PLAY-05',
  impact: 'critical',
  money: 'Errors of a cent hide in single bets and show in an evening of them.',
  async run({ platform, given, expect, dialect }) {
    const player = await given.player({ balance: '1000.00' });

    const loses = dialect.knobs.zero_win === 'accepted';
    const winOf = (taken: Parameters<typeof given.creditOf>[0], bet: number) =>
      given.creditOf(taken, { win_amount: `${bet}.99` });

    for (let bet = 1; bet <= 15; bet += 1) {
      const taken = await platform.debitRound(given.debit(player, { amount: `${bet}.15` }));
      expect(taken).accepted();
      if (bet % 3 === 0) await platform.rollbackRound(given.rollbackOf(taken));
      else if (bet % 3 === 1 && loses) await platform.creditRound(given.creditOf(taken));
      else if (bet % 3 === 2) await platform.creditRound(winOf(taken, bet));
    }

    // 35.75 lost on 1, 4, 7, 10 and 13; 0.84 won on each of 2, 5, 8, 11 and 14.
    await expect.wallet(player, { cash: '968.45', held_in_play: '0.00' });
  },
});

export const rounds38 = scenario({
  id: 'ROUNDS-38',
  title: 'Two players at one table have a round each',
  rule: 'A round MUST belong to its player: what ends it for one leaves it open for the other.',
  requirement: 'PLAY-05',
  impact: 'critical',
  money: 'Live tables share one round id: the first win would end the bets of the whole table.',
  players: 2,
  async run({ platform, given, expect }) {
    const anna = await given.player({ balance: '100.00' });
    const ben = await given.player({ balance: '100.00' });
    const bet = given.debit(anna, { amount: '10.00' });
    const annas = await platform.debitRound(bet);
    const bens = await platform.debitRound(given.debit(ben, { round_id: bet.round_id }));

    const won = await platform.creditRound(given.creditOf(annas, { win_amount: '25.00' }));
    const back = await platform.rollbackRound(given.rollbackOf(bens));

    expect(won).accepted({ balance: '115.00' });
    expect(back).accepted({ status: 'rolled_back', balance: '100.00' });
    await expect.round(bet, { player_id: anna.player_id, status: 'closed' });
    await expect.wallet(anna, { cash: '115.00', held_in_play: '0.00' });
    await expect.wallet(ben, { cash: '100.00', held_in_play: '0.00' });
  },
});

export const rounds62 = scenario({
  id: 'ROUNDS-62',
  title: 'Two games played at once settle in any order',
  rule: 'Rounds of one player MUST settle independently of the order in which they were opened.',
  requirement: 'PLAY-05',
  impact: 'critical',
  money: 'A slow roulette spin must not hold back, or swallow, the win of the slot beside it.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const roulette = await platform.debitRound(given.debit(player, { amount: '20.00' }));
    const slot = await platform.debitRound(given.debit(player, { amount: '1.00' }));
    expect(slot).accepted({ balance: '79.00' });

    const slotWin = await platform.creditRound(given.creditOf(slot, { win_amount: '3.00' }));
    await expect.wallet(player, { cash: '82.00', held_in_play: '20.00' });
    const rouletteWin = given.creditOf(roulette, { win_amount: '40.00' });

    expect(slotWin).accepted({ balance: '82.00' });
    expect(await platform.creditRound(rouletteWin)).accepted({ balance: '122.00' });
    await expect.wallet(player, { cash: '122.00', held_in_play: '0.00' });
  },
});

export const severalScenarios = [
  rounds08,
  rounds34,
  rounds35,
  rounds36,
  rounds37,
  rounds38,
  rounds62,
] as const;
