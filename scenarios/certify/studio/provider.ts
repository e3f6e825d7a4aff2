import { scenario } from '../../../src/harness/scenario.js';
import { BETS, sentBy, table } from './play.js';

const facts = { needs: ['studio', 'faults'], exclusive: true, impact: 'critical' } as const;
const bet = BETS['moonshot'] ?? {};
const A_MINUTE_MS = 60_000;

export const studio06 = scenario({
  ...facts,
  needs: ['studio', 'faults', 'clock'],
  id: 'STUDIO-06',
  title: 'A stake whose answer was lost is taken back, and nothing is charged',
  rule: 'A debit without an answer MUST be rolled back by its key until that is accepted.',
  requirement: 'PLAY-06',
  money: 'The player saw no spin and pays for one.',
  async run(stage) {
    const { expect, control } = stage;
    const at = await table(stage);
    const { player_id } = at.player;
    const match = { player_id };
    await control.fault({ operation: 'debitRound', match, kind: 'reset_after_commit' });
    await control.fault({ operation: 'rollbackRound', match, kind: 'reset_before', times: 2 });
    const lost = await at.play(bet);
    expect.that(lost.status, 'the status of the play').equals(502);
    expect.that(lost.body['outcome'], 'an outcome without a stake').equals(undefined);
    await control.advance(A_MINUTE_MS);

    await expect.wallet(at.player, { cash: '100.00', held_in_play: '0.00' });
    const rollbacks = await sentBy(at, 'rollback');
    expect.that(rollbacks, 'the rollbacks sent').hasLength(3);
    const different = new Set(rollbacks.map(({ key, body }) => key + body));
    expect.that(different.size, 'the different rollbacks').equals(1);
    const [debit] = await sentBy(at, 'debit');
    const named = (rollbacks[0]?.body ?? '').includes(`"debit_key":"${debit?.key}"`);
    expect.that(named, 'the rollback names the key of the debit').isTrue();
    expect.that(await sentBy(at, 'credit'), 'the wins of a round never played').isEmpty();
    expect.that((await at.played(bet)).status, 'the next round').equals('settled');
  },
});

export const studio07 = scenario({
  ...facts,
  needs: ['studio', 'faults', 'clock'],
  id: 'STUDIO-07',
  title: 'A win whose answer was lost is sent again, the same, and paid once',
  rule: 'A credit MUST be repeated with the same key and bytes until it is accepted.',
  requirement: 'PLAY-02',
  money: 'A win sent once and lost is a win withheld; sent again under a new key it is paid twice.',
  async run(stage) {
    const { expect, control, platform } = stage;
    const at = await table(stage);
    const match = { player_id: at.player.player_id };
    await control.fault({ operation: 'creditRound', match, kind: 'reset_after_commit', times: 2 });
    const round = await at.played(bet);
    await control.advance(A_MINUTE_MS);

    const credits = await sentBy(at, 'credit');
    expect.that(credits, 'the credits sent').hasLength(3);
    const different = new Set(credits.map(({ key, body }) => key + body));
    expect.that(different.size, 'the different credits').equals(1);
    const { round_id, win } = round;
    const as = at.studio.client;
    const replay = expect(await platform.replayRound({ round_id }, { as })).accepted();
    expect.that([replay.round.won, replay.consistent], 'the win').equals([win, true]);
    const paid = replay.transactions.filter(({ type }) => type === 'credit');
    expect.that(paid, 'the credits in the ledger').hasLength(1);
    expect.that((await at.record(round_id)).status, 'the round').equals('settled');
  },
});

export const studio08 = scenario({
  ...facts,
  id: 'STUDIO-08',
  title: 'A stake that was refused is neither taken back nor asked for again',
  rule: 'After a clean refusal of a debit there MUST be no rollback and no repeat.',
  requirement: 'PLAY-08',
  money: 'A rollback of what was never taken is a refund, if the platform falls for it.',
  needs: ['studio'],
  async run(stage) {
    const { expect, control } = stage;
    const at = await table(stage, 'moonshot', { balance: '5.00' });
    const refused = await at.play({ ...bet, stake: '6.00' });
    const { error, message } = refused.body;
    expect.that([refused.status, error], 'the answer').equals([422, 'stake_refused']);
    expect.that(message, 'why').equals('INSUFFICIENT_FUNDS');
    await control.settle();
    const sent = (await sentBy(at)).map(({ what }) => what);
    expect.that(sent, 'what the studio sent').equals(['debit']);
    await expect.wallet(at.player, { cash: '5.00', held_in_play: '0.00' });
    expect.that((await at.played(bet)).status, 'a stake that is covered').equals('settled');
  },
});

