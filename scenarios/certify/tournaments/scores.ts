import { scenario } from '../../../src/harness/scenario.js';
import { announced, entered, field, played, scoreOf, standings } from './arena.js';
import { anyGame } from '../contract/games.js';

export const tournaments09 = scenario({
  id: 'TOURNAMENTS-09',
  title: 'Wagered money counts when its round is settled, to the cent',
  rule: 'Under `wagered` the score MUST be the sum of settled stakes, exactly.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'A cent too many decides who is first.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await announced(stage);
    const player = await entered(stage, tournament);
    await played(stage, player, { stake: '10.00', win: '50.00' });
    await played(stage, player, { stake: '0.01' });
    const open = given.debit(player, { amount: '7.00' });
    expect(await platform.debitRound(open)).accepted();

    expect.that(await scoreOf(stage, tournament, player), 'the score').equals('10.01');
    expect(await platform.closeRound(open)).accepted({ status: 'closed' });
    expect.that(await scoreOf(stage, tournament, player), 'the score').equals('17.01');
  },
});

export const tournaments10 = scenario({
  id: 'TOURNAMENTS-10',
  title: 'Multipliers that differ by less than a float can tell are told apart',
  rule: 'Multipliers MUST be compared exactly, as fractions; equal fractions tie.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'The better round and the prize are lost to a rounding.',
  async run(stage) {
    const { given } = stage;
    const tournament = await announced(stage, { score: { rule: 'biggest_multiplier' } });
    const rich = async () =>
      entered(stage, tournament, await given.player({ balance: '4000000000.00' }));
    const [one, other] = [await rich(), await rich()];
    const [first, second] = one.player_id < other.player_id ? [other, one] : [one, other];

    // 1 + 1/100000000000 against 1 + 1/100000000001: the same number to a float.
    await played(stage, second, { stake: '1000000000.01', win: '1000000000.02' });
    await played(stage, first, { stake: '1000000000.00', win: '1000000000.01' });
    const score = '1.000000';
    const ranked = [`1 ${first.player_id} ${score}`, `2 ${second.player_id} ${score}`];
    stage.expect.that(await standings(stage, tournament), 'the leaderboard').equals(ranked);

    const third = await entered(stage, tournament);
    const fourth = await entered(stage, tournament);
    await played(stage, third, { stake: '4.00', win: '10.00' });
    await played(stage, fourth, { stake: '10.00', win: '25.00' });
    const tied = (await standings(stage, tournament)).map((line) => line.slice(0, 1));
    stage.expect.that(tied, 'the ranks').equals(['1', '1', '3', '4']);
  },
});

export const tournaments11 = scenario({
  id: 'TOURNAMENTS-11',
  title: 'The biggest multiplier is that of one round, with all its stakes and wins',
  rule: 'A multiplier MUST be the wins of one round by its stakes, and the best round ranks.',
  requirement: 'PROMO-02',
  money: 'A win divided by one of two stakes counts double.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await announced(stage, { score: { rule: 'biggest_multiplier' } });
    const player = await entered(stage, tournament);
    await played(stage, player, { stake: '1.00', win: '3.00' });
    const debit = given.debit(player, { amount: '2.00' });
    const first = await platform.debitRound(debit);
    const more = given.debit(player, { amount: '2.00', round_id: debit.round_id });
    const second = await platform.debitRound(more);
    const part = given.creditOf(first, { win_amount: '10.00', final: false });
    expect(await platform.creditRound(part)).accepted();
    const last = given.creditOf(second, { win_amount: '4.00' });
    expect(await platform.creditRound(last)).accepted();
    await played(stage, player, { stake: '5.00', win: '5.00' });

    const own = { player_id: player.player_id, tournament_id: tournament.tournament_id };
    const board = expect(await platform.getLeaderboard(own)).accepted();
    expect.that(board.own?.standing.score, 'the score').equals('3.500000');
    const best = { won: '14.00', staked: '4.00' };
    expect.that(board.own?.standing.best_round, 'the round that ranks').equals(best);
  },
});

export const tournaments12 = scenario({
  id: 'TOURNAMENTS-12',
  title: 'Points are given as declared, parts of a unit in proportion',
  rule: 'Under `points` the score MUST be the declared points per unit wagered and won, exactly.',
  requirement: 'PROMO-02',
  money: 'Points that are rounded by stake reward whoever cuts the stake into pieces.',
  async run(stage) {
    const score = { rule: 'points', per_wagered: 3, per_won: 2 };
    const tournament = await announced(stage, { score });
    const player = await entered(stage, tournament);

    await played(stage, player, { stake: '10.55', win: '2.01' });
    const first = await scoreOf(stage, tournament, player);
    stage.expect.that(first, 'the score').equals('35.67');
    await played(stage, player, { stake: '0.01' });
    const second = await scoreOf(stage, tournament, player);
    stage.expect.that(second, 'the score').equals('35.70');
  },
});

