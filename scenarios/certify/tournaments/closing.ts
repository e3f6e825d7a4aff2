import { scenario } from '../../../src/harness/scenario.js';
import { cashOf, closed, endingSoon, entered, field, itsEnd, played } from './arena.js';
import { scoreOf } from './arena.js';

const ALONE = { needs: ['clock'], exclusive: true } as const;

export const tournaments20 = scenario({
  ...ALONE,
  id: 'TOURNAMENTS-20',
  title: 'Closing pays each place what the table says, and the prizes are the whole pool',
  rule: 'Closing MUST pay the declared prizes from the pool, to cash, and nothing else.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'A pool that is not paid out is players’ money in the pocket of the house.',
  async run(stage) {
    const { platform, expect } = stage;
    const tournament = await endingSoon(stage);
    const { tournament_id } = tournament;
    const players = await field(stage, tournament, 4);
    for (const [at, player] of players.entries()) {
      await played(stage, player, { stake: `${at + 1}.00`, win: `${at + 1}.00` });
    }
    await itsEnd(stage);

    const payout = { top_up: '0.00', paid: '20.00', returned: '0.00', winners: 3 };
    const status = { status: 'closed', collected: '20.00', payout } as const;
    expect(await closed(stage, tournament)).accepted(status);
    const cash = ['94.50', '98.50', '100.50', '104.50'];
    expect.that(await cashOf(stage, players), 'what they have').equals(cash);
    const { items } = expect(await platform.getLeaderboard({ tournament_id })).accepted();
    const prizes = items.map(({ rank, prize }) => `${rank} ${prize ?? 'nothing'}`);
    expect.that(prizes, 'the prizes').equals(['1 10.00', '2 6.00', '3 4.00', '4 nothing']);
    const [winner] = players.slice(-1);
    const statement = expect(await platform.listTransactions({ ...winner })).accepted();
    const newest = statement.items.find(({ txn_id }) => txn_id === items[0]?.prize_txn_id);
    expect.that(newest?.type, 'the type of the transaction').equals('prize');
    expect.that(newest?.amount, 'its amount').equals('10.00');
  },
});

export const tournaments21 = scenario({
  ...ALONE,
  id: 'TOURNAMENTS-21',
  title: 'The house adds what the entries lack of the guarantee, and takes back what nobody wins',
  rule: 'Prizes MUST be paid from the guarantee where entries bring less; what is over is returned.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'A guarantee that is not kept is a fraud on everybody who entered for it.',
  async run(stage) {
    const { platform, expect } = stage;
    const guaranteed = await endingSoon(stage, { guarantee: '100.00' });
    const prizes = [
      { from: 1, to: 1, amount: '30.00' },
      { from: 2, to: 4, amount: '10.00' },
    ];
    const fixed = await endingSoon(stage, { guarantee: '60.00', prizes });
    const players = await field(stage, guaranteed, 2);
    for (const [at, player] of players.entries()) {
      await entered(stage, fixed, player);
      await played(stage, player, { stake: `${at + 1}.00`, win: `${at + 1}.00` });
    }
    const pool = { collected: '10.00', prize_pool: '100.00' };
    expect(await platform.getTournament(guaranteed)).accepted(pool);
    await itsEnd(stage);

    const first = { top_up: '90.00', paid: '80.00', returned: '20.00', winners: 2 };
    expect(await closed(stage, guaranteed)).accepted({ payout: first });
    expect.that(await cashOf(stage, players), 'what they have').equals(['119.00', '139.00']);
    const second = { top_up: '50.00', paid: '40.00', returned: '20.00', winners: 2 };
    expect(await closed(stage, fixed)).accepted({ payout: second });
    expect.that(await cashOf(stage, players), 'what they have').equals(['129.00', '169.00']);
  },
});

const FREE = { entry: { buy_in: '0.00', fee: '0.00' } };

export const tournaments22 = scenario({
  ...ALONE,
  id: 'TOURNAMENTS-22',
  title: 'Cents that shares cut off are paid by the declared rule',
  rule: 'Shares of the whole pool MUST pay the whole pool: what is cut off goes to the best places.',
  requirement: 'PROMO-02',
  money: 'Cents that vanish at each closing are a balance nobody can explain.',
  async run(stage) {
    const { expect } = stage;
    const whole = await endingSoon(stage, { ...FREE, guarantee: '0.07' });
    const third = [{ from: 1, to: 3, share: '0.333333' }];
    const part = await endingSoon(stage, { ...FREE, guarantee: '1.00', prizes: third });
    const players = await field(stage, whole, 3);
    for (const [at, player] of players.entries()) {
      await entered(stage, part, player);
      await played(stage, player, { stake: `${3 - at}.00`, win: `${3 - at}.00` });
    }
    await itsEnd(stage);

    const payout = { paid: '0.07', returned: '0.00', winners: 3 };
    expect(await closed(stage, whole)).accepted({ payout: { top_up: '0.07', ...payout } });
    const first = ['100.04', '100.02', '100.01'];
    expect.that(await cashOf(stage, players), 'what they have').equals(first);
    const cutOff = { top_up: '1.00', paid: '0.99', returned: '0.01', winners: 3 };
    expect(await closed(stage, part)).accepted({ payout: cutOff });
    const second = ['100.37', '100.35', '100.34'];
    expect.that(await cashOf(stage, players), 'what they have').equals(second);
  },
});

