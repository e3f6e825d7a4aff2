import { scenario } from '../../../src/harness/scenario.js';
import { gamesOf, hitsOf, jackpotIn, NEVER } from './table.js';
import { stakedAtOnce, stakeInput, stakeOn, standingOf } from './table.js';

const money = 'A share that is lost is money players paid for a pot and never see in it.';

export const jackpots07 = scenario({
  id: 'JACKPOTS-07',
  title: 'Each stake contributes its share, and costs the player no more than itself',
  rule: 'The pool MUST be seed + contributions − payouts after each stake.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money,
  needs: ['control'],
  async run(stage) {
    const { given, expect, control } = stage;
    const jackpot = await jackpotIn(stage, 'CHF', { contribution: '0.0250' });
    const player = await given.player({ currency: 'CHF', balance: '100.00' });

    for (const [amount, contributions, pot] of [
      ['10.00', '0.25', '10.25'],
      ['4.00', '0.35', '10.35'],
      ['0.40', '0.36', '10.36'],
    ] as const) {
      const taken = await stakeOn(stage, player, jackpot, { amount });
      expect.that(expect(taken).accepted().jackpot_wins, 'its wins').equals(undefined);
      expect.that(await standingOf(stage, jackpot), 'the jackpot').includes({ contributions, pot });
      const { violations } = await control.ledger();
      expect.that(violations, 'the violations of the books').isEmpty();
    }
    await expect.wallet(player, { cash: '85.60', held_in_play: '14.40' });
  },
});

export const jackpots08 = scenario({
  id: 'JACKPOTS-08',
  title: 'Fractions of a minor unit are carried until they are one',
  rule: 'No fraction of a contribution MUST be lost or rounded.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money,
  async run(stage) {
    const { given, expect } = stage;
    const jackpot = await jackpotIn(stage, 'CNY', { contribution: '0.333333' });
    const player = await given.player({ currency: 'CNY', balance: '1.00' });

    for (const [contributions, pot, fraction] of [
      ['0.00333333', '10.00', '0.00333333'],
      ['0.00666666', '10.00', '0.00666666'],
      ['0.00999999', '10.00', '0.00999999'],
      ['0.01333332', '10.01', '0.00333332'],
    ] as const) {
      expect(await stakeOn(stage, player, jackpot, { amount: '0.01' })).accepted();
      const stands = await standingOf(stage, jackpot);
      expect.that(stands, 'the jackpot').includes({ contributions, pot, fraction });
    }
  },
});

export const jackpots09 = scenario({
  id: 'JACKPOTS-09',
  title: 'A currency without decimals carries fractions too',
  rule: 'Shares MUST be exact in the minor units of each currency.',
  requirement: 'PROMO-03',
  money: 'One won in a hundred stakes of one won is a pot a hundred times too small, or too large.',
  async run(stage) {
    const { given, expect } = stage;
    const terms = { seed: '1000', contribution: '0.0150' };
    const jackpot = await jackpotIn(stage, 'KRW', terms);
    const player = await given.player({ currency: 'KRW', balance: '1000' });

    for (const [amount, contributions, pot, fraction] of [
      ['50', '0.75', '1000', '0.75'],
      ['50', '1.5', '1001', '0.5'],
      ['100', '3', '1003', '0'],
    ] as const) {
      expect(await stakeOn(stage, player, jackpot, { amount })).accepted();
      const stands = await standingOf(stage, jackpot);
      expect.that(stands, 'the jackpot').includes({ contributions, pot, fraction });
    }
  },
});

export const jackpots10 = scenario({
  id: 'JACKPOTS-10',
  title: 'Several games feed one jackpot, and others do not',
  rule: 'Each stake on a linked game MUST contribute, and no other.',
  requirement: 'PROMO-03',
  money: 'A game that is advertised with a pot it does not feed is a fine; the reverse is theft.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const [last = '', ...others] = await gamesOf(stage);
    expect.that(others.length, 'the other games that may be played').isAtLeast(1);
    const linked = [last, ...others.slice(0, -1)];
    const jackpot = await jackpotIn(stage, 'COP', { games: linked, contribution: '0.10' });
    const player = await given.player({ currency: 'COP', balance: '100.00' });

    for (const game of [...linked, others.at(-1)]) {
      const stake = given.debit(player, { meta: { game_id: game } });
      expect(await platform.debitRound(stake)).accepted();
    }
    expect(await platform.debitRound(given.debit(player))).accepted();

    const { contributions } = await standingOf(stage, jackpot);
    expect.that(contributions, 'the contributions').equals(`${linked.length}.00`);
  },
});

export const jackpots11 = scenario({
  id: 'JACKPOTS-11',
  title: 'One stake feeds every jackpot of its game, each with its own share',
  rule: 'Each jackpot MUST take its own share of the whole stake, whatever others take.',
  requirement: 'PROMO-03',
  money,
  async run(stage) {
    const { given, expect } = stage;
    const shares = ['0.01', '0.05', '0.333333'];
    const jackpots = [];
    for (const contribution of shares) {
      jackpots.push(await jackpotIn(stage, 'CZK', { contribution }));
    }
    const player = await given.player({ currency: 'CZK', balance: '100.00' });
    const [first] = jackpots;
    if (first === undefined) return;

    expect(await stakeOn(stage, player, first, { amount: '10.00' })).accepted();

    const sums = [];
    for (const jackpot of jackpots) sums.push((await standingOf(stage, jackpot)).contributions);
    expect.that(sums, 'the contributions to each').equals(['0.10', '0.50', '3.33333']);
    await expect.wallet(player, { cash: '90.00' });
  },
});

