import { scenario } from '../../../src/harness/scenario.js';
import { played, replayOf, reportOf, seedOf } from './played.js';

const requirement = 'PLAY-11';

export const replay01 = scenario({
  id: 'REPLAY-01',
  title: 'A reported round can be replayed, and agrees with the ledger',
  rule: 'A replay MUST answer the inputs, the outcome and the ledger entries, and that they agree.',
  requirement,
  impact: 'critical',
  money: 'A disputed win that nobody can replay is paid, or a player is lost who was right.',
  async run(stage) {
    const { platform, expect } = stage;
    const round = await played(stage);
    const report = await reportOf(stage, round);
    const stored = expect(await platform.reportRound(report)).accepted({ ...report });

    const replay = await replayOf(stage, round);
    expect.that(replay.report, 'the stored report').equals(stored);
    expect.that(replay.consistent, 'whether it agrees').equals(true);
    const entries = replay.transactions.map(({ type, amount }) => `${type} ${amount}`);
    expect.that(entries, 'the entries of the round').equals(['debit 10.00', 'credit 25.00']);
    expect.that(replay.round.won, 'what the round won').equals('25.00');
    await expect.wallet(round.player, { cash: '115.00', held_in_play: '0.00' });
  },
});

export const replay02 = scenario({
  id: 'REPLAY-02',
  title: 'The same report again changes nothing',
  rule: 'A repeated report MUST be answered as the first, and MUST be kept once.',
  requirement,
  money: 'A game server repeats what was not answered; a report kept twice is two rounds.',
  async run(stage) {
    const { platform, expect, given } = stage;
    const round = await played(stage);
    const report = await reportOf(stage, round);
    const first = expect(await platform.reportRound(report)).accepted();
    const again = expect(await platform.reportRound(report)).accepted();
    expect.that(again, 'what is stored after the repeat').equals(first);

    const key = given.key();
    const keyed = await platform.reportRound(report, { key });
    expect(await platform.reportRound(report, { key })).replayOf(keyed);

    const asked = { player_id: round.player.player_id, limit: 100 };
    const { items } = expect(await platform.listAuditEntries(asked)).accepted();
    const noted = items.filter(({ type }) => type === 'round.reported');
    expect.that(noted, 'the reports in the audit log').hasLength(1);
  },
});

export const replay03 = scenario({
  id: 'REPLAY-03',
  title: 'A report whose win is not what the ledger paid is refused, and is an incident',
  rule: 'The stored outcome MUST agree: a report of another win MUST be refused and recorded.',
  requirement,
  impact: 'critical',
  money: 'The wheel says 50.00, the wallet says 25.00, and both are on record as the truth.',
  async run(stage) {
    const { platform, expect } = stage;
    const round = await played(stage);
    const report = await reportOf(stage, round);
    for (const win of ['25.01', '24.99', '0.00', '250.00']) {
      const refused = await platform.reportRound({ ...report, win });
      expect(refused).refused('REPORT_MISMATCH', { field: 'win' });
    }
    expect.that((await replayOf(stage, round)).report, 'the stored report').equals(null);
    const asked = { player_id: round.player.player_id, limit: 100 };
    const { items } = expect(await platform.listAuditEntries(asked)).accepted();
    const incidents = items.filter(({ type }) => type === 'incident.report_mismatch');
    expect.that(incidents, 'the incidents in the audit log').hasLength(4);

    expect(await platform.reportRound(report)).accepted({ win: '25.00' });
    await expect.wallet(round.player, { cash: '115.00' });
  },
});

export const replay04 = scenario({
  id: 'REPLAY-04',
  title: 'A second report that says otherwise is refused, and the first one stays',
  rule: 'What was reported of a round MUST NOT be changed by a later report.',
  requirement,
  impact: 'critical',
  money: 'An outcome that can be rewritten after the dispute began proves nothing.',
  async run(stage) {
    const { platform, expect, given } = stage;
    const round = await played(stage);
    const report = await reportOf(stage, round);
    const stored = expect(await platform.reportRound(report)).accepted();
    const others: readonly (readonly [string, unknown])[] = [
      ['outcome', { crashed_at: '3.18', cash_out_at: '2.50' }],
      ['bet', { currency: 'EUR', stake: '20.00', cash_out_at: '2.50' }],
      ['nonce', 42],
      ['client_seed', given.id('cs')],
      ['server_seed_hash', 'a'.repeat(64)],
    ];
    for (const [field, value] of others) {
      const refused = await platform.reportRound({ ...report, [field]: value });
      expect(refused).refused('REPORT_MISMATCH', { field });
    }
    const replay = await replayOf(stage, round);
    expect.that(replay.report, 'the stored report').equals(stored);
    expect.that(replay.consistent, 'whether it agrees').equals(true);
  },
});