export const studio10 = scenario({
  ...facts,
  needs: ['studio', 'clock'],
  id: 'STUDIO-10',
  title: 'Free spins end, also when nobody plays them',
  rule: 'Every round MUST end: wins of free spins keep it open, and the last one closes it.',
  requirement: 'PLAY-10',
  money: 'A stake held in play for ever, and eight free spins nobody pays for.',
  timeoutMs: 60_000,
  async run(stage) {
    const { expect, control, platform } = stage;
    const at = await table(stage, 'book_of_stakes', { balance: '1000.00' });
    const spin = BETS['book_of_stakes'] ?? {};
    let round = await at.played(spin);
    for (let turn = 0; turn < 400 && round.free_spins_left === 0; turn += 1) {
      round = await at.played(spin);
    }
    expect.that(round.free_spins_left, 'the free spins').isAtLeast(1);
    await at.played({});
    const { round_id } = round;
    const as = at.studio.client;
    expect(await platform.getRound({ round_id }, { as })).accepted({ status: 'open' });
    const stakes = await at.play(spin);
    expect.that(stakes.body['error'], 'a stake before the free spins').equals('free_spins_left');

    await control.advance(11 * A_MINUTE_MS);
    const ended = await at.record(round_id);
    expect.that([ended.status, ended.free_spins_left], 'the round').equals(['settled', 0]);
    const replay = expect(await platform.replayRound({ round_id }, { as })).accepted();
    expect.that(replay.round.status, 'the round at the platform').equals('closed');
    expect.that(replay.report?.outcome, 'the reported outcome').equals(ended.outcome);
    expect.that([replay.report?.win, replay.consistent], 'the win').equals([ended.win, true]);
    await expect.wallet(at.player, { held_in_play: '0.00' });
  },
});

export const studio11 = scenario({
  ...facts,
  needs: ['studio', 'clock'],
  id: 'STUDIO-11',
  title: 'A studio that dies in the middle of a round ends it, with one win or one rollback',
  rule: 'After a crash between stake and win there MUST be exactly one win or one rollback.',
  requirement: 'PLAY-10',
  money: 'The night the game server went down is the night nobody’s books agree.',
  async run(stage) {
    const { expect, control, platform } = stage;
    const ends = [
      ['debit_sent', ['debit', 'rollback']],
      ['debited', ['debit', 'credit']],
      ['credit_sent', ['debit', 'credit']],
    ] as const;
    for (const [point, entries] of ends) {
      const at = await table(stage);
      await at.studio.set({ crash_at: point });
      expect.that((await at.play(bet)).status, `the status at ${point}`).equals(0);
      await control.advance(A_MINUTE_MS);
      const { items } = expect(await platform.listTransactions(at.player)).accepted();
      const left = items.map(({ type }) => type).filter((type) => type !== 'adjustment');
      expect.that(left.reverse(), `what ${point} left`).equals([...entries]);
      await expect.wallet(at.player, { held_in_play: '0.00' });
    }
  },
});

export const studio14 = scenario({
  ...facts,
  needs: ['studio', 'faults', 'clock'],
  id: 'STUDIO-14',
  title: 'What a studio owes when it goes down it pays when it comes back',
  rule: 'A win that waits MUST be paid once the studio is back, however long it was away.',
  requirement: 'PLAY-04',
  money: 'Wins of the hour before an outage are the ones that get lost with it.',
  async run(stage) {
    const { expect, control, platform } = stage;
    const at = await table(stage);
    const match = { player_id: at.player.player_id };
    await control.fault({ operation: 'creditRound', match, kind: 'reset_before' });
    const { round_id, win } = await at.played(bet);
    await at.studio.set({ mode: 'down' });
    await control.advance(60 * A_MINUTE_MS);
    expect.that((await at.play(bet)).status, 'the status of a play meanwhile').equals(0);
    expect.that(await sentBy(at, 'credit'), 'the credits sent meanwhile').hasLength(1);
    await expect.wallet(at.player, { cash: '99.00', held_in_play: '1.00' });

    await at.studio.set({ mode: 'ok' });
    await control.settle();
    const as = at.studio.client;
    const replay = expect(await platform.replayRound({ round_id }, { as })).accepted();
    const { round, consistent } = replay;
    expect.that([round.status, round.won, consistent], 'the round').equals(['closed', win, true]);
    await expect.wallet(at.player, { held_in_play: '0.00' });
  },
});

export const providerScenarios = [
  studio06,
  studio07,
  studio08,
  studio10,
  studio11,
  studio14,
] as const;
