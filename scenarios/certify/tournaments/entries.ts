import { scenario } from '../../../src/harness/scenario.js';
import { soundToken } from '../access/forgery.js';
import { announced, cashOf, entered, entryOf, field, inMinutes, itsEnd } from './arena.js';

export const tournaments01 = scenario({
  id: 'TOURNAMENTS-01',
  title: 'An entry takes buy-in and fee, and only the buy-in goes to the prizes',
  rule: 'An entry MUST take buy-in plus fee exactly; the pool MUST grow by the buy-in alone.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money:
    'A fee that ends up in the pool is paid out; a buy-in that does not is taken from winners.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await announced(stage);
    const { tournament_id } = tournament;
    const player = await given.player({ balance: '100.00' });
    const entry = await platform.enterTournament(entryOf(stage, tournament, player));

    const money = { buy_in: '5.00', fee: '0.50', currency: 'EUR', balance: '94.50' };
    const { txn_id } = expect(entry).accepted({ ...money, entry: 1, refund_txn_id: null });
    await expect.wallet(player, { cash: '94.50', held_in_play: '0.00' });
    const { items } = expect(await platform.listTransactions(player)).accepted();
    const taken = items.find((item) => item.txn_id === txn_id);
    expect.that(taken?.type, 'the type of the transaction').equals('entry');
    expect.that(taken?.amount, 'what it took').equals('5.50');
    await field(stage, tournament, 2);
    const pool = { entrants: 3, entries: 3, collected: '15.00', prize_pool: '15.00' };
    expect(await platform.getTournament({ tournament_id })).accepted(pool);
  },
});

export const tournaments02 = scenario({
  id: 'TOURNAMENTS-02',
  title: 'Ten identical entries at once are one entry',
  rule: 'An entry repeated with its key MUST have one effect and equal answers; a further one is refused.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'A player who taps twice pays twice for one seat.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await announced(stage);
    const other = await announced(stage);
    const player = await given.player({ balance: '100.00' });
    const entry = entryOf(stage, tournament, player);

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => platform.enterTournament(entry)),
    );
    expect.oneEffect(answers);
    const elsewhere = { ...entry, tournament_id: other.tournament_id };
    expect(await platform.enterTournament(elsewhere)).refused('IDEMPOTENCY_CONFLICT');
    const again = await platform.enterTournament(entryOf(stage, tournament, player));
    expect(again).refused('ALREADY_ENTERED', { entries: 1 });
    await expect.wallet(player, { cash: '94.50' });
    const seats = { entrants: 1, entries: 1, collected: '5.00' };
    expect(await platform.getTournament(tournament)).accepted(seats);
    expect(await platform.getTournament(other)).accepted({ entrants: 0, collected: '0.00' });
  },
});

export const tournaments03 = scenario({
  id: 'TOURNAMENTS-03',
  title: 'Who may not play, cannot pay or is of another currency does not enter',
  rule: 'An entry that is refused MUST name its reason and leave wallet, pool and seats alone.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'An excluded player’s entry is paid back with a fine, one without money is a debt.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await announced(stage);
    const balance = '5.49';
    const refusals = [
      [await given.player({ balance: '100.00', status: 'blocked' }), 'PLAYER_BLOCKED'],
      [await given.player({ balance: '100.00', status: 'self_excluded' }), 'PLAYER_SELF_EXCLUDED'],
      [await given.player({ balance: '100.00', currency: 'USD' }), 'CURRENCY_MISMATCH'],
      [await given.player({ balance }), 'INSUFFICIENT_FUNDS'],
      [await given.player({ balance, bonus: '100.00' }), 'INSUFFICIENT_FUNDS'],
    ] as const;
    const players = refusals.map(([player]) => player);
    const before = await cashOf(stage, players);

    for (const [player, code] of refusals) {
      const entry = entryOf(stage, tournament, player);
      expect(await platform.enterTournament(entry)).refused(code);
    }
    const { tournament_id } = tournament;
    const key = { idempotency_key: given.key() };
    const nobody = { tournament_id, player_id: given.id('p'), ...key };
    expect(await platform.enterTournament(nobody)).refused('PLAYER_NOT_FOUND');
    expect.that(await cashOf(stage, players), 'what they have').equals(before);
    const untouched = { entrants: 0, entries: 0, collected: '0.00' };
    expect(await platform.getTournament(tournament)).accepted(untouched);

    const exactly = await given.player({ balance: '5.50' });
    await entered(stage, tournament, exactly);
    await expect.wallet(exactly, { cash: '0.00' });
  },
});

export const tournaments04 = scenario({
  id: 'TOURNAMENTS-04',
  title: 'Entries are taken before the start and up to their end, and not at it',
  rule: 'An entry at or after the end of entries MUST be refused with no effect.',
  requirement: 'PROMO-02',
  money: 'Who enters when the winners are known buys a prize.',
  needs: ['clock'],
  exclusive: true,
  async run(stage) {
    const { platform, given, expect } = stage;
    const entry = { buy_in: '5.00', fee: '0.50', closes_at: await inMinutes(stage, 2) };
    const times = { starts_at: await inMinutes(stage, 1), ends_at: await inMinutes(stage, 3) };
    const tournament = await announced(stage, { ...times, entry });
    expect(await platform.getTournament(tournament)).accepted({ status: 'scheduled' });
    await entered(stage, tournament);
    await itsEnd(stage);
    expect(await platform.getTournament(tournament)).accepted({ status: 'running' });
    await entered(stage, tournament);
    await itsEnd(stage);

    const late = await given.player({ balance: '100.00' });
    const refused = await platform.enterTournament(entryOf(stage, tournament, late));
    expect(refused).refused('TOURNAMENT_NOT_OPEN');
    await expect.wallet(late, { cash: '100.00' });
    expect(await platform.getTournament(tournament)).accepted({ status: 'running', entrants: 2 });
    await itsEnd(stage);
    expect(await platform.getTournament(tournament)).accepted({ status: 'ended' });
  },
});