export const jackpots12 = scenario({
  id: 'JACKPOTS-12',
  title: 'A stake of another currency neither feeds the pot nor wins it',
  rule: 'A stake in another currency MUST be taken as ever and leave the jackpot alone.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'A pot of a thousand crowns that is paid in pounds costs twenty times what it holds.',
  async run(stage) {
    const { given, expect } = stage;
    const jackpot = await jackpotIn(stage, 'DKK', { trigger: { kind: 'odds', one_in: 1 } });
    const foreign = await given.player({ currency: 'GEL', balance: '100.00' });

    const taken = expect(await stakeOn(stage, foreign, jackpot)).accepted({ balance: '90.00' });

    expect.that(taken.jackpot_wins, 'the wins of the foreign stake').equals(undefined);
    const left = await standingOf(stage, jackpot);
    expect.that(left, 'the jackpot').includes({ pot: '10.00', contributions: '0.00', hits: 0 });
    const own = await given.player({ currency: 'DKK', balance: '100.00' });
    const won = expect(await stakeOn(stage, own, jackpot)).accepted();
    expect.that(won.jackpot_wins, 'the wins of the other').hasLength(1);
  },
});

export const jackpots13 = scenario({
  id: 'JACKPOTS-13',
  title: 'The game of the session counts, and so does the game of the round',
  rule: 'A stake MUST feed the jackpots of the game it is played in, however that is told.',
  requirement: 'PROMO-03',
  money,
  async run(stage) {
    const { given, expect, platform } = stage;
    const jackpot = await jackpotIn(stage, 'HKD', { contribution: '0.10' });
    const player = await given.player({ currency: 'HKD', balance: '100.00' });
    const [game] = jackpot.parameters.games;
    const launch = { player_id: player.player_id, game_id: game };
    const { session_id } = expect(await platform.launchSession(launch)).accepted();

    const first = given.debit(player, { session_id });
    expect(await platform.debitRound(first)).accepted();
    const second = given.debit(player, { round_id: first.round_id });
    expect(await platform.debitRound(second)).accepted();

    const { contributions } = await standingOf(stage, jackpot);
    expect.that(contributions, 'the contributions').equals('2.00');
  },
});

const MANY = 50;

export const jackpots14 = scenario({
  id: 'JACKPOTS-14',
  title: 'Fifty stakes at once contribute exactly what fifty in a row would',
  rule: 'No contribution MUST be lost under concurrency, and the sum MUST be exact.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money,
  needs: ['control'],
  async run(stage) {
    const { given, expect, control } = stage;
    const jackpot = await jackpotIn(stage, 'HUF', { contribution: '0.012345' });
    const players = [];
    for (let count = 0; count < 5; count += 1) {
      players.push(await given.player({ currency: 'HUF', balance: '100.00' }));
    }
    const stakes = players.flatMap((player, at) =>
      Array.from({ length: MANY / players.length }, () =>
        stakeInput(stage, player, jackpot, { amount: `${at + 1}.37` }),
      ),
    );

    const answers = await stakedAtOnce(stage, jackpot, stakes);

    for (const answer of answers) expect(answer).accepted();
    // 10 × (1.37 + 2.37 + 3.37 + 4.37 + 5.37) = 168.50, and 0.012345 of it
    const stands = await standingOf(stage, jackpot);
    expect
      .that(stands, 'the jackpot')
      .includes({ contributions: '2.0801325', pot: '12.08', fraction: '0.0001325' });
    const { violations } = await control.ledger();
    expect.that(violations, 'the violations of the books').isEmpty();
  },
});

export const jackpots15 = scenario({
  id: 'JACKPOTS-15',
  title: 'A stake that is refused or repeated contributes nothing',
  rule: 'Only a stake that was taken MUST contribute, and once, however often it is sent.',
  requirement: 'PROMO-03',
  impact: 'critical',
  money: 'A pot that grows by stakes nobody placed is paid by the house.',
  async run(stage) {
    const { given, expect, platform } = stage;
    const terms = { trigger: { kind: 'odds', one_in: 1 }, contribution: '0.10' };
    const jackpot = await jackpotIn(stage, 'IDR', terms);
    const poor = await given.player({ currency: 'IDR', balance: '1.00' });
    const blocked = await given.player({ currency: 'IDR', balance: '90.00', status: 'blocked' });

    expect(await stakeOn(stage, poor, jackpot)).refused('INSUFFICIENT_FUNDS');
    expect(await stakeOn(stage, blocked, jackpot)).refused('PLAYER_BLOCKED');
    const untouched = { pot: '10.00', contributions: '0.00', hits: 0 };
    expect.that(await standingOf(stage, jackpot), 'the jackpot').includes(untouched);
    expect.that(await hitsOf(stage, jackpot), 'its hits').isEmpty();

    const quiet = await jackpotIn(stage, 'ILS', { trigger: NEVER, contribution: '0.10' });
    const player = await given.player({ currency: 'ILS', balance: '100.00' });
    const stake = stakeInput(stage, player, quiet);
    const answers = await Promise.all(Array.from({ length: 10 }, () => platform.debitRound(stake)));
    expect.oneEffect(answers);
    const { contributions } = await standingOf(stage, quiet);
    expect.that(contributions, 'the contributions of ten equal requests').equals('1.00');
  },
});

export const contributionScenarios = [
  jackpots07,
  jackpots08,
  jackpots09,
  jackpots10,
  jackpots11,
  jackpots12,
  jackpots13,
  jackpots14,
  jackpots15,
] as const;
