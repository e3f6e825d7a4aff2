import { scenario } from '../../../src/harness/scenario.js';
import { cashOf, closed, endingSoon, entryOf, field, itsEnd, played } from './arena.js';

const ALONE = { needs: ['clock'], exclusive: true } as const;

export const tournaments24 = scenario({
  ...ALONE,
  id: 'TOURNAMENTS-24',
  title: 'Ten closings at once pay once, and all say the same',
  rule: 'Closing MUST pay once, however often it is asked for at once; each gets the same answer.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'Two workers that close one tournament pay every prize twice.',
  async run(stage) {
    const { given, expect } = stage;
    const tournament = await endingSoon(stage, { guarantee: '100.00' });
    const players = await field(stage, tournament, 2);
    for (const player of players) await played(stage, player, { stake: '1.00', win: '1.00' });
    await itsEnd(stage);

    const { tournament_id } = tournament;
    const keys = Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? given.key() : undefined));
    const answers = await Promise.all(
      keys.map((key) =>
        stage.platform.closeTournament({ tournament_id }, key === undefined ? {} : { key }),
      ),
    );
    const [first] = answers;
    for (const answer of answers) {
      expect(answer).accepted({ status: 'closed' });
      expect.that(answer.body, 'the answer').equals(first?.body);
    }
    expect.that(await cashOf(stage, players), 'what they have').equals(['134.50', '134.50']);
  },
});

export const tournaments25 = scenario({
  id: 'TOURNAMENTS-25',
  title: 'Closing again after a crash pays nothing more',
  rule: 'Closing repeated after a restart MUST answer the same and pay nothing.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'A restart in the minute of the closing doubles every prize.',
  needs: ['clock', 'restart'],
  exclusive: true,
  async run(stage) {
    const { platform, expect, control } = stage;
    const tournament = await endingSoon(stage, { guarantee: '100.00' });
    const { tournament_id } = tournament;
    const players = await field(stage, tournament, 3);
    for (const [at, player] of players.entries()) {
      await played(stage, player, { stake: `${3 - at}.00`, win: `${3 - at}.00` });
    }
    await control.restart({ crash: true });
    await itsEnd(stage);
    const first = await closed(stage, tournament);
    expect(first).accepted({
      payout: { top_up: '85.00', paid: '100.00', returned: '0.00', winners: 3 },
    });
    const before = expect(await platform.getLeaderboard({ tournament_id })).accepted();
    await control.restart({ crash: true });

    const again = await closed(stage, tournament);
    expect.that(expect(again).accepted(), 'the answer').equals(first.body);
    const cash = ['144.50', '124.50', '114.50'];
    expect.that(await cashOf(stage, players), 'what they have').equals(cash);
    const after = expect(await platform.getLeaderboard({ tournament_id })).accepted();
    expect.that(after.items, 'the leaderboard').equals(before.items);
  },
});

export const tournaments26 = scenario({
  ...ALONE,
  id: 'TOURNAMENTS-26',
  title: 'Winners who were blocked or excluded meanwhile are paid',
  rule: 'A prize MUST be paid whatever became of the player since.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'A prize withheld from an excluded player is the complaint a regulator upholds.',
  async run(stage) {
    const { platform, expect } = stage;
    const tournament = await endingSoon(stage, { guarantee: '100.00' });
    const players = await field(stage, tournament, 3);
    for (const [at, player] of players.entries()) {
      await played(stage, player, { stake: `${3 - at}.00`, win: `${3 - at}.00` });
    }
    const [blocked, excluded] = players;
    const why = { reason: 'Asked for by this check' };
    expect(await platform.setPlayerStatus({ ...blocked, status: 'blocked', ...why })).accepted();
    const gone = await platform.createExclusion({ ...excluded, kind: 'self_exclusion' });
    expect(gone).accepted();
    await itsEnd(stage);

    const payout = { top_up: '85.00', paid: '100.00', returned: '0.00', winners: 3 };
    expect(await closed(stage, tournament)).accepted({ payout });
    const cash = ['144.50', '124.50', '114.50'];
    expect.that(await cashOf(stage, players), 'what they have').equals(cash);
  },
});

export const tournaments27 = scenario({
  ...ALONE,
  id: 'TOURNAMENTS-27',
  title: 'Neither a prize nor an entry can be rolled back',
  rule: 'A rollback that names a prize or an entry MUST be refused with TXN_NOT_FOUND and move nothing.',
  requirement: 'PROMO-02',
  impact: 'critical',
  money: 'A game server that takes prizes back, or gives entries back, plays with the pool.',
  async run(stage) {
    const { platform, given, expect } = stage;
    const tournament = await endingSoon(stage);
    const player = await given.player({ balance: '100.00' });
    const entry = await platform.enterTournament(entryOf(stage, tournament, player));
    const { txn_id: entryTxn } = expect(entry).accepted();
    await played(stage, player, { stake: '1.00', win: '1.00' });
    await itsEnd(stage);
    expect(await closed(stage, tournament)).accepted({ status: 'closed' });
    const { tournament_id } = tournament;
    const { items } = expect(await platform.getLeaderboard({ tournament_id })).accepted();

    for (const named of [entryTxn, items[0]?.prize_txn_id]) {
      const back = {
        ...player,
        txn_ref: named,
        round_id: given.roundId(),
        idempotency_key: given.key(),
      };
      expect(await platform.rollbackRound(back)).refused('TXN_NOT_FOUND', { field: 'txn_ref' });
    }
    await expect.wallet(player, { cash: '97.00', held_in_play: '0.00' });
  },
});

export const payoutScenarios = [
  ...[tournaments24, tournaments25, tournaments26, tournaments27],
] as const;