const SEATS = 5;
const COMERS = 20;

export const tournaments05 = scenario({
  id: 'TOURNAMENTS-05',
  title: 'Of twenty who come for five seats at once five sit down',
  rule: 'No more players MUST enter than there are seats, under any interleaving.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'Who paid for a seat that is not there is owed it, and the prize.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await announced(stage, { max_entrants: SEATS });
    const next = await announced(stage);
    const comers = [];
    for (let nth = 0; nth < COMERS; nth += 1) {
      comers.push(await given.player({ balance: '100.00' }));
    }

    const answers = await Promise.all(
      comers.map((player) => platform.enterTournament(entryOf(stage, tournament, player))),
    );
    const turnedAway = comers.filter((_, at) => answers[at]?.outcome !== 'ok');
    expect.that(turnedAway, 'those without a seat').hasLength(COMERS - SEATS);
    for (const answer of answers) {
      if (answer.outcome !== 'ok') expect(answer).refused('TOURNAMENT_FULL');
    }
    const full = { entrants: SEATS, collected: '25.00' };
    expect(await platform.getTournament(tournament)).accepted(full);
    expect
      .that(await cashOf(stage, turnedAway), 'what they have')
      .equals(turnedAway.map(() => '100.00'));
    // They play elsewhere, so that the books are the same whoever was first.
    for (const player of turnedAway) await entered(stage, next, player);
  },
});

export const tournaments06 = scenario({
  id: 'TOURNAMENTS-06',
  title: 'Who may enter again pays again, keeps the seat, and enters no more often than declared',
  rule: 'A player MUST enter once, and again only as often as re-entries are declared.',
  requirement: 'PROMO-02',
  money: 'An entry too many is money for nothing; one too few is a pool that was promised.',
  async run(stage) {
    const { platform, expect } = stage;
    const entry = { buy_in: '5.00', fee: '0.50', re_entries: 1 };
    const tournament = await announced(stage, { entry, max_entrants: 1 });
    const player = await entered(stage, tournament);

    const second = await platform.enterTournament(entryOf(stage, tournament, player));
    expect(second).accepted({ entry: 2, balance: '89.00' });
    const third = await platform.enterTournament(entryOf(stage, tournament, player));
    expect(third).refused('ALREADY_ENTERED', { entries: 2 });
    await expect.wallet(player, { cash: '89.00' });
    const pool = { entrants: 1, entries: 2, collected: '10.00' };
    expect(await platform.getTournament(tournament)).accepted(pool);
  },
});

export const tournaments07 = scenario({
  id: 'TOURNAMENTS-07',
  title: 'An entry counts against the player’s limits as a stake does',
  rule: 'An entry that would pass a limit MUST be refused, and one that is taken uses it.',
  requirement: 'RG-01',
  money: 'A limit that tournaments go round protects nobody, and the regulator asks why.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await announced(stage);
    const player = await given.player({ balance: '100.00' });
    const limit = { ...player, kind: 'stake', period: 'day' };
    expect(await platform.setLimit({ ...limit, amount: '5.49' })).accepted();

    const over = await platform.enterTournament(entryOf(stage, tournament, player));
    expect(over).refused('LIMIT_EXCEEDED', { kind: 'stake', limit: '5.49', used: '0.00' });
    await expect.wallet(player, { cash: '100.00' });
    const other = await given.player({ balance: '100.00' });
    const wider = { ...other, kind: 'stake', period: 'day', amount: '6.00' };
    expect(await platform.setLimit(wider)).accepted();
    await entered(stage, tournament, other);
    const debit = await platform.debitRound(given.debit(other, { amount: '0.51' }));
    expect(debit).refused('LIMIT_EXCEEDED', { used: '5.50', remaining: '0.50' });
    await expect.wallet(other, { cash: '94.50' });
  },
});

export const tournaments08 = scenario({
  id: 'TOURNAMENTS-08',
  title: 'Who may only look neither enters, announces, closes nor cancels',
  rule: 'Entering needs tournaments:write, and running a tournament tournaments:admin.',
  requirement: 'SEC-02',
  impact: 'critical',
  money: 'A lobby that may close a tournament decides who is paid.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await announced(stage);
    const { tournament_id } = tournament;
    const player = await given.player({ balance: '100.00' });
    const looking = { token: await soundToken(stage, 'tournaments:read') };
    const entering = { token: await soundToken(stage, 'tournaments:read tournaments:write') };
    const entry = entryOf(stage, tournament, player);
    const cancelling = { tournament_id, reason: 'scope' };

    expect(await platform.enterTournament(entry, looking)).refused('SCOPE_MISSING');
    for (const as of [looking, entering]) {
      expect(await platform.cancelTournament(cancelling, as)).refused('SCOPE_MISSING');
      expect(await platform.closeTournament({ tournament_id }, as)).refused('SCOPE_MISSING');
      expect(await platform.createTournament(tournament, as)).refused('SCOPE_MISSING');
    }
    await expect.wallet(player, { cash: '100.00' });
    const untouched = { status: 'running', entrants: 0 } as const;
    expect(await platform.getTournament(tournament, looking)).accepted(untouched);
    expect(await platform.enterTournament(entry, entering)).accepted({ entry: 1 });
  },
});

export const entryScenarios = [
  ...[tournaments01, tournaments02, tournaments03, tournaments04],
  ...[tournaments05, tournaments06, tournaments07, tournaments08],
] as const;
