import { scenario } from '../../../src/harness/scenario.js';

export const concurrency01 = scenario({
  id: 'CONCURRENCY-01',
  title: 'Two bets of 80 at once on a balance of 100: exactly one is taken',
  rule: 'No balance a player owns MUST become negative, under any interleaving.',
  requirement: 'MONEY-03',
  impact: 'critical',
  money: 'Both measured against the same 100: the house has lent 60 and knows nothing of it.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_bets', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player, { amount: '80.00' });
    const rival = { ...debit, idempotency_key: given.key() };

    const answers = await Promise.all([platform.debitRound(debit), platform.debitRound(rival)]);

    const taken = answers.filter(({ outcome }) => outcome === 'ok');
    const refused = answers.filter(({ outcome }) => outcome !== 'ok');
    expect.that(taken.length, 'the number of bets taken').equals(1);
    for (const answer of taken) expect(answer).accepted({ balance: '20.00' });
    for (const answer of refused) expect(answer).refused('INSUFFICIENT_FUNDS');
    await expect.wallet(player, { cash: '20.00', held_in_play: '80.00' });
  },
});

export const concurrency17 = scenario({
  id: 'CONCURRENCY-17',
  title: 'Five plays of 60 at once on a balance of 100: exactly one is taken',
  rule: 'No balance a player owns MUST become negative, also where bet and win come in one call.',
  requirement: 'MONEY-03',
  impact: 'critical',
  money: 'Each measured against the same 100: four spins are played with the house’s money.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('zero_win', 'accepted');
    const player = await given.player({ balance: '100.00' });
    const plays = Array.from({ length: 5 }, () => ({
      ...given.debit(player, { amount: '60.00' }),
      win_amount: '0.00',
    }));

    const answers = await Promise.all(plays.map((play) => platform.playRound(play)));

    const taken = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(taken.length, 'the number of plays taken').equals(1);
    for (const answer of taken) expect(answer).accepted({ balance: '40.00' });
    for (const answer of answers) {
      if (answer.outcome !== 'ok') expect(answer).refused('INSUFFICIENT_FUNDS');
    }
    await expect.wallet(player, { cash: '40.00', held_in_play: '0.00' });
  },
});

export const concurrency02 = scenario({
  id: 'CONCURRENCY-02',
  title: 'A hundred bets of 1 at once on a balance of 50: exactly fifty are taken',
  rule: 'No balance a player owns MUST become negative, however many debits arrive at once.',
  requirement: 'MONEY-03',
  impact: 'critical',
  money: 'A hot wallet under fire is where a lost update pays for bets or charges for none.',
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_bets', 'accepted');
    const player = await given.player({ balance: '50.00' });
    const debit = given.debit(player, { amount: '1.00' });
    const bets = Array.from({ length: 100 }, () => ({ ...debit, idempotency_key: given.key() }));

    const answers = await Promise.all(bets.map((bet) => platform.debitRound(bet)));

    const taken = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(taken.length, 'the number of bets taken').equals(50);
    expect.that(new Set(taken.map(({ body }) => body.txn_id)).size, 'their txn_ids').equals(50);
    const balances = taken.flatMap(({ body }) => body.balance ?? []);
    expect.that(new Set(balances).size, 'their balances').equals(balances.length);
    for (const answer of answers) {
      if (answer.outcome !== 'ok') expect(answer).refused('INSUFFICIENT_FUNDS');
    }
    await expect.round(debit, { staked: '50.00', held_in_play: '50.00' });
    await expect.wallet(player, { cash: '0.00', held_in_play: '50.00' });
  },
});

