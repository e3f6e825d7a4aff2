import { scenario } from '../../../src/harness/scenario.js';
import { played, replayOf, reportOf } from './played.js';

const requirement = 'PLAY-11';

export const replay08 = scenario({
  id: 'REPLAY-08',
  title: 'A nonce draws one round: a second round with the same inputs is refused',
  rule: 'Two rounds drawn from the same seeds and nonce MUST be refused; one table may share one.',
  requirement,
  impact: 'critical',
  money: 'A draw that is used twice is known before the second bet.',
  async run(stage) {
    const { platform, expect, given } = stage;
    const first = await played(stage);
    const report = await reportOf(stage, first);
    expect(await platform.reportRound(report)).accepted();

    const second = await played(stage, '0.00');
    const again = await reportOf(stage, second, {
      server_seed_hash: report.server_seed_hash,
      client_seed: report.client_seed,
    });
    expect(await platform.reportRound(again)).refused('REPORT_MISMATCH', { field: 'nonce' });
    expect.that((await replayOf(stage, second)).report, 'the report').equals(null);
    expect(await platform.reportRound({ ...again, nonce: 42 })).accepted({ nonce: 42 });

    const beside = await played(stage, '5.00', { round_id: first.round_id });
    const shared = { player_id: beside.player.player_id, win: '5.00' };
    expect(await platform.reportRound({ ...report, ...shared })).accepted(shared);
    const asked = { round_id: first.round_id, player_id: beside.player.player_id };
    const replay = expect(await platform.replayRound(asked)).accepted();
    expect.that(replay.report?.win, 'the win of the player beside').equals('5.00');
    expect(await platform.replayRound({ round_id: given.roundId() })).refused('ROUND_NOT_FOUND');
  },
});

export const replay09 = scenario({
  id: 'REPLAY-09',
  title: 'A round of several stakes and wins is replayed whole',
  rule: 'A replay MUST hold every ledger entry of the round and none of another, in order.',
  requirement,
  impact: 'critical',
  money: 'A free spin missing in the replay is a win the player cannot prove.',
  async run(stage) {
    const { platform, expect, given } = stage;
    const player = await given.player({ balance: '100.00' });
    const debit = given.debit(player);
    const taken = await platform.debitRound(debit);
    const beside = await platform.debitRound(given.debit(player, { amount: '7.00' }));
    const { round_id } = debit;
    const more = await platform.debitRound(given.debit(player, { round_id, amount: '5.00' }));
    for (const answer of [taken, beside, more]) expect(answer).accepted();
    for (const [win, final] of [
      ['1.50', false],
      ['2.25', false],
      ['0.25', true],
    ] as const) {
      const credit = given.creditOf(taken, { win_amount: win, final });
      expect(await platform.creditRound(credit)).accepted();
    }
    const end = given.creditOf(beside, { win_amount: '9.00' });
    expect(await platform.creditRound(end)).accepted();

    const report = await reportOf(stage, { player, round_id, win: '4.00' });
    expect(await platform.reportRound({ ...report, win: '13.00' })).refused('REPORT_MISMATCH');
    expect(await platform.reportRound(report)).accepted();
    const later = await platform.debitRound(given.debit(player, { amount: '1.00' }));
    expect(later).accepted();

    const replay = await replayOf(stage, { round_id });
    const entries = replay.transactions.map(({ type, amount }) => `${type} ${amount}`);
    const wins = ['credit 1.50', 'credit 2.25', 'credit 0.25'];
    expect.that(entries, 'the entries').equals(['debit 10.00', 'debit 5.00', ...wins]);
    expect.that(replay.consistent, 'whether it agrees').equals(true);
  },
});

export const replay10 = scenario({
  id: 'REPLAY-10',
  title: 'A replay tells nothing of the person',
  rule: 'Reports and replays MUST NOT hold personal data, nor may the log of what was reported.',
  requirement: 'GDPR-01',
  money: 'Replays are handed to regulators and players’ lawyers; names do not belong there.',
  async run(stage) {
    const { platform, expect, given } = stage;
    const name = 'Philomena Quartz-Unmistakable';
    const player = await given.player({ balance: '100.00', name, date_of_birth: '1971-03-07' });
    const debit = given.debit(player);
    const taken = await platform.debitRound(debit);
    expect(await platform.creditRound(given.creditOf(taken))).accepted();
    const { round_id } = debit;
    const report = await reportOf(stage, { player, round_id, win: '0.00' });
    expect(await platform.reportRound(report)).accepted();
    const replay = await platform.replayRound({ round_id });
    expect(replay).accepted();
    expect.that(/Philomena|1971-03-07/.test(replay.text), 'a replay names them').isFalse();

    const asked = { player_id: player.player_id, limit: 100 };
    const { items } = expect(await platform.listAuditEntries(asked)).accepted();
    const noted = items.find(({ type }) => type === 'round.reported');
    expect.that(noted?.data, 'what was noted').includes({ round_id, nonce: report.nonce });
    const log = JSON.stringify(noted?.data);
    expect.that(log.includes(report.client_seed), 'the client seed is in the log').isFalse();
  },
});

export const replay11 = scenario({
  id: 'REPLAY-11',
  title: 'A round is reported as of the game it was played in',
  rule: 'A report that names another game than the stake MUST be refused; an unknown game too.',
  requirement: 'PLAY-11',
  money: 'Mathematics of one game do not explain the wins of another.',
  async run(stage) {
    const { platform, expect, given } = stage;
    const { items } = expect(await platform.listGames({ limit: 100 })).accepted();
    const [game, other] = items.filter(({ status }) => status === 'enabled');
    expect.that(other === undefined, 'fewer than two games can be played').isFalse();
    const round = await played(stage, '0.00', { meta: { game_id: game?.game_id } });
    const report = await reportOf(stage, round, { game_id: game?.game_id });

    const wrong = await platform.reportRound({ ...report, game_id: other?.game_id });
    expect(wrong).refused('REPORT_MISMATCH', { field: 'game_id' });
    const unknown = await platform.reportRound({ ...report, game_id: given.id('g') });
    expect(unknown).refused('GAME_NOT_FOUND');
    expect.that((await replayOf(stage, round)).report, 'the report').equals(null);
    expect(await platform.reportRound(report)).accepted({ game_id: String(game?.game_id) });
  },
});

export const replay12 = scenario({
  id: 'REPLAY-12',
  title: 'A report is read as strictly as a credit',
  rule: 'A win that is no amount, a nonce that is no whole number and a broken hash MUST be refused.',
  requirement: 'PLAY-11',
  money: 'What is stored as a number is compared as a number: 25.001 is not 25.00.',
  async run(stage) {
    const { platform, expect } = stage;
    const round = await played(stage);
    const report = await reportOf(stage, round);
    const wrong: readonly (readonly [string, unknown])[] = [
      ['win', 25],
      ['win', '25.001'],
      ['win', '-25.00'],
      ['nonce', -1],
      ['nonce', 1.5],
      ['nonce', '41'],
      ['server_seed_hash', 'ABCDEF'],
      ['outcome', 'a win'],
      ['bet', undefined],
    ];
    for (const [field, value] of wrong) {
      const refused = await platform.reportRound({ ...report, [field]: value });
      expect(refused).refused('VALIDATION_ERROR', { field });
    }
    expect(await platform.reportRound(report)).accepted({ win: '25.00' });
  },
});

export const roundScenarios = [replay08, replay09, replay10, replay11, replay12] as const;