export const tournaments13 = scenario({
  id: 'TOURNAMENTS-13',
  title: 'A rollback takes back the points its round gave',
  rule: 'Points for a round MUST be taken back when all of its stakes are rolled back.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'Who stakes and takes back all evening wins the prize without a bet.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const score = { rule: 'points', per_round: 10, per_wagered: 1 };
    const tournament = await announced(stage, { score });
    const player = await entered(stage, tournament);
    const now = () => scoreOf(stage, tournament, player);
    const debit = given.debit(player, { amount: '5.00' });
    const first = await platform.debitRound(debit);
    expect(first).accepted();
    expect.that(await now(), 'the score with the stake').equals('10.00');
    const more = given.debit(player, { amount: '2.00', round_id: debit.round_id });
    const second = await platform.debitRound(more);
    expect.that(await now(), 'the score with a second stake').equals('10.00');

    expect(await platform.rollbackRound(given.rollbackOf(first))).accepted();
    expect.that(await now(), 'the score with one taken back').equals('10.00');
    const back = given.rollbackOf(second);
    expect(await platform.rollbackRound(back)).accepted({ status: 'rolled_back' });
    expect.that(await now(), 'the score with both taken back').equals('0.00');
    expect(await platform.rollbackRound({ ...back, idempotency_key: given.key() })).accepted();
    expect.that(await now(), 'the score after one more rollback').equals('0.00');
    await played(stage, player, { stake: '1.00' });
    expect.that(await now(), 'the score of another round').equals('11.00');
  },
});

export const tournaments14 = scenario({
  id: 'TOURNAMENTS-14',
  title: 'A stake that was rolled back counts in no score',
  rule: 'A stake that was rolled back MUST NOT count when its round settles.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'The leaderboard is led by money nobody staked.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await announced(stage);
    const player = await entered(stage, tournament);
    const debit = given.debit(player, { amount: '50.00' });
    const undone = await platform.debitRound(debit);
    const more = given.debit(player, { amount: '2.00', round_id: debit.round_id });
    const kept = await platform.debitRound(more);

    expect(await platform.rollbackRound(given.rollbackOf(undone))).accepted();
    expect(await platform.creditRound(given.creditOf(kept, { win_amount: '1.00' }))).accepted();
    expect.that(await scoreOf(stage, tournament, player), 'the score').equals('2.00');
  },
});

export const tournaments15 = scenario({
  id: 'TOURNAMENTS-15',
  title: 'Rounds on other games do not count',
  rule: 'Only rounds on the declared games MUST count.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'The game with the lowest edge wins every tournament.',
  async run(stage) {
    const { platform, expect } = stage;
    const game = await anyGame(stage);
    const { items } = expect(await platform.listGames({ limit: 100 })).accepted();
    const others = items.filter((one) => one.status === 'enabled' && one.game_id !== game);
    const tournament = await announced(stage, { games: [game] });
    const everywhere = await announced(stage);
    const player = await entered(stage, tournament);
    await entered(stage, everywhere, player);

    for (const { game_id } of others) await played(stage, player, { stake: '1.00', game: game_id });
    await played(stage, player, { stake: '2.00' });
    expect.that(await scoreOf(stage, tournament, player), 'the score').equals('0.00');
    await played(stage, player, { stake: '3.00', game });
    expect.that(await scoreOf(stage, tournament, player), 'the score').equals('3.00');
    const all = await scoreOf(stage, everywhere, player);
    expect.that(all, 'the score where every game counts').equals(`${others.length + 5}.00`);
  },
});

export const tournaments16 = scenario({
  id: 'TOURNAMENTS-16',
  title: 'What is staked before the player enters does not count, nor what others stake',
  rule: 'Only stakes placed by a player who has entered MUST count.',
  requirement: 'PROMO-02',
  money: 'Who enters last with a day’s play behind them has won already.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await announced(stage);
    const stranger = await given.player({ balance: '100.00' });
    const player = await given.player({ balance: '100.00' });
    await played(stage, player, { stake: '20.00' });
    const early = given.debit(player, { amount: '10.00' });
    const taken = await platform.debitRound(early);
    await entered(stage, tournament, player);
    const more = given.debit(player, { amount: '1.00', round_id: early.round_id });
    expect(await platform.debitRound(more)).accepted();
    expect(await platform.creditRound(given.creditOf(taken, { win_amount: '0.00' }))).accepted();
    await played(stage, stranger, { stake: '30.00' });

    const { tournament_id } = tournament;
    const only = [`1 ${player.player_id} 1.00`];
    expect.that(await standings(stage, tournament), 'the leaderboard').equals(only);
    const asked = { tournament_id, player_id: stranger.player_id };
    expect(await platform.getLeaderboard(asked)).accepted({ own: null });
  },
});

const ROUNDS_EACH = 10;

export const tournaments17 = scenario({
  id: 'TOURNAMENTS-17',
  title: 'Scores are exact after fifty rounds at once',
  rule: 'No score MUST be lost or doubled, under any interleaving.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'At the end of a tournament everybody plays at once: a lost update is a lost prize.',
  async run(stage) {
    const tournament = await announced(stage);
    const players = await field(stage, tournament, 5);
    const rounds = players.flatMap((player, at) =>
      Array.from({ length: ROUNDS_EACH }, () =>
        played(stage, player, { stake: `0.${String(10 + at)}`, win: '0.05' }),
      ),
    );

    await Promise.all(rounds);
    const ranked = players
      .map(({ player_id }, at) => `${5 - at} ${player_id} 1.${at}0`)
      .toReversed();
    stage.expect.that(await standings(stage, tournament), 'the leaderboard').equals(ranked);
  },
});

export const scoreScenarios = [
  ...[tournaments09, tournaments10, tournaments11, tournaments12, tournaments13],
  ...[tournaments14, tournaments15, tournaments16, tournaments17],
] as const;