export const concurrency07 = scenario({
  id: 'CONCURRENCY-07',
  title: 'Players who bet at the same moment do not disturb each other',
  rule: 'Debits of different players at once MUST each be measured against their own balance.',
  requirement: 'MONEY-03',
  impact: 'critical',
  money: 'A mixed-up wallet charges one player for another’s bet.',
  players: 4,
  async run({ platform, given, expect, dialect }) {
    dialect.only('several_bets', 'accepted');
    const players = await Promise.all(
      Array.from({ length: dialect.isForeign ? 4 : 8 }, () => given.player({ balance: '30.00' })),
    );
    const bets = players.flatMap((player) => {
      const debit = given.debit(player, { amount: '10.00' });
      return Array.from({ length: 5 }, () => ({ ...debit, idempotency_key: given.key() }));
    });

    const answers = await Promise.all(bets.map((bet) => platform.debitRound(bet)));

    for (const player of players) {
      const own = answers.filter(({ input }) => input['player_id'] === player.player_id);
      const taken = own.filter(({ outcome }) => outcome === 'ok');
      expect.that(taken.length, 'the bets taken of one player').equals(3);
      await expect.wallet(player, { cash: '0.00', held_in_play: '30.00' });
    }
  },
});

export const concurrency10 = scenario({
  id: 'CONCURRENCY-10',
  title: 'Twenty rounds played through at once leave exactly the money they add up to',
  rule: 'Debits, credits and rollbacks at once MUST all count: every balance is their sum.',
  requirement: 'MONEY-02',
  impact: 'critical',
  money: 'A balance read, changed and written back loses whatever came in between.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const bets = Array.from({ length: 20 }, () => given.debit(player, { amount: '5.00' }));

    await Promise.all(
      bets.map(async (bet, turn) => {
        const taken = await platform.debitRound(bet);
        if (turn % 2 === 0) {
          const won = await platform.creditRound(given.creditOf(taken, { win_amount: '7.50' }));
          expect(won).accepted({ status: 'committed' });
        } else {
          const back = await platform.rollbackRound(given.rollbackOf(taken));
          expect(back).accepted({ status: 'rolled_back' });
        }
      }),
    );

    await expect.wallet(player, { cash: '125.00', held_in_play: '0.00' });
  },
});

export const concurrency11 = scenario({
  id: 'CONCURRENCY-11',
  title: 'Bonus and cash together are spent once by bets that arrive together',
  rule: 'No balance a player owns MUST become negative, bonus included, under any interleaving.',
  requirement: 'MONEY-03',
  impact: 'critical',
  money: 'Two bets that both count on the same bonus spend it twice.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '50.00', bonus: '50.00' });
    const debit = given.debit(player, { amount: '80.00' });
    const bets = Array.from({ length: 5 }, () => ({ ...debit, idempotency_key: given.key() }));

    const answers = await Promise.all(bets.map((bet) => platform.debitRound(bet)));

    const taken = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(taken.length, 'the number of bets taken').equals(1);
    for (const answer of taken) {
      expect(answer).accepted({ balance: '20.00' });
      const back = await platform.rollbackRound(given.rollbackOf(answer));
      expect(back).accepted({ balance: '100.00' });
    }
    await expect.wallet(player, { cash: '50.00', bonus: '50.00', held_in_play: '0.00' });
  },
});

export const concurrency12 = scenario({
  id: 'CONCURRENCY-12',
  title: 'Two game servers at one wallet cannot both stake the same money',
  rule: 'No balance a player owns MUST become negative, whichever clients debit it at once.',
  requirement: 'MONEY-03',
  impact: 'critical',
  money: 'A player with two providers open would play twice with one balance.',
  async run({ platform, given, expect }) {
    const player = await given.player({ balance: '100.00' });
    const second = await given.client();
    const debit = given.debit(player, { amount: '80.00' });

    const answers = await Promise.all([
      platform.debitRound(debit),
      platform.debitRound(debit, { as: second }),
    ]);

    const taken = answers.filter(({ outcome }) => outcome === 'ok');
    expect.that(taken.length, 'the number of bets taken').equals(1);
    for (const answer of answers) {
      if (answer.outcome === 'ok') expect(answer).accepted({ balance: '20.00' });
      else expect(answer).refused('INSUFFICIENT_FUNDS');
    }
    await expect.wallet(player, { cash: '20.00', held_in_play: '80.00' });
  },
});

export const walletScenarios = [
  concurrency01,
  concurrency02,
  concurrency07,
  concurrency10,
  concurrency11,
  concurrency12,
  concurrency17,
] as const;
