import { scenario } from '../../../src/harness/scenario.js';
import { announced, cashOf, closed, endingSoon, entryOf, field, itsEnd, played } from './arena.js';

const REASON = 'Too few players';

export const tournaments30 = scenario({
  id: 'TOURNAMENTS-30',
  title: 'Cancelling gives every buy-in and fee back, once',
  rule: 'Cancelling MUST return buy-in and fee of each entry once, however often it is asked for.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'A fee that is kept is a theft; an entry paid back twice is a gift.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const entry = { buy_in: '5.00', fee: '0.50', re_entries: 1 };
    const tournament = await announced(stage, { entry, guarantee: '100.00' });
    const { tournament_id } = tournament;
    const players = await field(stage, tournament, 3);
    const [first] = players;
    if (!first) return;
    expect(await platform.enterTournament(entryOf(stage, tournament, first))).accepted();
    await played(stage, first, { stake: '1.00', win: '1.00' });

    const cancelling = { tournament_id, reason: REASON };
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => platform.cancelTournament(cancelling)),
    );
    answers.push(await platform.cancelTournament(cancelling, { key: given.key() }));
    for (const answer of answers) {
      expect(answer).accepted({ status: 'cancelled', payout: null, collected: '0.00' });
      expect.that(answer.body, 'the answer').equals(answers[0]?.body);
    }
    const back = ['100.00', '100.00', '100.00'];
    expect.that(await cashOf(stage, players), 'what they have').equals(back);
    const { items } = expect(await platform.listTransactions(first)).accepted();
    const refunds = items.filter(({ type }) => type === 'entry_refund');
    const amounts = refunds.map(({ amount }) => amount);
    expect.that(amounts, 'what was given back').equals(['5.50', '5.50']);
  },
});

export const tournaments31 = scenario({
  id: 'TOURNAMENTS-31',
  title: 'What is cancelled takes no entries and is not closed; what is closed is not cancelled',
  rule: 'A tournament MUST be settled one way only: closed or cancelled.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'Prizes paid and entries given back: the pool is paid out twice.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect } = stage;
    const cancelled = await endingSoon(stage, { guarantee: '100.00' });
    const paid = await endingSoon(stage);
    const players = await field(stage, paid, 2);
    for (const player of players) await played(stage, player, { stake: '1.00', win: '1.00' });
    const cancelling = { tournament_id: cancelled.tournament_id, reason: REASON };
    expect(await platform.cancelTournament(cancelling)).accepted({ status: 'cancelled' });
    const late = await given.player({ balance: '100.00' });
    const entry = entryOf(stage, cancelled, late);
    expect(await platform.enterTournament(entry)).refused('TOURNAMENT_NOT_OPEN');
    await itsEnd(stage);

    const status = 'cancelled';
    expect(await closed(stage, cancelled)).refused('STATE_CONFLICT', { status });
    expect(await closed(stage, paid)).accepted({ status: 'closed' });
    const undoing = { tournament_id: paid.tournament_id, reason: REASON };
    const undone = await platform.cancelTournament(undoing);
    expect(undone).refused('STATE_CONFLICT', { status: 'closed' });
    await expect.wallet(late, { cash: '100.00' });
    // Two share the first two places, half and three tenths of 10.00.
    expect.that(await cashOf(stage, players), 'what they have').equals(['98.50', '98.50']);
  },
});

export const tournaments32 = scenario({
  id: 'TOURNAMENTS-32',
  title: 'A tournament whose terms cannot be kept is not announced',
  rule: 'Terms that contradict each other MUST be refused, naming the member.',
  requirement: 'PROMO-02',
  money: 'Shares of more than the pool are prizes nobody can pay.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const sound = await announced(stage);
    const { name, currency, starts_at, ends_at, entry, score, prizes } = sound;
    const wish = { name, currency, starts_at, ends_at, entry, score, prizes };
    const place = (from: number, to: number, share: string) => ({ from, to, share });
    const contradictions = [
      ['ends_at', { ends_at: starts_at }],
      ['entry.closes_at', { entry: { ...entry, closes_at: '2999-01-01T00:00:00.000Z' } }],
      ['entry.buy_in', { entry: { ...entry, buy_in: '0.001' } }],
      ['score', { score: { rule: 'points' } }],
      ['prizes.0.share', { prizes: [place(1, 3, '0.333334')] }],
      ['prizes.0.from', { prizes: [place(2, 2, '1')] }],
      ['prizes.1.from', { prizes: [place(1, 1, '0.5'), place(3, 3, '0.5')] }],
      ['guarantee', { prizes: [{ from: 1, to: 2, amount: '5.00' }], guarantee: '9.99' }],
      ['currency', { currency: 'XXX' }],
    ] as const;
    for (const [field, wrong] of contradictions) {
      const key = { idempotency_key: given.key() };
      const answer = await platform.createTournament({ ...wish, ...key, ...wrong });
      expect(answer).refused('VALIDATION_ERROR', { field });
    }
    const key = given.key();
    const foreign = { ...wish, games: [given.id('g')] };
    expect(await platform.createTournament(foreign, { key })).refused('GAME_NOT_FOUND');
    expect(await platform.createTournament(wish, { key })).accepted({ entrants: 0 });
  },
});

export const cancellingScenarios = [tournaments30, tournaments31, tournaments32] as const;