export const tournaments23 = scenario({
  ...ALONE,
  id: 'TOURNAMENTS-23',
  title: 'Who ties shares the places, and the last cent goes by player, not by arrival',
  rule: 'The prizes of the places that ties take up MUST be summed and parted; cents go by player id.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'The same score for less money is a complaint that is always lost.',
  async run(stage) {
    const { expect } = stage;
    const single = [{ from: 1, to: 1, share: '1' }];
    const three = await endingSoon(stage, { ...FREE, guarantee: '0.11', prizes: single });
    const pair = await endingSoon(stage, { ...FREE, guarantee: '20.00' });
    const players = await field(stage, three, 3);
    const others = await field(stage, pair, 4);
    for (const player of players.toReversed())
      await played(stage, player, { stake: '1.00', win: '1.00' });
    for (const [at, player] of others.entries()) {
      const stake = ['2.00', '1.00', '2.00', '1.00'][at] ?? '';
      await played(stage, player, { stake, win: stake });
    }
    await itsEnd(stage);

    expect(await closed(stage, three)).accepted({ status: 'closed' });
    const cents = ['100.04', '100.04', '100.03'];
    expect.that(await cashOf(stage, players), 'what they have').equals(cents);
    const payout = { top_up: '20.00', paid: '20.00', returned: '0.00', winners: 4 };
    expect(await closed(stage, pair)).accepted({ payout });
    // Two share the first two places, 10.00 and 6.00; two share the third, 4.00, and the fourth.
    const shared = ['108.00', '102.00', '108.00', '102.00'];
    expect.that(await cashOf(stage, others), 'what they have').equals(shared);
  },
});

export const tournaments28 = scenario({
  ...ALONE,
  id: 'TOURNAMENTS-28',
  title: 'Without a score nobody wins; the pool goes where it was declared to go',
  rule: 'Who has no score MUST NOT hold a place; unclaimed money goes by the declared rule.',
  requirement: 'PROMO-02',
  money: 'A prize for doing nothing, or a pool that stays where nobody finds it.',
  async run(stage) {
    const { expect } = stage;
    const idle = await endingSoon(stage);
    const first = await endingSoon(stage, { unclaimed: 'first_place' });
    const players = await field(stage, idle, 2);
    const others = await field(stage, first, 3);
    const [only] = others;
    if (only) await played(stage, only, { stake: '1.00', win: '1.00' });
    await itsEnd(stage);

    const nobody = { top_up: '0.00', paid: '0.00', returned: '10.00', winners: 0 };
    expect(await closed(stage, idle)).accepted({ payout: nobody });
    expect.that(await cashOf(stage, players), 'what they have').equals(['94.50', '94.50']);
    const all = { top_up: '0.00', paid: '15.00', returned: '0.00', winners: 1 };
    expect(await closed(stage, first)).accepted({ payout: all });
    const cash = ['109.50', '94.50', '94.50'];
    expect.that(await cashOf(stage, others), 'what they have').equals(cash);
  },
});

export const tournaments29 = scenario({
  ...ALONE,
  id: 'TOURNAMENTS-29',
  title: 'A stake counts if placed before the end and settled before the closing',
  rule: 'A stake at or after the end MUST NOT count; one before it counts if settled before closing.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'A bet placed when the scores are known is a bet on a prize.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await endingSoon(stage);
    const [one, two] = await field(stage, tournament, 2);
    if (!one || !two) return;
    await played(stage, one, { stake: '1.00', win: '1.00' });
    const intime = await platform.debitRound(given.debit(two, { amount: '2.00' }));
    const unsettled = await platform.debitRound(given.debit(one, { amount: '9.00' }));
    const early = await closed(stage, tournament);
    expect(early).refused('STATE_CONFLICT', { status: 'running' });
    expect.that(await cashOf(stage, [one, two]), 'what they have').equals(['85.50', '92.50']);
    await itsEnd(stage);

    await played(stage, one, { stake: '50.00', win: '50.00' });
    expect(await platform.creditRound(given.creditOf(intime, { win_amount: '2.00' }))).accepted();
    expect.that(await scoreOf(stage, tournament, one), 'the score').equals('1.00');
    expect.that(await scoreOf(stage, tournament, two), 'the score').equals('2.00');
    expect(await closed(stage, tournament)).accepted({ status: 'closed' });
    const late = given.creditOf(unsettled, { win_amount: '9.00' });
    expect(await platform.creditRound(late)).accepted();
    expect.that(await scoreOf(stage, tournament, one), 'the score').equals('1.00');
    expect.that(await cashOf(stage, [one, two]), 'what they have').equals(['97.50', '99.50']);
  },
});

export const closingScenarios = [
  ...[tournaments20, tournaments21, tournaments22, tournaments23],
  ...[tournaments28, tournaments29],
] as const;