export const replay05 = scenario({
  id: 'REPLAY-05',
  title: 'A round that has not ended, or went back, is not reported',
  rule: 'A report of a round that was not played to its end MUST be refused, and store nothing.',
  requirement,
  money: 'An outcome told before the end can still be changed by whoever knows it.',
  async run(stage) {
    const { platform, expect, given } = stage;
    const player = await given.player({ balance: '100.00' });
    const taken = await platform.debitRound(given.debit(player));
    expect(taken).accepted();
    const round = { player, round_id: String(taken.input['round_id']), win: '0.00' };
    const report = await reportOf(stage, round);
    expect(await platform.reportRound(report)).refused('STATE_CONFLICT');
    const open = await replayOf(stage, round);
    expect.that([open.report, open.consistent], 'report and agreement').equals([null, null]);
    expect.that(open.round.status, 'the status').equals('open');
    const entries = open.transactions.map(({ type }) => type);
    expect.that(entries, 'the entries so far').equals(['debit']);

    expect(await platform.rollbackRound(given.rollbackOf(taken))).accepted();
    expect(await platform.reportRound(report)).refused('STATE_CONFLICT');
    expect.that((await replayOf(stage, round)).report, 'the report').equals(null);

    const ended = await played(stage, '0.00');
    expect(await platform.reportRound(await reportOf(stage, ended))).accepted({ win: '0.00' });
  },
});

export const replay06 = scenario({
  id: 'REPLAY-06',
  title: 'A round is reported and replayed by its own client only',
  rule: 'A round of another client MUST NOT be found, neither to report nor to replay it.',
  requirement,
  impact: 'critical',
  money: 'Whoever reads the seeds and stakes of a rival’s game plays against it.',
  async run(stage) {
    const { platform, expect, given } = stage;
    const round = await played(stage);
    const report = await reportOf(stage, round);
    const as = await given.client();
    const { round_id } = round;
    expect(await platform.reportRound(report, { as })).refused('ROUND_NOT_FOUND');
    expect(await platform.replayRound({ round_id }, { as })).refused('ROUND_NOT_FOUND');
    const unknown = { ...report, round_id: given.roundId() };
    expect(await platform.reportRound(unknown)).refused('ROUND_NOT_FOUND');
    const other = await given.player();
    const anothers = { ...report, player_id: other.player_id };
    expect(await platform.reportRound(anothers)).refused('ROUND_NOT_FOUND');

    expect.that((await replayOf(stage, round)).report, 'the report').equals(null);
    expect(await platform.reportRound(report)).accepted({ round_id });
  },
});

export const replay07 = scenario({
  id: 'REPLAY-07',
  title: 'A revealed seed must be that of the commit',
  rule: 'A server seed whose SHA-256 is not the commit MUST be refused; the true one is kept.',
  requirement,
  impact: 'critical',
  money: 'A seed chosen after the bets is a wheel that knows where the money lies.',
  async run(stage) {
    const { platform, expect } = stage;
    const round = await played(stage);
    const report = await reportOf(stage, round);
    expect(await platform.reportRound(report)).accepted({ server_seed: null, revealed_at: null });

    const wrong = await platform.reportRound({ ...report, server_seed: 'another-seed' });
    expect(wrong).refused('REPORT_MISMATCH', { field: 'server_seed' });
    expect.that((await replayOf(stage, round)).report?.server_seed, 'the seed').equals(null);

    const seed = seedOf(report);
    const revealed = expect(await platform.reportRound({ ...report, server_seed: seed })).accepted({
      server_seed: seed,
    });
    expect(await platform.reportRound(report)).accepted({ server_seed: seed });
    const replay = await replayOf(stage, round);
    expect.that(replay.report, 'what is stored').equals(revealed);
    expect.that(replay.consistent, 'whether it agrees').equals(true);
  },
});

export const reportScenarios = [
  replay01,
  replay02,
  replay03,
  replay04,
  replay05,
  replay06,
  replay07,
] as const;
